using Hone.Numerics;

namespace Hone.Deep.Tests.Sequences;

public sealed class NormaliseTests
{
    [Trait("topic", "layer-normalization")]
    [Theory]
    [InlineData("layer_norm_doubles", 1e-12)]
    [InlineData("layer_norm_floats", 1e-5)]
    public void Layer_normalisation_and_its_gradients_are_PyTorchs(string name, double tolerance)
    {
        IReadOnlyDictionary<string, Tensor> of = Recorded.Read("normalise", name);
        Tensor x = of["x"].WithGrad(), weight = of["weight"].WithGrad(), bias = of["bias"].WithGrad();
        Tensor y = Functions.LayerNorm(x, [19], weight, bias);
        y.ShouldBeNear(of["y"], tolerance);
        y.Backward(of["g"]);
        x.Grad!.ShouldBeNear(of["x_grad"], tolerance);
        weight.Grad!.ShouldBeNear(of["weight_grad"], tolerance);
        bias.Grad!.ShouldBeNear(of["bias_grad"], tolerance);
    }

    [Fact]
    public void It_may_run_over_several_axes_and_with_another_epsilon()
    {
        IReadOnlyDictionary<string, Tensor> of = Recorded.Read("normalise", "layer_norm_two_axes");
        LayerNorm layer = new(new Shape(3, 5)) { Epsilon = 1e-2 };
        using (NoGrad.Begin())
            layer.Load(new Dictionary<string, Tensor> { ["weight"] = of["weight"], ["bias"] = of["bias"] });
        Tensor x = of["x"].WithGrad(), y = layer.Call(x);
        y.ShouldBeNear(of["y"], 1e-6);
        y.Backward(of["g"]);
        x.Grad!.ShouldBeNear(of["x_grad"], 1e-5);
        layer.Weight.Grad!.ShouldBeNear(of["weight_grad"], 1e-5);
        layer.Call(x).ShouldNotBe(Functions.LayerNorm(x, [3, 5], layer.Weight, layer.Bias));
    }

    [Trait("topic", "embedding")]
    [Fact]
    public void Embedding_and_its_gradient_are_PyTorchs()
    {
        IReadOnlyDictionary<string, Tensor> of = Recorded.Read("normalise", "embedding");
        Tensor table = of["weight"].WithGrad(), y = Functions.Embedding(of["places"], table, padding: 2);
        y.ShouldBeNear(of["y"], 0);
        y.Backward(of["g"]);
        table.Grad!.ShouldBeNear(of["weight_grad"], 1e-14);
    }

