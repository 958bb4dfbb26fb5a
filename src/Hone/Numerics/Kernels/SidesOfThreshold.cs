using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>What lies on the left of a threshold: kernels for trees that cut at values. They read doubles or floats, and up to <see cref="FloatLanes"/> − 1 entries beyond the last, which count for nothing.</summary>
internal static partial class Kernels
{
    // Whole numbers up to here are floats.
    private const int LargestCount = 1 << 24;

    /// <summary>The least and the greatest of the values that are not NaN, +∞ and −∞ of none, and whether some are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (N Least, N Greatest, bool Gaps) Ends<N>(ReadOnlySpan<N> padded, int count)
        where N : unmanaged => Ends(VectorPath.Widest, padded, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (N Least, N Greatest, bool Gaps) Ends<N>(VectorPath path, ReadOnlySpan<N> padded, int count)
        where N : unmanaged
    {
        Debug.Assert(padded.Length >= count + FloatLanes - 1);
        bool floats = typeof(N) == typeof(float);
        return path switch
        {
            VectorPath.Vectors512 => floats ? Ends<N, Floats16>(padded, count) : Ends<N, Lanes8>(padded, count),
            VectorPath.Vectors256 => floats ? Ends<N, Floats8>(padded, count) : Ends<N, Lanes4>(padded, count),
            VectorPath.Vectors128 => floats ? Ends<N, Floats4>(padded, count) : Ends<N, Lanes2>(padded, count),
            _ => floats ? Ends<N, Float1>(padded, count) : Ends<N, Lane1>(padded, count),
        };
    }

    /// <summary>How many values are at most a limit, and how many of these are flagged by 1 rather than 0.</summary>
    /// <param name="padded">The values.</param>
    /// <param name="flags">0 or 1 for each.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="limit">The greatest value on the left.</param>
    /// <param name="missingLeft">Whether NaN counts too.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double Rows, double Flagged) CountLeft<N>(ReadOnlySpan<N> padded, ReadOnlySpan<float> flags, int count, N limit, bool missingLeft)
        where N : unmanaged => CountLeft(VectorPath.Widest, padded, flags, count, limit, missingLeft);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double Rows, double Flagged) CountLeft<N>(VectorPath path, ReadOnlySpan<N> padded, ReadOnlySpan<float> flags, int count, N limit, bool missingLeft)
        where N : unmanaged
    {
        Debug.Assert(padded.Length >= count + FloatLanes - 1 && flags.Length >= count + FloatLanes - 1);
        bool floats = typeof(N) == typeof(float);
        if (floats && count > LargestCount)
        {
            (double rows, double flagged) = CountLeft(path, padded[LargestCount..], flags[LargestCount..], count - LargestCount, limit, missingLeft);
            (double moreRows, double moreFlagged) = CountLeft(path, padded, flags, LargestCount, limit, missingLeft);
            return (rows + moreRows, flagged + moreFlagged);
        }
        ref N values = ref First(padded);
        ref float flag = ref First(flags);
        return path switch
        {
            VectorPath.Vectors512 => floats ? CountLeft<N, Floats16>(ref values, ref flag, count, limit, missingLeft) : CountLeft<N, Lanes8>(ref values, ref flag, count, limit, missingLeft),
            VectorPath.Vectors256 => floats ? CountLeft<N, Floats8>(ref values, ref flag, count, limit, missingLeft) : CountLeft<N, Lanes4>(ref values, ref flag, count, limit, missingLeft),
            VectorPath.Vectors128 => floats ? CountLeft<N, Floats4>(ref values, ref flag, count, limit, missingLeft) : CountLeft<N, Lanes2>(ref values, ref flag, count, limit, missingLeft),
            _ => floats ? CountLeft<N, Float1>(ref values, ref flag, count, limit, missingLeft) : CountLeft<N, Lane1>(ref values, ref flag, count, limit, missingLeft),
        };
    }

