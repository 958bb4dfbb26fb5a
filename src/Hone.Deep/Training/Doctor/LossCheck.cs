using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Losses that begin far off, stay at chance or above, do not fall, or rise.</summary>
internal sealed class LossCheck(Findings findings, ClassCheck classes)
{
    // Too early to say anything before so many steps.
    private const int Least = 50, Blocks = 10;
    private const double FarAbove = 3, AtChance = 0.97, WorseThanChance = 1.1, GivenBack = 0.25, Still = 0.02;

    /// <summary>The share of the first loss that has gone; null while it is too early to say.</summary>
    public double? Progress { get; private set; }

    public void Look(IReadOnlyList<double> losses)
    {
        if (losses.Count == 0)
            return;
        double start = losses[0];
        if (classes.Classes >= 2 && double.IsFinite(start) && start > FarAbove * Elementary.Log(classes.Classes))
        {
            findings.Add(
                "loss starts far above chance", Severity.Note, "the loss", $"The first loss was {start:G3}; knowing nothing of {classes.Classes} classes costs ln {classes.Classes} = {Elementary.Log(classes.Classes):G3}.",
                "Start the last layer with smaller weights, or normalise the inputs: the first steps otherwise only unlearn.");
        }
        if (losses.Count < Least)
            return;

        // Means of ten stretches, so that the noise of single batches does not count.
        int length = losses.Count / Blocks;
        double[] means = [.. Enumerable.Range(0, Blocks).Select(block => losses.Skip(losses.Count - ((Blocks - block) * length)).Take(length).Average())];
        double first = means[0], last = means[^1], best = means.Min();
        Progress = first == 0 ? 0 : (first - last) / Math.Abs(first);
        int bestStep = losses.Count - ((Blocks - 1 - Array.IndexOf(means, best)) * length);

        if (best < first ? last - best > GivenBack * (first - best) && last - best > Still * Math.Abs(first) : last > 1.1 * first)
        {
            findings.Add(
                "loss rises", last > first ? Severity.Fault : Severity.Warning, "the loss", $"The mean loss was {first:G3} at first, {best:G3} at best (by step {bestStep}), and is {last:G3} now.",
                "Lower the learning rate, cut gradients (Trainer.ClipNorm = 1), or warm the rate up over the first steps.");
        }
        else if (classes.Classes >= 2 && last > AtChance * classes.ChanceLoss && classes.ChanceLoss > 0.01)
        {
            if (findings.Has("loss worse than chance"))
                return;
            findings.Add(
                last > WorseThanChance * classes.ChanceLoss ? "loss worse than chance" : "loss stuck at chance", Severity.Fault, "the loss",
                $"The mean loss is {last:G4} after {losses.Count} steps; saying each of {classes.Classes} classes as often as it occurs costs {classes.ChanceLoss:G4} (ln {classes.Classes} = {Elementary.Log(classes.Classes):G4}).",
                "Run OverfitCheck on one batch; look whether inputs and targets belong together, whether softmax was applied before the loss as well, and try other learning rates with LearningRateFinder.");
        }
        else if (Progress < Still && Math.Abs(first - last) <= Still * Math.Abs(first) && first > 0)
        {
            findings.Add(
                "loss does not fall", Severity.Warning, "the loss", $"The mean loss was {first:G4} at first and is {last:G4} after {losses.Count} steps.",
                "Run OverfitCheck on one batch, and let LearningRateFinder suggest a learning rate.");
        }
    }
}
