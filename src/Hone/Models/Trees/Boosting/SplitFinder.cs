using System.Runtime.Intrinsics;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>A node's best split so far.</summary>
internal struct BinSplit
{
    /// <summary>The column, −1 while there is none.</summary>
    public int Column;

    /// <summary>G_L²/(H_L + λ) + G_R²/(H_R + λ) − G²/(H + λ).</summary>
    public double Gain;

    /// <summary>The bins that go left, the one for what is missing included.</summary>
    public BinSet Left;

    /// <summary>For numbers the last bin that goes left.</summary>
    public int LastBin;

    public bool MissingLeft;

    /// <summary>The sums of the rows that go left.</summary>
    public long LeftGradient, LeftHessian;

    public static BinSplit None => new() { Column = -1 };
}

/// <summary>What a node's split may do: its sums, and the range that monotone constraints above it leave to its values.</summary>
internal readonly record struct NodeSums(long Gradient, long Hessian, double Lower, double Upper);

/// <summary>Finds the best split of a column from its histogram.</summary>
/// <remarks>
/// The value of a leaf is −G/(H + λ), and a split is scored by the fall of the second-order objective (Chen and Guestrin, "XGBoost", 2016, eq. 7).
/// For numbers, every cut between bins is tried with what is missing on either side. For categories, levels are ordered by
/// their mean gradient and cut as if ordered (Fisher, 1958: with these sums the best subset is among those cuts).
/// </remarks>
internal sealed class SplitFinder(BinnedFeatures x, GradientBoosting settings, GradientPairs pairs, int[]? monotone)
{
    // Up to this many levels, each against the rest is tried instead of ordering them.
    private const int FewLevels = 4;
    private const double LeastRelativeGain = 1e-11;            // below this, a gain is the rounding of equal sums

    private readonly double penalty = settings.L2Penalty;
    private readonly bool constrained = monotone is not null;

    /// <summary>How the cuts of a column are scored; tests set it.</summary>
    internal VectorPath Path { get; init; } = VectorPath.Widest;

    /// <summary>The value that a leaf of these sums gets.</summary>
    public double LeafValue(in NodeSums node)
    {
        double h = pairs.Hessian(node.Hessian) + penalty;
        return h > 0 ? Math.Clamp(-pairs.Gradient(node.Gradient) / h, node.Lower, node.Upper) : 0;
    }

    /// <summary>The best split of one column, or <see cref="BinSplit.None"/>.</summary>
    public BinSplit Find(int column, ReadOnlySpan<long> histogram, in NodeSums node)
    {
        BinnedColumn bins = x.Columns[column];
        ReadOnlySpan<long> sums = histogram.Slice(2 * x.Starts[column], 2 * (bins.Count + 1));
        BinSplit best = BinSplit.None;
        double parent = Score(pairs.Gradient(node.Gradient), pairs.Hessian(node.Hessian), penalty, node);
        best.Gain = parent + Math.Max(settings.MinSplitGain, LeastRelativeGain * Math.Abs(parent));
        if (bins.IsCategory)
            FindSubset(sums, bins.Count, node, ref best);
        else
            FindThreshold(sums, bins.Count, monotone is null ? 0 : monotone[column], node, ref best);
        if (best.Column < 0)
            return best;
        best.Column = column;
        best.Gain -= parent;
        return best;
    }

    private void FindThreshold(ReadOnlySpan<long> sums, int count, int direction, in NodeSums node, ref BinSplit best)
    {
        bool missing = pairs.Count(sums[(2 * count) + 1]) > 0;
        Scan(sums, missing ? count : count - 1, 0, 0, direction, node, false, ref best);
        if (missing)
            Scan(sums, count - 1, sums[2 * count], sums[(2 * count) + 1], direction, node, true, ref best);
        if (best.Column < 0)
            return;
        if (!missing)
            best.MissingLeft = 2 * pairs.Count(best.LeftHessian) > pairs.Count(node.Hessian);
        best.Left = BinSet.UpTo(best.LastBin);
        if (best.MissingLeft)
            best.Left.Add(count);
    }

