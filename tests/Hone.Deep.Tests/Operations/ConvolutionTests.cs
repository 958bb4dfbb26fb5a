namespace Hone.Deep.Tests.Operations;

public sealed class ConvolutionTests
{
    // The options of the cases in Recorded/convolution.py.
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor?, Tensor>> Cases = new()
    {
        ["plain"] = (x, w, b) => Functions.Conv2d(x, w, b),
        ["padding"] = (x, w, b) => Functions.Conv2d(x, w, b, padding: 1),
        ["stride"] = (x, w, b) => Functions.Conv2d(x, w, b, stride: 2, padding: 1),
        ["uneven"] = (x, w, b) => Functions.Conv2d(x, w, b, stride: (3, 2), padding: (0, 3), dilation: (2, 1)),
        ["dilation"] = (x, w, b) => Functions.Conv2d(x, w, b, padding: 2, dilation: (2, 3)),
        ["groups"] = (x, w, b) => Functions.Conv2d(x, w, b, padding: 1, groups: 2),
        ["depthwise"] = (x, w, b) => Functions.Conv2d(x, w, b, stride: 2, groups: 3),
        ["one_by_one"] = (x, w, b) => Functions.Conv2d(x, w, b),
        ["one_by_one_stride"] = (x, w, b) => Functions.Conv2d(x, w, b, stride: 2),
        ["window_above_image"] = (x, w, b) => Functions.Conv2d(x, w, b, padding: 2),
        ["stride_above_window"] = (x, w, b) => Functions.Conv2d(x, w, b, stride: 3),
        ["one_channel"] = (x, w, b) => Functions.Conv2d(x, w, b, padding: 1),
        ["one_image"] = (x, w, b) => Functions.Conv2d(x, w, b),
        ["many_channels"] = (x, w, b) => Functions.Conv2d(x, w, b, padding: 1),
        ["transposed"] = (x, w, b) => Functions.ConvTranspose2d(x, w, b),
        ["transposed_stride"] = (x, w, b) => Functions.ConvTranspose2d(x, w, b, stride: 2, padding: 1, outputPadding: 1),
        ["transposed_uneven"] = (x, w, b) => Functions.ConvTranspose2d(x, w, b, stride: (3, 2), padding: (0, 1), outputPadding: (1, 0), dilation: (1, 2), groups: 2),
        ["conv1d"] = (x, w, b) => Functions.Conv1d(x, w, b, stride: 2, padding: 2, dilation: 2),
        ["conv1d_groups"] = (x, w, b) => Functions.Conv1d(x, w, b, groups: 2),
        ["conv1d_transposed"] = (x, w, b) => Functions.ConvTranspose1d(x, w, b, stride: 3, padding: 1, outputPadding: 2),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Trait("topic", "convolution")]
    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_PyTorchs(string name)
    {
        IReadOnlyDictionary<string, Tensor> recorded = Recorded.Read("convolution", name);
        Tensor[] inputs = Inputs(recorded);
        Tensor y = Cases[name](inputs[0], inputs[1], inputs.ElementAtOrDefault(2));
        y.ShouldBeNear(recorded["y"], 1e-12);
        Tensor[] back = Deep.Gradients.Of(y, inputs, recorded["g"]);
        back[0].ShouldBeNear(recorded["by_x"], 1e-12);
        back[1].ShouldBeNear(recorded["by_weight"], 1e-12);
        if (back.Length > 2)
            back[2].ShouldBeNear(recorded["by_bias"], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_single_precision_values_are_the_same_but_for_rounding(string name)
    {
        IReadOnlyDictionary<string, Tensor> recorded = Recorded.Read("convolution", name);
        Tensor[] inputs = [.. Inputs(recorded).Select(each => each.To(DType.Float32).Detach().WithGrad())];
        Tensor y = Cases[name](inputs[0], inputs[1], inputs.ElementAtOrDefault(2));
        y.Type.ShouldBe(DType.Float32);
        y.ShouldBeNear(recorded["y"], 1e-5);
        Tensor[] back = Deep.Gradients.Of(y, inputs, recorded["g"].To(DType.Float32));
        back[0].ShouldBeNear(recorded["by_x"], 1e-5);
        back[1].ShouldBeNear(recorded["by_weight"], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_once_and_twice_are_what_finite_differences_give(string name)
    {
        Func<Tensor[], Tensor> f = x => Cases[name](x[0], x[1], x.ElementAtOrDefault(2));
        Tensor[] inputs = [.. Inputs(Recorded.Read("convolution", name)).Select(each => each.Detach())];
        if (inputs.Sum(each => each.Count) > 450)
            return;   // the others cover every option
        Deep.Gradients.Check(f, inputs).ShouldBeLessThan(1e-9);
        Deep.Gradients.Check(x => Norm(f, x), inputs).ShouldBeLessThan(1e-7);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_mode_gives_the_change_along_a_direction(string name)
    {
        Func<Tensor[], Tensor> f = x => Cases[name](x[0], x[1], x.ElementAtOrDefault(2));
        Tensor[] at = [.. Inputs(Recorded.Read("convolution", name)).Select(each => each.Detach())], changes = [.. at.Select((x, i) => Draw.Normal(x.Shape, 10 + i))];
        Tensor Along(double step) => f([.. at.Zip(changes, (x, d) => x + (d * step))]);
        Deep.Gradients.Jvp(f, at, changes).Change.ShouldBeNear((Along(1e-6) - Along(-1e-6)) / 2e-6, 1e-7);
    }

    [Fact]
    public void No_images_give_no_images_and_a_weight_gradient_of_zeros()
    {
        Tensor x = Tensor.Zeros([0, 2, 5, 5]).WithGrad(), w = Tensor.Ones([3, 2, 3, 3]).WithGrad();
        Tensor y = Functions.Conv2d(x, w, stride: 2);
        y.Shape.ShouldBe([0, 3, 2, 2]);
        y.Sum().Backward();
        x.Grad!.Shape.ShouldBe(x.Shape);
        w.Grad!.ToArray<float>().ShouldAllBe(value => value == 0);
        Functions.ConvTranspose2d(Tensor.Zeros([0, 3, 2, 2]), w).Shape.ShouldBe([0, 2, 4, 4]);
    }

    [Fact]
    public void What_does_not_fit_is_told_with_its_shapes()
    {
        Tensor x = Tensor.Zeros([8, 3, 28, 28]);
        Should.Throw<ArgumentException>(() => Functions.Conv2d(x, Tensor.Zeros([4, 2, 3, 3]))).Message.ShouldStartWith(
            "conv2d: an input of [8, 3, 28, 28] does not fit a weight of [4, 2, 3, 3] in one group: the input has 3 channels and the weight takes 2");
        Should.Throw<ArgumentException>(() => Functions.Conv2d(x, Tensor.Zeros([4, 3, 3, 3]), Tensor.Zeros([3]))).Message.ShouldStartWith(
            "conv2d: a bias of [3] does not fit 4 output channels");
        Should.Throw<ArgumentException>(() => Functions.Conv2d(x, Tensor.Zeros([4, 3, 30, 3]))).Message.ShouldStartWith(
            "conv2d: an input of [8, 3, 28, 28] with a padding of 0x0 is smaller than the window of a weight of [4, 3, 30, 3]");
        Should.Throw<ArgumentException>(() => Functions.Conv2d(Tensor.Zeros([8, 28]), Tensor.Zeros([4, 3, 3, 3]))).Message.ShouldStartWith("conv2d: an input of [8, 28] does not fit a weight of [4, 3, 3, 3]: the weight has 4 axes");
        Should.Throw<ArgumentException>(() => Functions.Conv1d(Tensor.Zeros([8, 3, 28]), Tensor.Zeros([4, 2, 3]))).Message.ShouldStartWith(
            "conv1d: an input of [8, 3, 28] does not fit a weight of [4, 2, 3] in one group");
        Should.Throw<ArgumentException>(() => Functions.ConvTranspose2d(x, Tensor.Zeros([4, 3, 3, 3]))).Message.ShouldStartWith("conv-transpose2d: an input of [8, 3, 28, 28] does not fit a weight of [4, 3, 3, 3]");
        Should.Throw<ArgumentOutOfRangeException>(() => Functions.ConvTranspose2d(x, Tensor.Zeros([3, 3, 3, 3]), outputPadding: 1)).Message.ShouldStartWith("conv-transpose2d: outputPadding is 1x1");
        Should.Throw<ArgumentOutOfRangeException>(() => Functions.Conv2d(x, Tensor.Zeros([4, 3, 3, 3]), stride: 0)).Message.ShouldStartWith("stride is 0x0; both sizes are at least 1");
        Should.Throw<ArgumentOutOfRangeException>(() => Functions.Conv2d(x, Tensor.Zeros([4, 3, 3, 3]), groups: 0)).Message.ShouldStartWith("groups is 0");
    }

    [Fact]
    public void A_view_is_read_as_its_elements_lie()
    {
        Tensor x = Draw.Normal([6, 5, 2, 3], 1), w = Draw.Normal([3, 4, 3, 2], 2);
        Functions.Conv2d(x.Permute(2, 3, 0, 1), w.Permute(1, 0, 3, 2).Transpose(), padding: 1)
            .ShouldBeNear(Functions.Conv2d(x.Permute(2, 3, 0, 1).Clone(), w.Permute(1, 0, 3, 2).Transpose().Clone(), padding: 1), 0);
    }

    internal static Tensor Norm(Func<Tensor[], Tensor> f, Tensor[] x)
    {
        // Within finite differences the places are plain tensors, and want gradients all the same.
        Tensor[] at = [.. x.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
        Tensor sum = Tensor.Scalar(0, DType.Float64);
        using (NoGrad.Suspend())
        {
            foreach (Tensor gradient in Deep.Gradients.Of(f(at).Square().Sum() + f(at).Sum(), at, createGraph: true))
                sum += gradient.Square().Sum();
        }
        return sum;
    }

    private static Tensor[] Inputs(IReadOnlyDictionary<string, Tensor> recorded) =>
        [.. new[] { "x", "weight", "bias" }.Where(recorded.ContainsKey).Select(name => recorded[name].WithGrad())];
}
