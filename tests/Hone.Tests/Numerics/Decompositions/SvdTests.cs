using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "svd")]
public sealed class SvdTests
{
    public static TheoryData<int, int> Shapes => new() { { 0, 0 }, { 0, 3 }, { 1, 1 }, { 5, 1 }, { 1, 5 }, { 6, 6 }, { 9, 7 }, { 40, 12 }, { 12, 40 }, { 120, 90 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Orthonormal_factors_rebuild_the_matrix_in_thin_and_full_form(int rows, int columns)
    {
        Matrix a = Samples.Matrix(rows, columns, 1);
        Svd thin = Svd.Decompose(a), full = Svd.Decompose(a, full: true);
        int k = Math.Min(rows, columns);
        Assert.Equal(k, thin.Values.Length);
        Assert.Equal(thin.Values.OrderDescending(), thin.Values);
        Assert.All(thin.Values, value => Assert.True(value >= 0));
        MatrixAssert.Orthonormal(thin.U);
        MatrixAssert.Orthonormal(thin.V);
        MatrixAssert.Near(a, thin.U.ScaleColumns(thin.Values).TimesTranspose(thin.V), 1e-12);
        Assert.Equal((rows, rows, columns, columns), (full.U.Rows, full.U.Columns, full.V.Rows, full.V.Columns));
        MatrixAssert.Orthonormal(full.U);
        MatrixAssert.Orthonormal(full.V);
        MatrixAssert.Near(a, full.U.ColumnRange(0, k).ScaleColumns(full.Values).TimesTranspose(full.V.ColumnRange(0, k)), 1e-12);
        Near.Equal(a.FrobeniusNorm(), thin.Values.Norm(), relative: 1e-13);
    }

    [Fact]
    public void The_error_of_the_best_matrix_of_rank_k_is_the_tail_of_the_singular_values()
    {
        Matrix a = Samples.Matrix(25, 14, 2);
        Svd svd = Svd.Decompose(a);
        for (int rank = 0; rank <= 14; rank++)
        {
            Matrix rest = a.Subtract(svd.Truncated(rank));
            Near.Equal(rank < 14 ? svd.Values[rank] : 0, Svd.Decompose(rest).Values[0], absolute: 1e-12);
            Near.Equal(VectorOperations.Norm(svd.Values.AsSpan(rank)), rest.FrobeniusNorm(), absolute: 1e-12);
        }
    }

    [Fact]
    public void Rank_pseudo_inverse_and_shortest_solution_of_a_deficient_matrix()
    {
        Matrix a = Samples.Matrix(9, 3, 3).Times(Samples.Matrix(3, 6, 4));
        Svd svd = Svd.Decompose(a);
        Assert.Equal(3, svd.Rank());
        Assert.Equal(1, svd.Rank(0.999));
        Matrix inverse = svd.PseudoInverse();
        MatrixAssert.Near(a, a.Times(inverse).Times(a), 1e-12);
        MatrixAssert.Near(inverse, inverse.Times(a).Times(inverse), 1e-12);
        MatrixAssert.Near(a.Times(inverse), a.Times(inverse).Transpose(), 1e-12);
        MatrixAssert.Near(inverse.Times(a), inverse.Times(a).Transpose(), 1e-12);

        double[] b = Samples.Vector(9, 5), shortest = svd.Solve(b), other = QR.Factor(a, pivot: true).Solve(b);
        Near.Equal(inverse.Times(b), shortest, absolute: 1e-12);
        Near.Equal(a.Times(other), a.Times(shortest), absolute: 1e-12);
        Assert.True(shortest.Norm() < other.Norm());
        Assert.True(svd.ConditionNumber > 1e15);
        Assert.Equal(2.0, Svd.Decompose(Matrix.Diagonal([4, 2, 3])).ConditionNumber);
    }

    [Fact]
    public void Zeros_repeats_and_extremes_come_out_right()
    {
        Assert.Equal([0.0, 0], Svd.Decompose(new Matrix(4, 2)).Values);
        MatrixAssert.Orthonormal(Svd.Decompose(new Matrix(4, 2)).U);
        Assert.Equal([1.0, 1, 1], Svd.Decompose(Matrix.Identity(3)).Values);
        Near.Equal([3.0, 2, 0], Svd.Decompose(Matrix.Diagonal([-2, 0, 3])).Values, absolute: 1e-15);
        Matrix bidiagonal = Matrix.From(new double[,] { { 1, 2, 0 }, { 0, 0, 3 }, { 0, 0, 4 } });
        Near.Equal([5, Math.Sqrt(5), 0], Svd.Decompose(bidiagonal).Values, absolute: 1e-14);
        foreach (double scale in new[] { 1e-300, 1e300 })
            Near.Equal(Svd.Decompose(Samples.Matrix(8, 5, 6)).Values.Scale(scale), Svd.Decompose(Samples.Matrix(8, 5, 6).Scale(scale)).Values, relative: 1e-13);

        // Hilbert's matrix: condition 1.6e13, and still every singular value to 1e-15 of the largest.
        Matrix hilbert = new(10, 10);
        for (int i = 0; i < 10; i++)
        {
            for (int j = 0; j < 10; j++)
                hilbert[i, j] = 1.0 / (i + j + 1);
        }
        Near.Equal(SymmetricEigen.Decompose(hilbert).Values, Svd.Decompose(hilbert).Values, absolute: 1e-14);
        Assert.Throws<ArgumentException>(() => Svd.Decompose(Matrix.Diagonal([1, double.PositiveInfinity])));
    }

    [Fact]
    public void The_randomized_form_finds_the_leading_triples()
    {
        // Singular values 2⁻⁰, 2⁻¹, … between random bases.
        Matrix left = QR.Factor(Samples.Matrix(300, 40, 7)).Q, right = QR.Factor(Samples.Matrix(80, 40, 8)).Q;
        double[] values = [.. Enumerable.Range(0, 40).Select(i => Math.Pow(0.5, i))];
        Matrix a = left.ScaleColumns(values).TimesTranspose(right);
        RandomizedSvd method = new() { Rank = 8 };
        Svd found = method.Decompose(a, RandomKey.FromSeed(1)), exact = Svd.Decompose(a);
        Near.Equal(values.AsSpan(0, 8), found.Values, relative: 1e-10);
        MatrixAssert.Orthonormal(found.U);
        MatrixAssert.Near(exact.RightRows.RowRange(0, 8), found.RightRows, 1e-6);
        MatrixAssert.Near(exact.LeftRows.RowRange(0, 8), found.LeftRows, 1e-6);

        foreach (int workers in new[] { 1, 2, 8 })
            MatrixAssert.Same(found.U, method.Decompose(a, RandomKey.FromSeed(1), workers).U);
        Svd sparse = method.Decompose(SparseMatrix.FromDense(a), RandomKey.FromSeed(1));
        Near.Equal(found.Values, sparse.Values, relative: 1e-12);

        double[] means = a.ColumnMeans();
        Svd centred = method.Decompose(SparseMatrix.FromDense(a), RandomKey.FromSeed(1), means);
        Near.Equal(Svd.Decompose(a.SubtractFromEachRow(means)).Values.AsSpan(0, 8), centred.Values, relative: 1e-9);
    }

    [Fact]
    public void Power_iterations_and_oversampling_bring_the_randomized_form_nearer()
    {
        Matrix a = Samples.Matrix(200, 100, 9);
        double exact = Svd.Decompose(a).Values[..5].Sum();
        double Missing(RandomizedSvd method) => exact - method.Decompose(a, RandomKey.FromSeed(2)).Values.Sum();
        double none = Missing(new() { Rank = 5, Oversampling = 0, PowerIterations = 0 });
        Assert.True(Missing(new() { Rank = 5, Oversampling = 20, PowerIterations = 0 }) < none);
        Assert.True(Missing(new() { Rank = 5, Oversampling = 0, PowerIterations = 4 }) < none / 2);
        Assert.Equal(3, new RandomizedSvd().Decompose(Samples.Matrix(3, 6, 1), RandomKey.FromSeed(1)).Values.Length);
    }
}
