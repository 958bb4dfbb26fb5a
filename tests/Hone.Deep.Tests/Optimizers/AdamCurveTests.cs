using Hone.Numerics;

namespace Hone.Deep.Tests.Optimizers;

/// <summary>200 steps of Adam from the weights and on the data that PyTorch 1.13 had; see Recorded/adam_curves.py.</summary>
public sealed class AdamCurveTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    private static readonly Dictionary<string, Func<(Module Network, Func<Tensor, Tensor> Call)>> Networks = new()
    {
        ["mlp"] = () => Plain(new Sequential(new Linear(12, 16, Key), new Relu(), new Linear(16, 16, Key), new Relu(), new Linear(16, 4, Key))),
        ["cnn"] = () => Plain(new Sequential(
            new Conv2d(1, 4, 3, Key, padding: 1), new Relu(), new MaxPool2d(2), new Conv2d(4, 6, 3, Key, padding: 1), new Relu(), new MaxPool2d(2), new Flatten(), new Linear(24, 5, Key))),
        ["lstm"] = () =>
        {
            CharacterLstm network = new();
            return (network, network.Call);
        },
        ["transformer"] = () =>
        {
            CharacterTransformer network = new();
            return (network, network.Call);
        },
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_of_200_steps_stay_within_1e_4_of_PyTorchs(string name)
    {
        IReadOnlyDictionary<string, Tensor> case_ = Recorded.Read("adam_curves", name);
        (Module network, Func<Tensor, Tensor> call) = Networks[name]();
        network.Load(case_.Where(each => each.Key.StartsWith("start.", StringComparison.Ordinal)).ToDictionary(each => each.Key["start.".Length..], each => each.Value));
        Adam adam = new(network, 3e-3);
        float[] losses = case_["losses"].ToArray<float>();
        for (int step = 0; step < losses.Length; step++)
            adam.Step(() => Functions.CrossEntropy(call(case_["x"]), case_["y"])).ShouldBe(losses[step], 1e-4, $"step {step}");
        losses[^1].ShouldBeLessThan(losses[0] * 0.9f);
    }

    private static (Module, Func<Tensor, Tensor>) Plain(Layer layer) => (layer, layer.Call);

    private sealed class CharacterLstm : Layer
    {
        private readonly Embedding embed;
        private readonly Lstm rnn;
        private readonly Linear output;

        public CharacterLstm() => (embed, rnn, output) = (Part("embed", new Embedding(9, 6, Key)), Part("rnn", new Lstm(6, 10, Key)), Part("out", new Linear(10, 9, Key)));

        protected override Tensor Forward(Tensor x) => output.Call(rnn.Call(embed.Call(x)));
    }

    private sealed class CharacterTransformer : Layer
    {
        private readonly Embedding embed;
        private readonly Tensor positions;
        private readonly ModuleList<TransformerEncoderLayer> blocks;
        private readonly LayerNorm norm;
        private readonly Linear output;

        public CharacterTransformer()
        {
            embed = Part("embed", new Embedding(9, 12, Key));
            positions = Parameter("pos", Tensor.Zeros([10, 12]));
            blocks = Part("blocks", new ModuleList<TransformerEncoderLayer>(
                Enumerable.Range(0, 2).Select(_ => new TransformerEncoderLayer(12, 2, 24, Key, 0, TransformerActivation.Gelu, normFirst: true))));
            norm = Part("norm", new LayerNorm(12));
            output = Part("out", new Linear(12, 9, Key));
        }

        protected override Tensor Forward(Tensor x)
        {
            Tensor h = embed.Call(x) + positions;
            foreach (TransformerEncoderLayer block in blocks)
                h = block.Call(h, isCausal: true);
            return output.Call(norm.Call(h));
        }
    }
}
