using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Two rows of lanes that act as one row of twice the length.</summary>
internal readonly struct Twice<T>(T low, T high) : ILanes<Twice<T>>
    where T : struct, ILanes<T>
{
    private readonly T low = low;
    private readonly T high = high;

    public static int Count => 2 * T.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Load(ref readonly double from) => new(T.Load(in from), T.Load(in Unsafe.Add(ref Unsafe.AsRef(in from), T.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Load(ref readonly float from) => new(T.Load(in from), T.Load(in Unsafe.Add(ref Unsafe.AsRef(in from), T.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Fill(double value) => new(T.Fill(value), T.Fill(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double to)
    {
        low.Store(ref to);
        high.Store(ref Unsafe.Add(ref to, T.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float to)
    {
        low.Store(ref to);
        high.Store(ref Unsafe.Add(ref to, T.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator +(Twice<T> a, Twice<T> b) => new(a.low + b.low, a.high + b.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator -(Twice<T> a, Twice<T> b) => new(a.low - b.low, a.high - b.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator *(Twice<T> a, Twice<T> b) => new(a.low * b.low, a.high * b.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator /(Twice<T> a, Twice<T> b) => new(a.low / b.low, a.high / b.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator -(Twice<T> a) => new(-a.low, -a.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> FusedMultiplyAdd(Twice<T> a, Twice<T> b, Twice<T> c) => new(T.FusedMultiplyAdd(a.low, b.low, c.low), T.FusedMultiplyAdd(a.high, b.high, c.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Abs(Twice<T> a) => new(T.Abs(a.low), T.Abs(a.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Max(Twice<T> a, Twice<T> b) => new(T.Max(a.low, b.low), T.Max(a.high, b.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Min(Twice<T> a, Twice<T> b) => new(T.Min(a.low, b.low), T.Min(a.high, b.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> MaxNative(Twice<T> a, Twice<T> b) => new(T.MaxNative(a.low, b.low), T.MaxNative(a.high, b.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Sqrt(Twice<T> a) => new(T.Sqrt(a.low), T.Sqrt(a.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Clamp(Twice<T> a, double low, double high) => new(T.Clamp(a.low, low, high), T.Clamp(a.high, low, high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Round(Twice<T> a) => new(T.Round(a.low), T.Round(a.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> CopySign(Twice<T> size, Twice<T> sign) => new(T.CopySign(size.low, sign.low), T.CopySign(size.high, sign.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> LessThan(Twice<T> a, Twice<T> b) => new(T.LessThan(a.low, b.low), T.LessThan(a.high, b.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> AtMost(Twice<T> a, Twice<T> b) => new(T.AtMost(a.low, b.low), T.AtMost(a.high, b.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> AreEqual(Twice<T> a, Twice<T> b) => new(T.AreEqual(a.low, b.low), T.AreEqual(a.high, b.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator &(Twice<T> a, Twice<T> b) => new(a.low & b.low, a.high & b.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> operator ~(Twice<T> mask) => new(~mask.low, ~mask.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Select(Twice<T> mask, Twice<T> yes, Twice<T> no) => new(T.Select(mask.low, yes.low, no.low), T.Select(mask.high, yes.high, no.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Twice<T> mask) => T.Any(mask.low) | T.Any(mask.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Twice<T> mask) => T.Bits(mask.low) | (T.Bits(mask.high) << T.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Scale(Twice<T> y, Twice<T> k) => new(T.Scale(y.low, k.low), T.Scale(y.high, k.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Exponent(Twice<T> a) => new(T.Exponent(a.low), T.Exponent(a.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<T> Mantissa(Twice<T> a) => new(T.Mantissa(a.low), T.Mantissa(a.high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Twice<T> a) => T.Sum(a.low + a.high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Twice<T> a) => T.Largest(T.Max(a.low, a.high));
}
