using Hone.Numerics;

namespace Hone.Deep.Tests.Sequences;

[Trait("topic", "attention")]
public sealed class AttentionTests
{
    [Theory]
    [InlineData("plain", false, null)]
    [InlineData("causal", true, null)]
    [InlineData("causal_later", true, null)]
    [InlineData("lengths", false, new[] { 7, 3 })]
    [InlineData("added", false, null)]
    public void Attention_and_its_gradients_are_PyTorchs(string name, bool isCausal, int[]? lengths)
    {
        IReadOnlyDictionary<string, Tensor> of = Recorded.Read("attention", name);
        Tensor q = of["q"].WithGrad(), k = of["k"].WithGrad(), v = of["v"].WithGrad();
        Tensor y = Functions.Attention(q, k, v, of.GetValueOrDefault("added"), isCausal, lengths);
        y.ShouldBeNear(of["y"], 1e-13);
        y.Backward(of["g"]);
        q.Grad!.ShouldBeNear(of["q_grad"], 1e-13);
        k.Grad!.ShouldBeNear(of["k_grad"], 1e-13);
        v.Grad!.ShouldBeNear(of["v_grad"], 1e-13);
    }

    public static TheoryData<string> Cases => ["plain", "causal", "lengths", "seen", "added", "learned", "scale", "dropout", "all", "nothing"];

