using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The logistic loss of a block of rows from their scores, with its derivatives by the scores.</summary>
internal static class LogisticLoss
{
    /// <summary>Two classes, one score s a row: −ln p of the row's own class, p = 1/(1 + e⁻ˢ) for class 1.</summary>
    /// <param name="scores">On return w·(p − [class 1]), the derivatives.</param>
    /// <param name="codes">0 or 1.</param>
    /// <param name="weights">w.</param>
    /// <param name="bends">On return w·p·(1 − p), the second derivatives; empty where they are not asked for.</param>
    /// <returns>The weighted sum of the losses.</returns>
    public static double OfTwo(Span<double> scores, ReadOnlySpan<int> codes, ReadOnlySpan<double> weights, Span<double> bends)
    {
        double loss = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double score = scores[i], e = Elementary.Exp(-Math.Abs(score)), p = (score >= 0 ? 1 : e) / (1 + e);
            loss += weights[i] * (Math.Max(codes[i] == 1 ? -score : score, 0) + Elementary.Log1p(e));
            scores[i] = weights[i] * (p - codes[i]);
            if (!bends.IsEmpty)
                bends[i] = weights[i] * e / ((1 + e) * (1 + e));
        }
        return loss;
    }

    /// <summary>K classes, K scores a row: −ln p of the row's own class, p the softmax of its scores.</summary>
    /// <param name="scores">K a row; on return w·(p − [own class]), the derivatives.</param>
    /// <param name="classes">K.</param>
    /// <param name="codes">0 to K − 1.</param>
    /// <param name="weights">w.</param>
    /// <param name="probabilities">On return p, K a row; empty where they are not asked for.</param>
    /// <returns>The weighted sum of the losses.</returns>
    public static double OfMany(Span<double> scores, int classes, ReadOnlySpan<int> codes, ReadOnlySpan<double> weights, Span<double> probabilities)
    {
        double loss = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            Span<double> own = scores.Slice(i * classes, classes);
            double score = own[codes[i]], most = Kernels.Max(own), sum = 0;
            for (int k = 0; k < classes; k++)
            {
                own[k] = Elementary.Exp(own[k] - most);
                sum += own[k];
            }
            loss += weights[i] * (Elementary.Log(sum) - (score - most));
            Kernels.Scale(1 / sum, own);
            if (!probabilities.IsEmpty)
                own.CopyTo(probabilities[(i * classes)..]);
            own[codes[i]] -= 1;
            Kernels.Scale(weights[i], own);
        }
        return loss;
    }
}
