using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>One float alone: ends of loops and scalar functions.</summary>
internal readonly struct Float1(float value) : ILanes<Float1>
{
    public readonly float Value = value;

    public static int Count => 1;

    public static Float1 Load(ref readonly double from) => new((float)from);

    public static Float1 Load(ref readonly float from) => new(from);

    public static Float1 Fill(double value) => new((float)value);

    public void Store(ref double to) => to = Value;

    public void Store(ref float to) => to = Value;

    public static Float1 operator +(Float1 a, Float1 b) => new(a.Value + b.Value);

    public static Float1 operator -(Float1 a, Float1 b) => new(a.Value - b.Value);

    public static Float1 operator *(Float1 a, Float1 b) => new(a.Value * b.Value);

    public static Float1 operator /(Float1 a, Float1 b) => new(a.Value / b.Value);

    public static Float1 operator -(Float1 a) => new(-a.Value);

    public static Float1 FusedMultiplyAdd(Float1 a, Float1 b, Float1 c) => new(float.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static Float1 Abs(Float1 a) => new(float.Abs(a.Value));

    public static Float1 Max(Float1 a, Float1 b) => new(float.Max(a.Value, b.Value));

    public static Float1 Min(Float1 a, Float1 b) => new(float.Min(a.Value, b.Value));

    public static Float1 MaxNative(Float1 a, Float1 b) => new(float.MaxNative(a.Value, b.Value));

    public static Float1 Sqrt(Float1 a) => new(float.Sqrt(a.Value));

    public static Float1 Clamp(Float1 a, double low, double high) => new(a.Value < (float)low ? (float)low : a.Value > (float)high ? (float)high : a.Value);

    public static Float1 Round(Float1 a) => new(float.Round(a.Value));

    public static Float1 CopySign(Float1 size, Float1 sign) => new(float.CopySign(size.Value, sign.Value));

    public static Float1 LessThan(Float1 a, Float1 b) => Mask(a.Value < b.Value);

    public static Float1 AtMost(Float1 a, Float1 b) => Mask(a.Value <= b.Value);

    public static Float1 AreEqual(Float1 a, Float1 b) => Mask(a.Value == b.Value);

    public static Float1 operator &(Float1 a, Float1 b) =>
        new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a.Value) & BitConverter.SingleToInt32Bits(b.Value)));

    public static Float1 operator ~(Float1 mask) => Mask(!Any(mask));

    public static Float1 Select(Float1 mask, Float1 yes, Float1 no) => Any(mask) ? yes : no;

    public static bool Any(Float1 mask) => BitConverter.SingleToInt32Bits(mask.Value) != 0;

    public static uint Bits(Float1 mask) => Any(mask) ? 1u : 0u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float1 Scale(Float1 y, Float1 k)
    {
        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        int whole = (int)k.Value, half = whole >> 1;
        return new(y.Value * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    public static Float1 Exponent(Float1 a) => new((int)(BitConverter.SingleToInt32Bits(a.Value) >> 23) - 127);

    public static Float1 Mantissa(Float1 a) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(a.Value) & 0x007F_FFFF) | 0x3F80_0000));

    public static double Sum(Float1 a) => a.Value;

    public static double Largest(Float1 a) => a.Value;

    private static float PowerOfTwo(int k) => BitConverter.Int32BitsToSingle((k + 127) << 23);

    private static Float1 Mask(bool set) => new(BitConverter.Int32BitsToSingle(set ? -1 : 0));
}
