namespace Hone.Deep;

/// <summary>Validation that gets worse while training gets better.</summary>
internal static class OverfittingCheck
{
    private const int Looks = 3;
    private const double Worse = 1.1;

    public static void Look(IReadOnlyList<TrainingPoint> points, Findings findings)
    {
        if (points.Count <= Looks || points[^1].ValidationLoss is not { } now)
            return;
        TrainingPoint best = points.MinBy(point => point.ValidationLoss ?? double.NaN)!, last = points[^1];
        if (best.ValidationLoss is not { } least || points.Count - 1 - points.ToList().IndexOf(best) < Looks || !(now > Worse * least) || !(last.TrainingLoss < best.TrainingLoss))
            return;
        findings.Add(
            "overfitting", Severity.Warning, "the network",
            $"Validation loss was best, {least:G3}, after epoch {best.Epoch} and is {now:G3} after epoch {last.Epoch}, while the training loss went from {best.TrainingLoss:G3} to {last.TrainingLoss:G3}.",
            "Stop early (Trainer.Patience), add dropout, weight decay or augmentation, make the network smaller, or get more data.");
    }
}
