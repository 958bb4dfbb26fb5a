using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "matrix-operations")]
public sealed class MatrixProductsTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 0, 0, 0 }, { 0, 3, 2 }, { 3, 0, 2 }, { 3, 2, 0 }, { 1, 1, 1 }, { 2, 3, 4 }, { 7, 5, 3 }, { 12, 16, 20 }, { 13, 17, 70 },
        { 25, 31, 33 }, { 40, 2, 200 }, { 1, 50, 300 }, { 64, 64, 64 }, { 170, 19, 260 }, { 50, 800, 7 }, { 181, 35, 515 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_is_one_chain_of_fused_multiply_adds_for_each_entry(int m, int n, int depth)
    {
        foreach (bool views in new[] { false, true })
        {
            Matrix a = views ? Samples.View(m, depth, 1) : Samples.Matrix(m, depth, 1);
            Matrix b = views ? Samples.View(depth, n, 2) : Samples.Matrix(depth, n, 2);
            Matrix expected = Chain(a, b);
            Same(expected, a.Times(b));
            Same(expected, a.TimesTranspose(b.Transpose()));
            Same(expected, a.Transpose().TransposeTimes(b));
            Matrix into = Samples.View(m, n, 9);
            a.TimesInto(b, into);
            Same(expected, into);
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0, 200)]
    [InlineData(1, 1)]
    [InlineData(5, 4)]
    [InlineData(300, 20)]
    [InlineData(300, 150)]
    [InlineData(5000, 7)]
    [InlineData(700, 200)]
    public void Gram_matrices_are_symmetric_and_equal_the_triple_loop(int rows, int columns)
    {
        Matrix x = Samples.View(rows, columns, 3);
        double[] weights = [.. Samples.Vector(rows, 4).Select(Math.Abs)];
        Matrix weighted = x.Copy().ScaleRows(weights);
        Close(Naive(x.Transpose(), x), x.Gram(), rows);
        Close(Naive(x.Transpose(), weighted), x.Gram(weights), rows);
        Close(Naive(x.Transpose(), weighted), x.TransposeTimes(x, weights), rows);
        Matrix gram = x.Gram(weights);
        Same(gram, gram.Transpose());
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(1, 1)]
    [InlineData(9, 17)]
    [InlineData(5000, 20)]
    public void Products_with_a_vector_equal_products_with_a_one_column_matrix(int rows, int columns)
    {
        Matrix a = Samples.View(rows, columns, 5);
        double[] v = Samples.Vector(columns, 6), u = Samples.Vector(rows, 7), w = Samples.Vector(rows, 8);
        Near.Equal(Naive(a, new Matrix(columns, 1, v)).Column(0), a.Times(v), absolute: 1e-12);
        Near.Equal(Naive(a.Transpose(), new Matrix(rows, 1, u)).Column(0), a.TransposeTimes(u), absolute: 1e-11);
        Near.Equal(Naive(a.Transpose(), new Matrix(rows, 1, u.Multiply(w))).Column(0), a.TransposeTimes(u, w), absolute: 1e-11);
    }

    [Fact]
    public void Any_number_of_workers_gives_the_same_bits()
    {
        Matrix a = Samples.Matrix(700, 300, 11), b = Samples.Matrix(300, 900, 12), tall = Samples.Matrix(40_000, 30, 13), wide = Samples.Matrix(3000, 210, 14);
        double[] w = [.. Samples.Vector(40_000, 15).Select(Math.Abs)], v = Samples.Vector(300, 16);
        foreach (int workers in new[] { 2, 8 })
        {
            Same(a.Times(b, 1), a.Times(b, workers));
            Same(a.TimesTranspose(a, 1), a.TimesTranspose(a, workers));
            Same(tall.Gram(w, 1), tall.Gram(w, workers));
            Same(wide.Gram(workers: 1), wide.Gram(workers: workers));
            Same(tall.TransposeTimes(tall, w, 1), tall.TransposeTimes(tall, w, workers));
            Assert.Equal(tall.TransposeTimes(w, workers: 1), tall.TransposeTimes(w, workers: workers));
            Assert.Equal(a.Times(v, 1), a.Times(v, workers));
            Assert.Equal(tall.ColumnMeans(w, 1), tall.ColumnMeans(w, workers));
            Assert.Equal(tall.ColumnVariances(w, 1, 1), tall.ColumnVariances(w, 1, workers));
            Same(Cholesky.Factor(wide.Gram(), 1).Lower, Cholesky.Factor(wide.Gram(), workers).Lower);
        }
    }

    [Fact]
    public void Sizes_that_do_not_agree_are_named()
    {
        Matrix a = new(2, 3), b = new(2, 3);
        Assert.Contains("3 columns but the right one has 2 rows", Assert.Throws<ArgumentException>(() => a.Times(b)).Message, StringComparison.Ordinal);
        Assert.Contains("3 columns but the vector has 2", Assert.Throws<ArgumentException>(() => a.Times(new double[2])).Message, StringComparison.Ordinal);
        Assert.Contains("2 rows but the right one has 3", Assert.Throws<ArgumentException>(() => a.TransposeTimes(new Matrix(3, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("destination is 3 x 3", Assert.Throws<ArgumentException>(() => a.TimesInto(new Matrix(3, 3), new Matrix(3, 3))).Message, StringComparison.Ordinal);
        Assert.Contains("weights has 3 entries", Assert.Throws<ArgumentException>(() => a.Gram(new double[3])).Message, StringComparison.Ordinal);
    }

    private static Matrix Chain(Matrix a, Matrix b)
    {
        Matrix c = new(a.Rows, b.Columns);
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j < b.Columns; j++)
            {
                double sum = 0.0;
                for (int p = 0; p < a.Columns; p++)
                    sum = Math.FusedMultiplyAdd(a[i, p], b[p, j], sum);
                c[i, j] = sum;
            }
        }
        return c;
    }

    private static Matrix Naive(Matrix a, Matrix b) => Chain(a, b);

    private static void Same(Matrix expected, Matrix found)
    {
        Assert.Equal((expected.Rows, expected.Columns), (found.Rows, found.Columns));
        for (int i = 0; i < expected.Rows; i++)
            Assert.Equal(expected.Row(i).ToArray(), found.Row(i).ToArray());
    }

    private static void Close(Matrix expected, Matrix found, int terms)
    {
        Assert.Equal((expected.Rows, expected.Columns), (found.Rows, found.Columns));
        for (int i = 0; i < expected.Rows; i++)
            Near.Equal(expected.Row(i), found.Row(i), absolute: 2e-15 * (terms + 1));
    }
}
