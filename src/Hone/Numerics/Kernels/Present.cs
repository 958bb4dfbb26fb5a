using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Kernels that pass over NaN, the mark of a gap.</summary>
internal static partial class Kernels
{
    /// <summary>How many entries are not NaN.</summary>
    public static int CountPresent(VectorPath path, ReadOnlySpan<double> x) => (int)Total(path, x.Length, new PresentOne(x));

    /// <summary>Σ(xᵢ − center) over the entries that are not NaN.</summary>
    public static double SumOfPresent(VectorPath path, ReadOnlySpan<double> x, double center) => Total(path, x.Length, new PresentDifference(x, center));

    /// <summary>Σ(xᵢ − center)² over the entries that are not NaN.</summary>
    public static double SumOfPresentSquares(VectorPath path, ReadOnlySpan<double> x, double center) => Total(path, x.Length, new PresentSquare(x, center));

    /// <summary>How many entries are not NaN, and Σ(xᵢ − center) and Σ(xᵢ − center)² over them; reads x once.</summary>
    public static (int Count, double Sum, double Squares) PresentMoments(ReadOnlySpan<double> x, double center)
    {
        const int block = 2048;                                 // stays in the first cache for three sums
        int count = 0;
        double sum = 0.0, squares = 0.0;
        for (int start = 0; start < x.Length; start += block)
        {
            ReadOnlySpan<double> part = x.Slice(start, Math.Min(block, x.Length - start));
            count += CountPresent(VectorPath.Widest, part);
            sum += SumOfPresent(VectorPath.Widest, part, center);
            squares += SumOfPresentSquares(VectorPath.Widest, part, center);
        }
        return (count, sum, squares);
    }

    /// <summary>to ← x with every NaN replaced.</summary>
    public static void FillGaps(ReadOnlySpan<double> x, double value, Span<double> to) => FillGaps(VectorPath.Widest, x, value, to);

    public static void FillGaps(VectorPath path, ReadOnlySpan<double> x, double value, Span<double> to)
    {
        Debug.Assert(x.Length == to.Length);
        ForEach(path, x.Length, new Filled(x, value, to));
    }

    /// <summary>Copies the entries that are not NaN, in order, and tells how many; <paramref name="to"/> is as long as <paramref name="x"/>.</summary>
    public static int CopyPresent(ReadOnlySpan<double> x, Span<double> to)
    {
        Debug.Assert(to.Length >= x.Length);
        int count = 0;
        foreach (double value in x)
        {
            to[count] = value;
            count += double.IsNaN(value) ? 0 : 1;               // without a branch: where gaps lie cannot be guessed
        }
        return count;
    }

    /// <summary>Where the first infinity of either sign stands; −1 if there is none.</summary>
    public static int IndexOfInfinity(ReadOnlySpan<double> x) => IndexOfInfinity(VectorPath.Widest, x);

    public static int IndexOfInfinity(VectorPath path, ReadOnlySpan<double> x) => path switch
    {
        VectorPath.Vectors512 => IndexOfInfinity<Lanes8>(x),
        VectorPath.Vectors256 => IndexOfInfinity<Lanes4>(x),
        VectorPath.Vectors128 => IndexOfInfinity<Lanes2>(x),
        _ => IndexOfInfinity<Lane1>(x),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int IndexOfInfinity<T>(ReadOnlySpan<double> x)
        where T : struct, ILanes<T>
    {
        ref double first = ref First(x);
        T infinity = T.Fill(double.PositiveInfinity);
        int i = 0;
        for (; i <= x.Length - T.Count && !T.Any(T.AreEqual(T.Abs(At<T>(in first, i)), infinity)); i += T.Count)
        {
        }
        for (; i < x.Length; i++)
        {
            if (double.IsInfinity(x[i]))
                return i;
        }
        return -1;
    }

    private readonly ref struct PresentOne(ReadOnlySpan<double> x) : IAddend
    {
        private readonly ref readonly double x = ref First(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T> => sum + OrZero(At<T>(in x, at), T.Fill(1.0));
    }

    private readonly ref struct PresentDifference(ReadOnlySpan<double> x, double center) : IAddend
    {
        private readonly ref readonly double x = ref First(x);
        private readonly double center = center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            T moved = At<T>(in x, at) - T.Fill(center);
            return sum + OrZero(moved, moved);
        }
    }

    private readonly ref struct PresentSquare(ReadOnlySpan<double> x, double center) : IAddend
    {
        private readonly ref readonly double x = ref First(x);
        private readonly double center = center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T AddTo<T>(T sum, nint at)
            where T : struct, ILanes<T>
        {
            T moved = At<T>(in x, at) - T.Fill(center);
            moved = OrZero(moved, moved);
            return T.FusedMultiplyAdd(moved, moved, sum);
        }
    }

    private readonly ref struct Filled(ReadOnlySpan<double> x, double value, Span<double> to) : IStep
    {
        private readonly ref readonly double x = ref First(x);
        private readonly ref double to = ref First(to);
        private readonly double value = value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T>
        {
            T values = At<T>(in x, at);
            Put(T.Select(T.AreEqual(values, values), values, T.Fill(value)), ref to, at);
        }
    }

    /// <summary>The value where the entry is a number, 0 where it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OrZero<T>(T entry, T value)
        where T : struct, ILanes<T> => T.Select(T.AreEqual(entry, entry), value, T.Fill(0.0));
}