    /// <summary>How many values are at most a limit, and the sums of their weights and of something weighted, in eight lanes: entry i joins lane i mod 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double Rows, double Weight, double Sum) SumLeft<N>(ReadOnlySpan<N> padded, ReadOnlySpan<double> weights, ReadOnlySpan<double> weighted, int count, N limit, bool missingLeft)
        where N : unmanaged => SumLeft(VectorPath.Widest, padded, weights, weighted, count, limit, missingLeft);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double Rows, double Weight, double Sum) SumLeft<N>(VectorPath path, ReadOnlySpan<N> padded, ReadOnlySpan<double> weights, ReadOnlySpan<double> weighted, int count, N limit, bool missingLeft)
        where N : unmanaged
    {
        Debug.Assert(padded.Length >= count + FloatLanes - 1 && weights.Length >= count + FloatLanes - 1 && weighted.Length >= count + FloatLanes - 1);
        return path switch
        {
            VectorPath.Vectors512 => SumLeft<N, Lanes8>(padded, weights, weighted, count, limit, missingLeft),
            VectorPath.Vectors256 => SumLeft<N, Twice<Lanes4>>(padded, weights, weighted, count, limit, missingLeft),
            VectorPath.Vectors128 => SumLeft<N, Twice<Twice<Lanes2>>>(padded, weights, weighted, count, limit, missingLeft),
            _ => SumLeft<N, Twice<Twice<Twice<Lane1>>>>(padded, weights, weighted, count, limit, missingLeft),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (N Least, N Greatest, bool Gaps) Ends<N, T>(ReadOnlySpan<N> padded, nint count)
        where N : unmanaged
        where T : struct, ILanes<T>
    {
        ref N values = ref First(padded);
        T low = T.Fill(double.PositiveInfinity), high = T.Fill(double.NegativeInfinity), present = T.AreEqual(low, low), otherLow = low, otherHigh = high;
        nint i = 0;
        for (; i <= count - (2 * T.Count); i += 2 * T.Count)
        {
            T some = At<T, N>(in values, i), other = At<T, N>(in values, i + T.Count);
            present &= T.AreEqual(some, some) & T.AreEqual(other, other);
            low = T.Select(T.LessThan(some, low), some, low);
            otherLow = T.Select(T.LessThan(other, otherLow), other, otherLow);
            high = T.Select(T.LessThan(high, some), some, high);
            otherHigh = T.Select(T.LessThan(otherHigh, other), other, otherHigh);
        }
        for (; i < count; i += T.Count)
        {
            T some = At<T, N>(in values, i);
            if (count - i < T.Count)
                some = T.Select(FirstLanes<T>(count - i), some, Spread<T, N>(values));             // one value several times changes nothing
            present &= T.AreEqual(some, some);
            low = T.Select(T.LessThan(some, low), some, low);
            high = T.Select(T.LessThan(high, some), some, high);
        }
        low = T.Select(T.LessThan(otherLow, low), otherLow, low);
        high = T.Select(T.LessThan(high, otherHigh), otherHigh, high);
        N least = default, greatest = default;
        Put(new Lane1(-T.Largest(-low)), ref least, 0);
        Put(new Lane1(T.Largest(high)), ref greatest, 0);
        return (least, greatest, T.Any(~present));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Rows, double Flagged) CountLeft<N, T>(ref N values, ref float flag, nint count, N limit, bool missingLeft)
        where N : unmanaged
        where T : struct, ILanes<T>
    {
        T last = Spread<T, N>(limit), one = T.Fill(1), rows = default, flagged = default, moreRows = default, moreFlagged = default;
        nint i = 0;

        // Counts are whole numbers, so two sums by turns give what one gives, without each addition waiting for the one before.
        for (; i <= count - (2 * T.Count); i += 2 * T.Count)
        {
            T left = Left(At<T, N>(in values, i), last, missingLeft), next = Left(At<T, N>(in values, i + T.Count), last, missingLeft);
            rows += one & left;
            moreRows += one & next;
            flagged += At<T>(in flag, i) & left;
            moreFlagged += At<T>(in flag, i + T.Count) & next;
        }
        for (; i < count; i += T.Count)
        {
            T left = Left(At<T, N>(in values, i), last, missingLeft);
            if (count - i < T.Count)
                left &= FirstLanes<T>(count - i);
            rows += one & left;
            flagged += At<T>(in flag, i) & left;
        }
        (rows, flagged) = (rows + moreRows, flagged + moreFlagged);
        return (T.Sum(rows), T.Sum(flagged));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Rows, double Weight, double Sum) SumLeft<N, T>(ReadOnlySpan<N> padded, ReadOnlySpan<double> weights, ReadOnlySpan<double> weighted, nint count, N limit, bool missingLeft)
        where N : unmanaged
        where T : struct, ILanes<T>
    {
        ref N values = ref First(padded);
        ref double weight = ref First(weights), value = ref First(weighted);
        T last = Spread<T, N>(limit), one = T.Fill(1), rows = default, weightSum = default, sum = default;
        for (nint i = 0; i < count; i += T.Count)
        {
            T left = Left(At<T, N>(in values, i), last, missingLeft);
            if (count - i < T.Count)
                left &= FirstLanes<T>(count - i);
            rows += one & left;
            weightSum += At<T>(in weight, i) & left;
            sum += At<T>(in value, i) & left;
        }
        return (T.Sum(rows), T.Sum(weightSum), T.Sum(sum));
    }

    /// <summary>Where a value goes left of a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Left<T>(T value, T limit, bool missingLeft)
        where T : struct, ILanes<T> => missingLeft ? ~T.LessThan(limit, value) : T.AtMost(value, limit);

    /// <summary>Set in so many lanes from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FirstLanes<T>(nint count)
        where T : struct, ILanes<T> => T.LessThan(At<T>(in First(Places), 0), T.Fill(count));

    /// <summary>One number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Spread<T, N>(N value)
        where T : struct, ILanes<T>
        where N : unmanaged => T.Fill(typeof(N) == typeof(float) ? Unsafe.BitCast<N, float>(value) : Unsafe.BitCast<N, double>(value));

    private static ReadOnlySpan<float> Places => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
}
