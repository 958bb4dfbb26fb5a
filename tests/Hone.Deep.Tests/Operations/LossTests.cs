namespace Hone.Deep.Tests.Operations;

using Recording = IReadOnlyDictionary<string, Tensor>;

[Trait("topic", "loss-functions"), Trait("topic", "cross-entropy")]
public sealed class LossTests
{
    private static readonly Dictionary<string, Func<Tensor[], Recording, LossReduction, Tensor>> Cases = new()
    {
        ["ce"] = (x, r, how) => Functions.CrossEntropy(x[0], r["c"], reduction: how),
        ["ce_weights"] = (x, r, how) => Functions.CrossEntropy(x[0], r["c"], r["w"], reduction: how),
        ["ce_smooth"] = (x, r, how) => Functions.CrossEntropy(x[0], r["c"], labelSmoothing: 0.2, reduction: how),
        ["ce_all"] = (x, r, how) => Functions.CrossEntropy(x[0], r["c"], r["w"], 0.2, ignoreIndex: 2, how),
        ["ce_sequence"] = (x, r, how) => Functions.CrossEntropy(x[0], r["c"], reduction: how),
        ["ce_probabilities"] = (x, r, how) => Functions.CrossEntropy(x[0], x[1], reduction: how),
        ["ce_probabilities_all"] = (x, r, how) => Functions.CrossEntropy(x[0], x[1], r["w"], 0.3, reduction: how),
        ["bce"] = (x, r, how) => Functions.BinaryCrossEntropyWithLogits(x[0], r["t"], reduction: how),
        ["bce_positive"] = (x, r, how) => Functions.BinaryCrossEntropyWithLogits(x[0], r["t"], positiveWeight: r["w"], reduction: how),
        ["bce_weight"] = (x, r, how) => Functions.BinaryCrossEntropyWithLogits(x[0], r["t"], weights: r["w"], reduction: how),
        ["focal"] = (x, r, how) => Functions.FocalLoss(x[0], r["t"], reduction: how),
        ["focal_gamma"] = (x, r, how) => Functions.FocalLoss(x[0], r["t"], 1.5, null, how),
        ["mse"] = (x, r, how) => Functions.MseLoss(x[0], r["t"], how),
        ["mae"] = (x, r, how) => Functions.MaeLoss(x[0], r["t"], how),
        ["huber"] = (x, r, how) => Functions.HuberLoss(x[0], r["t"], 0.7, how),
        ["smooth_l1"] = (x, r, how) => Functions.SmoothL1Loss(x[0], r["t"], 0.4, how),
        ["kl"] = (x, r, how) => Functions.KlDivergence(x[0], r["t"], reduction: how),
        ["kl_log"] = (x, r, how) => Functions.KlDivergence(x[0], r["t"], isLogTarget: true, how),
        ["multi_margin"] = (x, r, how) => Functions.MultiMarginLoss(x[0], r["c"], reduction: how),
        ["multi_margin_all"] = (x, r, how) => Functions.MultiMarginLoss(x[0], r["c"], 0.6, isSquared: true, r["w"], how),
        ["triplet"] = (x, r, how) => Functions.TripletMarginLoss(x[0], x[1], x[2], reduction: how),
        ["triplet_swap"] = (x, r, how) => Functions.TripletMarginLoss(x[0], x[1], x[2], 2, swap: true, how),
        ["cosine"] = (x, r, how) => Functions.CosineEmbeddingLoss(x[0], x[1], r["s"], reduction: how),
        ["cosine_margin"] = (x, r, how) => Functions.CosineEmbeddingLoss(x[0], x[1], r["s"], 0.1, how),
        ["ctc"] = (x, r, how) => Functions.CtcLoss(x[0].LogSoftmax(), r["c"], [8, 6, 4], [4, 2, 4], reduction: how),
        ["ctc_blank"] = (x, r, how) => Functions.CtcLoss(x[0].LogSoftmax(), r["c"], [8, 6, 4], [4, 2, 4], blank: 3, reduction: how),
        ["ctc_short"] = (x, r, how) => Functions.CtcLoss(x[0].LogSoftmax(), r["c"], [8, 2, 4], [4, 3, 4], zeroInfinity: true, reduction: how),
    };

