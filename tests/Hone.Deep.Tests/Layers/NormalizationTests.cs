namespace Hone.Deep.Tests.Layers;

public sealed class NormalizationTests
{
    // The layers of the cases in Recorded/normalization.py.
    private static readonly Dictionary<string, Func<Layer>> Cases = new()
    {
        ["batch2d"] = () => new BatchNorm2d(3),
        ["batch2d_eval"] = () => new BatchNorm2d(3),
        ["batch2d_small"] = () => new BatchNorm2d(3) { Momentum = 0.3, Epsilon = 1e-3 },
        ["batch2d_all"] = () => new BatchNorm2d(2) { Momentum = null },
        ["batch2d_plain"] = () => new BatchNorm2d(2, affine: false),
        ["batch2d_own"] = () => new BatchNorm2d(2, trackRunningStats: false),
        ["batch1d_rows"] = () => new BatchNorm1d(5),
        ["batch1d"] = () => new BatchNorm1d(3),
        ["group"] = () => new GroupNorm(2, 6),
        ["group_rows"] = () => new GroupNorm(3, 6),
        ["instance"] = () => new InstanceNorm2d(3, affine: true),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Trait("topic", "batch-normalization")]
    [Theory]
    [MemberData(nameof(Names))]
    public void Values_gradients_and_running_statistics_are_PyTorchs(string name)
    {
        IReadOnlyDictionary<string, Tensor> recorded = Recorded.Read("normalization", name);
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            // The layer's own numbers are of single precision either way.
            Layer layer = Cases[name]();
            layer.Load(recorded.Where(each => each.Key.StartsWith("start.", StringComparison.Ordinal)).ToDictionary(each => each.Key[6..], each => each.Value));
            Tensor x = recorded["x0"], y = x;
            for (int step = 0; recorded.TryGetValue($"x{step}", out Tensor? next); step++)
            {
                x = next.To(type).Detach().WithGrad();
                y = layer.Call(x);
            }
            if (name is "batch2d_eval" or "batch2d_own")
            {
                layer.Eval();
                y = layer.Call(x);
            }
            y.Type.ShouldBe(type);
            y.ShouldBeNear(recorded["y"], 1e-6);
            (string Name, Tensor Tensor)[] parameters = [.. layer.Parameters];
            Tensor[] back = Deep.Gradients.Of(y, [x, .. parameters.Select(each => each.Tensor)], recorded["g"].To(type));
            back[0].ShouldBeNear(recorded["by_x"], 2e-6);
            for (int i = 0; i < parameters.Length; i++)
                back[i + 1].ShouldBeNear(recorded[$"by_{parameters[i].Name}"], 1e-5);
            foreach ((string key, Tensor value) in layer.Buffers)
                value.ShouldBeNear(recorded[$"end.{key}"], 1e-6);
        }
    }

    [Theory]
    [InlineData(2, 3, 2, 4)]
    [InlineData(5, 2, 1, 1)]
    [InlineData(1, 2, 3, 3)]
    public void Kernels_formula_and_finite_differences_agree(int samples, int channels, int height, int width)
    {
        Tensor x = Draw.Normal([samples, channels, height, width], 1) + 3, gain = Draw.Normal([channels], 2), shift = Draw.Normal([channels], 3);
        Tensor mean = Draw.Normal([channels], 4), variance = Draw.Positive([channels], 5);
        foreach (Func<Tensor[], Tensor> f in (Func<Tensor[], Tensor>[])[
            at => Functions.BatchNorm(at[0], at[1], at[2], epsilon: 0.1), at => Functions.BatchNorm(at[0], at[1], at[2], mean, variance),
            at => Functions.GroupNorm(at[0], channels, at[1], at[2], epsilon: 0.1), at => Functions.GroupNorm(at[0], 1, at[1], at[2])])
        {
            Tensor[] at = [x, gain, shift], changes = [.. at.Select((each, i) => Draw.Normal(each.Shape, 10 + i))];
            Deep.Gradients.Check(f, at).ShouldBeLessThan(1e-8);
            Deep.Gradients.Check(each => Operations.ConvolutionTests.Norm(f, each), at, 1e-4).ShouldBeLessThan(1e-6);
            Tensor Along(double step) => f([.. at.Zip(changes, (each, d) => each + (d * step))]);
            (Tensor value, Tensor change) = Deep.Gradients.Jvp(f, at, changes);
            value.ShouldBeNear(f(at), 1e-13);
            change.ShouldBeNear((Along(1e-6) - Along(-1e-6)) / 2e-6, 1e-7);
        }
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        Tensor x = Draw.Normal([8, 2, 20], 1);
        Functions.BatchNorm(x + 1e6).ShouldBeNear(Functions.BatchNorm(x), 1e-9);
    }

    [Fact]
    public void In_use_each_sample_is_by_itself_and_what_does_not_fit_is_told()
    {
        Sequential network = new(new BatchNorm2d(3));
        Tensor x = Draw.Normal([6, 3, 4, 4], 1, DType.Float32);
        network.Call(x);
        network.Eval();
        network.Call(x.Slice(0, 2, 3)).ShouldBeNear(network.Call(x).Slice(0, 2, 3), 0);
        network.Call(Tensor.Zeros([0, 3, 4, 4])).Shape.ShouldBe([0, 3, 4, 4]);
        network.Buffers.Select(buffer => buffer.Name).ShouldBe(["0.running_mean", "0.running_var", "0.num_batches_tracked"]);
        Should.Throw<ArgumentException>(() => network.Call(Tensor.Zeros([2, 4, 4, 4]))).Message.ShouldStartWith(
            "Layer '0' (BatchNorm2d): batch-norm2d: an input of [2, 4, 4, 4] was given to a layer of 3 channels: it has four axes, with 3 at axis 1.");
        network.Train();
        Should.Throw<ArgumentException>(() => network.Call(Tensor.Zeros([1, 3, 1, 1]))).Message.ShouldStartWith(
            "Layer '0' (BatchNorm2d): batch-norm2d: an input of [1, 3, 1, 1] has 1 numbers for each channel, and one number has no variance.");
        Should.Throw<ArgumentException>(() => new GroupNorm(4, 6)).Message.ShouldStartWith("6 channels do not divide into 4 groups.");
    }
}
