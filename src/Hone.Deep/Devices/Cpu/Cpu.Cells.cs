using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

// What the cells of recurrent layers do with the numbers of one sample at one step.
internal sealed unsafe partial class Cpu
{
    /// <summary>Where the numbers of one sample at one step lie.</summary>
    private readonly struct CellRow<T>(T* gates, T* own, T* before, T* cellBefore, T* after, T* cellAfter, int size)
        where T : unmanaged
    {
        public readonly T* Gates = gates, Own = own, Before = before, CellBefore = cellBefore, After = after, CellAfter = cellAfter;

        public readonly int Size = size;
    }

    /// <summary>Where the gradients of one sample at one step lie: that of the result, of the states on their way back, and of both sides of the gates.</summary>
    private readonly struct CellSlopes<T>(T* g, T* carry, T* carryCell, T* toGates, T* toOwn)
        where T : unmanaged
    {
        public readonly T* G = g, Carry = carry, CarryCell = carryCell, ToGates = toGates, ToOwn = toOwn;
    }

    private interface ICell
    {
        /// <summary>Gates of one unit.</summary>
        static abstract int Gates { get; }

        static abstract void Ahead<TLanes, T>(CellRow<T> row)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged;

        static abstract void Back<TLanes, T>(CellRow<T> row, CellSlopes<T> to)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SigmoidOf<TLanes, T>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => typeof(T) == typeof(float) ? FloatFunctions.Sigmoid(x) : Elementary.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes TanhOf<TLanes, T>(TLanes x)
        where TLanes : struct, ILanes<TLanes> => typeof(T) == typeof(float) ? FloatFunctions.Tanh(x) : Elementary.Tanh(x);

    // Each in a loop of its own: several such functions in one are too much for the compiler to put in place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BendSigmoid<TLanes, T>(T* x, T* plus, int length)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        T* spare = stackalloc T[TLanes.Count];
        for (int i = 0; i < length; i += TLanes.Count)
        {
            TLanes at = Next<TLanes, T>(x + i, length - i, spare);
            if (plus != null)
                at += Next<TLanes, T>(plus + i, length - i, spare);
            Put(SigmoidOf<TLanes, T>(at), x + i, length - i, spare);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BendTanh<TLanes, T>(T* x, T* to, int length)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        T* spare = stackalloc T[TLanes.Count];
        for (int i = 0; i < length; i += TLanes.Count)
            Put(TanhOf<TLanes, T>(Next<TLanes, T>(x + i, length - i, spare)), to + i, length - i, spare);
    }

    // The gradient by the state after a step: what comes from later steps, and from the result.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SlopeOfState<TLanes, T>(CellSlopes<T> to, int i, int left, T* spare)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        TLanes carried = Next<TLanes, T>(to.Carry + i, left, spare);
        return to.G == null ? carried : carried + Next<TLanes, T>(to.G + i, left, spare);
    }

