namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>xᵢ ← e^xᵢ / Σ e^xⱼ in place. −∞ becomes 0; if all are −∞ or one is +∞ or NaN, the result is NaN.</summary>
    /// <remarks>The largest value is subtracted first, so nothing overflows and the sum is at least 1.</remarks>
    public static void Softmax(Span<double> x)
    {
        double max = Max(x);
        for (int i = 0; i < x.Length; i++)
            x[i] = Elementary.Exp(x[i] - max);
        double sum = Sum(x);
        for (int i = 0; i < x.Length; i++)
            x[i] /= sum;
    }
}
