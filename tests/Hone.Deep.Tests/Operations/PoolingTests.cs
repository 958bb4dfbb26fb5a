namespace Hone.Deep.Tests.Operations;

[Trait("topic", "pooling")]
public sealed class PoolingTests
{
    // The options of the cases in Recorded/pooling.py.
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Cases = new()
    {
        ["max"] = x => Functions.MaxPool2d(x, 2),
        ["max_odd"] = x => Functions.MaxPool2d(x, 2),
        ["max_overlap"] = x => Functions.MaxPool2d(x, 3, stride: 2, padding: 1),
        ["max_uneven"] = x => Functions.MaxPool2d(x, (2, 3), stride: (3, 1), padding: (1, 0), dilation: (2, 1)),
        ["max_ceiling"] = x => Functions.MaxPool2d(x, 3, stride: 2, padding: 1, ceiling: true),
        ["max_ceiling_left_out"] = x => Functions.MaxPool2d(x, 2, stride: 3, padding: 1, ceiling: true),
        ["max_1d"] = x => Functions.MaxPool1d(x, 3, stride: 2, padding: 1),
        ["average"] = x => Functions.AveragePool2d(x, 2),
        ["average_padding"] = x => Functions.AveragePool2d(x, (3, 2), stride: 2, padding: 1),
        ["average_inside"] = x => Functions.AveragePool2d(x, 3, stride: 2, padding: 1, countPadding: false),
        ["average_ceiling"] = x => Functions.AveragePool2d(x, 3, stride: 2, padding: 1, ceiling: true),
        ["average_1d"] = x => Functions.AveragePool1d(x, 3, stride: 2, padding: 1),
        ["adaptive_average"] = x => Functions.AdaptiveAveragePool2d(x, (3, 2)),
        ["adaptive_average_grows"] = x => Functions.AdaptiveAveragePool2d(x, (4, 3)),
        ["adaptive_max"] = x => Functions.AdaptiveMaxPool2d(x, (3, 2)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_PyTorchs(string name)
    {
        IReadOnlyDictionary<string, Tensor> recorded = Recorded.Read("pooling", name);
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            Tensor x = recorded["x"].To(type).Detach().WithGrad(), y = Cases[name](x);
            y.Type.ShouldBe(type);
            double tolerance = type == DType.Float64 ? 1e-14 : 1e-6;
            y.ShouldBeNear(recorded["y"], tolerance);
            Deep.Gradients.Of(y, [x], recorded["g"].To(type))[0].ShouldBeNear(recorded["by_x"], tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_what_finite_differences_give_once_twice_and_forwards(string name)
    {
        Tensor x = Recorded.Read("pooling", name)["x"].Detach(), change = Draw.Normal(x.Shape, 4);
        Func<Tensor[], Tensor> f = at => Cases[name](at[0]);
        // Steps smaller than any two entries of a window differ by.
        Deep.Gradients.Check(f, [x], 1e-5).ShouldBeLessThan(1e-8);
        Deep.Gradients.Check(at => ConvolutionTests.Norm(f, at), [x], 1e-5).ShouldBeLessThan(1e-6);
        Deep.Gradients.Jvp(f, [x], [change]).Change.ShouldBeNear((f([x + (change * 1e-6)]) - f([x - (change * 1e-6)])) / 2e-6, 1e-8);
    }

    [Fact]
    public void The_first_of_equals_gets_the_gradient_and_NaN_is_the_largest()
    {
        Tensor x = Tensor.From([1f, 3, 3, 3, 0, 0, 0, 0], [1, 2, 4]).WithGrad();
        Functions.MaxPool2d(x, 2).Sum().Backward();
        x.Grad!.ShouldHold(0, 1, 1, 0, 0, 0, 0, 0);
        float nan = float.NaN;
        foreach (int window in (int[])[2, 3])
        {
            for (int place = 0; place < window * window; place++)
            {
                float[] values = [.. Enumerable.Range(0, window * window).Select(i => i == place ? nan : i)];
                Functions.MaxPool2d(Tensor.From(values, [1, window, window]), window).Item().ShouldBe(double.NaN);
            }
        }
    }

    [Fact]
    public void Empty_batches_and_wrong_sizes_are_dealt_with()
    {
        Functions.MaxPool2d(Tensor.Zeros([0, 3, 8, 8]), 2).Shape.ShouldBe([0, 3, 4, 4]);
        Functions.AdaptiveAveragePool2d(Tensor.Zeros([0, 3, 8, 8]), 1).Shape.ShouldBe([0, 3, 1, 1]);
        Should.Throw<ArgumentException>(() => Functions.MaxPool2d(Tensor.Zeros([2, 3, 1, 8]), 2)).Message.ShouldStartWith("max-pool2d: an input of [2, 3, 1, 8] with a padding of 0x0 is smaller than the window of 2x2");
        Should.Throw<ArgumentException>(() => Functions.MaxPool2d(Tensor.Zeros([2, 3, 8, 8]), 2, padding: 2)).Message.ShouldStartWith("max-pool2d: a padding of 2x2 is more than half of the window, 2x2.");
        Should.Throw<ArgumentException>(() => Functions.AveragePool2d(Tensor.Zeros([8]), 2)).Message.ShouldStartWith("average-pool2d: an input of [8] was given; it has 4 axes");
    }
}
