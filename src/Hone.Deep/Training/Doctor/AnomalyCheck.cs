namespace Hone.Deep;

/// <summary>Where NaN or an infinity came from.</summary>
internal static class AnomalyCheck
{
    /// <summary>Computes a batch's loss and gradients again and watches for the first number that is none; whether the batch shows one.</summary>
    public static bool Look(Module network, Batch batch, Func<Batch, Outcome> step, Findings findings)
    {
        foreach ((Tensor tensor, string where) in batch.Inputs.Select(input => (input, "the input")).Concat(batch.Targets.Select(target => (target, "the target"))))
        {
            if (tensor.Type.IsFloating && !Device.Cpu.IsFinite(tensor))
            {
                int row = Enumerable.Range(0, batch.Count).First(i => !Device.Cpu.IsFinite(tensor.Select(0, i).Contiguous()));
                findings.Add(
                    "NaN or infinity", Severity.Fault, where, $"Sample {batch.Samples[row]} holds a number that is NaN or infinite.",
                    "Fill gaps in the data, or leave such samples out.");
                return true;
            }
        }
        foreach ((string name, Tensor tensor) in network.Parameters)
        {
            if (!Device.Cpu.IsFinite(tensor))
            {
                findings.Add(
                    "NaN or infinity", Severity.Fault, $"parameter '{name}'", $"The parameter holds numbers that are NaN or infinite, from an earlier step or from the start.",
                    "Lower the learning rate, cut gradients (Trainer.ClipNorm = 1), and start from finite weights.");
                return true;
            }
        }
        Anomaly? first = null;
        using (Anomalies.Watch(anomaly => first ??= anomaly))
            step(batch).Loss.Backward();
        if (first is null)
            return false;
        findings.Add(
            "NaN or infinity", Severity.Fault, $"'{first.Operation}' in {Findings.Layer(first.Layer)}", $"{first}",
            first.Operation switch
            {
                "log" or "log1p" => "Keep what goes into the logarithm away from 0, or use a loss that takes logits, such as CrossEntropy.",
                "divide" => "Add a small number to what is divided by.",
                "sqrt" or "norm" or "pow" => "Add a small number below the root: its slope at 0 is infinite.",
                "exp" => "Subtract the largest value first, or use Softmax, LogSoftmax or a loss that takes logits.",
                _ => "Lower the learning rate, cut gradients (Trainer.ClipNorm = 1), and look for very large values in inputs and weights.",
            });
        return true;
    }
}
