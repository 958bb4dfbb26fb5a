using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>One double alone: ends of loops and scalar functions.</summary>
internal readonly struct Lane1(double value) : ILanes<Lane1>
{
    public readonly double Value = value;

    public static int Count => 1;

    public static Lane1 Load(ref readonly double from) => new(from);

    public static Lane1 Load(ref readonly float from) => new(from);

    public static Lane1 Fill(double value) => new(value);

    public void Store(ref double to) => to = Value;

    public void Store(ref float to) => to = (float)Value;

    public static Lane1 operator +(Lane1 a, Lane1 b) => new(a.Value + b.Value);

    public static Lane1 operator -(Lane1 a, Lane1 b) => new(a.Value - b.Value);

    public static Lane1 operator *(Lane1 a, Lane1 b) => new(a.Value * b.Value);

    public static Lane1 operator /(Lane1 a, Lane1 b) => new(a.Value / b.Value);

    public static Lane1 operator -(Lane1 a) => new(-a.Value);

    public static Lane1 FusedMultiplyAdd(Lane1 a, Lane1 b, Lane1 c) => new(Math.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static Lane1 Abs(Lane1 a) => new(Math.Abs(a.Value));

    public static Lane1 Max(Lane1 a, Lane1 b) => new(Math.Max(a.Value, b.Value));

    public static Lane1 Min(Lane1 a, Lane1 b) => new(Math.Min(a.Value, b.Value));

    public static Lane1 MaxNative(Lane1 a, Lane1 b) => new(double.MaxNative(a.Value, b.Value));

    public static Lane1 Sqrt(Lane1 a) => new(Math.Sqrt(a.Value));

    public static Lane1 Clamp(Lane1 a, double low, double high) => new(a.Value < low ? low : a.Value > high ? high : a.Value);

    public static Lane1 Round(Lane1 a) => new(Math.Round(a.Value));

    public static Lane1 CopySign(Lane1 size, Lane1 sign) => new(Math.CopySign(size.Value, sign.Value));

    public static Lane1 LessThan(Lane1 a, Lane1 b) => Mask(a.Value < b.Value);

    public static Lane1 AtMost(Lane1 a, Lane1 b) => Mask(a.Value <= b.Value);

    public static Lane1 AreEqual(Lane1 a, Lane1 b) => Mask(a.Value == b.Value);

    public static Lane1 operator &(Lane1 a, Lane1 b) =>
        new(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a.Value) & BitConverter.DoubleToInt64Bits(b.Value)));

    public static Lane1 operator ~(Lane1 mask) => Mask(!Any(mask));

    public static Lane1 Select(Lane1 mask, Lane1 yes, Lane1 no) => Any(mask) ? yes : no;

    public static bool Any(Lane1 mask) => BitConverter.DoubleToInt64Bits(mask.Value) != 0;

    public static uint Bits(Lane1 mask) => Any(mask) ? 1u : 0u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Scale(Lane1 y, Lane1 k)
    {
        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        int whole = (int)k.Value, half = whole >> 1;
        return new(y.Value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    public static Lane1 Exponent(Lane1 a) => new((int)(BitConverter.DoubleToInt64Bits(a.Value) >> 52) - 1023);

    public static Lane1 Mantissa(Lane1 a) =>
        new(BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(a.Value) & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000));

    public static double Sum(Lane1 a) => a.Value;

    public static double Largest(Lane1 a) => a.Value;

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);

    private static Lane1 Mask(bool set) => new(BitConverter.Int64BitsToDouble(set ? -1L : 0L));
}
