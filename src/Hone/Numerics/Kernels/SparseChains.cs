using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    // Fused multiply-adds under way at once: each takes about as many cycles as two of them are begun in.
    private const int Chains = 4;

    /// <summary>
    /// sum ← sum + Σ vₖ·dense[indexₖ, ·] for dense rows as wide as <paramref name="sum"/>: one number, or <see cref="SparseTile"/>. Entry k belongs to chain k mod 4 of fused multiply-adds,
    /// so that it does not wait for the entry before; the chains are added in pairs.
    /// </summary>
    public static void SparseChains(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense, Span<double> sum) =>
        SparseChains(VectorPath.Widest, indices, values, dense, sum);

    public static void SparseChains(VectorPath path, ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense, Span<double> sum)
    {
        Debug.Assert(indices.Length == values.Length && sum.Length is 1 or SparseTile);
        RequireRows(indices, dense.Length, sum.Length);
        if (sum.Length == 1)
        {
            SparseChains<Lane1>(indices, values, dense, sum);
            return;
        }
        switch (path)
        {
            case VectorPath.Vectors512:
            case VectorPath.Vectors256:
                SparseChains<Lanes4>(indices, values, dense, sum);
                break;
            case VectorPath.Vectors128:
                SparseChains<Twice<Lanes2>>(indices, values, dense, sum);
                break;
            default:
                SparseChains<Twice<Twice<Lane1>>>(indices, values, dense, sum);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SparseChains<T>(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense, Span<double> sum)
        where T : struct, ILanes<T>
    {
        ref double from = ref First(dense), to = ref First(sum), value = ref First(values);
        ref int index = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(indices);
        T first = T.Fill(0.0), second = first, third = first, fourth = first;
        nint count = indices.Length, width = T.Count, k = 0;
        for (; k <= count - Chains; k += Chains)
        {
            first = T.FusedMultiplyAdd(T.Fill(Unsafe.Add(ref value, k)), At<T>(in from, Unsafe.Add(ref index, k) * width), first);
            second = T.FusedMultiplyAdd(T.Fill(Unsafe.Add(ref value, k + 1)), At<T>(in from, Unsafe.Add(ref index, k + 1) * width), second);
            third = T.FusedMultiplyAdd(T.Fill(Unsafe.Add(ref value, k + 2)), At<T>(in from, Unsafe.Add(ref index, k + 2) * width), third);
            fourth = T.FusedMultiplyAdd(T.Fill(Unsafe.Add(ref value, k + 3)), At<T>(in from, Unsafe.Add(ref index, k + 3) * width), fourth);
        }
        if (k < count)
            first = T.FusedMultiplyAdd(T.Fill(Unsafe.Add(ref value, k)), At<T>(in from, Unsafe.Add(ref index, k) * width), first);
        if (k + 1 < count)
            second = T.FusedMultiplyAdd(T.Fill(Unsafe.Add(ref value, k + 1)), At<T>(in from, Unsafe.Add(ref index, k + 1) * width), second);
        if (k + 2 < count)
            third = T.FusedMultiplyAdd(T.Fill(Unsafe.Add(ref value, k + 2)), At<T>(in from, Unsafe.Add(ref index, k + 2) * width), third);
        Put(At<T>(in to, 0) + ((first + second) + (third + fourth)), ref to, 0);
    }
}
