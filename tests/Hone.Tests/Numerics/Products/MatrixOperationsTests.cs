using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "matrix-operations")]
public sealed class MatrixOperationsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    [InlineData(17, 5)]
    [InlineData(40, 33)]
    public void Entrywise_operations_are_those_of_each_entry_and_leave_their_operands(int rows, int columns)
    {
        Matrix a = Samples.View(rows, columns, 1), b = Samples.View(rows, columns, 2), before = a.Copy();
        double[] across = Samples.Vector(columns, 3), down = Samples.Vector(rows, 4);
        Matrix transposed = a.Transpose();
        (Matrix Found, Func<int, int, double> Expected)[] cases =
        [
            (a.Add(b), (i, j) => a[i, j] + b[i, j]),
            (a.Subtract(b), (i, j) => a[i, j] - b[i, j]),
            (a.Multiply(b), (i, j) => a[i, j] * b[i, j]),
            (a.Scale(3), (i, j) => 3 * a[i, j]),
            (a.Map(Math.Abs), (i, j) => Math.Abs(a[i, j])),
            (a.SubtractFromEachRow(across), (i, j) => a[i, j] - across[j]),
            (a.ScaleColumns(across), (i, j) => a[i, j] * across[j]),
            (a.ScaleRows(down), (i, j) => a[i, j] * down[i]),
            (transposed.Transpose(), (i, j) => a[i, j]),
        ];
        Assert.Equal((columns, rows), (transposed.Rows, transposed.Columns));
        foreach ((Matrix found, Func<int, int, double> expected) in cases)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                    Assert.Equal(expected(i, j), found[i, j]);
            }
        }
        MatrixAssert.Same(before, a);
        for (int i = 0; i < rows; i++)
            Near.Equal(a.Row(i).ToArray().Sum(), a.RowSums()[i], absolute: 1e-13);
        for (int j = 0; j < columns; j++)
            Near.Equal(a.Column(j).Sum(), a.ColumnSums()[j], absolute: 1e-13);
    }

    [Fact]
    public void Diagonals_are_made_read_and_raised()
    {
        Matrix a = Samples.Matrix(4, 4, 5), raised = a.AddToDiagonal(2);
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
                Assert.Equal(a[i, j] + (i == j ? 2 : 0), raised[i, j]);
        }
        Assert.Equal([1.0, 2, 3], Matrix.Diagonal([1, 2, 3]).DiagonalValues());
        Assert.Equal(6.0, Matrix.Diagonal([1, 2, 3]).Trace());
        Assert.Equal(2, new Matrix(2, 5).DiagonalValues().Length);
        MatrixAssert.Same(a, Matrix.Identity(4).Times(a));
        Assert.Contains("2 x 3", Assert.Throws<ArgumentException>(() => new Matrix(2, 3).Trace()).Message, StringComparison.Ordinal);
        Assert.Contains("b is 4 x 3", Assert.Throws<ArgumentException>(() => a.Add(new Matrix(4, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weighted_means_and_variances_of_columns_are_those_of_repeated_rows()
    {
        Matrix x = Samples.View(30, 4, 6);
        int[] repeated = [.. Enumerable.Range(0, 30), 3, 3, 8];
        double[] weights = [.. Enumerable.Repeat(1.0, 30)];
        (weights[3], weights[8]) = (3, 2);
        Near.Equal(x.TakeRows(repeated).ColumnMeans(), x.ColumnMeans(weights), absolute: 1e-14);
        Near.Equal(x.TakeRows(repeated).ColumnVariances(lostDegrees: 1), x.ColumnVariances(weights, 1), absolute: 1e-14);
        Assert.Contains("weights has 2 entries", Assert.Throws<ArgumentException>(() => x.ColumnMeans(new double[2])).Message, StringComparison.Ordinal);
        Assert.Contains("add up to 0", Assert.Throws<ArgumentException>(() => x.ColumnMeans(new double[30])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_over_blocks_of_rows_visit_every_row_once_in_order()
    {
        foreach (int rows in new[] { 0, 1, 100, 101, 100_000 })
        {
            double[] found = RowBlocks.Sum(rows, 10, 2, 4, (start, end, sum) =>
            {
                for (int i = start; i < end; i++)
                    (sum[0], sum[1]) = (sum[0] + 1, sum[1] + i);
            });
            Assert.Equal([rows, (double)rows * (rows - 1) / 2], found);
            Assert.True(rows / RowBlocks.Size(rows, 10) <= 256);
        }
    }
}
