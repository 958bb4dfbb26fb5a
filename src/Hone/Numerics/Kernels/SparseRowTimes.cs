using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Columns of the dense side that <see cref="SparseRowTimes"/> deals with together: its width is a multiple of this.</summary>
    public const int SparseTile = 4;

    /// <summary>sum ← sum + Σ vₖ·dense[indexₖ, ·] for dense rows of <paramref name="sum"/>'s length, each entry by one fused multiply-add after the other.</summary>
    public static void SparseRowTimes(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense, Span<double> sum)
    {
        Debug.Assert(indices.Length == values.Length && sum.Length % SparseTile == 0);
        ref double pd = ref MemoryMarshal.GetReference(dense);
        ref double ps = ref MemoryMarshal.GetReference(sum);
        nuint width = (nuint)sum.Length, column = 0;
        for (; column + 8 <= width; column += 8)
        {
            Vector256<double> low = Vector256.LoadUnsafe(ref ps, column), high = Vector256.LoadUnsafe(ref ps, column + 4);
            for (int k = 0; k < indices.Length; k++)
            {
                Vector256<double> value = Vector256.Create(values[k]);
                nuint at = ((nuint)indices[k] * width) + column;
                low = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref pd, at), low);
                high = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref pd, at + 4), high);
            }
            low.StoreUnsafe(ref ps, column);
            high.StoreUnsafe(ref ps, column + 4);
        }
        for (; column < width; column += 4)
        {
            Vector256<double> four = Vector256.LoadUnsafe(ref ps, column);
            for (int k = 0; k < indices.Length; k++)
                four = Vector256.FusedMultiplyAdd(Vector256.Create(values[k]), Vector256.LoadUnsafe(ref pd, ((nuint)indices[k] * width) + column), four);
            four.StoreUnsafe(ref ps, column);
        }
    }
}
