using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "matrix-operations")]
public sealed class LUTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(130)]
    [InlineData(301)]
    public void Lower_times_upper_is_the_matrix_with_its_rows_exchanged(int size)
    {
        Matrix a = Samples.Matrix(size, size, 1);
        LU lu = LU.Factor(a);
        MatrixAssert.Near(a.TakeRows([.. lu.Permutation]), lu.Lower.Times(lu.Upper), 1e-12);
        double[] x = Samples.Vector(size, 2);
        Near.Equal(x, lu.Solve(a.Times(x)), absolute: 1e-9);
        MatrixAssert.Near(Matrix.Identity(size), a.Times(lu.Inverse()), 1e-9);
        foreach (int workers in new[] { 1, 2, 4, 8 })
        {
            MatrixAssert.Same(lu.Upper, LU.Factor(a, workers).Upper);
            MatrixAssert.Same(lu.Inverse(1), lu.Inverse(workers));
        }
        for (int i = 0; i < size; i++)
            Assert.All(lu.Lower.Row(i).ToArray(), value => Assert.InRange(value, -1.0, 1.0));
        if (lu.Determinant != 0)
            Near.Equal(Math.Log(Math.Abs(lu.Determinant)), lu.LogAbsoluteDeterminant, absolute: 1e-10);
    }

    [Fact]
    public void The_determinant_multiplies_and_changes_sign_with_a_row_exchange()
    {
        Matrix a = Samples.Matrix(8, 8, 3), b = Samples.Matrix(8, 8, 4);
        Near.Equal(LU.Factor(a).Determinant * LU.Factor(b).Determinant, LU.Factor(a.Times(b)).Determinant, relative: 1e-12);
        Near.Equal(-LU.Factor(a).Determinant, LU.Factor(a.TakeRows([1, 0, 2, 3, 4, 5, 6, 7])).Determinant, relative: 1e-12);
        Assert.Equal(24.0, LU.Factor(Matrix.Diagonal([2, 3, 4])).Determinant);
        Assert.Equal(1.0, LU.Factor(new Matrix(0, 0)).Determinant);
    }

    [Fact]
    public void A_singular_matrix_is_refused_with_the_column_at_fault()
    {
        Matrix a = Samples.Matrix(5, 5, 5);
        for (int i = 0; i < 5; i++)
            a[i, 3] = a[i, 0] + a[i, 2];
        LU lu = LU.Factor(a);
        Assert.True(lu.IsSingular);
        SingularMatrixException failure = Assert.Throws<SingularMatrixException>(() => lu.Solve(new double[5]));
        Assert.Equal(3, failure.Pivot);
        Assert.Contains("column 3", failure.Message, StringComparison.Ordinal);
        Near.Equal(0.0, lu.Determinant, absolute: 1e-14);
        Assert.Throws<SingularMatrixException>(() => LU.Factor(new Matrix(2, 2)).Inverse());
        Assert.Contains("2 x 3", Assert.Throws<ArgumentException>(() => LU.Factor(new Matrix(2, 3))).Message, StringComparison.Ordinal);
        Assert.Contains("row 1, column 0", Assert.Throws<ArgumentException>(() => LU.Factor(Matrix.From(new double[,] { { 1, 2 }, { double.NaN, 1 } }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_overflow_on_the_way_end_in_a_factorisation_of_the_same_rows()
    {
        Matrix a = Samples.Matrix(40, 40, 6).Map(value => Math.Sign(value) * double.MaxValue);
        LU lu = LU.Factor(a);
        Assert.False(double.IsFinite(lu.Determinant));
        Assert.Equal(40, lu.Upper.Rows);
        Assert.Equal(double.MaxValue, Math.Abs(lu.Upper[0, 0]));
    }
}
