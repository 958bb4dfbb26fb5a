using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hone.Numerics;

/// <summary>The inner loops: spans in, spans out; no policy, no allocation, no checks beyond Debug.Assert.</summary>
/// <remarks>
/// A sum runs in lanes by definition, whatever vectors the machine has, so the answer does not depend on it. Blocks of eight entries are added lane by lane:
/// while 32 entries are left, to four rows of eight lanes by turns, which keeps four chains of additions running side by side; then, the four rows added
/// as (0+1) + (2+3), to that one row. Its lanes are added as ((0+4)+(2+6)) + ((1+5)+(3+7)), and the up to seven entries left over one by one.
/// </remarks>
internal static partial class Kernels
{
    /// <summary>Doubles in one step of a kernel.</summary>
    public const int Lanes = 8;

    /// <summary>What a sum adds for the entries from a place on.</summary>
    private interface IAddend
    {
        T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>;
    }

    /// <summary>Σ of what the addend gives for 0 … length − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Total<TAddend>(VectorPath path, int length, TAddend addend)
        where TAddend : struct, IAddend, allows ref struct => path switch
        {
            VectorPath.Vectors512 => Total<TAddend, Lanes8>(length, addend),
            VectorPath.Vectors256 => Total<TAddend, Twice<Lanes4>>(length, addend),
            VectorPath.Vectors128 => Total<TAddend, Twice<Twice<Lanes2>>>(length, addend),
            _ => Total<TAddend, Twice<Twice<Twice<Lane1>>>>(length, addend),
        };

    // Compiled in full at once: before that, every operation on lanes would be a call.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Total<TAddend, T>(nint length, TAddend addend)
        where TAddend : struct, IAddend, allows ref struct
        where T : struct, ILanes<T>
    {
        nint i = 0;
        double sum = 0.0;
        if (length >= Lanes)
        {
            T row = default;
            if (length >= 4 * Lanes)
            {
                T row1 = default, row2 = default, row3 = default;
                for (; i <= length - (4 * Lanes); i += 4 * Lanes)
                {
                    row = addend.AddTo(row, i);
                    row1 = addend.AddTo(row1, i + Lanes);
                    row2 = addend.AddTo(row2, i + (2 * Lanes));
                    row3 = addend.AddTo(row3, i + (3 * Lanes));
                }
                row = (row + row1) + (row2 + row3);
            }
            for (; i <= length - Lanes; i += Lanes)
                row = addend.AddTo(row, i);
            sum = T.Sum(row);
        }
        for (; i < length; i++)
            sum = addend.AddTo(new Lane1(sum), i).Value;
        return sum;
    }

    private static ref N First<N>(ReadOnlySpan<N> a)
        where N : unmanaged => ref MemoryMarshal.GetReference(a);

    private static ref N First<N>(Span<N> a)
        where N : unmanaged => ref MemoryMarshal.GetReference(a);

    /// <summary>The doubles from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At<T>(ref readonly double first, nint at)
        where T : struct, ILanes<T> => T.Load(in Unsafe.Add(ref Unsafe.AsRef(in first), at));

    /// <summary>The floats from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At<T>(ref readonly float first, nint at)
        where T : struct, ILanes<T> => T.Load(in Unsafe.Add(ref Unsafe.AsRef(in first), at));

    /// <summary>The doubles or floats from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At<T, N>(ref readonly N first, nint at)
        where T : struct, ILanes<T>
        where N : unmanaged => typeof(N) == typeof(float)
            ? At<T>(in Unsafe.As<N, float>(ref Unsafe.AsRef(in first)), at)
            : At<T>(in Unsafe.As<N, double>(ref Unsafe.AsRef(in first)), at);
}