    // Cuts after each bin before `end`; the left side starts with the sums given.
    private void Scan(ReadOnlySpan<long> sums, int end, long gradient, long hessian, int direction, in NodeSums node, bool missingLeft, ref BinSplit best)
    {
        if (!constrained && Path != VectorPath.Scalar)
        {
            ScanEight(sums, end, gradient, hessian, node, missingLeft, ref best);
            return;
        }
        long rows = pairs.Count(node.Hessian);
        for (int bin = 0; bin < end; bin++)
        {
            if (sums[(2 * bin) + 1] == 0)
                continue;                                      // an empty bin: the same rows as the cut before
            gradient += sums[2 * bin];
            hessian += sums[(2 * bin) + 1];
            long left = pairs.Count(hessian);
            if (left < settings.MinLeafRows)
                continue;
            if (rows - left < settings.MinLeafRows)
                break;
            double score = ScoreOf(gradient, hessian, penalty, direction, node);
            if (!(score > best.Gain))
                continue;
            (best.Gain, best.Column, best.LastBin, best.MissingLeft) = (score, 0, bin, missingLeft);
            (best.LeftGradient, best.LeftHessian) = (gradient, hessian);
        }
    }

    // The same cuts, eight at a time: each lane keeps its first best, and of equal ones the first cut of all is taken, as one by one.
    private void ScanEight(ReadOnlySpan<long> sums, int end, long gradient, long hessian, in NodeSums node, bool missingLeft, ref BinSplit best)
    {
        const int lanes = 8;
        Span<long> gradients = stackalloc long[256 + lanes], hessians = stackalloc long[256 + lanes];
        for (int bin = 0; bin < end; bin++)
        {
            gradients[bin] = gradient += sums[2 * bin];
            hessians[bin] = hessian += sums[(2 * bin) + 1];
        }
        gradients.Slice(end, lanes).Clear();                   // no rows on the left: not allowed
        hessians.Slice(end, lanes).Clear();

        Vector512<double> lambda = Vector512.Create(penalty), leastHessian = Vector512.Create(settings.MinLeafHessian), leastScore = Vector512.Create(best.Gain);
        Vector512<long> leastRows = Vector512.Create((long)settings.MinLeafRows), bins = Vector512.CreateSequence(0L, 1), bestBins = Vector512.Create(-1L);
        for (int bin = 0; bin < end; bin += lanes)
        {
            Vector512<long> g = Vector512.Create<long>(gradients[bin..]), h = Vector512.Create<long>(hessians[bin..]);
            Vector512<long> otherG = Vector512.Create(node.Gradient) - g, otherH = Vector512.Create(node.Hessian) - h;
            Vector512<double> gl = pairs.Gradient(g), hl = pairs.Hessian(h), gr = pairs.Gradient(otherG), hr = pairs.Hessian(otherH);
            Vector512<double> left = hl + lambda, right = hr + lambda;
            Vector512<double> score = (gl * gl / left) + (gr * gr / right);
            Vector512<long> rows = Vector512.GreaterThanOrEqual(pairs.Count(h), leastRows) & Vector512.GreaterThanOrEqual(pairs.Count(otherH), leastRows);
            Vector512<double> allowed = Vector512.GreaterThanOrEqual(hl, leastHessian) & Vector512.GreaterThanOrEqual(hr, leastHessian)
                & Vector512.GreaterThan(left, Vector512<double>.Zero) & Vector512.GreaterThan(right, Vector512<double>.Zero);
            Vector512<double> better = Vector512.GreaterThan(score, leastScore) & allowed & rows.AsDouble();
            leastScore = Vector512.ConditionalSelect(better, score, leastScore);
            bestBins = Vector512.ConditionalSelect(better.AsInt64(), bins, bestBins);
            bins += Vector512.Create((long)lanes);
        }
        int found = -1;
        for (int lane = 0; lane < lanes; lane++)
        {
            int bin = (int)bestBins[lane];
            if (bin >= 0 && (leastScore[lane] > best.Gain || (leastScore[lane] == best.Gain && found >= 0 && bin < found)))
                (best.Gain, found) = (leastScore[lane], bin);
        }
        if (found >= 0)
            (best.Column, best.LastBin, best.MissingLeft, best.LeftGradient, best.LeftHessian) = (0, found, missingLeft, gradients[found], hessians[found]);
    }

