using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The logistic loss of a block of rows, a few hundred at most, from their scores, with its derivatives by the scores.</summary>
internal static class LogisticRows
{
    /// <summary>Two classes, one score s a row: −ln p of the row's own class, p = 1/(1 + e⁻ˢ) for class 1.</summary>
    /// <param name="scores">On return w·(p − [class 1]), the derivatives.</param>
    /// <param name="codes">0 or 1.</param>
    /// <param name="weights">w.</param>
    /// <param name="bends">On return w·p·(1 − p), the second derivatives; empty where they are not asked for.</param>
    /// <returns>The weighted sum of the losses.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double OfTwo(Span<double> scores, ReadOnlySpan<int> codes, ReadOnlySpan<double> weights, Span<double> bends)
    {
        Span<double> losses = stackalloc double[scores.Length];
        for (int i = 0; i < losses.Length; i++)
            losses[i] = codes[i] == 1 ? -scores[i] : scores[i];
        Kernels.Softplus(losses, losses);
        Kernels.Sigmoid(scores, scores);
        for (int i = 0; i < bends.Length; i++)
            bends[i] = weights[i] * scores[i] * (1 - scores[i]);
        for (int i = 0; i < losses.Length; i++)
            scores[i] = weights[i] * (scores[i] - codes[i]);
        return Kernels.Dot(weights, losses);
    }

    /// <summary>K classes, K scores a row: −ln p of the row's own class, p the softmax of its scores.</summary>
    /// <param name="scores">K a row; on return w·(p − [own class]), the derivatives.</param>
    /// <param name="classes">K.</param>
    /// <param name="codes">0 to K − 1.</param>
    /// <param name="weights">w.</param>
    /// <param name="probabilities">On return p, K a row; empty where they are not asked for.</param>
    /// <returns>The weighted sum of the losses.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double OfMany(Span<double> scores, int classes, ReadOnlySpan<int> codes, ReadOnlySpan<double> weights, Span<double> probabilities)
    {
        Span<double> sums = stackalloc double[codes.Length], logarithms = stackalloc double[codes.Length];
        double loss = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            Span<double> own = scores.Slice(i * classes, classes);
            double most = own[0];
            foreach (double score in own)
                most = Math.Max(most, score);
            for (int k = 0; k < own.Length; k++)
                own[k] -= most;
            loss -= weights[i] * own[codes[i]];
        }
        Kernels.Exp(scores, scores);
        for (int i = 0; i < codes.Length; i++)
        {
            double sum = 0;
            foreach (double e in scores.Slice(i * classes, classes))
                sum += e;
            sums[i] = sum;
        }
        Kernels.Log(sums, logarithms);
        for (int i = 0; i < codes.Length; i++)
        {
            Span<double> own = scores.Slice(i * classes, classes);
            double share = probabilities.IsEmpty ? weights[i] / sums[i] : 1 / sums[i];
            for (int k = 0; k < own.Length; k++)
                own[k] *= share;
            if (!probabilities.IsEmpty)
            {
                own.CopyTo(probabilities[(i * classes)..]);
                Kernels.Scale(weights[i], own);
            }
            own[codes[i]] -= weights[i];
        }
        return loss + Kernels.Dot(weights, logarithms);
    }
}
