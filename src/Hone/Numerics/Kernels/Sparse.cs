using System.Diagnostics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ vₖ·dense[indexₖ], one fused multiply-add after the other.</summary>
    public static double SparseDot(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense)
    {
        Debug.Assert(indices.Length == values.Length);
        double sum = 0.0;
        for (int k = 0; k < indices.Length; k++)
            sum = Math.FusedMultiplyAdd(values[k], dense[indices[k]], sum);
        return sum;
    }

    /// <summary>dense[indexₖ] ← dense[indexₖ] + a·vₖ.</summary>
    public static void SparseAxpy(double a, ReadOnlySpan<int> indices, ReadOnlySpan<double> values, Span<double> dense)
    {
        Debug.Assert(indices.Length == values.Length);
        for (int k = 0; k < indices.Length; k++)
            dense[indices[k]] = Math.FusedMultiplyAdd(a, values[k], dense[indices[k]]);
    }
}