    private void FindSubset(ReadOnlySpan<long> sums, int count, in NodeSums node, ref BinSplit best)
    {
        // What is missing is one more level, the last bin.
        Span<int> present = stackalloc int[256];
        int levels = 0;
        for (int bin = 0; bin <= count; bin++)
        {
            if (pairs.Count(sums[(2 * bin) + 1]) > 0)
                present[levels++] = bin;
        }
        present = present[..levels];
        if (levels < 2)
            return;
        if (levels <= FewLevels)
        {
            foreach (int bin in present)
                TrySubset([bin], sums[2 * bin], sums[(2 * bin) + 1], penalty, node, ref best);
        }
        else
        {
            double smoothing = settings.CategorySmoothing;
            double mean = pairs.Gradient(node.Gradient) / Math.Max(pairs.Hessian(node.Hessian), double.Epsilon);
            Span<double> keys = stackalloc double[levels];
            for (int i = 0; i < levels; i++)
            {
                double g = pairs.Gradient(sums[2 * present[i]]), h = pairs.Hessian(sums[(2 * present[i]) + 1]);
                keys[i] = h + smoothing > 0 ? (g - (h * mean)) / (h + smoothing) : 0;
            }
            keys.Sort(present);
            long gradient = 0, hessian = 0;
            for (int i = 0; i + 1 < levels; i++)
            {
                gradient += sums[2 * present[i]];
                hessian += sums[(2 * present[i]) + 1];
                TrySubset(present[..(i + 1)], gradient, hessian, penalty + smoothing, node, ref best);
            }
        }
        if (best.Column < 0)
            return;

        // A level that no row of this node had goes where what is missing goes, or with the greater part.
        best.MissingLeft = pairs.Count(sums[(2 * count) + 1]) > 0 ? best.Left.Contains(count) : 2 * pairs.Count(best.LeftHessian) > pairs.Count(node.Hessian);
        for (int bin = 0; bin <= count && best.MissingLeft; bin++)
        {
            if (pairs.Count(sums[(2 * bin) + 1]) == 0)
                best.Left.Add(bin);
        }
    }

    private void TrySubset(ReadOnlySpan<int> bins, long gradient, long hessian, double lambda, in NodeSums node, ref BinSplit best)
    {
        long left = pairs.Count(hessian);
        if (left < settings.MinLeafRows || pairs.Count(node.Hessian) - left < settings.MinLeafRows)
            return;
        double score = ScoreOf(gradient, hessian, lambda, 0, node);
        if (!(score > best.Gain))
            return;
        (best.Gain, best.Column, best.LeftGradient, best.LeftHessian, best.Left) = (score, 0, gradient, hessian, default);
        foreach (int bin in bins)
            best.Left.Add(bin);
    }

    // The score of both sides together, or NaN for a split that is not allowed.
    private double ScoreOf(long leftGradient, long leftHessian, double lambda, int direction, in NodeSums node)
    {
        double gl = pairs.Gradient(leftGradient), hl = pairs.Hessian(leftHessian);
        double gr = pairs.Gradient(node.Gradient - leftGradient), hr = pairs.Hessian(node.Hessian - leftHessian);
        if (hl < settings.MinLeafHessian || hr < settings.MinLeafHessian || hl + lambda <= 0 || hr + lambda <= 0)
            return double.NaN;
        if (direction != 0)
        {
            double step = Math.Clamp(-gr / (hr + lambda), node.Lower, node.Upper) - Math.Clamp(-gl / (hl + lambda), node.Lower, node.Upper);
            if (step * direction < 0)
                return double.NaN;
        }
        return Score(gl, hl, lambda, node) + Score(gr, hr, lambda, node);
    }

    // −2(Gw + ½(H + λ)w²) at the best w, which is G²/(H + λ) unless a monotone constraint keeps w from it.
    private double Score(double g, double h, double lambda, in NodeSums node)
    {
        if (h + lambda <= 0)
            return 0;
        if (!constrained)
            return g * g / (h + lambda);
        double w = Math.Clamp(-g / (h + lambda), node.Lower, node.Upper);
        return -((2 * g * w) + ((h + lambda) * w * w));
    }
}