    // Losses that are not in PyTorch.
    private static readonly Dictionary<string, (Func<Tensor[], Tensor> F, Func<Tensor[]> At)> Others = new()
    {
        ["hinge"] = (x => Functions.HingeLoss(x[0], Signs, 0.8, reduction: LossReduction.None), () => [Draw.Normal([6])]),
        ["squared hinge"] = (x => Functions.HingeLoss(x[0], Signs, isSquared: true), () => [Draw.Normal([6])]),
        ["contrastive"] = (x => Functions.ContrastiveLoss(x[0], x[1], Signs > 0, 3), () => [Draw.Normal([6, 3]), Draw.Normal([6, 3], 2)]),
        ["info-nce"] = (x => Functions.InfoNceLoss(x[0], x[1], 0.5), () => [Draw.Normal([4, 3]), Draw.Normal([4, 3], 2)]),
        ["info-nce both ways"] = (x => Functions.InfoNceLoss(x[0], x[1], 0.5, isSymmetric: true), () => [Draw.Normal([4, 3]), Draw.Normal([4, 3], 2)]),
        ["info-nce with negatives"] = (x => Functions.InfoNceLoss(x[0], x[1], 0.5, negatives: x[2]), () => [Draw.Normal([4, 3]), Draw.Normal([4, 3], 2), Draw.Normal([2, 3], 3)]),
        ["mse by targets"] = (x => Functions.MseLoss(x[0], x[1]), () => [Draw.Normal([5]), Draw.Normal([5], 2)]),
        ["huber by targets"] = (x => Functions.HuberLoss(x[0], x[1]), () => [Draw.Normal([5]), Draw.Normal([5], 2)]),
        ["binary cross-entropy by targets"] = (x => Functions.BinaryCrossEntropyWithLogits(x[0], x[1]), () => [Draw.Normal([5]), Draw.Normal([5], 2)]),
        ["cross-entropy of one row"] = (x => Functions.CrossEntropy(x[0], Tensor.From([2L], [])), () => [Draw.Normal([5])]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> OtherNames => [.. Others.Keys];

    private static Tensor Signs => Tensor.From([1.0, -1, 1, 1, -1, -1]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_PyTorchs_for_every_reduction(string name)
    {
        foreach (LossReduction how in Enum.GetValues<LossReduction>())
        {
            Recording r = Recorded.Read("losses", $"{name}_{how.ToString().ToLowerInvariant()}");
            Tensor[] x = Inputs(r);
            Tensor y = Cases[name](x, r, how);
            y.ShouldBeNear(r["y"], 1e-12);
            y.Backward(r["g"]);
            for (int i = 0; i < x.Length; i++)
                x[i].Grad!.ShouldBeNear(r[$"d{i}"], 1e-10);

            // In single precision the kernels are others.
            Tensor[] single = [.. Inputs(r).Select(each => each.Detach().To(DType.Float32).WithGrad())];
            y = Cases[name](single, r.ToDictionary(each => each.Key, each => each.Value.Type == DType.Float64 ? each.Value.To(DType.Float32) : each.Value), how);
            y.Type.ShouldBe(DType.Float32);
            y.ShouldBeNear(r["y"], 3e-6);
            y.Backward(r["g"].To(DType.Float32));
            for (int i = 0; i < x.Length; i++)
                single[i].Grad!.ShouldBeNear(r[$"d{i}"], 3e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_first_and_second_order_are_what_finite_differences_give(string name)
    {
        Recording r = Recorded.Read("losses", $"{name}_none");
        Tensor[] at = [.. Inputs(r).Select(x => x.Detach())];
        foreach (LossReduction how in (ReadOnlySpan<LossReduction>)[LossReduction.Mean, LossReduction.None])
            Deep.Gradients.Check(x => Cases[name](x, r, how), at).ShouldBeLessThan(1e-8);
        if (!name.StartsWith("ctc", StringComparison.Ordinal))
            SecondOrder(x => Cases[name](x, r, LossReduction.None), at);
    }

    [Theory]
    [MemberData(nameof(OtherNames))]
    public void Gradients_of_losses_that_are_not_in_PyTorch_are_what_finite_differences_give(string name)
    {
        (Func<Tensor[], Tensor> f, Func<Tensor[]> at) = Others[name];
        Deep.Gradients.Check(f, at()).ShouldBeLessThan(1e-8);
        SecondOrder(f, at());
    }

    [Fact]
    public void Losses_that_are_not_in_PyTorch_follow_their_definitions()
    {
        Tensor x = Tensor.From([0.5, 2, -1]), y = Tensor.From([1.0, 1, -1]);
        Functions.HingeLoss(x, y, reduction: LossReduction.None).ShouldHold(0.5, 0, 0);
        Functions.HingeLoss(x, y, 2, isSquared: true, LossReduction.None).ShouldHold(2.25, 0, 1);
        Tensor a = Tensor.From(new[,] { { 0.0, 0 }, { 0, 0 } }), b = Tensor.From(new[,] { { 3.0, 4 }, { 0.3, 0.4 } });
        Functions.ContrastiveLoss(a, b, Tensor.From([1.0, 0]), 2, LossReduction.None).ShouldBeNear(Tensor.From([12.5, 0.5 * 1.5 * 1.5]), 1e-5);
        Tensor q = Tensor.From(new[,] { { 1.0, 0 }, { 0, 2 } }), k = Tensor.From(new[,] { { 5.0, 0 }, { 1, 1 } });
        double root = Math.Sqrt(0.5), first = Math.Log(Math.Exp(2) + Math.Exp(2 * root)) - 2, second = Math.Log(1 + Math.Exp(2 * root)) - (2 * root);
        Functions.InfoNceLoss(q, k, 0.5, reduction: LossReduction.None).ShouldBeNear(Tensor.From([first, second]), 1e-12);
        double back1 = Math.Log(Math.Exp(2) + 1) - 2, back2 = Math.Log(2 * Math.Exp(2 * root)) - (2 * root);
        Functions.InfoNceLoss(q, k, 0.5, isSymmetric: true).ShouldBeNear(Tensor.Scalar((first + second + back1 + back2) / 4, DType.Float64), 1e-12);
        Functions.InfoNceLoss(q, k, 0.5, negatives: Tensor.From(new[,] { { 0.0, 1 } }), reduction: LossReduction.None)
            .ShouldBeNear(Tensor.From([Math.Log(Math.Exp(2) + Math.Exp(2 * root) + 1) - 2, Math.Log(1 + Math.Exp(2 * root) + Math.Exp(2)) - (2 * root)]), 1e-12);
        Functions.SmoothL1Loss(x, y, 0, LossReduction.None).ShouldHold(0.5, 1, 0);
    }

    [Fact]
    public void Every_setting_changes_the_result()
    {
        Tensor x = Draw.Normal([6, 5]), y = Draw.Normal([6, 5], 2), labels = Tensor.From([1L, 2, 0, 4, 3, 1]), p = y.Sigmoid();
        Differ(Functions.CrossEntropy(x, labels), Functions.CrossEntropy(x, labels, Tensor.Arange(1, 6)), Functions.CrossEntropy(x, labels, labelSmoothing: 0.1), Functions.CrossEntropy(x, labels, ignoreIndex: 1));
        Differ(Functions.BinaryCrossEntropyWithLogits(x, p), Functions.BinaryCrossEntropyWithLogits(x, p, Tensor.Scalar(2)), Functions.BinaryCrossEntropyWithLogits(x, p, weights: Tensor.Scalar(3)));
        Differ(Functions.FocalLoss(x, p), Functions.FocalLoss(x, p, 1), Functions.FocalLoss(x, p, 2, 0.5), Functions.FocalLoss(x, p, 2, null), Functions.FocalLoss(x, p, 0));
        Differ(Functions.HuberLoss(x, y), Functions.HuberLoss(x, y, 0.5), Functions.SmoothL1Loss(x, y, 0.5), Functions.MaeLoss(x, y), Functions.MseLoss(x, y));
        Differ(Functions.KlDivergence(x, p), Functions.KlDivergence(x, p, isLogTarget: true));
        Differ(Functions.HingeLoss(x, y.Sign()), Functions.HingeLoss(x, y.Sign(), 0.5), Functions.HingeLoss(x, y.Sign(), isSquared: true));
        Differ(Functions.MultiMarginLoss(x, labels), Functions.MultiMarginLoss(x, labels, 0.5), Functions.MultiMarginLoss(x, labels, isSquared: true), Functions.MultiMarginLoss(x, labels, weights: Tensor.Arange(1, 6)));
        Differ(Functions.TripletMarginLoss(x, y, -x), Functions.TripletMarginLoss(x, y, -x, 2), Functions.TripletMarginLoss(x, y, 0.9 * y, 2, swap: true));
        Tensor same = labels > 1;
        Differ(Functions.ContrastiveLoss(x, y, same), Functions.ContrastiveLoss(x, y, same, 5));
        Differ(Functions.CosineEmbeddingLoss(x, y, labels - 2), Functions.CosineEmbeddingLoss(x, y, labels - 2, -0.5));
        Differ(Functions.InfoNceLoss(x, y), Functions.InfoNceLoss(x, y, 0.2), Functions.InfoNceLoss(x, y, isSymmetric: true), Functions.InfoNceLoss(x, y, negatives: -x));
    }

    [Fact]
    public void Scores_that_are_very_large_or_small_give_losses_without_overflow()
    {
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64])
        {
            Tensor x = Tensor.From(new[,] { { 1e4, 1e4 - 2, -1e4 }, { -1e4, -1e4, double.NegativeInfinity } }).To(type).WithGrad();
            Tensor losses = Functions.CrossEntropy(x, Tensor.From([1L, 0]), reduction: LossReduction.None);
            losses.ShouldBeNear(Tensor.From([2.1269280110429727, Math.Log(2)]), 1e-6);
            losses.Sum().Backward();
            x.Grad!.ShouldBeNear(Tensor.From(new[,] { { 0.8807970779778823, -0.8807970779778823, 0 }, { -0.5, 0.5, 0 } }), 1e-6);
            Tensor far = Tensor.From([-1e4, -1e4, 1e4, 1e4]).To(type);
            Functions.BinaryCrossEntropyWithLogits(far, Tensor.From([0.0, 1, 0, 1]).To(type), reduction: LossReduction.None).ShouldHold(0, 1e4, 1e4, 0);
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Kernels_give_the_same_bits_on_every_path_and_number_of_threads(DType type)
    {
        foreach (int size in (ReadOnlySpan<int>)[0, 5, 33, 70_000])
        {
            Tensor x = Draw.Normal([size], 1, type), y = Draw.Normal([size], 2, type), g = Draw.Normal([size], 3, type);
            foreach (PairLoss loss in Enum.GetValues<PairLoss>())
            {
                SameBits.Check(cpu =>
                {
                    Tensor to = x.ZerosLike(), back = x.ZerosLike();
                    cpu.Apply(loss, 0.4, x, y, to);
                    cpu.ApplyBack(loss, 0.4, g, x, y, back);
                    return [to, back];
                });
            }
        }
        foreach ((int rows, int columns) in (ReadOnlySpan<(int, int)>)[(0, 3), (1, 1), (3, 7), (40, 33), (3, 5000), (2000, 10)])
        {
            Tensor x = Draw.Normal([rows, columns], 1, type), w = Draw.Positive([columns], 2, type), labels = (Draw.Positive([rows], 3) * (columns / 2.1)).To(DType.Int64), g = Draw.Normal([rows], 4, type);
            foreach (Tensor? weights in (Tensor?[])[null, w])
            {
                foreach (CrossEntropyTerms terms in (CrossEntropyTerms[])[new(0, -100), new(0.1, 0)])
                {
                    SameBits.Check(cpu =>
                    {
                        Tensor to = Tensor.Zeros([rows], type), kept = Tensor.Zeros([rows, 2], type), back = x.ZerosLike();
                        cpu.CrossEntropy(x, labels, weights, terms, to, kept);
                        cpu.CrossEntropyBack(g, x, labels, weights, terms, kept, back);
                        return [to, kept, back];
                    });
                }
            }
        }
    }

    [Fact]
    public void Mistakes_get_a_sentence()
    {
        Tensor x = Tensor.Zeros([3, 4]), labels = Tensor.From([0L, 1, 2]);
        Message(() => Functions.CrossEntropy(x, Tensor.Zeros([3]))).ShouldStartWith("cross-entropy: classes are whole numbers, but targets of Float32 of [3] were given. Convert them with To(DType.Int64)");
        Message(() => Functions.CrossEntropy(x, Tensor.From([0L, 1, 4]))).ShouldStartWith("cross-entropy: row 2 has class 4, but there are 4 classes, 0 to 3.");
        Message(() => Functions.CrossEntropy(Tensor.Zeros([2, 3, 4]), Tensor.From([0L, 0, 0, 0, -1, 0], [2, 3]))).ShouldStartWith("cross-entropy: row [1, 1] has class -1");
        Message(() => Functions.CrossEntropy(x, Tensor.From([0L, 1]))).ShouldStartWith("cross-entropy: classes of [2] do not fit logits of [3, 4]: there is one class for each row");
        Message(() => Functions.CrossEntropy(Tensor.Zeros([2, 5, 3]), Tensor.Zeros([2, 3], DType.Int64))).ShouldContain("put the second there, with Permute");
        Message(() => Functions.CrossEntropy(Tensor.Zeros([0, 4]), Tensor.Zeros([0], DType.Int64))).ShouldStartWith("cross-entropy: the batch is empty");
        Message(() => Functions.CrossEntropy(x, Tensor.Full([3], -100, DType.Int64))).ShouldStartWith("cross-entropy: no row has a class that counts (the class -100 is ignored)");
        Message(() => Functions.CrossEntropy(x, labels, Tensor.Ones([3]))).ShouldStartWith("cross-entropy: weights of Float32 of [3] do not fit logits of [3, 4]");
        Message(() => Functions.CrossEntropy(x, x.OnesLike(), ignoreIndex: 1)).ShouldStartWith("cross-entropy: class 1 was to be ignored, but the targets are probabilities");
        Message(() => Functions.MseLoss(Tensor.Zeros([3, 1]), Tensor.Zeros([3]))).ShouldStartWith("mse-loss: predictions of [3, 1] and targets of [3] must have one shape.");
        Message(() => Functions.HuberLoss(Tensor.Zeros([0]), Tensor.Zeros([0]))).ShouldStartWith("huber-loss: the batch is empty");
        Message(() => Functions.MultiMarginLoss(x, Tensor.From([0L, 9, 1]))).ShouldStartWith("multi-margin-loss: row 1 has class 9, but there are 4 classes");
        Message(() => Functions.InfoNceLoss(Tensor.Zeros([3]), Tensor.Zeros([3]))).ShouldStartWith("info-nce-loss: queries of [3] are no rows of vectors");
        Message(() => Functions.ContrastiveLoss(x, x, Tensor.Ones([4]))).ShouldStartWith("contrastive-loss: same of [4] were given for pairs of [3]");
        Functions.CrossEntropy(Tensor.Zeros([0, 4]), Tensor.Zeros([0], DType.Int64), reduction: LossReduction.Sum).Item().ShouldBe(0);
        Functions.MseLoss(Tensor.Zeros([0]), Tensor.Zeros([0]), LossReduction.None).Count.ShouldBe(0);
        Functions.CrossEntropy(x, Tensor.Full([3], -100, DType.Int64), reduction: LossReduction.Sum).Item().ShouldBe(0);
    }

    private static string Message(Action act) => Should.Throw<ArgumentException>(act).Message;

    private static Tensor[] Inputs(Recording r) => [.. Enumerable.Range(0, 3).Where(i => r.ContainsKey($"x{i}")).Select(i => r[$"x{i}"].Detach().WithGrad())];

    private static void SecondOrder(Func<Tensor[], Tensor> f, Tensor[] at)
    {
        Tensor Slopes(Tensor[] x)
        {
            // Within finite differences the places are plain tensors, and want gradients all the same.
            Tensor[] places = [.. x.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
            Tensor sum = Tensor.Scalar(0, DType.Float64);
            using (NoGrad.Suspend())
            {
                foreach (Tensor gradient in Deep.Gradients.Of(f(places).Square().Sum(), places, createGraph: true))
                    sum += gradient.Square().Sum();
            }
            return sum;
        }
        Deep.Gradients.Check(Slopes, at).ShouldBeLessThan(1e-6);
        Tensor[] changes = [.. at.Select((x, i) => Draw.Normal(x.Shape, 30 + i))];
        (Tensor value, Tensor change) = Deep.Gradients.Jvp(f, at, changes);
        value.ShouldBeNear(f(at), 1e-13);
        Tensor Along(double step) => f([.. at.Zip(changes, (x, d) => x + (d * step))]);
        change.ShouldBeNear((Along(1e-6) - Along(-1e-6)) / 2e-6, 1e-7);
    }

    private static void Differ(params Tensor[] losses) => losses.Select(loss => loss.Item()).Distinct().Count().ShouldBe(losses.Length);
}
