using Hone.Numerics;

namespace Hone.Tests.Numerics;

[Trait("topic", "vector-operations")]
public sealed class VectorOperationsTests
{
    /// <summary>numpy 1.24.2 on the vectors of <see cref="Samples"/>, whose generator was written again in Python: a·b, ‖a‖, the last entry of a's projection on b, mean and variance of a.</summary>
    [Theory]
    [InlineData(1, 0.1626915453341915, 0.5915344084218495, 0.5915344084218495, 0.5915344084218495, 0.0)]
    [InlineData(7, -0.09060792907952903, 1.7719785972576652, 0.028855423346321803, 0.11806718295076687, 0.4346184473299619)]
    [InlineData(1000, 1.7335022878674948, 18.27482727523495, 0.0038854510476765657, 0.0005558327086586261, 0.33396900298967136)]
    [InlineData(100_000, 9.60764704935946, 182.97416309377513, 0.00028355073834624377, 0.002243717954631768, 0.33479040932841425)]
    public void Dot_norm_projection_and_moments_match_numpy(int length, double dot, double norm, double projected, double mean, double variance)
    {
        double[] a = Samples.Vector(length, 51), b = Samples.Vector(length, 52);
        Near.Equal(dot, a.Dot(b), absolute: 1e-12 * Math.Sqrt(length));
        Near.Equal(norm, a.Norm(), relative: 1e-12);
        Near.Equal(projected, a.ProjectOnto(b)[^1], absolute: 1e-12);
        Near.Equal(mean, a.Mean(), absolute: 1e-12);
        Near.Equal(variance, a.Variance(), absolute: 1e-12);
    }

    [Fact]
    public void Elementwise_operations_are_those_of_each_entry()
    {
        double[] a = Samples.Vector(37, 1), b = Samples.Vector(37, 2);
        double[] sum = a.Add(b), difference = a.Subtract(b), product = a.Multiply(b), quotient = a.Divide(b), scaled = a.Scale(2.5), moved = a.Add(1.5), mixed = a.AddScaled(3, b);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i] + b[i], sum[i]);
            Assert.Equal(a[i] - b[i], difference[i]);
            Assert.Equal(a[i] * b[i], product[i]);
            Assert.Equal(a[i] / b[i], quotient[i]);
            Assert.Equal(2.5 * a[i], scaled[i]);
            Assert.Equal(a[i] + 1.5, moved[i]);
            Assert.Equal(Math.FusedMultiplyAdd(3, b[i], a[i]), mixed[i]);
        }
        Near.Equal(Math.Sqrt(VectorOperations.SquaredDistance(a, b)), difference.Norm(), relative: 1e-14);
    }

    [Fact]
    public void A_projection_leaves_a_rest_at_right_angles()
    {
        double[] a = Samples.Vector(50, 3), b = Samples.Vector(50, 4);
        Near.Equal(0.0, a.Subtract(a.ProjectOnto(b)).Dot(b), absolute: 1e-14);
        Near.Equal(1.0, VectorOperations.Cosine(a, a.Scale(7)), relative: 1e-15);
        Near.Equal(-1.0, VectorOperations.Cosine(a, a.Scale(-1)), relative: 1e-15);
        Assert.Contains("zero vector", Assert.Throws<ArgumentException>(() => a.ProjectOnto(new double[50])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VectorOperations.Cosine(a, new double[50]));
        Assert.Contains("b has 2 entries but a has 50", Assert.Throws<ArgumentException>(() => a.Dot([1, 2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Norms_neither_overflow_nor_underflow()
    {
        Near.Equal(5e300, new[] { 3e300, 4e300 }.Norm(), relative: 1e-15);
        Near.Equal(5e-300, new[] { 3e-300, 4e-300 }.Norm(), relative: 1e-15);
        Near.Equal(5e-322, new[] { 3e-322, 4e-322 }.Norm(), absolute: 1e-323);
        Assert.Equal(0.0, new double[3].Norm());
        Assert.Equal(double.PositiveInfinity, new[] { 1, double.NegativeInfinity }.Norm());
        Assert.Equal(7.0, VectorOperations.SumNorm([3, -4]));
        Assert.Equal(4.0, VectorOperations.MaxNorm([3, -4]));
        Near.Equal(5e300, Matrix.From(new double[,] { { 3e300 }, { 4e300 } }).FrobeniusNorm(), relative: 1e-15);
    }

    [Fact]
    public void Means_and_variances_keep_their_digits_far_from_zero()
    {
        double[] a = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];
        Assert.Equal(1e9 + 10, a.Mean());
        Assert.Equal(30.0, a.Variance(lostDegrees: 1));
        Assert.Equal([1e9 + 10], new Matrix(4, 1, a).ColumnMeans());
        Assert.Equal([22.5], new Matrix(4, 1, a).ColumnVariances());
        Near.Equal(2.0, new[] { 1.0, 3.0 }.Mean([1, 1]), relative: 1e-15);
        Near.Equal(2.5, new[] { 1.0, 3.0 }.Mean([1, 3]), relative: 1e-15);
        Assert.Contains("add up to 0", Assert.Throws<ArgumentException>(() => new[] { 1.0 }.Mean([0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Array.Empty<double>().Mean());
        Assert.Throws<ArgumentException>(() => new[] { 1.0 }.Variance(lostDegrees: 1));
        Assert.Throws<ArgumentException>(() => new Matrix(0, 2).ColumnMeans());
    }
}