    // What the kernels are told in each case; more keys than one block of them, and more queries.
    private static Tensor Run(string name, Tensor q, Tensor k, Tensor v)
    {
        int samples = q.Shape[0], queries = q.Shape[2], keys = k.Shape[2];
        int[] lengths = [.. Enumerable.Range(0, samples).Select(i => i == 0 ? keys : keys / 2)];
        Tensor seen = Draw.Normal([samples, 1, queries, keys], 9) > -0.5, added = Draw.Normal([queries, keys], 8, q.Type);
        return name switch
        {
            "plain" => Functions.Attention(q, k, v),
            "causal" => Functions.Attention(q, k, v, isCausal: true),
            "lengths" => Functions.Attention(q, k, v, keyLengths: lengths),
            "seen" => Functions.Attention(q, k, v, seen),
            "added" => Functions.Attention(q, k, v, added),
            "learned" => Functions.Attention(q, k, v, added.WithGrad()),
            "scale" => Functions.Attention(q, k, v, scale: 2),
            "dropout" => Functions.Attention(q, k, v, dropout: 0.4, dropoutKey: RandomKey.FromSeed(3)),
            "all" => Functions.Attention(q, k, v, seen, true, lengths, 0.3, 0.2, RandomKey.FromSeed(3)),
            _ => Functions.Attention(q, k, v, keyLengths: new int[samples]),
        };
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_those_of_differences_and_of_the_formula(string name) =>
        Proof.OfGradients(at => Run(name, at[0], at[1], at[2]), [Draw.Normal([2, 2, 3, 2]), Draw.Normal([2, 2, 4, 2], 2), Draw.Normal([2, 2, 4, 3], 3)]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Over_several_blocks_the_kernels_give_what_the_formula_gives(string name)
    {
        // Queries and keys over the edges of their blocks.
        Tensor[] inputs = [Draw.Normal([2, 2, 250, 5]), Draw.Normal([2, 2, 300, 5], 2), Draw.Normal([2, 2, 300, 4], 3)];
        Tensor[] leaves = [.. inputs.Select(x => x.WithGrad())];
        Tensor y = Run(name, leaves[0], leaves[1], leaves[2]), g = Draw.Normal(y.Shape, 7);
        Tensor[] kernels = Deep.Gradients.Of(y, leaves, g, keepGraph: true), formula = Deep.Gradients.Of(y, leaves, g, createGraph: true);
        (Tensor value, _) = Deep.Gradients.Jvp(at => Run(name, at[0], at[1], at[2]), inputs, inputs);
        y.ShouldBeNear(value, 1e-12);
        for (int i = 0; i < 3; i++)
            kernels[i].ShouldBeNear(formula[i].Detach(), 1e-12);
        if (name == "nothing")
            y.Abs().Max().Item().ShouldBe(0);
        else if (name != "plain")
            Math.Abs((y - Functions.Attention(leaves[0], leaves[1], leaves[2])).Abs().Max().Item()).ShouldBeGreaterThan(1e-3);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void The_kernels_give_the_same_bits_on_every_path_and_number_of_threads(DType type)
    {
        foreach ((int queries, int keys, int width) in new[] { (1, 1, 1), (50, 130, 7), (260, 140, 16) })
        {
            Tensor q = Draw.Normal([2, 2, queries, width], 1, type), k = Draw.Normal([2, 2, keys, width], 2, type), v = Draw.Normal([2, 2, keys, width + 1], 3, type), g = Draw.Normal([2, 2, queries, width + 1], 4, type);
            Tensor mask = (Draw.Normal([queries, keys], 5) > -1).Expand(2, 2, queries, keys);
            foreach (AttentionTerms terms in new AttentionTerms[]
            {
                new(0.5, false, null, null, 0, default),
                new(0.5, true, [keys, (keys + 1) / 2], mask, 0.3, RandomKey.FromSeed(1)),
            })
            {
                Proof.OfBits(cpu =>
                {
                    Tensor y = Tensor.Zeros(g.Shape, type), logs = Tensor.Zeros([2, 2, queries], type);
                    Tensor toQ = Tensor.Zeros(q.Shape, type), toK = Tensor.Zeros(k.Shape, type), toV = Tensor.Zeros(v.Shape, type);
                    cpu.Attention(q, k, v, terms, y, logs);
                    cpu.AttentionBack(g, q, k, v, terms, y, logs, toQ, toK, toV);
                    return [y, toQ, toK, toV];
                });
            }
        }
    }

    [Fact]
    public void A_causal_query_does_not_see_the_future_and_samples_do_not_see_each_other()
    {
        Tensor q = Draw.Normal([2, 1, 200, 4]), k = Draw.Normal([2, 1, 200, 4], 2), v = Draw.Normal([2, 1, 200, 4], 3);
        Tensor y = Functions.Attention(q, k, v, isCausal: true);
        Tensor other = v.Clone();
        other.Slice(2, 150, 200).CopyFrom(Tensor.Full([1], 1e9, DType.Float64));
        other.Select(0, 1).CopyFrom(Tensor.Full([1], double.NaN, DType.Float64));
        Tensor changed = Functions.Attention(q, k, other, isCausal: true);
        changed.Select(0, 0).Slice(1, 0, 150).ShouldBeNear(y.Select(0, 0).Slice(1, 0, 150), 0);
        changed.Select(0, 0).Slice(1, 150, 200).Min().Item().ShouldBeGreaterThan(1e3);
    }

    [Fact]
    public void What_is_beyond_a_length_may_be_anything()
    {
        Tensor q = Draw.Normal([2, 3, 4]), k = Draw.Normal([2, 6, 4], 2), v = Draw.Normal([2, 6, 5], 3);
        foreach (Tensor x in new[] { k, v })
            x.Slice(0, 1, 2).Slice(1, 2, 6).CopyFrom(Tensor.Full([1], double.PositiveInfinity, DType.Float64));
        Tensor y = Functions.Attention(q, k, v, keyLengths: [6, 2]);
        y.Select(0, 1).ShouldBeNear(Functions.Attention(q.Select(0, 1), k.Select(0, 1).Slice(0, 0, 2), v.Select(0, 1).Slice(0, 0, 2)), 1e-14);
        y.Select(0, 0).ShouldBeNear(Functions.Attention(q.Select(0, 0), k.Select(0, 0), v.Select(0, 0)), 1e-14);
    }

    [Fact]
    public void A_mask_or_a_result_that_is_changed_in_place_is_noticed()
    {
        Tensor x = Draw.Normal([1, 3, 4]).WithGrad(), mask = Tensor.Ones([3, 3], DType.Bool), y = Functions.Attention(x, x, x, mask);
        mask.CopyFrom(Tensor.Zeros([1], DType.Bool));
        Should.Throw<InvalidOperationException>(() => y.Sum().Backward()).Message.ShouldContain("'attention' needs");
        y = Functions.Attention(x, x, x);
        y.Detach().CopyFrom(Tensor.Zeros([1], DType.Float64));
        Should.Throw<InvalidOperationException>(() => y.Sum().Backward()).Message.ShouldContain("'attention' needs");
    }

    [Fact]
    public void Large_products_do_not_overflow()
    {
        Tensor q = Draw.Normal([1, 1, 3, 4], type: DType.Float32) * 1e4, k = Draw.Normal([1, 1, 300, 4], 2, DType.Float32) * 1e4, v = Draw.Normal([1, 1, 300, 4], 3, DType.Float32);
        Tensor y = Functions.Attention(q.WithGrad(), k, v);
        y.ShouldBeNear(Functions.Attention(q.To(DType.Float64), k.To(DType.Float64), v.To(DType.Float64)).To(DType.Float32), 1e-4);
        y.Sum().Backward();
        q.Grad!.Abs().Max().Item().ShouldBeLessThan(double.PositiveInfinity);
    }

    [Fact]
    public void What_does_not_fit_gets_a_sentence()
    {
        Tensor x = Tensor.Zeros([2, 2, 3, 4]);
        Should.Throw<ArgumentException>(() => Functions.Attention(x, Tensor.Zeros([2, 2, 3, 5]), x)).Message
            .ShouldStartWith("attention: queries of [2, 2, 3, 4], keys of [2, 2, 3, 5] and values of [2, 2, 3, 4] do not go together");
        Should.Throw<ArgumentException>(() => Functions.Attention(x, x, x, Tensor.Zeros([4, 3]))).Message.ShouldContain("attention: ");
        Should.Throw<ArgumentException>(() => Functions.Attention(x, x, x, Tensor.Zeros([3, 3], DType.Int64))).Message.ShouldContain("attention: a mask of Int64 was given");
        Should.Throw<ArgumentException>(() => Functions.Attention(x, x, x, keyLengths: [1])).Message.ShouldContain("attention: 1 lengths were given for 2 samples");
        Should.Throw<ArgumentException>(() => Functions.Attention(x, x, x, keyLengths: [1, 4])).Message.ShouldContain("attention: the length of sample 1 is 4; there are 0 to 3 keys.");
        Should.Throw<ArgumentException>(() => Functions.Attention(x, x, x.Select(0, 0))).Message.ShouldContain("same number of axes");
        Functions.Attention(Tensor.Zeros([0, 3, 4]), Tensor.Zeros([0, 3, 4]), Tensor.Zeros([0, 3, 4])).Shape.ShouldBe([0, 3, 4]);
        Functions.Attention(Tensor.Zeros([2, 3, 4]), Tensor.Zeros([2, 0, 4]), Tensor.Zeros([2, 0, 4])).Sum().Item().ShouldBe(0);
    }
}
