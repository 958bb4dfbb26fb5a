using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>How good each cut of a node is, from the weight and the weighted value on its left: for two classes, or one number.</summary>
/// <remarks>
/// With W and S the node's weight and weighted value and w and s those on the left, squares and Gini's impurity fall by (s·W − w·S)² / (w·(W − w)·W),
/// for Gini times two: one division, nothing cancels, and whole numbers give no rounding above the fraction line. The score leaves out the constant factor.
/// </remarks>
internal readonly struct PairScores(double weight, double sum, double rows, double leastRows, bool entropy)
{
    public const double Refused = -1;

    /// <summary>Scores of the cuts described by three arrays; a cut that leaves too few rows on a side gets <see cref="Refused"/>.</summary>
    /// <param name="weights">Weight on the left of each cut.</param>
    /// <param name="sums">Weighted value there.</param>
    /// <param name="counts">Rows there.</param>
    /// <param name="scores">One a cut.</param>
    /// <returns>The greatest.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    public double Fill(ReadOnlySpan<double> weights, ReadOnlySpan<double> sums, ReadOnlySpan<double> counts, Span<double> scores)
    {
        double best = Refused;
        int i = 0;
        if (!entropy)
        {
            Vector512<double> w = Vector512.Create(weight), s = Vector512.Create(sum), least = Vector512.Create(leastRows), most = Vector512.Create(rows - leastRows);
            Vector512<double> greatest = Vector512.Create(Refused), refused = greatest;
            for (; i <= scores.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            {
                Vector512<double> left = Vector512.Create(weights[i..]), count = Vector512.Create(counts[i..]);
                Vector512<double> off = Vector512.FusedMultiplyAdd(Vector512.Create(sums[i..]), w, -(left * s)), below = left * (w - left);
                Vector512<double> allowed = Vector512.GreaterThanOrEqual(count, least) & Vector512.LessThanOrEqual(count, most) & Vector512.GreaterThan(below, Vector512<double>.Zero);
                Vector512<double> score = Vector512.ConditionalSelect(allowed, off * off / below, refused);
                score.CopyTo(scores[i..]);
                greatest = Vector512.Max(greatest, score);
            }
            for (int lane = 0; lane < Vector512<double>.Count; lane++)
                best = Math.Max(best, greatest[lane]);
        }
        for (; i < scores.Length; i++)
        {
            scores[i] = Of(weights[i], sums[i], counts[i]);
            best = Math.Max(best, scores[i]);
        }
        return best;
    }

    /// <summary>The score of one cut.</summary>
    public double Of(double left, double leftSum, double leftRows)
    {
        double below = left * (weight - left);
        if (!(leftRows >= leastRows && leftRows <= rows - leastRows && below > 0))
            return Refused;
        if (entropy)
            return Bits(weight, sum) - Bits(left, leftSum) - Bits(weight - left, sum - leftSum);
        double off = Math.FusedMultiplyAdd(leftSum, weight, -(left * sum));
        return off * off / below;
    }

    /// <summary>The fall of impurity times weight that a score stands for.</summary>
    /// <param name="score">A score.</param>
    /// <param name="factor">2 for Gini, the square of the target's unit for squares.</param>
    public double Decrease(double score, double factor) => entropy ? score : factor * score / weight;

    /// <summary>The score that a fall of impurity times weight has.</summary>
    public double Score(double decrease, double factor) => entropy ? decrease : decrease / factor * weight;

    // Entropy times weight, in bits.
    private static double Bits(double all, double second) => Term(all) - Term(second) - Term(all - second);

    private static double Term(double x) => x > 0 ? x * Elementary.Log2(x) : 0;
}
