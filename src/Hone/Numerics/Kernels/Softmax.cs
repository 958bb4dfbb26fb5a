namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>xᵢ ← e^xᵢ / Σ e^xⱼ in place. −∞ becomes 0; if all are −∞ or one is +∞ or NaN, the result is NaN.</summary>
    /// <remarks>The largest value is subtracted first, so nothing overflows and the sum is at least 1.</remarks>
    public static void Softmax(Span<double> x)
    {
        Exp(x, Max(x), x);
        Divide(x, Sum(x));
    }
}
