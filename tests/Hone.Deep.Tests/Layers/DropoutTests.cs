using Hone.Numerics;

namespace Hone.Deep.Tests.Layers;

[Trait("topic", "dropout")]
public sealed class DropoutTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void As_many_fall_out_as_the_rate_says_and_the_mean_stays(double rate)
    {
        const int Count = 400_000;
        float[] values = Functions.Dropout(Tensor.Ones([Count]), rate, Key).ToArray<float>();
        double dropped = values.Count(value => value == 0) / (double)Count;
        dropped.ShouldBe(rate, 4 * Math.Sqrt(rate * (1 - rate) / Count));
        values.Where(value => value != 0).ShouldAllBe(value => value == (float)(1 / (1 - rate)));

        // Neighbours, and the same places under neighbouring keys, fall out independently of each other.
        float[] other = Functions.Dropout(Tensor.Ones([Count]), rate, new RandomKey(Key.State + 1)).ToArray<float>();
        foreach (int distance in (int[])[1, 2, 8, 256, 4096])
            Enumerable.Range(0, Count - distance).Average(i => values[i] == 0 && values[i + distance] == 0 ? 1.0 : 0.0).ShouldBe(rate * rate, 0.005);
        Enumerable.Range(0, Count).Average(i => values[i] == 0 && other[i] == 0 ? 1.0 : 0.0).ShouldBe(rate * rate, 0.005);
    }

    [Fact]
    public void One_key_drops_the_same_places_in_either_precision_on_every_path_and_number_of_threads()
    {
        foreach (int count in (int[])[0, 1, 7, 255, 257, 70_001])
        {
            bool[]? expected = null;
            foreach (DType type in (DType[])[DType.Float32, DType.Float64])
            {
                Tensor x = Tensor.Ones([count], type);
                foreach (VectorPath path in Enum.GetValues<VectorPath>())
                {
                    Tensor to = x.ZerosLike();
                    new Cpu { Path = path }.Dropout(x, 0.3, Key, to);
                    bool[] kept = to.NotEqualTo(to.ZerosLike()).ToArray<bool>();
                    kept.ShouldBe(expected ??= kept);
                }
            }
        }
    }

    [Fact]
    public void The_gradient_goes_where_the_values_went()
    {
        Tensor x = Draw.Normal([6, 7]).WithGrad();
        Deep.Gradients.Check(at => Functions.Dropout(at[0], 0.4, Key), [x]).ShouldBeLessThan(1e-9);
        Deep.Gradients.Check(at => Functions.Dropout(at[0].Transpose(), 0.4, Key).Square(), [x]).ShouldBeLessThan(1e-9);
        Functions.Dropout(x, 1, Key).ShouldHold(new double[42]);
        Functions.Dropout(x, 0, Key).ShouldBeSameAs(x);
        Functions.Dropout(Tensor.Full([100], double.NaN), 0.5, Key).ToArray<float>().Count(float.IsNaN).ShouldBeInRange(30, 70);
    }

    [Fact]
    public void Channels_fall_out_whole()
    {
        Tensor x = Tensor.Ones([8, 16, 3, 5]);
        Dropout2d layer = new(0.5, Key);
        Tensor sums = layer.Call(x).Sum(-1).Sum(-1);
        sums.ToArray<float>().ShouldAllBe(sum => sum == 0 || sum == 30);
        sums.ToArray<float>().Count(sum => sum == 0).ShouldBeInRange(40, 88);
        new Dropout1d(0.5, Key).Call(Tensor.Ones([8, 16, 4])).Sum(-1).ToArray<float>().ShouldAllBe(sum => sum == 0 || sum == 8);
        Should.Throw<ArgumentException>(() => layer.Call(Tensor.Ones([8, 16]))).Message.ShouldContain("dropout2d: an input of [8, 16]");
        Should.Throw<ArgumentException>(() => new Dropout1d(0.5, Key).Call(x)).Message.ShouldContain("samples × channels × length");
    }

    [Fact]
    public void It_drops_only_while_training_otherwise_each_time_and_goes_on_where_a_checkpoint_stood()
    {
        Tensor x = Tensor.Ones([64]);
        Dropout layer = new(0.5, Key), resumed = new(0.5, Key), alike = new(0.5, Key);
        float[] first = layer.Call(x).ToArray<float>(), second = layer.Call(x).ToArray<float>();
        first.ShouldNotBe(second);
        alike.Call(x).ToArray<float>().ShouldBe(first);
        layer.State.ShouldBeEmpty();
        (string name, Tensor draws) = layer.TransientBuffers.Single();
        name.ShouldBe("draws");
        resumed.TransientBuffers.Single().Tensor.CopyFrom(draws);
        resumed.Call(x).ToArray<float>().ShouldBe(layer.Call(x).ToArray<float>());
        layer.Eval();
        layer.Call(x).ShouldBeSameAs(x);
    }

    [Fact]
    public void Rates_are_probabilities_and_whole_numbers_cannot_be_dropped()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Dropout(1.5, Key)).Message.ShouldContain("from 0 to 1");
        Should.Throw<ArgumentOutOfRangeException>(() => Functions.Dropout(Tensor.Ones([2]), double.NaN, Key)).Message.ShouldContain("from 0 to 1");
        Should.Throw<ArgumentException>(() => Functions.Dropout(Tensor.From([1L]), 0.5, Key)).Message.ShouldContain("Int64");
    }
}
