namespace Hone.Deep;

/// <summary>ReLUs that never open, and sigmoids and tanhs that stand at their ends.</summary>
internal sealed class ActivationCheck(Findings findings)
{
    // Batches in which a unit must have given 0 throughout, and the shares that count.
    private const int Looks = 4;
    private const double DeadShare = 0.5, NearlyAll = 0.95, SaturatedShare = 0.75, End = 0.01;

    private readonly Dictionary<(string Path, string Operation, int Turn), Seen> places = [];

    private sealed class Seen
    {
        public double[]? Most { get; set; }

        public double Share { get; set; }

        public int Looks { get; set; }

        public long Samples { get; set; }
    }

    public Outcome Watch(Func<Outcome> step)
    {
        Dictionary<(string, string), int> turns = [];
        List<(Seen Seen, Tensor Result, double Share)> saturated = [];
        Outcome outcome = OperationWatch.During((operation, result) =>
        {
            bool isRelu = operation.EndsWith("relu", StringComparison.Ordinal) && !operation.Contains("leaky", StringComparison.Ordinal) && operation != "prelu";
            if ((!isRelu && operation is not ("sigmoid" or "tanh")) || result.Rank < 2 || result.Count == 0)
                return;
            string path = Calls.Path;
            int turn = turns[(path, operation)] = turns.GetValueOrDefault((path, operation)) + 1;
            if (!places.TryGetValue((path, operation, turn), out Seen? seen))
                places[(path, operation, turn)] = seen = new Seen();
            if (isRelu)
                Add(seen, result);
            else
                saturated.Add((seen, result, operation == "tanh" ? Share(result.Abs() > 1 - (2 * End)) : Share(result < End) + Share(result > 1 - End)));
        }, step);
        foreach ((Seen seen, Tensor result, double share) in saturated)
        {
            // What the network says may well be certain.
            if (outcome.Prediction?.Storage == result.Storage)
                continue;
            seen.Share += share;
            seen.Looks++;
        }
        Judge();
        return outcome;
    }

    private static double Share(Tensor mask) => mask.To(DType.Int64).Sum().Item() / mask.Count;

    // The largest value of each unit: of each channel of pictures, else of each place along the last axis.
    private static void Add(Seen seen, Tensor result)
    {
        Tensor units = result.Rank >= 4 ? result.Transpose(1, -1) : result;
        double[] most = units.Reshape(-1, units.Shape[-1]).Max(0).To(DType.Float64).ToArray<double>();
        seen.Most = seen.Most is { } before && before.Length == most.Length ? [.. before.Zip(most, Math.Max)] : most;
        seen.Looks++;
        seen.Samples += result.Shape[0];
    }

    private void Judge()
    {
        foreach (((string path, string operation, int turn), Seen seen) in places)
        {
            if (seen.Looks < Looks)
                continue;
            string where = turn == 1 ? Findings.Layer(path) : FormattableString.Invariant($"{Findings.Layer(path)}, {operation} number {turn}");
            if (seen.Most is { } most)
            {
                int dead = most.Count(value => value <= 0);
                if (dead >= DeadShare * most.Length)
                {
                    findings.Add(
                        "dead ReLUs", dead >= NearlyAll * most.Length ? Severity.Fault : Severity.Warning, where,
                        $"{dead} of {most.Length} units gave 0 for each of {seen.Samples} samples in {seen.Looks} batches; no gradient comes through them, so they stay so.",
                        "Lower the learning rate, normalise the inputs, or use LeakyRelu or Gelu; look for a bias that was driven far below 0.");
                }
            }
            else if (seen.Share / seen.Looks > SaturatedShare)
            {
                findings.Add(
                    "saturated activations", Severity.Warning, where,
                    $"{seen.Share / seen.Looks:P0} of what {operation} gave in {seen.Looks} batches lies within a hundredth of its ends, where almost no gradient comes through.",
                    "Start with smaller weights, normalise the inputs, put a normalisation before it, or use Relu or Gelu.");
            }
            (seen.Most, seen.Share, seen.Looks, seen.Samples) = (null, 0, 0, 0);
        }
    }
}
