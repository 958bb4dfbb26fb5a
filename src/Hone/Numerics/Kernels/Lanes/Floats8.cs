using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>Eight floats in one vector of 256 bits.</summary>
internal readonly struct Floats8(Vector256<float> value) : ILanes<Floats8>
{
    private readonly Vector256<float> value = value;

    public static int Count => 8;

    public static Floats8 Load(ref readonly double from) =>
        new(Vector256.Narrow(Vector256.LoadUnsafe(in from), Vector256.LoadUnsafe(in from, 4)));

    public static Floats8 Load(ref readonly float from) => new(Vector256.LoadUnsafe(in from));

    public static Floats8 Fill(double value) => new(Vector256.Create((float)value));

    public void Store(ref double to)
    {
        Vector256.WidenLower(value).StoreUnsafe(ref to);
        Vector256.WidenUpper(value).StoreUnsafe(ref to, 4);
    }

    public void Store(ref float to) => value.StoreUnsafe(ref to);

    public static Floats8 operator +(Floats8 a, Floats8 b) => new(a.value + b.value);

    public static Floats8 operator -(Floats8 a, Floats8 b) => new(a.value - b.value);

    public static Floats8 operator *(Floats8 a, Floats8 b) => new(a.value * b.value);

    public static Floats8 operator /(Floats8 a, Floats8 b) => new(a.value / b.value);

    public static Floats8 operator -(Floats8 a) => new(-a.value);

    public static Floats8 FusedMultiplyAdd(Floats8 a, Floats8 b, Floats8 c) => new(Vector256.FusedMultiplyAdd(a.value, b.value, c.value));

    public static Floats8 Abs(Floats8 a) => new(Vector256.Abs(a.value));

    public static Floats8 Max(Floats8 a, Floats8 b) => new(Vector256.Max(a.value, b.value));

    public static Floats8 Min(Floats8 a, Floats8 b) => new(Vector256.Min(a.value, b.value));

    public static Floats8 MaxNative(Floats8 a, Floats8 b) => new(Vector256.MaxNative(a.value, b.value));

    public static Floats8 Sqrt(Floats8 a) => new(Vector256.Sqrt(a.value));

    // Of two operands one of which is NaN, these instructions give NaN on ARM64 and the second one on x64.
    public static Floats8 Clamp(Floats8 a, double low, double high) =>
        new(Vector256.MinNative(Vector256.Create((float)high), Vector256.MaxNative(Vector256.Create((float)low), a.value)));

    public static Floats8 Round(Floats8 a) => new(Vector256.Round(a.value));

    public static Floats8 CopySign(Floats8 size, Floats8 sign) => new(Vector256.CopySign(size.value, sign.value));

    public static Floats8 LessThan(Floats8 a, Floats8 b) => new(Vector256.LessThan(a.value, b.value));

    public static Floats8 AtMost(Floats8 a, Floats8 b) => new(Vector256.LessThanOrEqual(a.value, b.value));

    public static Floats8 AreEqual(Floats8 a, Floats8 b) => new(Vector256.Equals(a.value, b.value));

    public static Floats8 operator &(Floats8 a, Floats8 b) => new(a.value & b.value);

    public static Floats8 operator ~(Floats8 mask) => new(~mask.value);

    public static Floats8 Select(Floats8 mask, Floats8 yes, Floats8 no) => new(Vector256.ConditionalSelect(mask.value, yes.value, no.value));

    public static bool Any(Floats8 mask) => Vector256.ExtractMostSignificantBits(mask.value) != 0;

    public static uint Bits(Floats8 mask) => Vector256.ExtractMostSignificantBits(mask.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats8 Scale(Floats8 y, Floats8 k)
    {
        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        Vector256<float> half = Vector256.Floor(k.value * 0.5f);
        return new(y.value * PowerOfTwo(half) * PowerOfTwo(k.value - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats8 Exponent(Floats8 a)
    {
        // The exponent's bits below those of 2²³ are the number 2²³ + exponent.
        Vector256<int> bits = Vector256.ShiftRightLogical(a.value.AsInt32(), 23) | Vector256.Create(0x4B00_0000);
        return new(bits.AsSingle() - Vector256.Create(8388608f + 127));
    }

    public static Floats8 Mantissa(Floats8 a) =>
        new(((a.value.AsInt32() & Vector256.Create(0x007F_FFFF)) | Vector256.Create(0x3F80_0000)).AsSingle());

    public static double Sum(Floats8 a) => Floats4.Sum(new(a.value.GetLower() + a.value.GetUpper()));

    public static double Largest(Floats8 a) => Floats4.Largest(new(Vector128.Max(a.value.GetLower(), a.value.GetUpper())));

    /// <summary>2ᵏ: the low bits of 1.5·2²³ + k + 127 are those of k + 127, and belong at the exponent's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<float> k) =>
        Vector256.ShiftLeft((k + Vector256.Create(12582912f + 127)).AsInt32(), 23).AsSingle();
}
