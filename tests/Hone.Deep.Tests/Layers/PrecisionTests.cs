using Hone.Numerics;

namespace Hone.Deep.Tests.Layers;

public sealed class PrecisionTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(9);

    public static TheoryData<string> Names => [.. Networks.Keys];

    private static readonly Dictionary<string, (Func<(Module Network, Func<Tensor, Tensor> Run)> Make, Shape Input)> Networks = new()
    {
        ["linear"] = (() => Of(new Linear(6, 4, Key)), [3, 6]),
        ["convolution and batch norm"] = (() => Of(new Sequential(new Conv2d(2, 4, 3, Key), new BatchNorm2d(4))), [3, 2, 5, 6]),
        ["transposed convolution"] = (() => Of(new ConvTranspose2d(2, 3, 3, Key)), [3, 2, 5, 6]),
        ["group norm"] = (() => Of(new GroupNorm(2, 4)), [3, 4, 5]),
        ["layer norm"] = (() => Of(new LayerNorm(6)), [3, 6]),
        ["root mean square norm"] = (() => Of(new RmsNorm(6)), [3, 6]),
        ["parametric relu"] = (() => Of(new Prelu(2)), [3, 2, 4]),
        ["lstm"] = (() => new Lstm(6, 5, Key) is var lstm ? (lstm, x => lstm.Call(x)) : default, [3, 2, 6]),
        ["gru"] = (() => new Gru(6, 5, Key) is var gru ? (gru, x => gru.Call(x)) : default, [3, 2, 6]),
        ["attention"] = (() => new MultiHeadAttention(8, 2, Key) is var attention ? (attention, x => attention.Call(x)) : default, [3, 4, 8]),
        ["transformer"] = (() => new TransformerEncoderLayer(8, 2, 16, Key, dropout: 0) is var layer ? (layer, x => layer.Call(x)) : default, [3, 4, 8]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_converted_layer_computes_in_single_precision_with_its_rounded_parameters(string name)
    {
        (Func<(Module, Func<Tensor, Tensor>)> make, Shape input) = Networks[name];
        ((Module brain, Func<Tensor, Tensor> runBrain), (Module single, Func<Tensor, Tensor> runSingle), (Module wide, Func<Tensor, Tensor> runWide), (_, Func<Tensor, Tensor> run)) = (make(), make(), make(), make());
        Tensor x = Draw.Normal(input, 4, DType.BFloat16).To(DType.Float32);
        float[] before = run(x).ToArray<float>();
        brain.ConvertTo(DType.BFloat16);
        brain.Parameters.ShouldAllBe(each => each.Tensor.Type == DType.BFloat16 && each.Tensor.RequiresGrad);
        brain.Buffers.ShouldAllBe(each => each.Tensor.Type != DType.BFloat16);
        single.Load(brain.State);
        Tensor y = runBrain(x), expected = runSingle(x);
        y.ToArray<float>().ShouldBe(expected.ToArray<float>());
        y.ToArray<float>().Zip(before, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(0.1f);
        y.Square().Sum().Backward();
        expected.Square().Sum().Backward();
        foreach (((string parameter, Tensor a), (_, Tensor b)) in brain.Parameters.Zip(single.Parameters))
        {
            a.Grad!.Type.ShouldBe(DType.BFloat16);
            a.Grad.ShouldBeNear(b.Grad!.To(DType.BFloat16), 0);
        }

        wide.ConvertTo(DType.Float64);
        Tensor exact = runWide(x.To(DType.Float64));
        exact.Type.ShouldBe(DType.Float64);
        exact.ShouldBeNear(run(x), 1e-4);
    }

    [Fact]
    public void A_network_stored_as_brain_floats_learns_as_well_as_one_in_single_precision()
    {
        // Two spirals, one of each class.
        const int Points = 160;
        double[] places = new double[2 * Points];
        long[] classes = new long[Points];
        for (int i = 0; i < Points; i++)
        {
            double turn = i / (double)Points * 6, side = (i % 2) * Math.PI;
            (places[2 * i], places[(2 * i) + 1], classes[i]) = ((turn + 0.6) / 4 * Math.Cos(turn + side), (turn + 0.6) / 4 * Math.Sin(turn + side), i % 2);
        }
        Tensor x = Tensor.From(places, [Points, 2]).To(DType.Float32), y = Tensor.From(classes);
        double Train(DType type)
        {
            Network network = new(type);
            network.ConvertTo(type);
            Adam adam = new(network, learningRate: 0.01);
            for (int step = 0; step < 400; step++)
                adam.Step(() => Functions.CrossEntropy(network.Call(x), y));
            network.Parameters.ShouldAllBe(each => each.Tensor.Type == type);
            network.Call(x).ArgMax(-1).EqualTo(y).Sum().Item().ShouldBe(Points);
            return Functions.CrossEntropy(network.Call(x), y).Item();
        }
        double single = Train(DType.Float32), brain = Train(DType.BFloat16);
        single.ShouldBeLessThan(0.02);
        brain.ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Rounding_a_row_is_rounding_each_number()
    {
        // All upper halves, with the lower halves at which rounding turns.
        float[] values = [.. Enumerable.Range(0, 65536).SelectMany(upper => new uint[] { 0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF }.Select(lower => BitConverter.UInt32BitsToSingle(((uint)upper << 16) | lower)))];
        Tensor brain = Tensor.From(values).To(DType.BFloat16);
        unsafe
        {
            ushort* rounded = brain.Pointer<ushort>();
            for (int i = 0; i < values.Length; i++)
                rounded[i].ShouldBe(Brain.Round(values[i]));
            GC.KeepAlive(brain);
        }
        float[] back = brain.To(DType.Float32).ToArray<float>();
        for (int i = 0; i < values.Length; i++)
            BitConverter.SingleToUInt32Bits(back[i]).ShouldBe((uint)Brain.Round(values[i]) << 16);
    }

    [Fact]
    public void Converting_at_the_wrong_time_or_to_whole_numbers_gets_a_sentence()
    {
        Linear layer = new(2, 2, Key);
        Adam adam = new(layer);
        layer.ConvertTo(DType.BFloat16);
        layer.Call(Tensor.Ones([1, 2])).Sum().Backward();
        Should.Throw<InvalidOperationException>(adam.Step).Message.ShouldContain("converted from Float32 to BFloat16 after the optimiser had taken it");
        Should.Throw<ArgumentException>(() => layer.ConvertTo(DType.Int64)).Message.ShouldContain("cannot be converted to Int64");
    }

    private static (Module Network, Func<Tensor, Tensor> Run) Of(Layer layer) => (layer, layer.Call);

    // What goes from layer to layer is stored as what the parameters are.
    private sealed class Network : Layer
    {
        private readonly Linear[] layers;
        private readonly DType type;

        public Network(DType type)
        {
            this.type = type;
            layers = [.. Enumerable.Range(0, 3).Select(i => Part($"{i}", new Linear(i == 0 ? 2 : 32, i == 2 ? 2 : 32, Key.Child(i))))];
        }

        protected override Tensor Forward(Tensor x) => layers[2].Call(layers[1].Call(layers[0].Call(x.To(type)).Tanh().To(type)).Tanh().To(type)).To(DType.Float32);
    }
}
