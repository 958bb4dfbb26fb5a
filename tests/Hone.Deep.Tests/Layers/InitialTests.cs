using Hone.Numerics;

namespace Hone.Deep.Tests.Layers;

public sealed class InitialTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(17);

    [Trait("topic", "weight-initialization"), Trait("topic", "xavier-initialization"), Trait("topic", "he-initialization")]
    [Fact]
    public void The_spread_of_weights_is_that_of_the_formulas()
    {
        Shape shape = [80, 60, 3];
        Spread(Initial.XavierNormal(shape, Key.Open()), Math.Sqrt(2.0 / (180 + 240)));
        Spread(Initial.XavierUniform(shape, Key.Open()), Math.Sqrt(2.0 / (180 + 240)), bound: Math.Sqrt(6.0 / (180 + 240)));
        Spread(Initial.XavierNormal(shape, Key.Open(), gain: 3), 3 * Math.Sqrt(2.0 / (180 + 240)));
        Spread(Initial.KaimingNormal(shape, Key.Open()), Math.Sqrt(2.0 / 180));
        Spread(Initial.KaimingNormal(shape, Key.Open(), Fan.Out), Math.Sqrt(2.0 / 240));
        Spread(Initial.KaimingNormal(shape, Key.Open(), gain: 1), Math.Sqrt(1.0 / 180));
        Spread(Initial.KaimingUniform(shape, Key.Open()), Math.Sqrt(2.0 / 180), bound: Math.Sqrt(6.0 / 180));
        Initial.Gain(Nonlinearity.LeakyRelu, 1).ShouldBe(1, 1e-15);
        Initial.Gain(Nonlinearity.Tanh).ShouldBe(5.0 / 3);
        (Initial.Gain(Nonlinearity.Linear), Initial.Gain(Nonlinearity.Sigmoid)).ShouldBe((1, 1));
        Initial.XavierNormal([2, 2], Key.Open(), type: DType.Float64).Type.ShouldBe(DType.Float64);
        SameBits.Of(Initial.KaimingNormal(shape, Key.Open())).ShouldBe(SameBits.Of(Initial.KaimingNormal(shape, Key.Open())));
    }

    [Theory]
    [InlineData(20, 7)]
    [InlineData(7, 20)]
    [InlineData(12, 12)]
    [InlineData(1, 5)]
    public void Orthogonal_weights_have_rows_or_columns_at_right_angles(int rows, int columns)
    {
        Tensor w = Initial.Orthogonal([rows, columns], Key.Open(), 2, DType.Float64);
        Tensor gram = rows <= columns ? w.MatMul(w.Transpose()) : w.Transpose().MatMul(w);
        gram.ShouldBeNear(4 * Tensor.Identity(Math.Min(rows, columns), DType.Float64), 1e-12);
        Initial.Orthogonal([rows, columns, 1], Key.Open(), 2, DType.Float64).Reshape(rows, columns).ShouldBeNear(w, 0);
    }

    // Were the signs of the factor left as they come, one would be much likelier than the other.
    [Fact]
    public void Every_orthogonal_matrix_is_as_likely()
    {
        int positive = 0;
        double trace = 0;
        for (int i = 0; i < 400; i++)
        {
            Tensor w = Initial.Orthogonal([3, 3], Key.Child(i).Open(), type: DType.Float64);
            double[] values = w.ToArray<double>();
            positive += values[0] > 0 ? 1 : 0;
            trace += values[0] + values[4] + values[8];
        }
        positive.ShouldBeInRange(160, 240);
        Math.Abs(trace / 400).ShouldBeLessThan(0.2);
    }

    [Fact]
    public void Truncated_normal_numbers_stay_within_their_bounds_and_have_their_moments()
    {
        // Of a normal distribution cut at two deviations the variance is 1 − 4φ(2)/(2Φ(2) − 1).
        double[] x = Initial.TruncatedNormal([20_000], Key.Open(), type: DType.Float64).ToArray<double>();
        x.ShouldAllBe(each => Math.Abs(each) <= 2);
        x.Average().ShouldBe(0, 0.02);
        x.Average(each => each * each).ShouldBe(0.7737, 0.02);
        double[] far = Initial.TruncatedNormal([2000], Key.Open(), 1, 0.5, 1.5, 4, DType.Float64).ToArray<double>();
        far.ShouldAllBe(each => each >= 1.5 && each <= 4);
        far.Average().ShouldBe(1 + (0.5 * 1.5251352761609812), 0.03);
        Should.Throw<ArgumentException>(() => Initial.TruncatedNormal([2], Key.Open(), low: 1, high: 1)).Message.ShouldStartWith("truncated-normal: between 1 and 1 there are no numbers.");
        Should.Throw<ArgumentException>(() => Initial.KaimingNormal([5], Key.Open())).Message.ShouldStartWith("Weights of [5] have no fans");
    }

    [Trait("topic", "weight-initialization")]
    [Fact]
    public void Hidden_units_that_begin_as_zeros_stay_equal_for_ever()
    {
        Linear hidden = new(3, 8, Key.Child("hidden")), output = new(8, 2, Key.Child("output"));
        using (NoGrad.Begin())
        {
            hidden.Weight.CopyFrom(Tensor.Zeros([8, 3]));
            hidden.Bias!.CopyFrom(Tensor.Zeros([8]));
            output.Weight.CopyFrom(Tensor.Full([2, 8], 0.3));
        }
        Sequential network = new(hidden, new Tanh(), output);
        Tensor x = Draw.Normal([20, 3], 1, DType.Float32), y = (x.Select(1, 0) > 0).To(DType.Int64);
        Adam adam = new(network, 0.05);
        for (int step = 0; step < 30; step++)
            adam.Step(() => Functions.CrossEntropy(network.Call(x), y));
        for (int unit = 1; unit < 8; unit++)
            hidden.Weight.Select(0, unit).ToArray<float>().ShouldBe(hidden.Weight.Select(0, 0).ToArray<float>());
    }

    private static void Spread(Tensor weights, double deviation, double? bound = null)
    {
        double[] values = weights.To(DType.Float64).ToArray<double>();
        Math.Sqrt(values.Average(each => each * each)).ShouldBe(deviation, deviation * 0.02);
        values.Average().ShouldBe(0, deviation * 0.03);
        if (bound is { } most)
            values.Max(Math.Abs).ShouldBeInRange(most * 0.99, most * 1.0001);
    }
}
