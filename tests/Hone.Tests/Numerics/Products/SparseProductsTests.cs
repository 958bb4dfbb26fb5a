using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "matrix-operations")]
public sealed class SparseProductsTests
{
    private static Matrix MostlyZero(int rows, int columns, int seed) => Samples.Matrix(rows, columns, seed).Map(value => Math.Abs(value) < 0.8 ? 0.0 : value);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(1, 1)]
    [InlineData(30, 12)]
    [InlineData(5000, 9)]
    public void Sparse_products_equal_dense_ones(int rows, int columns)
    {
        Matrix dense = MostlyZero(rows, columns, 1), b = Samples.Matrix(columns, 4, 2), c = Samples.Matrix(rows, 4, 3), left = Samples.Matrix(3, rows, 4);
        SparseMatrix sparse = SparseMatrix.FromDense(dense);
        double[] v = Samples.Vector(columns, 5), u = Samples.Vector(rows, 6), w = Samples.Vector(rows, 7);
        MatrixAssert.Same(dense.Transpose(), sparse.Transpose().ToDense());
        MatrixAssert.Near(dense.Times(b), sparse.Times(b), 1e-11);
        MatrixAssert.Near(dense.TransposeTimes(c), sparse.TransposeTimes(c), 1e-11);
        MatrixAssert.Near(left.Times(dense), left.Times(sparse), 1e-11);
        Near.Equal(dense.Times(v), sparse.Times(v), absolute: 1e-11);
        Near.Equal(dense.TransposeTimes(u), sparse.TransposeTimes(u), absolute: 1e-11);
        Near.Equal(dense.TransposeTimes(u, w), sparse.TransposeTimes(u, w), absolute: 1e-11);
        if (rows > 0)
            Near.Equal(dense.ColumnMeans(w.Map(Math.Abs)), sparse.ColumnMeans(w.Map(Math.Abs)), absolute: 1e-11);
        foreach (int workers in new[] { 1, 2, 8 })
        {
            Assert.Equal(sparse.TransposeTimes(u), sparse.TransposeTimes(u, workers: workers));
            MatrixAssert.Same(sparse.Times(b), sparse.Times(b, workers));
        }
    }

    // Enough entries to be transposed in parts.
    [Fact]
    public void A_large_matrix_is_transposed_alike_by_any_workers()
    {
        Matrix dense = MostlyZero(30_000, 40, 8);
        SparseMatrix sparse = SparseMatrix.FromDense(dense);
        Assert.True(sparse.Values.Length > 1 << 17);
        foreach (int workers in new[] { 1, 2, 4, 8 })
        {
            SparseMatrix transposed = sparse.Transpose(workers);
            MatrixAssert.Same(dense.Transpose(), transposed.ToDense());
            Assert.Equal(sparse.Values.Length, transposed.Values.Length);
        }
    }

    [Fact]
    public void Sizes_that_do_not_agree_are_named()
    {
        SparseMatrix a = SparseMatrix.FromDense(new Matrix(2, 3));
        Assert.Contains("vector has 2 entries", Assert.Throws<ArgumentException>(() => a.Times(new double[2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => a.Times(new Matrix(2, 2)));
        Assert.Throws<ArgumentException>(() => SparseMatrix.FromDense(new Matrix(0, 2)).ColumnMeans());
    }

    [Fact]
    public void The_transposed_product_sums_rows_in_order_for_any_workers()
    {
        Matrix dense = Samples.Matrix(700, 90, 21), b = Samples.Matrix(700, 37, 22);
        for (int i = 0; i < dense.Rows; i++)
        {
            for (int j = 0; j < dense.Columns; j++)
            {
                if (((3 * i) + (5 * j)) % 7 != 0)
                    dense[i, j] = 0.0;
            }
        }
        SparseMatrix a = SparseMatrix.FromDense(dense);
        Matrix expected = a.Transpose().Times(b, workers: 1);
        foreach (int workers in new[] { 1, 2, 4, 8 })
            MatrixAssert.Same(expected, a.TransposeTimes(b, workers));
    }
}
