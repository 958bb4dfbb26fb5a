using System.Numerics;
using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "eigendecomposition")]
public sealed class EigenTests
{
    private static Matrix Symmetric(int size, int seed)
    {
        Matrix a = Samples.Matrix(size, size, seed);
        return a.Add(a.Transpose());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(150)]
    public void A_symmetric_matrix_is_rebuilt_from_orthonormal_vectors(int size)
    {
        Matrix a = Symmetric(size, 1);
        SymmetricEigen eigen = SymmetricEigen.Decompose(a);
        Matrix v = eigen.Vectors;
        MatrixAssert.Orthonormal(v);
        MatrixAssert.Near(a, v.ScaleColumns(eigen.Values).TimesTranspose(v), 1e-12);
        MatrixAssert.Near(v.ScaleColumns(eigen.Values), a.Times(v), 1e-12);
        Assert.Equal(eigen.Values.OrderDescending(), eigen.Values);
        Near.Equal(a.Trace(), eigen.Values.Sum(), absolute: 1e-11);
    }

    [Fact]
    public void Repeated_zero_and_extreme_eigenvalues_are_found()
    {
        Assert.Equal([1.0, 1, 1], SymmetricEigen.Decompose(Matrix.Identity(3)).Values);
        Assert.Equal([0.0, 0, 0], SymmetricEigen.Decompose(new Matrix(3, 3)).Values);
        Assert.Equal([5.0, 2, -7], SymmetricEigen.Decompose(Matrix.Diagonal([2, -7, 5])).Values);
        Matrix ones = new(6, 6, [.. Enumerable.Repeat(1.0, 36)]);
        Near.Equal([6.0, 0, 0, 0, 0, 0], SymmetricEigen.Decompose(ones).Values, absolute: 1e-14);
        foreach (double scale in new[] { 1e-300, 1e300 })
            Near.Equal(SymmetricEigen.Decompose(Symmetric(10, 2)).Values.Scale(scale), SymmetricEigen.Decompose(Symmetric(10, 2).Scale(scale)).Values, absolute: 1e-13 * scale);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(97)]
    [InlineData(230)]
    public void Few_vectors_are_the_first_of_all_and_workers_change_no_bit(int size)
    {
        Matrix a = Symmetric(size, 6);
        SymmetricEigen all = SymmetricEigen.Decompose(a, workers: 1);
        foreach (int workers in new[] { 2, 4, 8 })
        {
            SymmetricEigen same = SymmetricEigen.Decompose(a, workers: workers);
            Assert.Equal(all.Values, same.Values);
            MatrixAssert.Same(all.VectorRows, same.VectorRows);
        }
        foreach (int few in new[] { 0, 1, 7, size })
        {
            SymmetricEigen part = SymmetricEigen.Decompose(a, vectors: few);
            Assert.Equal(all.Values, part.Values);
            MatrixAssert.Near(all.VectorRows.RowRange(0, few), part.VectorRows, 1e-12);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => SymmetricEigen.Decompose(a, vectors: size + 1));
        a[size / 2, 0] = double.NaN;
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose(a));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(97)]
    [InlineData(260)]
    public void Eigenvalues_alone_are_those_that_come_with_the_vectors_to_the_last_bit(int size)
    {
        Matrix a = Symmetric(size, 7), equal = Matrix.Identity(size).Add(new Matrix(size, size, [.. Enumerable.Repeat(1.0, size * size)]));
        Matrix graded = Symmetric(size, 8);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                graded[i, j] *= Math.Pow(0.7, i + j);
        }
        foreach (Matrix matrix in new[] { a, equal, graded, new Matrix(size, size), a.Scale(1e-300), a.Scale(1e300) })
        {
            double[] expected = SymmetricEigen.Decompose(matrix).Values;
            foreach (int workers in new[] { 1, 2, 4, 8 })
                Assert.Equal(expected, SymmetricEigen.Eigenvalues(matrix, workers));
        }
    }

    [Fact]
    public void Eigenvalues_alone_are_refused_for_what_is_not_finite_or_square_and_read_the_lower_triangle()
    {
        Matrix a = Symmetric(40, 9);
        double[] expected = SymmetricEigen.Eigenvalues(a);
        a[3, 20] = double.NaN;
        Assert.Equal(expected, SymmetricEigen.Eigenvalues(a));
        Assert.Equal(expected, SymmetricEigen.Decompose(a).Values);
        a[20, 3] = double.PositiveInfinity;
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => SymmetricEigen.Eigenvalues(a)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Eigenvalues(new Matrix(2, 3)));
    }

    [Fact]
    public void Only_the_lower_triangle_counts()
    {
        Matrix a = Symmetric(6, 3), lower = a.Copy();
        lower[0, 5] = 99;
        Assert.Equal(SymmetricEigen.Decompose(a).Values, SymmetricEigen.Decompose(lower).Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void General_pairs_satisfy_their_equation_and_come_in_conjugates(int size)
    {
        Matrix a = Samples.Matrix(size, size, 4);
        GeneralEigen eigen = GeneralEigen.Decompose(a);
        CheckPairs(a, eigen, 1e-12 * size);
        Complex sum = Complex.Zero, product = Complex.One;
        foreach (Complex value in eigen.Values)
        {
            sum += value;
            product *= value;
            Assert.Contains(Complex.Conjugate(value), eigen.Values);
        }
        Near.Equal(a.Trace(), sum.Real, absolute: 1e-12 * size);
        Near.Equal(LU.Factor(a).Determinant, product.Real, relative: 1e-9);
        Assert.Equal(0.0, sum.Imaginary, 1e-12);
    }

    [Fact]
    public void Rotations_permutations_and_defective_matrices_have_the_eigenvalues_of_the_textbook()
    {
        GeneralEigen quarterTurn = GeneralEigen.Decompose(Matrix.From(new double[,] { { 0, -1 }, { 1, 0 } }));
        Near.Equal(1.0, quarterTurn.Values[0].Imaginary, relative: 1e-15);
        Near.Equal(-1.0, quarterTurn.Values[1].Imaginary, relative: 1e-15);

        Matrix cycle = Matrix.From(new double[,] { { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 }, { 1, 0, 0, 0 } });
        GeneralEigen roots = GeneralEigen.Decompose(cycle);
        Assert.All(roots.Values, value => Near.Equal(1.0, value.Magnitude, relative: 1e-14));
        CheckPairs(cycle, roots, 1e-13);

        Matrix jordan = Matrix.From(new double[,] { { 2, 1 }, { 0, 2 } });
        GeneralEigen defective = GeneralEigen.Decompose(jordan);
        Near.Equal([2.0, 2.0], Array.ConvertAll(defective.Values, value => value.Real), relative: 1e-15);
        CheckPairs(jordan, defective, 1e-14);

        Matrix companion = Matrix.From(new double[,] { { 6, -11, 6 }, { 1, 0, 0 }, { 0, 1, 0 } });
        Near.Equal([3.0, 2, 1], Array.ConvertAll(GeneralEigen.Decompose(companion).Values, value => value.Real), relative: 1e-13);
        Assert.Equal([Complex.Zero, Complex.Zero], GeneralEigen.Decompose(new Matrix(2, 2)).Values);
    }

    [Fact]
    public void Both_solvers_agree_on_a_symmetric_matrix()
    {
        Matrix a = Symmetric(15, 5);
        Near.Equal([.. SymmetricEigen.Decompose(a).Values.OrderByDescending(Math.Abs)], Array.ConvertAll(GeneralEigen.Decompose(a).Values, value => value.Real), absolute: 1e-12);
        Assert.All(GeneralEigen.Decompose(a).Values, value => Assert.Equal(0.0, value.Imaginary));
    }

    private static void CheckPairs(Matrix a, GeneralEigen eigen, double absolute)
    {
        int n = a.Rows;
        for (int k = 0; k < n; k++)
        {
            double length = 0;
            for (int i = 0; i < n; i++)
            {
                Complex product = Complex.Zero;
                for (int j = 0; j < n; j++)
                    product += a[i, j] * eigen.Vectors[j, k];
                Near.Equal(0.0, (product - (eigen.Values[k] * eigen.Vectors[i, k])).Magnitude, absolute: absolute);
                length += eigen.Vectors[i, k].Magnitude * eigen.Vectors[i, k].Magnitude;
            }
            Near.Equal(1.0, length, relative: 1e-13);
        }
    }
}
