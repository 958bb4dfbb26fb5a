namespace Hone.Deep;

/// <summary>Probabilities given to a loss that takes logits: softmax is then applied twice, and the loss cannot become small.</summary>
internal static class ProbabilityCheck
{
    private const double Near = 1e-4;

    public static void Look(Batch batch, Outcome outcome, Findings findings)
    {
        if (outcome.Prediction is not { Rank: >= 2 } prediction || prediction.Shape[-1] < 2 || batch.Targets.Count == 0 || batch.Target.Type is not (DType.Int64 or DType.Int32))
            return;
        using NoGrad pause = NoGrad.Begin();
        Tensor scores = prediction.Detach();
        if (scores.Count == 0 || batch.Target.Count != scores.Count / scores.Shape[-1] || scores.Min().Item() < 0 || (scores.Sum(-1) - 1).Abs().Max().Item() > Near)
            return;
        double twice = Functions.CrossEntropy(scores.Reshape(-1, scores.Shape[-1]), batch.Target.Reshape(-1)).Item(), loss = outcome.Loss.Item();
        if (!(Math.Abs(twice - loss) <= Near * Math.Abs(loss)))
            return;
        findings.Add(
            "softmax applied twice", Severity.Fault, "the loss", $"The network gives probabilities, and the loss, {loss:G3}, is what the cross-entropy makes of them as though they were logits.",
            "Leave the Softmax at the network's end out: the loss applies it. Apply it to predictions afterwards.");
    }
}
