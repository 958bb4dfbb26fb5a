using Hone.Numerics;

namespace Hone.Deep.Tests.Sequences;

public sealed class TransformerTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);

    // Loads PyTorch's state, runs, and compares the result and all gradients.
    private static void Compare<T>(string name, T module, Func<T, Tensor[], Tensor> run)
        where T : Module
    {
        IReadOnlyDictionary<string, Tensor> of = Recorded.Read("attention", name);
        module.Load(of.Where(each => each.Key.StartsWith("state.", StringComparison.Ordinal)).ToDictionary(each => each.Key[6..], each => each.Value));
        Tensor[] x = [.. Enumerable.Range(0, 3).Where(i => of.ContainsKey($"x{i}")).Select(i => of[$"x{i}"].WithGrad())];
        Tensor y = run(module, x);
        y.ShouldBeNear(of["y"], 1e-5);
        y.Backward(of["g"]);
        foreach ((string parameter, Tensor tensor) in module.Parameters)
            tensor.Grad!.ShouldBeNear(of[$"grad.{parameter}"], 2e-5);
        if (x.Length == 1 || name == "mha_cross")
        {
            for (int i = 0; i < x.Length; i++)
                x[i].Grad!.ShouldBeNear(of[$"x{i}_grad"], 2e-5);
        }
    }

    [Trait("topic", "multi-head-attention")]
    [Fact]
    public void Attention_of_several_heads_loads_PyTorchs_state_and_gives_its_results()
    {
        Tensor padding = Tensor.From([false, false, false, false, false, false, false, false, true, true], [2, 5]);
        Tensor mask = Tensor.Arange(0, 5) <= Tensor.Arange(0, 5).Reshape(5, 1);
        Compare("mha_self", new MultiHeadAttention(8, 2, Key), (m, x) => m.Call(x[0]));
        Compare("mha_self", new MultiHeadAttention(8, 2, Key), (m, x) => m.CallAcross(x[0], x[1], x[2]));
        Compare("mha_cross", new MultiHeadAttention(8, 2, Key, bias: false), (m, x) => m.CallAcross(x[0], x[1], x[2]));
        Compare("mha_causal", new MultiHeadAttention(8, 4, Key), (m, x) => m.Call(x[0], isCausal: true));
        Compare("mha_causal", new MultiHeadAttention(8, 4, Key), (m, x) => m.Call(x[0], mask));
        Compare("mha_causal", new MultiHeadAttention(8, 4, Key), (m, x) => m.Call(x[0], Tensor.Where(mask, Tensor.Zeros([]), Tensor.Scalar(double.NegativeInfinity))));
        Compare("mha_padding", new MultiHeadAttention(8, 4, Key), (m, x) => m.Call(x[0], padding: padding));
        Compare("mha_padding", new MultiHeadAttention(8, 4, Key), (m, x) => m.Call(x[0], lengths: [5, 3]));
        Compare("mha_padding", new MultiHeadAttention(8, 4, Key), (m, x) => m.CallAcross(x[0], x[0], padding: padding));
    }

    [Theory]
    [InlineData("post_relu", TransformerActivation.Relu, false)]
    [InlineData("pre_gelu", TransformerActivation.Gelu, true)]
    public void Blocks_load_PyTorchs_state_and_give_its_results(string name, TransformerActivation activation, bool normFirst)
    {
        Compare($"encoder_layer_{name}", new TransformerEncoderLayer(8, 2, 12, Key, 0, activation, normFirst), (m, x) => m.Call(x[0], isCausal: true));
        Compare($"decoder_layer_{name}", new TransformerDecoderLayer(8, 2, 12, Key, 0, activation, normFirst), (m, x) => m.Call(x[0], x[1]));
    }

    [Fact]
    public void Whole_transformers_load_PyTorchs_state_and_give_its_results()
    {
        Compare("encoder", new TransformerEncoder([new(8, 2, 6, Key.Child(0), 0), new(8, 2, 6, Key.Child(1), 0)], new LayerNorm(8)), (m, x) => m.Call(x[0], lengths: [5, 3]));
        Compare("decoder", new TransformerDecoder([new(8, 2, 6, Key, 0)], new LayerNorm(8)), (m, x) => m.Call(x[0], x[1]));
    }

    [Fact]
    public void A_mask_and_padding_go_together()
    {
        MultiHeadAttention attention = new(8, 2, Key);
        Tensor x = Draw.Normal([2, 4, 8], type: DType.Float32), mask = Draw.Normal([4, 4], 3) > -0.5;
        mask = (mask.To(DType.Int64) + Tensor.Identity(4, DType.Int64)).To(DType.Bool);
        Tensor padding = Tensor.From([false, false, false, true, false, false, true, true], [2, 4]);
        Tensor both = attention.Call(x, mask, padding: padding);
        both.ShouldBeNear(attention.Call(x, mask, lengths: [3, 2]), 1e-6);
        both.ShouldBeNear(attention.Call(x, Tensor.Where(mask, Tensor.Zeros([]), Tensor.Scalar(double.NegativeInfinity)), padding: padding), 1e-6);
        (both - attention.Call(x, mask)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Symbol_by_symbol_with_a_cache_gives_what_the_whole_gives(bool isRotary)
    {
        TransformerEncoder network = new([.. Enumerable.Range(0, 2).Select(i => new TransformerEncoderLayer(8, 2, 16, Key.Child(i), isRotary: isRotary, normFirst: true))], new LayerNorm(8));
        network.Eval();
        using NoGrad pause = NoGrad.Begin();
        Tensor x = Draw.Normal([2, 40, 8], type: DType.Float32), whole = network.Call(x, isCausal: true);
        AttentionCache[] caches = [new(), new()];
        network.Call(x.Slice(1, 0, 5), caches: caches).ShouldBeNear(whole.Slice(1, 0, 5), 1e-5);
        for (int i = 5; i < 40; i++)
            network.Call(x.Slice(1, i, i + 1), caches: caches).ShouldBeNear(whole.Slice(1, i, i + 1), 1e-5);
        caches[0].Length.ShouldBe(40);
        caches[0].Clear();
        caches[0].Length.ShouldBe(0);
        Should.Throw<ArgumentException>(() => network.Call(x, caches: [new()])).Message.ShouldContain("1 caches were given for 2 blocks");
    }

    [Fact]
    public void A_decoder_with_a_cache_gives_what_the_whole_gives()
    {
        TransformerDecoder network = new([new TransformerDecoderLayer(8, 2, 16, Key, normFirst: true)]);
        network.Eval();
        using NoGrad pause = NoGrad.Begin();
        Tensor x = Draw.Normal([1, 6, 8], type: DType.Float32), memory = Draw.Normal([1, 5, 8], 2, DType.Float32), whole = network.Call(x, memory, memoryLengths: [3]);
        AttentionCache[] caches = [new()];
        for (int i = 0; i < 6; i++)
            network.Call(x.Slice(1, i, i + 1), memory, memoryLengths: [3], caches: caches).ShouldBeNear(whole.Slice(1, i, i + 1), 1e-5);
        (whole - network.Call(x, memory)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
        (whole - network.Call(x, memory, memoryLengths: [3], isCausal: false)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void Training_is_the_same_on_any_number_of_threads_and_dropout_draws_anew()
    {
        Proof.OfThreads(() =>
        {
            TransformerEncoderLayer layer = new(32, 4, 64, Key, 0.2, TransformerActivation.Gelu, true, isRotary: true);
            Adam adam = new(layer);
            Tensor x = Draw.Normal([4, 70, 32], type: DType.Float32);
            List<Tensor> losses = [];
            for (int step = 0; step < 3; step++)
            {
                adam.ZeroGrad();
                losses.Add(layer.Call(x, isCausal: true).Square().Mean());
                losses[^1].Backward();
                adam.Step();
            }
            return [.. losses, .. layer.Parameters.Select(parameter => parameter.Tensor)];
        });
        MultiHeadAttention attention = new(8, 2, Key) { Dropout = 0.5 };
        Tensor x = Draw.Normal([1, 6, 8], type: DType.Float32), first = attention.Call(x), second = attention.Call(x);
        (first - second).Abs().Max().Item().ShouldBeGreaterThan(1e-4);
        attention.Eval();
        attention.Call(x).ShouldBeNear(attention.Call(x), 0);
    }

    [Fact]
    public void Options_of_a_decoder_change_its_result()
    {
        TransformerDecoderLayer layer = new(8, 2, 16, Key, dropout: 0.3);
        Tensor x = Draw.Normal([2, 4, 8], type: DType.Float32), memory = Draw.Normal([2, 5, 8], 2, DType.Float32);
        (layer.Call(x, memory) - layer.Call(x, memory)).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
        layer.Eval();
        Tensor plain = layer.Call(x, memory), padding = Tensor.From([false, false, false, true, true, false, false, false, false, true], [2, 5]);
        Tensor shorter = layer.Call(x, memory, memoryLengths: [3, 4]);
        (shorter - plain).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
        layer.Call(x, memory, memoryPadding: padding).ShouldBeNear(shorter, 1e-6);
        layer.Call(x, memory, memoryMask: !padding.Unsqueeze(1).Unsqueeze(1)).ShouldBeNear(shorter, 1e-6);
        (layer.Call(x, memory, mask: Tensor.Identity(4).To(DType.Bool)) - plain).Abs().Max().Item().ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void Samples_do_not_influence_each_other_whatever_their_batch()
    {
        TransformerEncoderLayer layer = new(32, 4, 64, Key);
        layer.Eval();
        Tensor x = Draw.Normal([5, 30, 32], type: DType.Float32), all = layer.Call(x);
        for (int i = 0; i < 5; i++)
            layer.Call(x.Slice(0, i, i + 1)).ShouldBeNear(all.Slice(0, i, i + 1), 0);
    }

    [Fact]
    public void With_rotary_positions_it_learns_to_repeat_the_symbol_before()
    {
        RandomKey key = RandomKey.FromSeed(5);
        Embedding symbols = new(6, 16, key.Child("symbols"));
        TransformerEncoder body = new([new TransformerEncoderLayer(16, 2, 32, key.Child(0), 0, normFirst: true, isRotary: true)], new LayerNorm(16));
        Linear output = new(16, 6, key.Child("output"));
        Sequence all = new(symbols, body, output);
        RandomStream stream = key.Child("data").Open();
        long[] text = [.. Enumerable.Range(0, 16 * 12).Select(_ => (long)stream.Below(6))];
        Tensor x = Tensor.From(text, [16, 12]);
        // The target of a position is the symbol before it; the first position's is itself.
        Tensor y = Tensor.From([.. text.Select((symbol, i) => i % 12 == 0 ? symbol : text[i - 1])]);
        Learning.Falls(all, () => Functions.CrossEntropy(all.Call(x).Reshape(-1, 6), y), steps: 150, to: 0.1, rate: 0.01);
    }

    private sealed class Sequence : Module
    {
        private readonly Embedding symbols;
        private readonly TransformerEncoder body;
        private readonly Linear output;

        public Sequence(Embedding symbols, TransformerEncoder body, Linear output) =>
            (this.symbols, this.body, this.output) = (Part("symbols", symbols), Part("body", body), Part("output", output));

        public Tensor Call(Tensor x) => output.Call(body.Call(symbols.Call(x), isCausal: true));
    }

    [Fact]
    public void What_does_not_fit_gets_a_sentence()
    {
        Should.Throw<ArgumentException>(() => new MultiHeadAttention(10, 4, Key)).Message.ShouldContain("The width is 10; it must be a multiple of the heads, 4.");
        MultiHeadAttention attention = new(8, 2, Key);
        Should.Throw<ArgumentException>(() => attention.Call(Tensor.Zeros([2, 3, 7]))).Message.ShouldContain("attention: an input of [2, 3, 7] was given; samples × length × 8 is accepted.");
        Should.Throw<ArgumentException>(() => attention.Call(Tensor.Zeros([2, 3, 8]), padding: Tensor.Zeros([2, 4], DType.Bool))).Message.ShouldContain("attention: padding of Bool and [2, 4]");
        Should.Throw<ArgumentException>(() => new MultiHeadAttention(8, 2, Key) { IsRotary = true }.CallAcross(Tensor.Zeros([2, 3, 8]), Tensor.Zeros([2, 3, 8]))).Message.ShouldContain("rotary");
        Should.Throw<InvalidOperationException>(() => attention.Call(Tensor.Zeros([2, 3, 8]), cache: new())).Message.ShouldContain("cannot be trained");
        TransformerEncoder encoder = new([new TransformerEncoderLayer(8, 2, 16, Key)]);
        Should.Throw<ArgumentException>(() => encoder.Call(Tensor.Zeros([2, 3, 7]))).Message.ShouldStartWith("Layer 'layers.0.self_attn' (MultiHeadAttention): attention: an input of [2, 3, 7]");
    }
}
