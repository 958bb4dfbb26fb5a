namespace Hone.Deep;

/// <summary>Inputs and targets that make learning hard: all alike, of large or unequal size.</summary>
internal sealed class InputCheck(Findings findings)
{
    private const double FarMean = 5, LargeDeviation = 10, SmallDeviation = 0.01, UnequalDeviations = 100;

    private int looks;

    public void Look(Batch batch)
    {
        // What the first batches show is enough.
        if (looks++ >= 3 || batch.Count < 2)
            return;
        for (int i = 0; i < batch.Inputs.Count; i++)
            LookAt(batch.Inputs[i], batch.Inputs.Count == 1 ? "the input" : FormattableString.Invariant($"input {i}"));
        for (int i = 0; i < batch.Targets.Count; i++)
            LookAtTarget(batch.Targets[i], batch.Targets.Count == 1 ? "the target" : FormattableString.Invariant($"target {i}"));
    }

    private void LookAt(Tensor input, string where)
    {
        if (IsSame(input))
        {
            findings.Add(
                "constant inputs", Severity.Fault, where, $"All {input.Shape[0]} samples of a batch have the same values.",
                "Look at how samples are read: the same one may be taken for each number, or all values may have been lost in scaling.");
            return;
        }
        if (!input.Type.IsFloating || input.Count == 0 || !Device.Cpu.IsFinite(input))
            return;
        (double mean, double deviation) = Moments(input);
        if (Math.Abs(mean) > FarMean || deviation > LargeDeviation || deviation < SmallDeviation)
        {
            findings.Add(
                "inputs not normalised", Severity.Warning, where, $"Values have mean {mean:G3} and standard deviation {deviation:G3} in a batch.",
                "Subtract the mean and divide by the standard deviation of the training data (for pixels, divide by 255), the same for validation.");
            return;
        }
        if (input.Rank != 2 || input.Shape[1] < 2)
            return;
        double[] columns = Deviations(input);
        // The middle one, because pixels at the edge of pictures hardly vary and do no harm.
        double[] varying = [.. columns.Where(column => column > 0).Order()];
        if (varying.Length == 0)
            return;
        double most = varying[^1], middle = varying[(varying.Length - 1) / 2];
        if (most > UnequalDeviations * middle)
        {
            findings.Add(
                "inputs not normalised", Severity.Warning, where, $"The largest standard deviation of a column is {most:G3}, of column {Array.IndexOf(columns, most)}, and half of the columns have {middle:G3} or less, such as column {Array.IndexOf(columns, middle)}.",
                "Divide each column by its standard deviation, so that one learning rate suits all.");
        }
    }

    private void LookAtTarget(Tensor target, string where)
    {
        if (!target.Type.IsFloating || target.Count < 2 || !Device.Cpu.IsFinite(target))
            return;
        (double mean, double deviation) = Moments(target);
        if (Math.Abs(mean) > 10 * FarMean || deviation > 10 * LargeDeviation)
        {
            findings.Add(
                "targets not normalised", Severity.Warning, where, $"Values have mean {mean:G3} and standard deviation {deviation:G3} in a batch.",
                "Train on the target less its mean, divided by its standard deviation, and undo that in predictions: networks start near 0 and gradients grow with the target's size.");
        }
    }

    private static bool IsSame(Tensor input) => input.Count > 0 && input.EqualTo(input.Slice(0, 0, 1)).To(DType.Int64).Sum().Item() == input.Count;

    private static (double Mean, double Deviation) Moments(Tensor x)
    {
        double[] values = x.To(DType.Float64).ToArray<double>();
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }

    private static double[] Deviations(Tensor x)
    {
        Tensor values = x.To(DType.Float64), centred = values - values.Mean(0, keep: true);
        return centred.Square().Mean(0).Sqrt().ToArray<double>();
    }
}
