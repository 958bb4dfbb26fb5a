using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>What one difference of two rows adds to their distance, for one entry and for lanes of them.</summary>
internal interface IDistanceStep
{
    static abstract double Add(double sum, double difference);

    static abstract T Add<T>(T sum, T difference)
        where T : struct, ILanes<T>;

    /// <summary>Two parts of a distance as one.</summary>
    static abstract T Join<T>(T a, T b)
        where T : struct, ILanes<T>;

    /// <summary>The parts of a distance in lanes as one, halves joined to each other until one is left.</summary>
    static abstract double JoinLanes<T>(T parts)
        where T : struct, ILanes<T>;

    /// <summary>The distance once one of its differences has grown from <paramref name="was"/>.</summary>
    static abstract double Grown(double sum, double was, double difference);

    /// <summary>The length that a distance stands for: its root for squares.</summary>
    static abstract double ToLength(double distance);

    /// <summary>The distance that stands for a length.</summary>
    static abstract double FromLength(double length);
}

/// <summary>Σ (aᵢ − bᵢ)², by fused multiply-adds.</summary>
internal readonly struct SquaredStep : IDistanceStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Add(double sum, double difference) => Math.FusedMultiplyAdd(difference, difference, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add<T>(T sum, T difference)
        where T : struct, ILanes<T> => T.FusedMultiplyAdd(difference, difference, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Join<T>(T a, T b)
        where T : struct, ILanes<T> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double JoinLanes<T>(T parts)
        where T : struct, ILanes<T> => T.Sum(parts);

    public static double Grown(double sum, double was, double difference) => sum - (was * was) + (difference * difference);

    public static double ToLength(double distance) => Math.Sqrt(distance);

    public static double FromLength(double length) => length * length;
}

/// <summary>Σ |aᵢ − bᵢ|.</summary>
internal readonly struct AbsoluteStep : IDistanceStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Add(double sum, double difference) => sum + Math.Abs(difference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add<T>(T sum, T difference)
        where T : struct, ILanes<T> => sum + T.Abs(difference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Join<T>(T a, T b)
        where T : struct, ILanes<T> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double JoinLanes<T>(T parts)
        where T : struct, ILanes<T> => T.Sum(parts);

    public static double Grown(double sum, double was, double difference) => sum - was + difference;

    public static double ToLength(double distance) => distance;

    public static double FromLength(double length) => length;
}

/// <summary>max |aᵢ − bᵢ|, of numbers: neither side may be NaN.</summary>
internal readonly struct LargestStep : IDistanceStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Add(double sum, double difference) => double.MaxNative(sum, Math.Abs(difference));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add<T>(T sum, T difference)
        where T : struct, ILanes<T> => T.MaxNative(sum, T.Abs(difference));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Join<T>(T a, T b)
        where T : struct, ILanes<T> => T.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double JoinLanes<T>(T parts)
        where T : struct, ILanes<T> => T.Largest(parts);

    public static double Grown(double sum, double was, double difference) => Math.Max(sum, difference);

    public static double ToLength(double distance) => distance;

    public static double FromLength(double length) => length;
}
