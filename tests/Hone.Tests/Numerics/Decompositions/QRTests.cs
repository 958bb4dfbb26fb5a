using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "matrix-operations")]
public sealed class QRTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 5)]
    [InlineData(7, 7)]
    [InlineData(40, 13)]
    [InlineData(13, 40)]
    [InlineData(600, 70)]
    [InlineData(100, 100)]
    [InlineData(70, 200)]
    public void Orthonormal_times_triangular_rebuilds_the_matrix(int rows, int columns)
    {
        Matrix a = Samples.Matrix(rows, columns, 1);
        foreach (bool pivot in new[] { false, true })
        {
            QR qr = QR.Factor(a, pivot);
            MatrixAssert.Orthonormal(qr.Q);
            Matrix r = qr.R, product = qr.Q.Times(r), permuted = a.Transpose().TakeRows([.. qr.Permutation]).Transpose();
            MatrixAssert.Near(permuted, product, 1e-12);
            for (int i = 0; i < r.Rows; i++)
                Assert.All(r.Row(i)[..Math.Min(i, columns)].ToArray(), value => Assert.Equal(0.0, value));
            Assert.Equal(Math.Min(rows, columns), qr.Rank);
            double[] diagonal = r.DiagonalValues().Map(Math.Abs);
            if (pivot)
            {
                for (int i = 1; i < diagonal.Length; i++)
                    Assert.True(diagonal[i] <= diagonal[i - 1] * (1 + 1e-12));
            }
            MatrixAssert.Same(r, QR.Factor(a, pivot, workers: 1).R);
        }
    }

    [Fact]
    public void The_least_squares_residual_is_orthogonal_to_every_column()
    {
        Matrix a = Samples.Matrix(50, 6, 2);
        double[] b = Samples.Vector(50, 3), x = QR.Factor(a).Solve(b);
        Near.Equal(new double[6], a.TransposeTimes(b.Subtract(a.Times(x))), absolute: 1e-13);
    }

    [Theory]
    [InlineData(1000, 65)]
    [InlineData(40000, 9)]
    [InlineData(263000, 1)]
    public void Any_number_of_workers_gives_the_same_factors_of_a_tall_matrix(int rows, int columns)
    {
        Matrix a = Samples.Matrix(rows, columns, 6);
        double[] b = Samples.Vector(rows, 7);
        QR one = QR.Factor(a, workers: 1);
        MatrixAssert.Orthonormal(one.Q);
        MatrixAssert.Near(a, one.Q.Times(one.R), 1e-12);
        foreach (int workers in new[] { 2, 4, 8 })
        {
            QR other = QR.Factor(a, workers: workers);
            MatrixAssert.Same(one.R, other.R);
            MatrixAssert.Same(one.Q, other.Q);
            Assert.Equal(one.Solve(b), other.Solve(b));
        }

        // The full Q turns vectors without stretching them and back again, and what is past its first columns is the residual.
        double[] turned = one.TransposeTimes(b), back = [.. turned];
        Near.Equal(VectorOperations.Norm(b), VectorOperations.Norm(turned), relative: 1e-13);
        Near.Equal(one.Q.TransposeTimes(b), [.. turned.Take(columns)], absolute: 1e-11);
        one.ApplyQ(back);
        Near.Equal(b, back, absolute: 1e-12);
        double[] residual = b.Subtract(a.Times(one.Solve(b)));
        Near.Equal(VectorOperations.Norm(residual), VectorOperations.Norm(turned.AsSpan(columns)), relative: 1e-12);
        Near.Equal(new double[columns], a.TransposeTimes(residual), absolute: 1e-9);
    }

    [Fact]
    public void A_dependent_column_of_a_tall_matrix_is_found()
    {
        Matrix a = Samples.Matrix(60000, 5, 8);
        for (int i = 0; i < a.Rows; i++)
            a[i, 2] = a[i, 0] + a[i, 1];
        QR factors = QR.Factor(a);
        Assert.Equal(4, factors.Rank);
        Assert.Equal(2, Assert.Throws<SingularMatrixException>(() => factors.Solve(new double[a.Rows])).Pivot);
    }

    [Fact]
    public void Dependent_columns_lower_the_rank_and_get_no_weight()
    {
        Matrix a = Samples.Matrix(30, 5, 4);
        for (int i = 0; i < 30; i++)
            a[i, 3] = (2 * a[i, 0]) - a[i, 1];
        double[] b = Samples.Vector(30, 5);
        QR pivoted = QR.Factor(a, pivot: true);
        Assert.Equal(4, pivoted.Rank);
        double[] x = pivoted.Solve(b);
        Assert.Equal(1, x.Count(value => value == 0));
        Near.Equal(new double[5], a.TransposeTimes(b.Subtract(a.Times(x))), absolute: 1e-13);
        Assert.Equal(3, Assert.Throws<SingularMatrixException>(() => QR.Factor(a).Solve(b)).Pivot);
        Assert.Equal(0, QR.Factor(new Matrix(3, 2), pivot: true).Rank);
        Assert.Equal([0.0, 0.0], QR.Factor(new Matrix(3, 2), pivot: true).Solve(new double[3]));
    }

    [Fact]
    public void It_keeps_the_digits_that_the_normal_equations_lose()
    {
        // Läuchli's matrix: XᵀX = 1 + ε² on the diagonal rounds to a singular one.
        const double epsilon = 1e-9;
        Matrix a = Matrix.From(new double[,] { { 1, 1, 1 }, { epsilon, 0, 0 }, { 0, epsilon, 0 }, { 0, 0, epsilon } });
        double[] x = QR.Factor(a).Solve(a.Times([1, 2, 3]));
        Near.Equal([1, 2, 3], x, absolute: 1e-6);
        Assert.Null(Cholesky.TryFactor(a.Gram()));
    }
}
