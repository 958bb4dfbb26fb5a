using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed unsafe class TriangularKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(48)]
    public void Every_path_gives_the_bits_of_the_plain_substitution(int size)
    {
        foreach (int columns in new[] { 0, 1, 2, 7, 8, 9, 31, 32, 33, 65, 77 })
        {
            for (int kind = 0; kind < 8; kind++)
            {
                bool lower = (kind & 1) != 0, transposed = (kind & 2) != 0, unit = (kind & 4) != 0;
                Matrix triangle = Samples.Matrix(size, size, 1);
                for (int i = 0; i < size; i++)
                    triangle[i, i] += 3.0;
                Matrix expected = Samples.Matrix(size, columns + 3, 2);
                for (int j = 0; j < columns; j++)
                    Plain(triangle, lower, transposed, unit, expected, j);
                foreach (VectorPath path in Enum.GetValues<VectorPath>())
                {
                    Matrix found = Samples.Matrix(size, columns + 3, 2);
                    fixed (double* t = triangle.Strided, b = found.Strided)
                        TriangularKernel.Solve(size, new(t, size, transposed), lower, unit, b, columns + 3, columns, path);
                    MatrixAssert.Same(expected, found);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(48)]
    public void Every_path_gives_the_bits_of_the_plain_product_with_a_triangle(int size)
    {
        foreach (int columns in new[] { 0, 1, 2, 7, 8, 9, 31, 32, 33, 65, 77 })
        {
            for (int kind = 0; kind < 8; kind++)
            {
                bool lower = (kind & 1) != 0, transposed = (kind & 2) != 0, unit = (kind & 4) != 0;
                Matrix triangle = WithGarbage(Samples.Matrix(size, size, 1), lower != transposed, unit), before = Samples.Matrix(size, columns + 3, 2), expected = before.Copy();
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < columns; j++)
                    {
                        double value = unit ? before[i, j] : triangle[i, i] * before[i, j];
                        for (int k = lower ? i - 1 : i + 1; k >= 0 && k < size; k += lower ? -1 : 1)
                            value = Math.FusedMultiplyAdd(transposed ? triangle[k, i] : triangle[i, k], before[k, j], value);
                        expected[i, j] = value;
                    }
                }
                foreach (VectorPath path in Enum.GetValues<VectorPath>())
                {
                    Matrix found = before.Copy();
                    fixed (double* t = triangle.Strided, b = found.Strided)
                        TriangularKernel.Multiply(size, new(t, size, transposed), lower, unit, b, columns + 3, columns, path);
                    MatrixAssert.Same(expected, found);
                }
            }
        }
    }

    [Fact]
    public void Products_with_triangles_of_any_size_and_kind_are_those_of_plain_loops_and_the_bits_those_of_any_workers()
    {
        foreach (int size in new[] { 0, 1, 2, 47, 48, 49, 95, 96, 97, 145, 211 })
        {
            foreach (int others in size < 97 ? [0, 1, 33, 65] : new[] { 1, 333 })
            {
                for (int kind = 0; kind < 16; kind++)
                {
                    bool lower = (kind & 1) != 0, transposed = (kind & 2) != 0, unit = (kind & 4) != 0, right = (kind & 8) != 0;
                    Matrix stored = Samples.Matrix(size, size, 1), dense = new(size, size);
                    for (int i = 0; i < size; i++)
                    {
                        for (int j = 0; j < size; j++)
                            dense[i, j] = i == j && unit ? 1.0 : i == j || (lower ? j < i : j > i) ? stored[i, j] : 0.0;
                    }
                    Matrix triangle = WithGarbage(stored, lower, unit), read = transposed ? dense.Transpose() : dense;
                    Matrix before = right ? Samples.Matrix(others, size, 2) : Samples.Matrix(size, others, 2);
                    Matrix expected = right ? before.Times(read) : read.Times(before), first = Found(1);
                    MatrixAssert.Near(expected, first, 1e-12);
                    for (int workers = 2; workers <= 8 && size > 97; workers *= 2)
                        MatrixAssert.Same(first, Found(workers));

                    Matrix Found(int workers)
                    {
                        Matrix b = before.Copy();
                        if (lower)
                            Triangular.MultiplyLower(triangle, b, transposed, right, unit, workers);
                        else
                            Triangular.MultiplyUpper(triangle, b, transposed, right, unit, workers);
                        return b;
                    }
                }
            }
        }
    }

    [Fact]
    public void What_is_not_a_number_in_B_stays_in_the_entries_that_read_it()
    {
        const int size = 101, row = 60;
        Matrix triangle = Samples.Matrix(size, size, 1);
        foreach (double special in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Matrix below = Samples.Matrix(size, 3, 2), above = below.Copy();
            below[row, 1] = above[row, 1] = special;
            Triangular.MultiplyLower(triangle, below, workers: 1);
            Triangular.MultiplyUpper(triangle, above, workers: 1);
            for (int i = 0; i < size; i++)
            {
                Assert.Equal(i < row, double.IsFinite(below[i, 1]));
                Assert.Equal(i > row, double.IsFinite(above[i, 1]));
                Assert.True(double.IsFinite(below[i, 0] + below[i, 2] + above[i, 0] + above[i, 2]));
            }
        }
    }

    [Fact]
    public void Triangles_that_do_not_fit_are_refused()
    {
        Matrix triangle = Samples.Matrix(3, 3, 1);
        Assert.Throws<ArgumentException>(() => Triangular.MultiplyLower(Samples.Matrix(3, 2, 1), new Matrix(3, 3)));
        Assert.Throws<ArgumentException>(() => Triangular.MultiplyLower(triangle, new Matrix(2, 3)));
        Assert.Throws<ArgumentException>(() => Triangular.MultiplyUpper(triangle, new Matrix(3, 2), fromRight: true));
        Assert.Throws<ArgumentNullException>(() => Triangular.MultiplyUpper(triangle, null!));
    }

    /// <summary>NaN wherever a triangle is not to be read.</summary>
    private static Matrix WithGarbage(Matrix matrix, bool lower, bool unit)
    {
        Matrix result = matrix.Copy();
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
            {
                if (i == j ? unit : lower ? j > i : j < i)
                    result[i, j] = double.NaN;
            }
        }
        return result;
    }

    [Theory]
    [InlineData(5)]
    [InlineData(49)]
    [InlineData(150)]
    [InlineData(211)]
    public void Large_systems_are_solved_from_either_side_with_the_same_bits_for_any_workers(int size)
    {
        Matrix lower = Cholesky.Factor(Samples.PositiveDefinite(size, 3)).Lower, upper = lower.Transpose(), x = Samples.Matrix(size, 333, 4), wide = x.Transpose();
        Check(x, lower.Times(x), (b, workers) => Triangular.SolveLower(lower, b, false, workers));
        Check(x, upper.Times(x), (b, workers) => Triangular.SolveLowerTransposed(lower, b, workers));
        Check(x, upper.Times(x), (b, workers) => Triangular.SolveUpper(upper, b, workers));
        Check(x, lower.Times(x), (b, workers) => Triangular.SolveUpperTransposed(upper, b, workers));
        Check(wide, wide.Times(lower), (b, workers) => FromRight(lower, false, true, b, workers));
        Check(wide, wide.Times(upper), (b, workers) => FromRight(lower, true, false, b, workers));
        Check(wide, wide.Times(upper), (b, workers) => FromRight(upper, false, false, b, workers));
        Check(wide, wide.Times(lower), (b, workers) => FromRight(upper, true, true, b, workers));

        static void FromRight(Matrix triangle, bool transposed, bool lowerTriangle, Matrix b, int workers)
        {
            fixed (double* t = triangle.Strided, sides = b.Strided)
                TriangularBlocks.SolveFromRight(triangle.Rows, new(t, triangle.Stride, transposed), lowerTriangle, false, sides, b.Stride, b.Rows, workers);
        }

        static void Check(Matrix expected, Matrix b, Action<Matrix, int> solve)
        {
            Matrix first = b.Copy();
            solve(first, 1);
            MatrixAssert.Near(expected, first, 1e-9);
            foreach (int workers in new[] { 2, 4, 8 })
            {
                Matrix other = b.Copy();
                solve(other, workers);
                MatrixAssert.Same(first, other);
            }
        }
    }

    private static void Plain(Matrix triangle, bool lower, bool transposed, bool unit, Matrix b, int column)
    {
        int n = triangle.Rows;
        for (int step = 0; step < n; step++)
        {
            int i = lower ? step : n - 1 - step;
            double value = b[i, column];
            for (int earlier = 0; earlier < step; earlier++)
            {
                int k = lower ? earlier : n - 1 - earlier;
                value = Math.FusedMultiplyAdd(-(transposed ? triangle[k, i] : triangle[i, k]), b[k, column], value);
            }
            b[i, column] = unit ? value : value / triangle[i, i];
        }
    }
}
