using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Floats in one step: rows for these kernels are filled up with zeros to a multiple of it.</summary>
    public const int FloatLanes = 16;

    /// <summary>Σ (aᵢ − bᵢ)² of floats, in sixteen lanes by definition: entry i joins lane i mod 16, and lanes are added by halves.</summary>
    public static float FloatSquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => FloatSquaredDistance(a, b, VectorPath.Widest);

    public static float FloatSquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorPath path)
    {
        Debug.Assert(a.Length == b.Length);
        return FloatTotal(path, a.Length, new SquareOfDifference<float>(a, b));
    }

    /// <summary>Σ aᵢ·bᵢ of floats, in the same lanes.</summary>
    public static float FloatDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => FloatDot(a, b, VectorPath.Widest);

    public static float FloatDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b, VectorPath path)
    {
        Debug.Assert(a.Length == b.Length);
        return FloatTotal(path, a.Length, new Product<float>(a, b));
    }

    /// <summary>Asks for a whole row to be brought into the cache, however long: rows met in a walk lie anywhere. Changes nothing else.</summary>
    public static unsafe void PrefetchRow(ReadOnlySpan<float> row)
    {
        if (!Sse.IsSupported)
            return;
        fixed (float* at = row)
        {
            for (int i = 0; i < row.Length; i += FloatLanes)
                Sse.Prefetch0(at + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float FloatTotal<TAddend>(VectorPath path, int length, TAddend addend)
        where TAddend : struct, IAddend, allows ref struct => path switch
        {
            VectorPath.Vectors512 => FloatTotal<TAddend, Floats16>(length, addend),
            VectorPath.Vectors256 => FloatTotal<TAddend, Twice<Floats8>>(length, addend),
            VectorPath.Vectors128 => FloatTotal<TAddend, Twice<Twice<Floats4>>>(length, addend),
            _ => FloatTotal<TAddend, Twice<Twice<Twice<Twice<Float1>>>>>(length, addend),
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float FloatTotal<TAddend, T>(nint length, TAddend addend)
        where TAddend : struct, IAddend, allows ref struct
        where T : struct, ILanes<T>
    {
        Debug.Assert(length % FloatLanes == 0);
        T row = default;
        for (nint i = 0; i < length; i += FloatLanes)
            row = addend.AddTo(row, i);
        return (float)T.Sum(row);
    }
}
