using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed class MatrixProductTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_product_of_spans_is_the_product_of_the_matrices_they_hold(bool transposeA, bool transposeB)
    {
        const int m = 31, n = 45, k = 27, stride = n + 3;
        Matrix a = Samples.Matrix(m, k, 1), b = Samples.Matrix(k, n, 2), before = Samples.Matrix(m, stride, 3);
        Matrix left = transposeA ? a.Transpose() : a, right = transposeB ? b.Transpose() : b;
        double[] c = before.AsSpan().ToArray();
        MatrixProduct.Multiply(m, n, k, new(left.AsSpan(), left.Columns, transposeA), new(right.AsSpan(), right.Columns, transposeB), c, stride, alpha: -0.5, beta: 2.0);
        float[] narrow = Array.ConvertAll(before.AsSpan().ToArray(), value => (float)value);
        MatrixProduct.Multiply(m, n, k, new(Narrow(left), left.Columns, transposeA), new(Narrow(right), right.Columns, transposeB), narrow, stride, alpha: -0.5f, beta: 2f, workers: 1);

        Matrix product = a.Times(b);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < stride; j++)
            {
                double expected = j < n ? (2.0 * before[i, j]) - (0.5 * product[i, j]) : before[i, j];
                Near.Equal(expected, c[(i * stride) + j], absolute: 1e-13);
                Near.Equal(expected, narrow[(i * stride) + j], absolute: 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(37, 5)]
    [InlineData(300, 17)]
    [InlineData(3, 260)]
    public void A_batch_gives_the_bits_of_its_products_one_by_one_for_any_workers(int count, int size)
    {
        int numbers = size * size;
        double[] a = Samples.Vector((count * numbers) + 1, 1), shared = Samples.Vector(numbers, 2), expected = new double[count * numbers];
        for (int i = 0; i < count; i++)
            MatrixProduct.Multiply(size, size, size, new(a.AsSpan(i * numbers), size), new(shared, size, transposed: true), expected.AsSpan(i * numbers), size);
        foreach (int workers in new[] { 1, 2, 4, 8 })
        {
            double[] found = new double[count * numbers];
            MatrixProduct.MultiplyBatch(count, size, size, size, new(a, size) { Step = numbers }, new(shared, size, transposed: true), found, size, numbers, workers: workers);
            Assert.Equal(expected, found);
        }
        float[] narrow = new float[count * numbers];
        MatrixProduct.MultiplyBatch(count, size, size, size, new(Array.ConvertAll(a, value => (float)value), size) { Step = numbers }, new(Array.ConvertAll(shared, value => (float)value), size, true), narrow, size, numbers);
        Near.Equal(expected, Array.ConvertAll(narrow, value => (double)value), absolute: 1e-4);
    }

    [Fact]
    public void Spans_and_strides_that_do_not_fit_are_refused()
    {
        double[] six = new double[6], result = new double[4];
        MatrixProduct.Multiply(2, 2, 3, new(six, 3), new(six, 2), result, 2);
        Assert.Contains("a has 5", Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(2, 2, 3, new(new double[5], 3), new(six, 2), result, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("stride of b is 1", Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(2, 2, 3, new(six, 3), new(six, 1), result, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(2, 2, 3, new(six, 3), new(six, 2), result.AsSpan(1), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixProduct.Multiply(-1, 2, 3, new(six, 3), new(six, 2), result, 2));
        Assert.Contains("overlap", Assert.Throws<ArgumentException>(() => MatrixProduct.MultiplyBatch(2, 1, 2, 3, new(six, 3), new(six, 2), result, 2, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MatrixProduct.MultiplyBatch(2, 1, 1, 3, new(six, 3) { Step = -1 }, new(six, 2), result, 2, 1));
        double[] kept = [1, 2, 3, 4];
        MatrixProduct.Multiply(2, 2, 0, new([], 0), new([], 2), kept, 2, beta: 0.5);
        Assert.Equal([0.5, 1.0, 1.5, 2.0], kept);
    }

    private static float[] Narrow(Matrix matrix) => Array.ConvertAll(matrix.AsSpan().ToArray(), value => (float)value);
}