    private readonly struct TanhCell : ICell
    {
        public static int Gates => 1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Ahead<TLanes, T>(CellRow<T> row)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            for (int i = 0; i < row.Size; i += TLanes.Count)
                Put(TanhOf<TLanes, T>(Next<TLanes, T>(row.Gates + i, row.Size - i, spare)), row.After + i, row.Size - i, spare);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Back<TLanes, T>(CellRow<T> row, CellSlopes<T> to)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            for (int i = 0; i < row.Size; i += TLanes.Count)
            {
                int left = row.Size - i;
                TLanes h = Next<TLanes, T>(row.After + i, left, spare);
                Put(SlopeOfState<TLanes, T>(to, i, left, spare) * TLanes.FusedMultiplyAdd(-h, h, TLanes.Fill(1)), to.ToGates + i, left, spare);
                Put(TLanes.Fill(0), to.Carry + i, left, spare);
            }
        }
    }

    private readonly struct ReluCell : ICell
    {
        public static int Gates => 1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Ahead<TLanes, T>(CellRow<T> row)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            for (int i = 0; i < row.Size; i += TLanes.Count)
                Put(TLanes.Max(Next<TLanes, T>(row.Gates + i, row.Size - i, spare), TLanes.Fill(0)), row.After + i, row.Size - i, spare);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Back<TLanes, T>(CellRow<T> row, CellSlopes<T> to)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes zero = TLanes.Fill(0);
            for (int i = 0; i < row.Size; i += TLanes.Count)
            {
                int left = row.Size - i;
                TLanes h = Next<TLanes, T>(row.After + i, left, spare);
                Put(TLanes.Select(TLanes.LessThan(zero, h), SlopeOfState<TLanes, T>(to, i, left, spare), zero), to.ToGates + i, left, spare);
                Put(zero, to.Carry + i, left, spare);
            }
        }
    }

    private readonly struct LstmCell : ICell
    {
        public static int Gates => 4;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Ahead<TLanes, T>(CellRow<T> row)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            int size = row.Size;
            T* input = row.Gates, forget = input + size, fresh = forget + size, output = fresh + size;
            BendSigmoid<TLanes, T>(input, null, 2 * size);
            BendTanh<TLanes, T>(fresh, fresh, size);
            BendSigmoid<TLanes, T>(output, null, size);
            for (int k = 0; k < size; k += TLanes.Count)
            {
                int left = size - k;
                TLanes written = Next<TLanes, T>(input + k, left, spare) * Next<TLanes, T>(fresh + k, left, spare), f = Next<TLanes, T>(forget + k, left, spare);
                Put(TLanes.FusedMultiplyAdd(f, Next<TLanes, T>(row.CellBefore + k, left, spare), written), row.CellAfter + k, left, spare);
            }
            BendTanh<TLanes, T>(row.CellAfter, row.After, size);
            for (int k = 0; k < size; k += TLanes.Count)
                Put(Next<TLanes, T>(output + k, size - k, spare) * Next<TLanes, T>(row.After + k, size - k, spare), row.After + k, size - k, spare);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Back<TLanes, T>(CellRow<T> row, CellSlopes<T> to)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes one = TLanes.Fill(1);
            int size = row.Size;
            for (int k = 0; k < size; k += TLanes.Count)
            {
                int left = size - k;
                TLanes i = Next<TLanes, T>(row.Gates + k, left, spare), f = Next<TLanes, T>(row.Gates + size + k, left, spare);
                TLanes g = Next<TLanes, T>(row.Gates + (2 * size) + k, left, spare), o = Next<TLanes, T>(row.Gates + (3 * size) + k, left, spare);
                TLanes bent = TanhOf<TLanes, T>(Next<TLanes, T>(row.CellAfter + k, left, spare)), slope = SlopeOfState<TLanes, T>(to, k, left, spare);
                TLanes cell = TLanes.FusedMultiplyAdd(slope * o, TLanes.FusedMultiplyAdd(-bent, bent, one), Next<TLanes, T>(to.CarryCell + k, left, spare));
                Put(cell * g * (i * (one - i)), to.ToGates + k, left, spare);
                Put(cell * Next<TLanes, T>(row.CellBefore + k, left, spare) * (f * (one - f)), to.ToGates + size + k, left, spare);
                Put(cell * i * TLanes.FusedMultiplyAdd(-g, g, one), to.ToGates + (2 * size) + k, left, spare);
                Put(slope * bent * (o * (one - o)), to.ToGates + (3 * size) + k, left, spare);
                Put(cell * f, to.CarryCell + k, left, spare);
                Put(TLanes.Fill(0), to.Carry + k, left, spare);
            }
        }
    }

    private readonly struct GruCell : ICell
    {
        public static int Gates => 3;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Ahead<TLanes, T>(CellRow<T> row)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            int size = row.Size;
            BendSigmoid<TLanes, T>(row.Gates, row.Own, 2 * size);
            for (int k = 0; k < size; k += TLanes.Count)
            {
                int left = size - k;
                TLanes r = Next<TLanes, T>(row.Gates + k, left, spare), z = Next<TLanes, T>(row.Gates + size + k, left, spare);
                TLanes fromState = Next<TLanes, T>(row.Own + (2 * size) + k, left, spare);
                TLanes n = TanhOf<TLanes, T>(TLanes.FusedMultiplyAdd(r, fromState, Next<TLanes, T>(row.Gates + (2 * size) + k, left, spare)));
                TLanes h = Next<TLanes, T>(row.Before + k, left, spare);
                Put(n, row.Gates + (2 * size) + k, left, spare);
                Put(TLanes.FusedMultiplyAdd(z, h - n, n), row.After + k, left, spare);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Back<TLanes, T>(CellRow<T> row, CellSlopes<T> to)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes one = TLanes.Fill(1);
            int size = row.Size;
            for (int k = 0; k < size; k += TLanes.Count)
            {
                int left = size - k;
                TLanes r = Next<TLanes, T>(row.Gates + k, left, spare), z = Next<TLanes, T>(row.Gates + size + k, left, spare), n = Next<TLanes, T>(row.Gates + (2 * size) + k, left, spare);
                TLanes slope = SlopeOfState<TLanes, T>(to, k, left, spare), toNew = slope * (one - z) * TLanes.FusedMultiplyAdd(-n, n, one);
                TLanes toReset = toNew * Next<TLanes, T>(row.Own + (2 * size) + k, left, spare) * (r * (one - r));
                TLanes toUpdate = slope * (Next<TLanes, T>(row.Before + k, left, spare) - n) * (z * (one - z));
                Put(toReset, to.ToGates + k, left, spare);
                Put(toUpdate, to.ToGates + size + k, left, spare);
                Put(toNew, to.ToGates + (2 * size) + k, left, spare);
                Put(toReset, to.ToOwn + k, left, spare);
                Put(toUpdate, to.ToOwn + size + k, left, spare);
                Put(toNew * r, to.ToOwn + (2 * size) + k, left, spare);
                Put(slope * z, to.Carry + k, left, spare);
            }
        }
    }
}
