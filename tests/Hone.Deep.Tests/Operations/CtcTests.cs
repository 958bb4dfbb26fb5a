namespace Hone.Deep.Tests.Operations;

public sealed class CtcTests
{
    [Theory]
    [InlineData(1, new long[] { })]
    [InlineData(1, new long[] { 2 })]
    [InlineData(4, new long[] { })]
    [InlineData(4, new long[] { 1 })]
    [InlineData(4, new long[] { 1, 2 })]
    [InlineData(5, new long[] { 1, 1 })]
    [InlineData(5, new long[] { 2, 1, 2 })]
    [InlineData(5, new long[] { 1, 1, 1 })]
    [InlineData(6, new long[] { 2, 2, 1 })]
    public void The_loss_is_that_of_all_alignments_that_spell_the_labels(int times, long[] labels)
    {
        Tensor logs = Draw.Normal([times, 1, 3], times + labels.Length).LogSoftmax();
        double[] log = logs.ToArray<double>();
        double total = 0;
        for (int code = 0; code < (int)Math.Pow(3, times); code++)
        {
            int[] path = new int[times];
            double sum = 0;
            for (int time = 0, rest = code; time < times; time++, rest /= 3)
            {
                path[time] = rest % 3;
                sum += log[(time * 3) + path[time]];
            }
            if (Spelled(path).SequenceEqual(labels))
                total += Math.Exp(sum);
        }
        Loss(logs, labels).Item().ShouldBe(-Math.Log(total), 1e-12);
        Deep.Gradients.Check(x => Loss(x[0], labels), [logs]).ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void A_sequence_too_short_for_its_labels_has_an_infinite_loss_or_none_and_no_gradient()
    {
        Tensor logs = Draw.Normal([2, 2, 3], 5).LogSoftmax().WithGrad(), targets = Tensor.From([1L, 1, 2, 1], [2, 2]);
        Functions.CtcLoss(logs, targets, [2, 2], [2, 2], reduction: LossReduction.None).ToArray<double>()[0].ShouldBe(double.PositiveInfinity);
        Tensor losses = Functions.CtcLoss(logs, targets, [2, 2], [2, 2], zeroInfinity: true, reduction: LossReduction.None);
        losses.ToArray<double>()[0].ShouldBe(0);
        losses.Sum().Backward();
        logs.Grad!.Select(1, 0).ShouldHold(0, 0, 0, 0, 0, 0);
        logs.Grad!.Select(1, 1).ToArray<double>().ShouldContain(each => each != 0);
    }

    [Fact]
    public void Long_sequences_do_not_underflow_and_threads_do_not_matter()
    {
        foreach (DType type in (ReadOnlySpan<DType>)[DType.Float32, DType.Float64])
        {
            Tensor logs = Draw.Normal([600, 3, 20], 6, type).LogSoftmax(), targets = (Draw.Positive([3, 40], 7) * 9 + 1).To(DType.Int64);
            SameBits.Check(_ =>
            {
                Tensor x = logs.Detach().WithGrad(), loss = Functions.CtcLoss(x, targets, [600, 500, 200], [40, 35, 30], reduction: LossReduction.None);
                loss.To(DType.Float64).ToArray<double>().ShouldAllBe(each => each > 150 && each < 10_000);
                loss.Sum().Backward();

                // The shares of all symbols at a time add up to one, for as long as a sequence lasts.
                x.Grad!.Sum(-1).Select(0, 0).ShouldBeNear(Tensor.From([-1.0, -1, -1]), 1e-5);
                x.Grad!.Sum(-1).Select(0, 400).ShouldBeNear(Tensor.From([-1.0, -1, 0]), 1e-5);
                return [loss, x.Grad!];
            });
        }
    }

    [Fact]
    public void Mistakes_get_a_sentence()
    {
        Tensor logs = Tensor.Zeros([4, 2, 3]), targets = Tensor.Ones([2, 2], DType.Int64);
        Should.Throw<ArgumentException>(() => Functions.CtcLoss(logs, targets, [4], [2, 2])).Message.ShouldStartWith("ctc-loss: input lengths [4] do not fit [4, 2, 3]: there is one for each of 2 sequences, from 0 to 4.");
        Should.Throw<ArgumentException>(() => Functions.CtcLoss(logs, targets, [4, 4], [2, 3])).Message.ShouldStartWith("ctc-loss: target lengths [2, 3] do not fit targets of [2, 2]");
        Should.Throw<ArgumentException>(() => Functions.CtcLoss(logs, targets.To(DType.Float32), [4, 4], [2, 2])).Message.ShouldStartWith("ctc-loss: targets are whole numbers");
        Should.Throw<ArgumentException>(() => Functions.CtcLoss(logs, targets * 3, [4, 4], [2, 2])).Message.ShouldStartWith("ctc-loss: label 0 of sequence 0 is 3; labels are 0 to 2, without the blank, 0.");
        Should.Throw<ArgumentException>(() => Functions.CtcLoss(logs, targets, [4, 4], [2, 2], blank: 1)).Message.ShouldStartWith("ctc-loss: label 0 of sequence 0 is 1; labels are 0 to 2, without the blank, 1.");
        Tensor x = logs.WithGrad();
        Should.Throw<NotSupportedException>(() => Deep.Gradients.Of(Functions.CtcLoss(x, targets, [4, 4], [2, 2]), [x], createGraph: true)).Message.ShouldStartWith("ctc-loss has gradients of first order only");
        Should.Throw<ArgumentException>(() => Functions.CtcLoss(Tensor.Zeros([4, 0, 3]), Tensor.Zeros([0, 2], DType.Int64), [], [])).Message.ShouldStartWith("ctc-loss: the batch is empty");
    }

    private static Tensor Loss(Tensor logs, long[] labels) =>
        Functions.CtcLoss(logs, Tensor.From(labels, [1, labels.Length]), [logs.Shape[0]], [labels.Length], reduction: LossReduction.Sum);

    // What is left when equal symbols that follow each other are joined and blanks are left out.
    private static IEnumerable<long> Spelled(int[] path)
    {
        for (int time = 0; time < path.Length; time++)
        {
            if (path[time] != 0 && (time == 0 || path[time - 1] != path[time]))
                yield return path[time];
        }
    }
}
