using System.Runtime.CompilerServices;
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
    public double Fill(ReadOnlySpan<double> weights, ReadOnlySpan<double> sums, ReadOnlySpan<double> counts, Span<double> scores) =>
        Fill(VectorPath.Widest, weights, sums, counts, scores);

    public double Fill(VectorPath path, ReadOnlySpan<double> weights, ReadOnlySpan<double> sums, ReadOnlySpan<double> counts, Span<double> scores) => path switch
    {
        VectorPath.Vectors512 => Fill<Lanes8>(weights, sums, counts, scores),
        VectorPath.Vectors256 => Fill<Lanes4>(weights, sums, counts, scores),
        VectorPath.Vectors128 => Fill<Lanes2>(weights, sums, counts, scores),
        _ => Fill<Lane1>(weights, sums, counts, scores),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at full speed from the first fit on
    private double Fill<T>(ReadOnlySpan<double> weights, ReadOnlySpan<double> sums, ReadOnlySpan<double> counts, Span<double> scores)
        where T : struct, ILanes<T>
    {
        double best = Refused;
        int i = 0;
        if (!entropy)
        {
            T w = T.Fill(weight), s = T.Fill(sum), least = T.Fill(leastRows), most = T.Fill(rows - leastRows), refused = T.Fill(Refused), greatest = refused;
            for (; i <= scores.Length - T.Count; i += T.Count)
            {
                T left = T.Load(in weights[i]), count = T.Load(in counts[i]);
                T off = T.FusedMultiplyAdd(T.Load(in sums[i]), w, -(left * s)), below = left * (w - left);
                T allowed = T.AtMost(least, count) & T.AtMost(count, most) & T.LessThan(T.Fill(0), below);
                T score = T.Select(allowed, off * off / below, refused);
                score.Store(ref scores[i]);
                greatest = T.Max(greatest, score);
            }
            best = T.Largest(greatest);
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