    [Fact]
    public void A_padding_row_that_is_not_in_the_table_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Functions.Embedding(Tensor.From([1L]), Tensor.Zeros([3, 2]), padding: -1)).Message
            .ShouldStartWith("embedding: the padding row is -1; the table has rows 0 to 2.");

    [Theory]
    [InlineData(1, true, true)]
    [InlineData(2, false, true)]
    [InlineData(3, true, false)]
    [InlineData(4, false, false)]
    public void Gradients_are_those_of_differences_and_of_the_formula(int seed, bool isCentred, bool isWeighted)
    {
        Tensor Run(Tensor[] at) => isCentred ? Functions.LayerNorm(at[0], [7], isWeighted ? at[1] : null, isWeighted ? at[2] : null) : Functions.RmsNorm(at[0], [7], isWeighted ? at[1] : null);
        Tensor[] inputs = isWeighted ? [Draw.Normal([3, 2, 7], seed), Draw.Normal([7], seed + 10), .. isCentred ? [Draw.Normal([7], seed + 20)] : Array.Empty<Tensor>()] : [Draw.Normal([3, 2, 7], seed)];
        Proof.OfGradients(Run, inputs);
    }

    [Fact]
    public void Embeddings_and_turned_rows_have_the_gradients_of_differences()
    {
        Tensor places = Tensor.From([1L, 0, 3, 1], [2, 2]);
        Proof.OfGradients(at => Functions.Embedding(places, at[0]), [Draw.Normal([4, 3])]);
        Proof.OfGradients(at => Functions.Rotary(at[0], start: 3), [Draw.Normal([2, 3, 6])]);
    }

    [Trait("topic", "positional-encoding")]
    [Fact]
    public void Turning_by_positions_leaves_products_that_depend_on_distances_alone()
    {
        Tensor q = Draw.Normal([1, 8]), k = Draw.Normal([1, 8], 2);
        double At(int i, int j) => (Functions.Rotary(q, i) * Functions.Rotary(k, j)).Sum().Item();
        At(5, 3).ShouldBe(At(12, 10), 1e-12);
        Math.Abs(At(5, 3) - At(5, 4)).ShouldBeGreaterThan(1e-3);
        At(0, 0).ShouldBe((q * k).Sum().Item(), 1e-12);
        // Row by row as from a start: pair (0, 4) of row 1 is turned by one radian.
        Tensor turned = Functions.Rotary(Tensor.From([1.0, 0, 0, 0, 1, 0, 0, 0], [2, 4]));
        turned.ShouldBeNear(Tensor.From([1.0, 0, 0, 0, Math.Cos(1), 0, Math.Sin(1), 0], [2, 4]), 1e-15);
        Functions.Rotary(q, 2, @base: 100).ShouldNotBe(Functions.Rotary(q, 2));
    }

    [Trait("topic", "positional-encoding")]
    [Fact]
    public void Positions_are_added()
    {
        SinusoidalPositions waves = new(5);
        Tensor x = Tensor.Zeros([2, 3, 5]), y = waves.Call(x);
        y.Select(0, 1).Select(0, 2).ShouldBeNear(Tensor.From([Math.Sin(2), Math.Cos(2), Math.Sin(2 / Math.Pow(10000, 0.4)), Math.Cos(2 / Math.Pow(10000, 0.4)), Math.Sin(2 / Math.Pow(10000, 0.8))]), 1e-7);
        waves.CallFrom(x, 100).Select(1, 1).Select(0, 0).ShouldBeNear(waves.At(101, 1).Select(0, 0), 0);
        waves.Parameters.ShouldBeEmpty();
        LearnedPositions learned = new(6, 4, RandomKey.FromSeed(1));
        learned.CallFrom(Tensor.Zeros([2, 3, 4]), 3).Select(1, 2).Select(0, 1).ShouldBeNear(learned.Weight.Select(0, 5), 0);
        Should.Throw<ArgumentException>(() => learned.CallFrom(Tensor.Zeros([2, 3, 4]), 4)).Message.ShouldContain("from position 4 on does not fit a table of [6, 4]");
        learned.Call(Tensor.Zeros([2, 3, 4])).Sum().Backward();
        learned.Weight.Grad!.Sum(1).ShouldHold(8, 8, 8, 0, 0, 0);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void The_kernels_give_the_same_bits_on_every_path_and_number_of_threads(DType type)
    {
        foreach ((int rows, int width) in new[] { (0, 5), (1, 1), (3, 16), (70, 33), (900, 128) })
        {
            Tensor x = Draw.Normal([rows, width], 1, type), g = Draw.Normal([rows, width], 2, type), w = Draw.Normal([width], 3, type), b = Draw.Normal([width], 4, type);
            foreach (bool isCentred in new[] { true, false })
            {
                Proof.OfBits(cpu =>
                {
                    Tensor to = Tensor.Zeros(x.Shape, type), mean = Tensor.Zeros([rows], type), scale = Tensor.Zeros([rows], type), toX = Tensor.Zeros(x.Shape, type);
                    Tensor toWeights = Tensor.Zeros([cpu.NormalisePieces(rows, width), width], type), toBiases = toWeights.Clone();
                    cpu.Normalise(x, w, b, 1e-5, isCentred, to, mean, scale);
                    cpu.NormaliseBack(g, x, w, mean, scale, isCentred, toX, toWeights, toBiases);
                    return [to, scale, toX, toWeights, toBiases];
                });
            }
            Tensor places = Tensor.From(Enumerable.Range(0, rows).Select(i => (long)(i * 7 % 5)).ToArray());
            Proof.OfBits(cpu =>
            {
                Tensor table = Tensor.Zeros([5, width], type), taken = Tensor.Zeros([rows, width], type);
                cpu.AddRows(x, places, 3, table);
                cpu.TakeRows(table, places, 2, taken);
                return [table, taken];
            });
            if (width % 2 == 0 && rows > 0)
            {
                Tensor angles = Draw.Normal([rows, width / 2], 5, type);
                Proof.OfBits(cpu =>
                {
                    Tensor to = Tensor.Zeros([rows, width], type);
                    cpu.Rotate(x, angles, angles.Abs(), true, to);
                    return [to];
                });
            }
        }
    }

    [Fact]
    public void What_does_not_fit_gets_a_sentence()
    {
        Should.Throw<ArgumentException>(() => new LayerNorm(4).Call(Tensor.Zeros([2, 5]))).Message
            .ShouldStartWith("LayerNorm: layer-norm: an input of [2, 5] does not end with the sizes [4] over which it is to be normalised.");
        Should.Throw<ArgumentException>(() => Functions.RmsNorm(Tensor.Zeros([2, 5]), [5], Tensor.Zeros([4]))).Message.ShouldContain("rms-norm: a weight of [4] was given for sizes [5]");
        Embedding layer = new(6, 4, RandomKey.FromSeed(1));
        Should.Throw<ArgumentException>(() => layer.Call(Tensor.From([0L, 6]))).Message.ShouldContain("embedding: a position is 6; the table has rows 0 to 5.");
        Should.Throw<ArgumentException>(() => layer.Call(Tensor.Zeros([2]))).Message.ShouldContain("embedding: positions are whole numbers; a tensor of Float32 was given.");
        Should.Throw<ArgumentException>(() => Functions.Rotary(Tensor.Zeros([2, 3]))).Message.ShouldContain("rotary: an input of [2, 3] was given");
        layer.Call(Tensor.From(Array.Empty<long>(), [0, 3])).Shape.ShouldBe([0, 3, 4]);
        new LayerNorm(4).Call(Tensor.Zeros([0, 4])).Shape.ShouldBe([0, 4]);
    }

    [Fact]
    public void Options_change_the_result_and_brain_floats_are_computed_in_single_precision()
    {
        Tensor x = Draw.Normal([2, 4], type: DType.Float32) * 0.01;
        (new RmsNorm(4).Call(x) - new RmsNorm(4) { Epsilon = 1e-3 }.Call(x)).Abs().Max().Item().ShouldBeGreaterThan(0.1);
        new LayerNorm(4, bias: false).Parameters.Select(parameter => parameter.Name).ShouldBe(["weight"]);
        new LayerNorm(4, bias: false).Call(x).ShouldBeNear(new LayerNorm(4).Call(x), 0);
        Tensor brain = x.To(DType.BFloat16);
        new LayerNorm(4).Call(brain).ShouldBeNear(new LayerNorm(4).Call(brain.To(DType.Float32)), 0);
        Functions.Embedding(Tensor.From([1L]), brain).ShouldBeNear(brain.To(DType.Float32).Slice(0, 1, 2), 0);
        Functions.Attention(brain, brain, brain).Type.ShouldBe(DType.Float32);
        new Gru(4, 3, RandomKey.FromSeed(1)).Call(brain.Unsqueeze(0)).Type.ShouldBe(DType.Float32);
    }

    [Fact]
    public void Padding_starts_at_zero_and_stays_there_while_others_learn()
    {
        Embedding layer = new(3, 2, RandomKey.FromSeed(1), padding: 1);
        Tensor before = layer.Weight.Detach().Clone();
        before.Select(0, 1).ShouldHold(0, 0);
        Adam adam = new(layer, 0.1);
        for (int step = 0; step < 60; step++)
        {
            adam.ZeroGrad();
            (layer.Call(Tensor.From([0L, 1, 2])) - 1).Square().Sum().Backward();
            adam.Step();
        }
        layer.Weight.Select(0, 1).ShouldHold(0, 0);
        layer.Weight.Select(0, 0).ShouldBeNear(Tensor.Ones([2]), 0.1);
    }

    [Fact]
    public void A_network_of_normalisations_learns()
    {
        RandomKey key = RandomKey.FromSeed(4);
        Sequential network = new(new LayerNorm(6), new Linear(6, 16, key.Child(0)), new RmsNorm(16), new Linear(16, 2, key.Child(1)));
        Tensor x = Draw.Normal([64, 6], 1, DType.Float32), y = (x.Select(1, 0) > 0).To(DType.Int64);
        Learning.Falls(network, () => Functions.CrossEntropy(network.Call(x), y), steps: 150, to: 0.3, rate: 0.02);
    }
}
