using Hone.Deep;
using Hone.Numerics;

namespace Hone.Onnx.Tests;

/// <summary>Networks as files: what they compute here, what our runtime and another one make of the file, for batches of sizes that it was not traced with.</summary>
public sealed class NetworkTests : IDisposable
{
    private static readonly RandomKey Key = RandomKey.FromSeed(17);

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    private static readonly Dictionary<string, (Func<Module> Make, Shape Sample)> Layers = new()
    {
        ["linear"] = (() => new Linear(6, 4, Key), [6]),
        ["linear on rows"] = (() => new Linear(6, 4, Key, bias: false), [5, 6]),
        ["conv1d"] = (() => new Conv1d(4, 6, 3, Key, stride: 2, padding: 1, groups: 2), [4, 9]),
        ["conv2d"] = (() => new Conv2d(4, 6, (3, 2), Key, stride: (2, 1), padding: (1, 0), dilation: (1, 2), groups: 2), [4, 9, 8]),
        ["conv-transpose1d"] = (() => new ConvTranspose1d(4, 6, 3, Key, stride: 2, padding: 1, outputPadding: 1), [4, 7]),
        ["conv-transpose2d"] = (() => new ConvTranspose2d(4, 6, 3, Key, stride: 2, padding: 1, outputPadding: 1, groups: 2), [4, 5, 6]),
        ["max-pool1d"] = (() => new MaxPool1d(3, 2, 1), [2, 9]),
        ["max-pool2d"] = (() => new MaxPool2d(3, 2, 1, ceiling: true), [2, 8, 9]),
        ["average-pool1d"] = (() => new AveragePool1d(3, 2, 1), [2, 9]),
        ["average-pool2d"] = (() => new AveragePool2d(3, 2, 1, countPadding: false), [2, 8, 9]),
        ["adaptive-average"] = (() => new AdaptiveAveragePool2d((2, 3)), [2, 8, 9]),
        ["adaptive-max"] = (() => new AdaptiveMaxPool2d(1), [2, 8, 9]),
        ["global"] = (() => new GlobalAveragePool(), [2, 8, 9]),
        ["batch-norm1d"] = (() => Moved(new BatchNorm1d(5)), [5]),
        ["batch-norm2d"] = (() => Moved(new BatchNorm2d(5)), [5, 4, 6]),
        ["layer-norm"] = (() => Moved(new LayerNorm([3, 4])), [2, 3, 4]),
        ["rms-norm"] = (() => Moved(new RmsNorm(4)), [3, 4]),
        ["group-norm"] = (() => Moved(new GroupNorm(2, 4)), [4, 3, 5]),
        ["instance-norm"] = (() => Moved(new InstanceNorm2d(4, affine: true)), [4, 3, 5]),
        ["dropout"] = (() => new Sequential(new Dropout(0.5, Key), new Dropout2d(0.5, Key), new Linear(3, 3, Key)), [4, 3]),
        ["rnn"] = (() => new Rnn(5, 6, Key, layers: 2, isBidirectional: true, isRelu: true), [7, 5]),
        ["lstm"] = (() => new Lstm(5, 6, Key, layers: 2, isBidirectional: true), [7, 5]),
        ["lstm without bias"] = (() => new Lstm(5, 6, Key, bias: false), [7, 5]),
        ["gru"] = (() => new Gru(5, 6, Key, layers: 2, isBidirectional: true), [7, 5]),
        ["sinusoidal"] = (() => new SinusoidalPositions(6), [5, 6]),
        ["learned positions"] = (() => new LearnedPositions(9, 6, Key), [5, 6]),
        ["residual"] = (() => new Residual(new Sequential(new Linear(6, 6, Key), new Relu())), [6]),
        ["relu"] = (() => new Relu(), [9]),
        ["leaky-relu"] = (() => new LeakyRelu(0.2), [9]),
        ["prelu"] = (() => new Prelu(3, 0.3), [3, 4]),
        ["elu"] = (() => new Elu(0.7), [9]),
        ["gelu"] = (() => new Gelu(), [9]),
        ["gelu by tanh"] = (() => new Gelu(approximate: true), [9]),
        ["silu"] = (() => new Silu(), [9]),
        ["mish"] = (() => new Mish(), [9]),
        ["sigmoid"] = (() => new Sigmoid(), [9]),
        ["tanh"] = (() => new Tanh(), [9]),
        ["softplus"] = (() => new Softplus(2), [9]),
        ["hard-tanh"] = (() => new HardTanh(), [9]),
        ["relu6"] = (() => new Relu6(), [9]),
        ["softmax"] = (() => new Softmax(1), [4, 5]),
        ["log-softmax"] = (() => new LogSoftmax(), [4, 5]),
        ["identity"] = (() => new Identity(), [4]),
        ["own"] = (() => new Own(), [4, 6]),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_gives_the_same_from_its_file(string name)
    {
        (Func<Module> make, Shape sample) = Layers[name];
        Layer layer = (Layer)make();
        OnnxFile.Save(layer, Tensor.Zeros([1, .. sample.Sizes]), scratch.Path());
        layer.IsTraining.ShouldBeTrue();
        layer.Eval();
        foreach (int count in new[] { 1, 5 })
        {
            Tensor x = Tensor.Normal([count, .. sample.Sizes], Key.Child("x").Open());
            Compare(new() { ["x"] = x }, new() { ["y"] = layer.Call(x) });
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_transformer_gives_the_same_from_its_file(bool normFirst, bool isRotary)
    {
        TransformerEncoder encoder = new([.. Enumerable.Range(0, 2).Select(i => new TransformerEncoderLayer(12, 3, 20, Key.Child(i), activation: TransformerActivation.Gelu, normFirst: normFirst, isRotary: isRotary))], new LayerNorm(12));
        OnnxFile.Save(encoder, inputs => [encoder.Call(inputs[0], isCausal: normFirst)], new Dictionary<string, Tensor> { ["x"] = Tensor.Zeros([1, 6, 12]) }, ["y"], scratch.Path());
        encoder.Eval();
        Tensor x = Tensor.Normal([4, 6, 12], Key.Child("x").Open());
        Compare(new() { ["x"] = x }, new() { ["y"] = encoder.Call(x, isCausal: normFirst) });
    }

    [Fact]
    public void A_decoder_with_masks_and_two_inputs_gives_the_same_from_its_file()
    {
        TransformerDecoder decoder = new([new TransformerDecoderLayer(12, 3, 20, Key)]);
        Embedding words = new(11, 12, Key);
        Tensor ids = Tensor.From([1L, 5, 3, 10, 0, 2, 7, 7], [2, 4]), source = Tensor.Normal([2, 5, 12], Key.Child("s").Open());
        Tensor Run(Tensor[] inputs) => decoder.Call(words.Call(inputs[0]), inputs[1], isCausal: true);
        OnnxFile.Save(decoder, inputs => [Run(inputs), inputs[0].EqualTo(Tensor.Scalar(7, DType.Int64))], new Dictionary<string, Tensor> { ["ids"] = ids, ["source"] = source }, ["y", "seven"], scratch.Path());
        decoder.Eval();
        Compare(new() { ["ids"] = ids, ["source"] = source }, new() { ["y"] = Run([ids, source]), ["seven"] = ids.EqualTo(Tensor.Scalar(7, DType.Int64)) });
    }

    [Fact]
    public void Attention_takes_a_mask_of_padding_as_an_input()
    {
        MultiHeadAttention attention = new(8, 2, Key);
        Tensor x = Tensor.Normal([3, 5, 8], Key.Child("x").Open()), padding = Tensor.From(Enumerable.Range(0, 15).Select(i => i % 5 >= 3 + (i / 5)).ToArray(), [3, 5]);
        OnnxFile.Save(attention, inputs => [attention.Call(inputs[0], padding: inputs[1])], new Dictionary<string, Tensor> { ["x"] = x, ["padding"] = padding }, ["y"], scratch.Path());
        attention.Eval();
        Compare(new() { ["x"] = x, ["padding"] = padding }, new() { ["y"] = attention.Call(x, padding: padding) });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_of_characters_gives_the_same_from_its_file(bool isTransformer)
    {
        Layer model = isTransformer ? new CharacterTransformer(13, Key) : new CharacterLstm(13, Key);
        Tensor ids = Tensor.From(Enumerable.Range(0, 14).Select(i => (long)(i * 5 % 13)).ToArray(), [2, 7]);
        OnnxFile.Save(model, ids, scratch.Path());
        model.Eval();
        Compare(new() { ["x"] = ids }, new() { ["y"] = model.Call(ids) });
    }

    [Fact]
    public void Parameters_keep_their_names_and_the_same_network_gives_the_same_bytes()
    {
        Sequential network = new(new Linear(3, 4, Key), new Relu(), new Linear(4, 2, Key));
        OnnxFile.Save(network, Tensor.Zeros([1, 3]), scratch.Path());
        byte[] first = File.ReadAllBytes(scratch.Path());
        OnnxFile.Save(network, Tensor.Zeros([7, 3]), scratch.Path());
        File.ReadAllBytes(scratch.Path()).ShouldBe(first);
        Protocol.ModelProto.Parser.ParseFrom(first).Graph.Initializer.Select(each => each.Name).ShouldBe(["0.weight", "0.bias", "2.weight", "2.bias"]);
        OnnxModel.Load(scratch.Path()).Inputs[0].ToString().ShouldBe("x: Float32 [N, 3]");
    }

    [Fact]
    public void What_cannot_be_written_is_said_with_operation_and_layer()
    {
        string Said(Func<Tensor, Tensor> f) => Should.Throw<NotSupportedException>(() => OnnxFile.Save(new Function(f), Tensor.Zeros([1, 4]), scratch.Path())).Message;
        Said(x => x + x.ToArray<float>()[0]).ShouldContain("'add' in the network itself reads a tensor of [] that depends on the input, or changes from call to call");
        Said(x => x.Flip([1])).ShouldContain("'flip' in the network itself cannot be written as ONNX: it has no counterpart among the operators.");
        Said(x => x.Shape[0] == 2 ? x.Exp() : x.Tanh()).ShouldContain("The network does 'exp' in the network itself with a batch of 2 and 'tanh' with one of 3");
        Said(x => Tensor.Concat([x, x.Slice(0, 0, 1)], 0)).ShouldContain("sizes may only grow in proportion to the batch.");
        Said(x => x.Slice(0, x.Shape[0] - 1)).ShouldContain("positions 1 to 2 are taken with one batch and 2 to 3 with another.");
        Should.Throw<NotSupportedException>(() => OnnxFile.Save(new Sequential(new AdaptiveAveragePool2d(3)), Tensor.Zeros([1, 2, 7, 7]), scratch.Path())).Message.ShouldContain("in layer '0' cannot be written as ONNX: a plane of 7x7 is divided into 3x3 windows of different sizes");
        File.Exists(scratch.Path()).ShouldBeFalse();
    }

    private void Compare(Dictionary<string, OnnxValue> inputs, Dictionary<string, OnnxValue> expected)
    {
        IReadOnlyDictionary<string, OnnxValue> own = OnnxModel.Load(scratch.Path()).Run(inputs), others = OtherRuntime.Run(scratch.Path(), inputs);
        foreach ((string name, OnnxValue value) in expected)
        {
            own[name].ShouldBeNear(value, 1e-5, $"own {name}");
            others[name].ShouldBeNear(value, 1e-5, $"other {name}");
        }
    }

    // Values other than those that normalisation starts from.
    private static Module Moved(Module module)
    {
        int seed = 0;
        foreach ((string name, Tensor tensor) in module.State)
        {
            using NoGrad pause = NoGrad.Begin();
            if (tensor.Type.IsFloating)
                tensor.CopyFrom(Tensor.Uniform(tensor.Shape, Key.Child(++seed).Open(), 0.5, 1.5));
        }
        return module;
    }

    private sealed class Function(Func<Tensor, Tensor> f) : Layer
    {
        protected override Tensor Forward(Tensor x) => f(x);
    }

    // A module of somebody's own, of operations that layers seldom use.
    private sealed class Own : Layer
    {
        private readonly Tensor scale;
        private readonly Lstm cells;

        public Own()
        {
            scale = Parameter("scale", Tensor.Ones([6]) * 0.5);
            cells = Part("cells", new Lstm(6, 3, Key));
        }

        protected override Tensor Forward(Tensor x)
        {
            (Tensor steps, LstmState state) = cells.Call(x, new LstmState(Tensor.Zeros([1, x.Shape[0], 3]), Tensor.Ones([1, x.Shape[0], 3])));
            Tensor gated = Tensor.Where(x > 0, x * scale, (-x).Sqrt()) / (x.Square().Mean(-1, keep: true) + 1).Sqrt();
            Tensor[] parts = gated.Split([2, 4], axis: 2);
            Tensor best = gated.ArgMax(2), most = gated.Max(2), picked = gated.Gather(2, best.Unsqueeze(2)).Squeeze(2);
            Tensor joined = Tensor.Concat([parts[1].Clamp(-0.3, 0.4), parts[0].Pow(3), gated.CumulativeSum(2).Slice(2, 1, 6, 2), steps], axis: 2);
            Tensor scores = Tensor.Stack([most, picked, gated.LogSumExp(2), gated.Min(2), best.To(DType.Float32), gated.Mean(2)], axis: 2);
            Tensor mask = (x < 0.3) & !(x < -0.2) | (x >= 1);
            Tensor weights = scores.MatMul(joined.Transpose(1, 2).Slice(1, 0, 6)).Softmax() * x.Detach().MaskedFill(mask, 2).Sum(2, keep: true).Sign();
            return Tensor.Concat([weights.Flatten(1), joined.Reshape(x.Shape[0], -1), state.Hidden.Squeeze(0), Tensor.Full([x.Shape[0], 1], 3)], axis: 1);
        }
    }
}
