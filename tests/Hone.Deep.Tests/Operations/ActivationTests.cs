namespace Hone.Deep.Tests.Operations;

[Trait("topic", "activation-functions")]
public sealed class ActivationTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["gelu"] = x => x.Gelu(),
        ["gelu_tanh"] = x => x.Gelu(approximate: true),
        ["silu"] = x => x.Silu(),
        ["mish"] = x => x.Mish(),
        ["leaky_relu"] = x => x.LeakyRelu(0.2),
        ["elu"] = x => x.Elu(0.7),
        ["softplus"] = x => x.Softplus(),
        ["softplus_3"] = x => x.Softplus(3),
        ["hard_tanh"] = x => x.HardTanh(-0.5, 2),
        ["relu6"] = x => x.Relu6(),
        ["sigmoid"] = x => x.Sigmoid(),
        ["tanh"] = x => x.Tanh(),
        ["softmax"] = x => x.Softmax(0),
        ["log_softmax"] = x => x.LogSoftmax(),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    public static TheoryData<string, int> Layers
    {
        get
        {
            TheoryData<string, int> all = [];
            for (int i = 0; i < Made().Length; i++)
                all.Add(Made()[i].Layer.GetType().Name, i);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_PyTorchs(string name)
    {
        foreach ((string type, double tolerance) in (ReadOnlySpan<(string, double)>)[("64", 5e-9), ("32", 1e-6)])
        {
            IReadOnlyDictionary<string, Tensor> case_ = Recorded.Read("activations", $"{name}_{type}");
            Tensor x = case_["x"].WithGrad(), y = Functions[name](x);
            y.Type.ShouldBe(x.Type);
            y.ShouldBeNear(case_["y"], tolerance);
            y.Backward(case_["g"]);
            x.Grad!.ShouldBeNear(case_["dx"], tolerance);
        }
    }

    [Theory]
    [InlineData("one")]
    [InlineData("channels")]
    [InlineData("positions")]
    public void Learned_slopes_are_PyTorchs(string name)
    {
        IReadOnlyDictionary<string, Tensor> case_ = Recorded.Read("activations", $"prelu_{name}");
        Tensor x = case_["x"].WithGrad(), w = case_["w"].WithGrad(), y = Deep.Functions.Prelu(x, w);
        y.ShouldBeNear(case_["y"], 1e-14);
        y.Backward(case_["g"]);
        x.Grad!.ShouldBeNear(case_["dx"], 1e-14);
        w.Grad!.ShouldBeNear(case_["dw"], 1e-14);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_first_and_second_order_are_what_finite_differences_give(string name)
    {
        Tensor x = Draw.Normal([3, 5], 4);
        Deep.Gradients.Check(at => Functions[name](at[0]), [x]).ShouldBeLessThan(1e-8);
        Deep.Gradients.Check(at => Functions[name](at[0].Transpose()), [x]).ShouldBeLessThan(1e-8);
        Deep.Gradients.Check(at => Slope(Functions[name], at), [x]).ShouldBeLessThan(1e-7);
        Tensor along = Draw.Normal([3, 5], 5);
        (Tensor value, Tensor change) = Deep.Gradients.Jvp(at => Functions[name](at[0]), [x], [along]);
        value.ShouldBeNear(Functions[name](x), 1e-14);
        change.ShouldBeNear((Functions[name](x + (along * 1e-6)) - Functions[name](x - (along * 1e-6))) / 2e-6, 1e-8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Gradients_of_learned_slopes_are_what_finite_differences_give(int channels)
    {
        Tensor[] at = [Draw.Normal([2, 4, 3], 6), Draw.Positive([channels], 7)];
        Deep.Gradients.Check(x => Deep.Functions.Prelu(x[0], x[1]), at).ShouldBeLessThan(1e-9);
        Deep.Gradients.Check(x => Slope(_ => Deep.Functions.Prelu(x[0], x[1]), x), at).ShouldBeLessThan(1e-8);
        Should.Throw<ArgumentException>(() => Deep.Functions.Prelu(at[0], Tensor.Ones([3]))).Message.ShouldStartWith("prelu: an input of Float64 [2, 4, 3] does not fit a weight of [3]");
    }

    [Fact]
    public void Nothing_overflows_far_out_and_nothing_cancels_near_0()
    {
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64])
        {
            Tensor far = Tensor.From([-1e4, -200, -50, 50, 200, 1e4]).To(type).WithGrad();
            foreach (string name in (ReadOnlySpan<string>)["gelu", "gelu_tanh", "silu", "mish", "elu", "softplus", "softplus_3"])
            {
                far.Grad = null;
                Tensor y = Functions[name](far);
                y.Slice(0, 3).ShouldBeNear(far.Slice(0, 3), 1e-15);
                y.Slice(0, 0, 3).ShouldBeNear(name == "elu" ? Tensor.Full([3], -0.7, type) : Tensor.Zeros([3], type), 1e-6);
                y.Sum().Backward();
                far.Grad!.ShouldBeNear(Tensor.From([0.0, 0, 0, 1, 1, 1]), 1e-6);
            }
            Tensor near = Tensor.From([-1e-6, -1e-3]).To(type);
            near.Elu().ShouldBeNear(Tensor.From([-9.999995000001667e-7, -9.995001666250084e-4]), type == DType.Float32 ? 1e-10 : 1e-18);
        }
    }

    [Fact]
    public void Gelu_of_floats_is_that_of_doubles_to_two_units_in_the_seventh_place()
    {
        Tensor x = Tensor.Arange(-12, 12, 1e-4), doubles = x.To(DType.Float64);
        ((x.Gelu().To(DType.Float64) - doubles.Gelu()) / doubles.Abs().Clamp(low: 1)).Abs().Max().Item().ShouldBeLessThan(2e-7);
        (Tensor a, Tensor b) = (x.Detach().WithGrad(), doubles.WithGrad());
        a.Gelu().Sum().Backward();
        b.Gelu().Sum().Backward();
        (a.Grad!.To(DType.Float64) - b.Grad!).Abs().Max().Item().ShouldBeLessThan(4e-7);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_is_its_function(string name, int which)
    {
        (Layer layer, Func<Tensor, Tensor> function) = Made()[which];
        Tensor x = Draw.Normal([3, 4], 8, DType.Float32);
        layer.GetType().Name.ShouldBe(name);
        SameBits.Of(layer.Call(x)).ShouldBe(SameBits.Of(function(x)));
        layer.Call(Tensor.Zeros([0, 4])).Shape.ShouldBe([0, 4]);
    }

    [Fact]
    public void Every_setting_changes_the_result()
    {
        Tensor x = Draw.Normal([50], 9);
        Differs(x.LeakyRelu(), x.LeakyRelu(0.1));
        Differs(x.Elu(), x.Elu(0.5));
        Differs(x.Gelu(), x.Gelu(approximate: true));
        Differs(x.Softplus(), x.Softplus(2));
        Differs(x.HardTanh(), x.HardTanh(-0.5));
        Differs(x.HardTanh(), x.HardTanh(high: 0.5));
        Differs(new Prelu().Call(x), new Prelu(start: 0.1).Call(x));
        new Prelu(3).Weight.Shape.ShouldBe([3]);
        Should.Throw<ArgumentOutOfRangeException>(() => x.Softplus(0));
        Should.Throw<ArgumentOutOfRangeException>(() => x.HardTanh(1, 0)).Message.ShouldStartWith("hard-tanh: high must be finite and at least low, 1.");
        Should.Throw<InvalidOperationException>(() => Tensor.From([1L]).Gelu()).Message.ShouldStartWith("gelu is defined for floating tensors");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(70_000)]
    public void Kernels_give_the_same_bits_on_every_path_and_number_of_threads(int size)
    {
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64])
        {
            Tensor x = Draw.Normal([2, size], 1, type), g = Draw.Normal([2, size], 2, type), w = Draw.Positive([2, 1], 3, type);
            foreach (Curve curve in Enum.GetValues<Curve>())
            {
                SameBits.Check(cpu =>
                {
                    Tensor to = x.ZerosLike(), back = x.ZerosLike();
                    cpu.Apply(curve, 0.3, 2, x, to);
                    cpu.ApplyBack(curve, 0.3, 2, g, x, back);
                    return [to, back];
                });
            }
            SameBits.Check(cpu =>
            {
                Tensor to = x.ZerosLike(), toX = x.ZerosLike(), toW = x.ZerosLike();
                cpu.Prelu(x, w, to);
                cpu.PreluBack(g, x, w, toX, toW);
                return [to, toX, toW];
            });
        }
    }

    private static (Layer Layer, Func<Tensor, Tensor> Function)[] Made() =>
    [
        (new Relu(), x => x.Relu()), (new LeakyRelu(0.3), x => x.LeakyRelu(0.3)), (new Prelu(), x => x.LeakyRelu(0.25)), (new Elu(0.4), x => x.Elu(0.4)),
        (new Gelu(), x => x.Gelu()), (new Gelu(approximate: true), x => x.Gelu(approximate: true)), (new Silu(), x => x.Silu()), (new Mish(), x => x.Mish()),
        (new Sigmoid(), x => x.Sigmoid()), (new Tanh(), x => x.Tanh()), (new Softplus(2), x => x.Softplus(2)), (new HardTanh(-0.2, 0.3), x => x.HardTanh(-0.2, 0.3)),
        (new Relu6(), x => x.Relu6()), (new Softmax(0), x => x.Softmax(0)), (new LogSoftmax(), x => x.LogSoftmax()), (new Identity(), x => x),
    ];

    private static Tensor Slope(Func<Tensor, Tensor> f, Tensor[] x)
    {
        // Within finite differences the places are plain tensors, and want gradients all the same.
        Tensor[] at = [.. x.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
        using (NoGrad.Suspend())
        {
            for (int i = 0; i < x.Length; i++)
                x[i] = at[i];
            Tensor sum = Tensor.Scalar(0, DType.Float64);
            foreach (Tensor gradient in Deep.Gradients.Of(f(at[0]).Square().Sum(), at, createGraph: true))
                sum += gradient.Square().Sum();
            return sum;
        }
    }

    private static void Differs(Tensor one, Tensor other) => SameBits.Of(one).ShouldNotBe(SameBits.Of(other));
}
