using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>Four floats in one vector of 128 bits.</summary>
internal readonly struct Floats4(Vector128<float> value) : ILanes<Floats4>
{
    private readonly Vector128<float> value = value;

    public static int Count => 4;

    public static Floats4 Load(ref readonly double from) =>
        new(Vector128.Narrow(Vector128.LoadUnsafe(in from), Vector128.LoadUnsafe(in from, 2)));

    public static Floats4 Load(ref readonly float from) => new(Vector128.LoadUnsafe(in from));

    public static Floats4 Fill(double value) => new(Vector128.Create((float)value));

    public void Store(ref double to)
    {
        Vector128.WidenLower(value).StoreUnsafe(ref to);
        Vector128.WidenUpper(value).StoreUnsafe(ref to, 2);
    }

    public void Store(ref float to) => value.StoreUnsafe(ref to);

    public static Floats4 operator +(Floats4 a, Floats4 b) => new(a.value + b.value);

    public static Floats4 operator -(Floats4 a, Floats4 b) => new(a.value - b.value);

    public static Floats4 operator *(Floats4 a, Floats4 b) => new(a.value * b.value);

    public static Floats4 operator /(Floats4 a, Floats4 b) => new(a.value / b.value);

    public static Floats4 operator -(Floats4 a) => new(-a.value);

    public static Floats4 FusedMultiplyAdd(Floats4 a, Floats4 b, Floats4 c) => new(Vector128.FusedMultiplyAdd(a.value, b.value, c.value));

    public static Floats4 Abs(Floats4 a) => new(Vector128.Abs(a.value));

    public static Floats4 Max(Floats4 a, Floats4 b) => new(Vector128.Max(a.value, b.value));

    public static Floats4 Min(Floats4 a, Floats4 b) => new(Vector128.Min(a.value, b.value));

    public static Floats4 MaxNative(Floats4 a, Floats4 b) => new(Vector128.MaxNative(a.value, b.value));

    public static Floats4 Sqrt(Floats4 a) => new(Vector128.Sqrt(a.value));

    // Of two operands one of which is NaN, these instructions give NaN on ARM64 and the second one on x64.
    public static Floats4 Clamp(Floats4 a, double low, double high) =>
        new(Vector128.MinNative(Vector128.Create((float)high), Vector128.MaxNative(Vector128.Create((float)low), a.value)));

    public static Floats4 Round(Floats4 a) => new(Vector128.Round(a.value));

    public static Floats4 CopySign(Floats4 size, Floats4 sign) => new(Vector128.CopySign(size.value, sign.value));

    public static Floats4 LessThan(Floats4 a, Floats4 b) => new(Vector128.LessThan(a.value, b.value));

    public static Floats4 AtMost(Floats4 a, Floats4 b) => new(Vector128.LessThanOrEqual(a.value, b.value));

    public static Floats4 AreEqual(Floats4 a, Floats4 b) => new(Vector128.Equals(a.value, b.value));

    public static Floats4 operator &(Floats4 a, Floats4 b) => new(a.value & b.value);

    public static Floats4 operator ~(Floats4 mask) => new(~mask.value);

    public static Floats4 Select(Floats4 mask, Floats4 yes, Floats4 no) => new(Vector128.ConditionalSelect(mask.value, yes.value, no.value));

    public static bool Any(Floats4 mask) => Vector128.ExtractMostSignificantBits(mask.value) != 0;

    public static uint Bits(Floats4 mask) => Vector128.ExtractMostSignificantBits(mask.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats4 Scale(Floats4 y, Floats4 k)
    {
        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        Vector128<float> half = Vector128.Floor(k.value * 0.5f);
        return new(y.value * PowerOfTwo(half) * PowerOfTwo(k.value - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats4 Exponent(Floats4 a)
    {
        // The exponent's bits below those of 2²³ are the number 2²³ + exponent.
        Vector128<int> bits = Vector128.ShiftRightLogical(a.value.AsInt32(), 23) | Vector128.Create(0x4B00_0000);
        return new(bits.AsSingle() - Vector128.Create(8388608f + 127));
    }

    public static Floats4 Mantissa(Floats4 a) =>
        new(((a.value.AsInt32() & Vector128.Create(0x007F_FFFF)) | Vector128.Create(0x3F80_0000)).AsSingle());

    public static double Sum(Floats4 a) => (a.value[0] + a.value[2]) + (a.value[1] + a.value[3]);

    public static double Largest(Floats4 a) => float.Max(float.Max(a.value[0], a.value[2]), float.Max(a.value[1], a.value[3]));

    /// <summary>2ᵏ: the low bits of 1.5·2²³ + k + 127 are those of k + 127, and belong at the exponent's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOfTwo(Vector128<float> k) =>
        Vector128.ShiftLeft((k + Vector128.Create(12582912f + 127)).AsInt32(), 23).AsSingle();
}
