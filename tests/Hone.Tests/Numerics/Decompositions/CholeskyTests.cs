using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "matrix-operations")]
public sealed class CholeskyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(150)]
    [InlineData(333)]
    public void The_factor_times_its_transpose_is_the_matrix_and_solves_undo_products(int size)
    {
        Matrix a = Samples.PositiveDefinite(size, 1);
        Cholesky factor = Cholesky.Factor(a);
        Matrix rebuilt = factor.Lower.TimesTranspose(factor.Lower);
        for (int i = 0; i < size; i++)
            Near.Equal(a.Row(i), rebuilt.Row(i), absolute: 1e-12 * size);

        double[] x = Samples.Vector(size, 2);
        Near.Equal(x, factor.Solve(a.Times(x)), absolute: 1e-11);
        Matrix many = Samples.Matrix(size, 3, 3), solved = factor.Solve(a.Times(many)), identity = a.Times(factor.Inverse());
        for (int i = 0; i < size; i++)
        {
            Near.Equal(many.Row(i), solved.Row(i), absolute: 1e-11);
            Near.Equal(Matrix.Identity(size).Row(i), identity.Row(i), absolute: 1e-11);
        }
    }

    [Fact]
    public void Any_number_of_workers_gives_the_same_factor_solution_and_inverse()
    {
        Matrix a = Samples.PositiveDefinite(400, 8), b = Samples.Matrix(400, 70, 9);
        Cholesky one = Cholesky.Factor(a, workers: 1);
        foreach (int workers in new[] { 2, 4, 8 })
        {
            Cholesky other = Cholesky.Factor(a, workers);
            MatrixAssert.Same(one.Lower, other.Lower);
            MatrixAssert.Same(one.Solve(b, 1), other.Solve(b, workers));
            MatrixAssert.Same(one.SolveLower(b, 1), other.SolveLower(b, workers));
            MatrixAssert.Same(one.Inverse(1), other.Inverse(workers));
        }
        MatrixAssert.Near(b, one.Lower.Times(one.SolveLower(b)), 1e-11);
    }

    [Fact]
    public void Every_size_up_to_two_blocks_is_factored_as_by_a_plain_loop()
    {
        for (int size = 0; size <= 130; size++)
        {
            Matrix a = Samples.PositiveDefinite(size, 10), expected = new(size, size);
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double value = a[i, j];
                    for (int k = 0; k < j; k++)
                        value -= expected[i, k] * expected[j, k];
                    expected[i, j] = i == j ? Math.Sqrt(value) : value / expected[j, j];
                }
            }
            MatrixAssert.Near(expected, Cholesky.Factor(a).Lower, 1e-12);
        }
    }

    [Fact]
    public void The_log_determinant_survives_where_the_determinant_overflows()
    {
        Matrix a = Matrix.Identity(300).Scale(1e10);
        Near.Equal(300 * Math.Log(1e10), Cholesky.Factor(a).LogDeterminant, relative: 1e-14);
    }

    [Fact]
    public void A_dependent_column_is_named()
    {
        Matrix x = Samples.Matrix(50, 4, 5);
        for (int i = 0; i < x.Rows; i++)
            x[i, 2] = x[i, 0] - (2 * x[i, 1]);
        SingularMatrixException failure = Assert.Throws<SingularMatrixException>(() => Cholesky.Factor(x.Gram()));
        Assert.Equal(2, failure.Pivot);
        Assert.Contains("pivot 2", failure.Message, StringComparison.Ordinal);
        Assert.Null(Cholesky.TryFactor(x.Gram()));
        Assert.Throws<ArgumentException>(() => Cholesky.Factor(new Matrix(2, 3)));
        Assert.Throws<ArgumentException>(() => Cholesky.Factor(Matrix.Diagonal([1, double.NaN])));
    }

    [Fact]
    public void Triangular_solves_undo_triangular_products()
    {
        const int n = 23;
        Matrix lower = Cholesky.Factor(Samples.PositiveDefinite(n, 6)).Lower, upper = lower.Transpose();
        double[] x = Samples.Vector(n, 7);
        Check(lower.Times(x), b => Triangular.SolveLower(lower, b));
        Check(upper.Times(x), b => Triangular.SolveLowerTransposed(lower, b));
        Check(upper.Times(x), b => Triangular.SolveUpper(upper, b));
        Check(lower.Times(x), b => Triangular.SolveUpperTransposed(upper, b));
        Assert.Equal(1, Assert.Throws<SingularMatrixException>(() => Triangular.SolveLower(Matrix.Diagonal([1, 0]), new double[2])).Pivot);

        void Check(double[] b, Action<double[]> solve)
        {
            solve(b);
            Near.Equal(x, b, absolute: 1e-11);
        }
    }
}
