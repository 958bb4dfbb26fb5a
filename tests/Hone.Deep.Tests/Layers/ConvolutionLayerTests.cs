using Hone.Numerics;

namespace Hone.Deep.Tests.Layers;

public sealed class ConvolutionLayerTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(5);

    // Weights start within ±1/√fan-in, as torch.nn has it: fan-in is the weight's second size times the window.
    public static TheoryData<string, int[], double> Layers => new()
    {
        { "conv2d", [8, 3, 3, 5], 1 / Math.Sqrt(45) },
        { "conv1d", [8, 2, 4], 1 / Math.Sqrt(8) },
        { "transposed2d", [6, 4, 3, 3], 1 / Math.Sqrt(36) },
        { "transposed1d", [6, 8, 3], 1 / Math.Sqrt(24) },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Parameters_have_PyTorchs_names_shapes_and_starts(string name, int[] weight, double bound)
    {
        Layer layer = Make(name, bias: true);
        layer.Parameters.Select(parameter => parameter.Name).ShouldBe(["weight", "bias"]);
        foreach ((_, Tensor parameter) in layer.Parameters)
        {
            double[] values = parameter.To(DType.Float64).ToArray<double>();
            values.Max(Math.Abs).ShouldBeInRange(0.6 * bound, bound);
        }
        layer.State["weight"].Shape.ShouldBe(weight);
        Make(name, bias: false).Parameters.Select(parameter => parameter.Name).ShouldBe(["weight"]);
        Should.Throw<ArgumentException>(() => new Sequential(layer).Call(Tensor.Zeros([2, 9, 9]))).Message.ShouldStartWith($"Layer '0' ({layer.GetType().Name}): conv");
    }

    [Fact]
    public void Options_of_layers_reach_their_functions()
    {
        Tensor x = Draw.Normal([2, 6, 9, 9], 1, DType.Float32), line = x.Flatten(2);
        Conv2d conv = new(6, 4, (3, 2), Key, stride: 2, padding: 1, dilation: (2, 1), groups: 2);
        conv.Call(x).ShouldBeNear(Functions.Conv2d(x, conv.Weight, conv.Bias, 2, 1, (2, 1), 2), 0);
        Conv1d one = new(6, 4, 3, Key, stride: 2, padding: 1, dilation: 3, groups: 2, bias: false);
        one.Call(line).ShouldBeNear(Functions.Conv1d(line, one.Weight, null, 2, 1, 3, 2), 0);
        ConvTranspose2d transposed = new(6, 4, 3, Key, stride: 2, padding: 1, outputPadding: (1, 0), dilation: 2, groups: 2);
        transposed.Call(x).ShouldBeNear(Functions.ConvTranspose2d(x, transposed.Weight, transposed.Bias, 2, 1, (1, 0), 2, 2), 0);
        ConvTranspose1d transposedOne = new(6, 4, 3, Key, stride: 2, padding: 1, outputPadding: 1, dilation: 3, groups: 2);
        transposedOne.Call(line).ShouldBeNear(Functions.ConvTranspose1d(line, transposedOne.Weight, transposedOne.Bias, 2, 1, 1, 3, 2), 0);
        new MaxPool2d(3, 2, 1, (1, 2), true).Call(x).ShouldBeNear(Functions.MaxPool2d(x, 3, 2, 1, (1, 2), true), 0);
        new MaxPool1d(3, 2, 1, 2, true).Call(line).ShouldBeNear(Functions.MaxPool1d(line, 3, 2, 1, 2, true), 0);
        new AveragePool2d(3, 2, 1, true, false).Call(x).ShouldBeNear(Functions.AveragePool2d(x, 3, 2, 1, true, false), 0);
        new AveragePool1d(3, 2, 1, true, false).Call(line).ShouldBeNear(Functions.AveragePool1d(line, 3, 2, 1, true, false), 0);
        new AdaptiveAveragePool2d((2, 3)).Call(x).ShouldBeNear(Functions.AdaptiveAveragePool2d(x, (2, 3)), 0);
        new AdaptiveMaxPool2d((2, 3)).Call(x).ShouldBeNear(Functions.AdaptiveMaxPool2d(x, (2, 3)), 0);
        new GlobalAveragePool().Call(x).ShouldBeNear(Functions.AdaptiveAveragePool2d(x, 1).Flatten(1), 1e-6);
        new Flatten().Call(x).Shape.ShouldBe([2, 486]);
        new Flatten(2).Call(x).Shape.ShouldBe([2, 6, 81]);
        Conv2d body = new(6, 4, 3, Key, stride: 2, padding: 1), around = new(6, 4, 1, Key, stride: 2);
        new Residual(body, around).Call(x).ShouldBeNear(body.Call(x) + around.Call(x), 0);
        Should.Throw<ArgumentException>(() => new Residual(conv).Call(x)).Message.ShouldContain("residual: the body makes");
    }

    [Fact]
    public void ReLU_in_the_memory_of_the_layer_before_it_changes_nothing()
    {
        Layer[] layers = [new Conv2d(2, 3, 3, Key), new Relu(), new BatchNorm2d(3), new Relu(), new Flatten(), new Linear(48, 5, Key), new Relu()];
        Sequential network = new(layers);
        Tensor x = Draw.Normal([4, 2, 6, 6], 1, DType.Float32).WithGrad(), plain = x;
        foreach (Layer layer in layers)
            plain = layer.Call(plain);
        Tensor result = network.Call(x), g = Draw.Normal([4, 5], 2, DType.Float32);
        result.ShouldBeNear(plain, 0);
        Tensor[] by = [x, .. network.Parameters.Select(each => each.Tensor)], expected = Deep.Gradients.Of(plain, by, g), found = Deep.Gradients.Of(result, by, g);
        for (int i = 0; i < by.Length; i++)
            found[i].ShouldBeNear(expected[i], 0);

        // Who watches sees what each layer made before the next one used it.
        float least = 0;
        Calls.Watch((path, _, _, made) => least = path == "0" ? made.Min().To(DType.Float32).ToArray<float>()[0] : least, () => network.Call(x));
        least.ShouldBeLessThan(0);
    }

    // A bright dot in an image of noise: which quarter is it in? Each layer learns to see it.
    [Theory]
    [InlineData("conv2d")]
    [InlineData("conv1d")]
    [InlineData("transposed2d")]
    [InlineData("transposed1d")]
    [InlineData("batch-norm")]
    [InlineData("group-norm")]
    [InlineData("residual")]
    public void A_network_with_each_layer_learns(string name)
    {
        const int Samples = 64;
        RandomStream random = Key.Child("dots").Open();
        float[] images = new float[Samples * 64];
        long[] quarters = new long[Samples];
        for (int n = 0; n < Samples; n++)
        {
            for (int i = 0; i < 64; i++)
                images[(n * 64) + i] = (float)random.Uniform(-0.3, 0.3);
            int row = (int)random.Uniform(0, 8), column = (int)random.Uniform(0, 8);
            images[(n * 64) + (row * 8) + column] += 2;
            quarters[n] = (row / 4 * 2) + (column / 4);
        }
        bool line = name is "conv1d" or "transposed1d";
        Tensor x = Tensor.From(images, line ? [Samples, 1, 64] : [Samples, 1, 8, 8]), y = Tensor.From(quarters);
        Layer first = name switch
        {
            "conv1d" => new Conv1d(1, 4, 5, Key, padding: 2),
            "transposed1d" => new ConvTranspose1d(1, 4, 5, Key, padding: 2),
            "transposed2d" => new ConvTranspose2d(1, 4, 3, Key, padding: 1),
            "batch-norm" => new Sequential(new Conv2d(1, 4, 3, Key, padding: 1), new BatchNorm2d(4)),
            "group-norm" => new Sequential(new Conv2d(1, 4, 3, Key, padding: 1), new GroupNorm(2, 4)),
            "residual" => new Sequential(new Conv2d(1, 4, 3, Key, padding: 1), new Residual(new Conv2d(4, 4, 3, Key.Child("in"), padding: 1))),
            _ => new Conv2d(1, 4, 3, Key, padding: 1),
        };
        Layer pool = line ? new MaxPool1d(4) : new MaxPool2d(2);
        Sequential network = new(first, pool, new Flatten(), new Linear(64, 4, Key.Child("out")));
        Adam adam = new(network, learningRate: 0.02);
        double start = 0, loss = 0;
        for (int step = 0; step < 100; step++)
        {
            network.ZeroGrad();
            Tensor now = Functions.CrossEntropy(network.Call(x), y);
            now.Backward();
            adam.Step();
            loss = now.Item();
            start = step == 0 ? loss : start;
        }
        start.ShouldBeGreaterThan(1);
        loss.ShouldBeLessThan(0.1);
    }

    private static Layer Make(string name, bool bias) => name switch
    {
        "conv2d" => new Conv2d(6, 8, (3, 5), Key, groups: 2, bias: bias),
        "conv1d" => new Conv1d(4, 8, 4, Key, groups: 2, bias: bias),
        "transposed2d" => new ConvTranspose2d(6, 8, 3, Key, groups: 2, bias: bias),
        _ => new ConvTranspose1d(6, 8, 3, Key, bias: bias),
    };
}
