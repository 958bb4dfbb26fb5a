using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>What one difference of two rows adds to their distance, for one entry and for vectors of them.</summary>
internal interface IDistanceStep
{
    static abstract double Add(double sum, double difference);

    static abstract Vector256<double> Add(Vector256<double> sum, Vector256<double> difference);

    static abstract Vector512<double> Add(Vector512<double> sum, Vector512<double> difference);

    /// <summary>Two parts of a distance as one.</summary>
    static abstract double Join(double a, double b);

    static abstract Vector256<double> Join(Vector256<double> a, Vector256<double> b);

    static abstract Vector512<double> Join(Vector512<double> a, Vector512<double> b);

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
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference) => Vector256.FusedMultiplyAdd(difference, difference, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> sum, Vector512<double> difference) => Vector512.FusedMultiplyAdd(difference, difference, sum);

    public static double Join(double a, double b) => a + b;

    public static Vector256<double> Join(Vector256<double> a, Vector256<double> b) => a + b;

    public static Vector512<double> Join(Vector512<double> a, Vector512<double> b) => a + b;

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
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference) => sum + Vector256.Abs(difference);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> sum, Vector512<double> difference) => sum + Vector512.Abs(difference);

    public static double Join(double a, double b) => a + b;

    public static Vector256<double> Join(Vector256<double> a, Vector256<double> b) => a + b;

    public static Vector512<double> Join(Vector512<double> a, Vector512<double> b) => a + b;

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
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference) => Vector256.MaxNative(sum, Vector256.Abs(difference));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> sum, Vector512<double> difference) => Vector512.MaxNative(sum, Vector512.Abs(difference));

    public static double Join(double a, double b) => double.MaxNative(a, b);

    public static Vector256<double> Join(Vector256<double> a, Vector256<double> b) => Vector256.MaxNative(a, b);

    public static Vector512<double> Join(Vector512<double> a, Vector512<double> b) => Vector512.MaxNative(a, b);

    public static double Grown(double sum, double was, double difference) => Math.Max(sum, difference);

    public static double ToLength(double distance) => distance;

    public static double FromLength(double length) => length;
}
