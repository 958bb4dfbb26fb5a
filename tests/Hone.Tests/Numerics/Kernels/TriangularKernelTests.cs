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
