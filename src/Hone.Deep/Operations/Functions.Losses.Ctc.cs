namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>Connectionist temporal classification: −ln of the probability of all ways to stretch a label over the times of a sequence.</summary>
    /// <param name="logProbabilities">Times × sequences × symbols: logarithms of probabilities, such as from <see cref="Tensor.LogSoftmax"/>.</param>
    /// <param name="targets">Sequences × labels, whole numbers: the symbols of each sequence; what stands after its length does not count.</param>
    /// <param name="inputLengths">How many times of each sequence count.</param>
    /// <param name="targetLengths">How many labels of each sequence count.</param>
    /// <param name="blank">The symbol that stands for none, and between equal labels that follow each other. Default 0.</param>
    /// <param name="zeroInfinity">Whether a sequence too short for its labels has the loss 0 rather than +∞; it has no gradient either way. Default false.</param>
    /// <param name="reduction">The mean is over sequences, each loss over its number of labels first, as in PyTorch. Default the mean.</param>
    /// <exception cref="ArgumentException">The shapes and lengths do not fit, or there is no sequence to take the mean of.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no symbol, or is the blank; its place is named.</exception>
    /// <remarks>
    /// Time and memory go with times × labels for each sequence; gradients of first order only. Source: A. Graves, S. Fernández, F. Gomez and J. Schmidhuber, "Connectionist Temporal
    /// Classification: Labelling Unsegmented Sequence Data with Recurrent Neural Networks", ICML 2006.
    /// </remarks>
    public static Tensor CtcLoss(
        Tensor logProbabilities, Tensor targets, int[] inputLengths, int[] targetLengths, int blank = 0, bool zeroInfinity = false, LossReduction reduction = LossReduction.Mean)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(inputLengths);
        ArgumentNullException.ThrowIfNull(targetLengths);
        if (logProbabilities.Rank != 3 || !logProbabilities.Type.IsFloating)
            throw new ArgumentException($"ctc-loss: log-probabilities are floating, times × sequences × symbols; a tensor of {logProbabilities.Type} of {logProbabilities.Shape} was given.", nameof(logProbabilities));
        (int times, int sequences, int symbols) = (logProbabilities.Shape[0], logProbabilities.Shape[1], logProbabilities.Shape[2]);
        if (targets.Type is not (DType.Int32 or DType.Int64) || targets.Rank != 2 || targets.Shape[0] != sequences)
            throw new ArgumentException($"ctc-loss: targets are whole numbers, sequences × labels, for {sequences} sequences; a tensor of {targets.Type} of {targets.Shape} was given.", nameof(targets));
        if ((uint)blank >= (uint)symbols)
            throw new ArgumentOutOfRangeException(nameof(blank), blank, FormattableString.Invariant($"ctc-loss: the blank is {blank}, but there are {symbols} symbols, 0 to {symbols - 1}."));
        long[][] labels = LabelsOf(targets, targetLengths, symbols, blank);
        int[] lengths = [.. inputLengths];
        if (lengths.Length != sequences || Array.Exists(lengths, length => length < 0 || length > times))
            throw new ArgumentException(FormattableString.Invariant($"ctc-loss: input lengths [{string.Join(", ", lengths)}] do not fit {logProbabilities.Shape}: there is one for each of {sequences} sequences, from 0 to {times}."), nameof(inputLengths));

        Tensor logs = logProbabilities.To(logProbabilities.Type == DType.Float64 ? DType.Float64 : DType.Float32).Contiguous();
        Tensor losses = Fused.Run(
            "ctc-loss", [logs],
            _ => throw new NotSupportedException("ctc-loss has gradients of first order only: it can be neither differentiated twice nor in forward mode."),
            () =>
            {
                Tensor to = Tensor.Uninitialised([sequences], logs.Type);
                Device.Cpu.Ctc(logs, labels, lengths, blank, to);
                return to;
            },
            (g, _) =>
            {
                Tensor back = Tensor.Uninitialised(logs.Shape, logs.Type);
                Device.Cpu.CtcBack(g, logs, labels, lengths, blank, back);
                return [back];
            });
        if (zeroInfinity)
            losses = losses.MaskedFill(losses.Detach().EqualTo(Tensor.Scalar(double.PositiveInfinity, losses.Type)), 0);
        if (reduction == LossReduction.Mean)
            losses /= Tensor.From(Array.ConvertAll(labels, label => Math.Max(1.0, label.Length))).To(losses.Type);
        return Reduced("ctc-loss", losses, reduction);
    }

    private static long[][] LabelsOf(Tensor targets, int[] lengths, int symbols, int blank)
    {
        int sequences = targets.Shape[0], most = targets.Shape[1];
        if (lengths.Length != sequences || Array.Exists(lengths, length => length < 0 || length > most))
            throw new ArgumentException(FormattableString.Invariant($"ctc-loss: target lengths [{string.Join(", ", lengths)}] do not fit targets of {targets.Shape}: there is one for each of {sequences} sequences, from 0 to {most}."), nameof(lengths));
        long[] all = targets.Detach().To(DType.Int64).ToArray<long>();
        long[][] labels = new long[sequences][];
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            labels[sequence] = all[(sequence * most)..((sequence * most) + lengths[sequence])];
            int wrong = Array.FindIndex(labels[sequence], label => (ulong)label >= (ulong)symbols || label == blank);
            if (wrong >= 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(targets), labels[sequence][wrong], FormattableString.Invariant($"ctc-loss: label {wrong} of sequence {sequence} is {labels[sequence][wrong]}; labels are 0 to {symbols - 1}, without the blank, {blank}."));
            }
        }
        return labels;
    }
}
