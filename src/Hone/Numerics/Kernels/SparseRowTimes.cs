using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Columns of the dense side that <see cref="SparseRowTimes(ReadOnlySpan{int}, ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/> deals with together: its width is a multiple of this.</summary>
    public const int SparseTile = 4;

    /// <summary>sum ← sum + Σ vₖ·dense[indexₖ, ·] for dense rows of <paramref name="sum"/>'s length, each entry by one fused multiply-add after the other.</summary>
    public static void SparseRowTimes(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense, Span<double> sum) =>
        SparseRowTimes(VectorPath.Widest, indices, values, dense, sum);

    public static void SparseRowTimes(VectorPath path, ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense, Span<double> sum)
    {
        Debug.Assert(indices.Length == values.Length && sum.Length % SparseTile == 0);
        RequireRows(indices, dense.Length, sum.Length);
        switch (path)
        {
            case VectorPath.Vectors512:                         // rows begin at any multiple of four doubles: vectors of eight would lie across two lines of the cache
            case VectorPath.Vectors256:
                SparseRowTimes<Lanes4>(indices, values, dense, sum);
                break;
            case VectorPath.Vectors128:
                SparseRowTimes<Twice<Lanes2>>(indices, values, dense, sum);
                break;
            default:
                SparseRowTimes<Twice<Twice<Lane1>>>(indices, values, dense, sum);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SparseRowTimes<T>(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense, Span<double> sum)
        where T : struct, ILanes<T>
    {
        ref double pd = ref First(dense);
        ref double ps = ref First(sum);
        nint width = sum.Length, column = 0;
        for (; column <= width - (2 * SparseTile); column += 2 * SparseTile)
        {
            T low = At<T>(in ps, column), high = At<T>(in ps, column + SparseTile);
            for (int k = 0; k < indices.Length; k++)
            {
                T value = T.Fill(values[k]);
                nint at = (indices[k] * width) + column;
                low = T.FusedMultiplyAdd(value, At<T>(in pd, at), low);
                high = T.FusedMultiplyAdd(value, At<T>(in pd, at + SparseTile), high);
            }
            Put(low, ref ps, column);
            Put(high, ref ps, column + SparseTile);
        }
        for (; column < width; column += SparseTile)
        {
            T four = At<T>(in ps, column);
            for (int k = 0; k < indices.Length; k++)
                four = T.FusedMultiplyAdd(T.Fill(values[k]), At<T>(in pd, (indices[k] * width) + column), four);
            Put(four, ref ps, column);
        }
    }

    // What follows reads without looking, and whoever holds the arrays of a sparse matrix can change them.
    private static void RequireRows(ReadOnlySpan<int> indices, int length, int width)
    {
        uint last = 0;
        foreach (int index in indices)
            last = Math.Max(last, (uint)index);
        if (indices.Length > 0 && (last + 1L) * width > length)
            throw new InvalidOperationException("A sparse matrix names a column that it does not have: its arrays were changed after it was made.");
    }
}
