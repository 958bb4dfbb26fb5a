using System.Runtime.CompilerServices;

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

    /// <summary>The same for each row of so many columns, to the same bits: the rows' exponentials are computed in one go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SoftmaxRows(Span<double> rows, int columns)
    {
        for (int start = 0; start < rows.Length; start += columns)
            AddConstant(-Max(rows.Slice(start, columns)), rows.Slice(start, columns));
        Exp(rows, rows);
        for (int start = 0; start < rows.Length; start += columns)
            Divide(rows.Slice(start, columns), Sum(rows.Slice(start, columns)));
    }
}
