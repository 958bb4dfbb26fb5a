using Hone.Contracts;

namespace Hone.Models;

/// <summary>The rows of a class target with what they count, over all ranks: class weights multiplied in, and classes without rows set aside.</summary>
/// <param name="Codes">A position in <paramref name="Present"/> a row; 0, which does not count, for rows of weight 0 whose class has no others.</param>
/// <param name="Weights">A weight a row.</param>
/// <param name="Present">The classes, of the target's list, that have rows of weight above 0 on any rank.</param>
/// <param name="Totals">The weight of each class of the target's list.</param>
/// <param name="Total">The sum of all weights.</param>
/// <param name="LeastWeight">The least weight above 0.</param>
/// <param name="Factors">What the class weights multiply each class of the target's list by.</param>
internal sealed record ClassRows(int[] Codes, double[] Weights, int[] Present, double[] Totals, double Total, double LeastWeight, double[] Factors)
{
    /// <summary>Counts and weighs the rows.</summary>
    /// <exception cref="ArgumentException">Fewer than two classes have rows.</exception>
    public static ClassRows Of(TrainingData data, ClassTarget target, ClassWeights balance, string learner, FitContext context)
    {
        ReadOnlySpan<int> codes = target.Codes;
        double[] totals = new double[target.Classes.Count];
        for (int i = 0; i < codes.Length; i++)
            totals[codes[i]] += data.Weights?[i] ?? 1;
        context.Ranks.AllReduce(totals);
        int[] present = [.. Enumerable.Range(0, totals.Length).Where(c => totals[c] > 0)];
        if (present.Length < 2)
            throw new ArgumentException($"Every row is of class '{target.Classes[present[0]]}'; {learner} needs rows of at least two classes.", nameof(data));

        double all = totals.Sum();
        double[] factors = [.. totals.Select(t => balance == ClassWeights.Balanced && t > 0 ? all / (present.Length * t) : 1)];
        double[] weights = new double[codes.Length];
        int[] own = new int[codes.Length];
        double least = double.PositiveInfinity;
        for (int i = 0; i < codes.Length; i++)
        {
            weights[i] = (data.Weights?[i] ?? 1) * factors[codes[i]];
            own[i] = Math.Max(0, Array.IndexOf(present, codes[i]));
            if (weights[i] > 0)
                least = Math.Min(least, weights[i]);
        }
        for (int c = 0; c < totals.Length; c++)
            totals[c] *= factors[c];
        least = context.Ranks.Gather([least]).Min(part => part[0]);
        return new ClassRows(own, weights, present, totals, totals.Sum(), least, factors);
    }
}
