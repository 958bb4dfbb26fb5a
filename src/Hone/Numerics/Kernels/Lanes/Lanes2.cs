using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>Two doubles in one vector of 128 bits.</summary>
internal readonly struct Lanes2(Vector128<double> value) : ILanes<Lanes2>
{
    private readonly Vector128<double> value = value;

    public static int Count => 2;

    public static Lanes2 Load(ref readonly double from) => new(Vector128.LoadUnsafe(in from));

    public static Lanes2 Load(ref readonly float from) => new(Vector128.WidenLower(Vector64.LoadUnsafe(in from).ToVector128Unsafe()));

    public static Lanes2 Fill(double value) => new(Vector128.Create(value));

    public void Store(ref double to) => value.StoreUnsafe(ref to);

    public void Store(ref float to) => Vector128.Narrow(value, value).GetLower().StoreUnsafe(ref to);

    public static Lanes2 operator +(Lanes2 a, Lanes2 b) => new(a.value + b.value);

    public static Lanes2 operator -(Lanes2 a, Lanes2 b) => new(a.value - b.value);

    public static Lanes2 operator *(Lanes2 a, Lanes2 b) => new(a.value * b.value);

    public static Lanes2 operator /(Lanes2 a, Lanes2 b) => new(a.value / b.value);

    public static Lanes2 operator -(Lanes2 a) => new(-a.value);

    public static Lanes2 FusedMultiplyAdd(Lanes2 a, Lanes2 b, Lanes2 c) => new(Vector128.FusedMultiplyAdd(a.value, b.value, c.value));

    public static Lanes2 Abs(Lanes2 a) => new(Vector128.Abs(a.value));

    public static Lanes2 Max(Lanes2 a, Lanes2 b) => new(Vector128.Max(a.value, b.value));

    public static Lanes2 Min(Lanes2 a, Lanes2 b) => new(Vector128.Min(a.value, b.value));

    public static Lanes2 MaxNative(Lanes2 a, Lanes2 b) => new(Vector128.MaxNative(a.value, b.value));

    public static Lanes2 Sqrt(Lanes2 a) => new(Vector128.Sqrt(a.value));

    // Of two operands one of which is NaN, these instructions give NaN on ARM64 and the second one on x64.
    public static Lanes2 Clamp(Lanes2 a, double low, double high) =>
        new(Vector128.MinNative(Vector128.Create(high), Vector128.MaxNative(Vector128.Create(low), a.value)));

    public static Lanes2 Round(Lanes2 a) => new(Vector128.Round(a.value));

    public static Lanes2 CopySign(Lanes2 size, Lanes2 sign) => new(Vector128.CopySign(size.value, sign.value));

    public static Lanes2 LessThan(Lanes2 a, Lanes2 b) => new(Vector128.LessThan(a.value, b.value));

    public static Lanes2 AtMost(Lanes2 a, Lanes2 b) => new(Vector128.LessThanOrEqual(a.value, b.value));

    public static Lanes2 AreEqual(Lanes2 a, Lanes2 b) => new(Vector128.Equals(a.value, b.value));

    public static Lanes2 operator &(Lanes2 a, Lanes2 b) => new(a.value & b.value);

    public static Lanes2 operator ~(Lanes2 mask) => new(~mask.value);

    public static Lanes2 Select(Lanes2 mask, Lanes2 yes, Lanes2 no) => new(Vector128.ConditionalSelect(mask.value, yes.value, no.value));

    public static bool Any(Lanes2 mask) => Vector128.ExtractMostSignificantBits(mask.value) != 0;

    public static uint Bits(Lanes2 mask) => Vector128.ExtractMostSignificantBits(mask.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2 Scale(Lanes2 y, Lanes2 k)
    {
        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        Vector128<double> half = Vector128.Floor(k.value * 0.5);
        return new(y.value * PowerOfTwo(half) * PowerOfTwo(k.value - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2 Exponent(Lanes2 a)
    {
        // The exponent's bits below those of 2⁵² are the number 2⁵² + exponent.
        Vector128<long> bits = Vector128.ShiftRightLogical(a.value.AsInt64(), 52) | Vector128.Create(0x4330_0000_0000_0000);
        return new(bits.AsDouble() - Vector128.Create(4503599627370496.0 + 1023));
    }

    public static Lanes2 Mantissa(Lanes2 a) =>
        new(((a.value.AsInt64() & Vector128.Create(0x000F_FFFF_FFFF_FFFF)) | Vector128.Create(0x3FF0_0000_0000_0000)).AsDouble());

    public static double Sum(Lanes2 a) => a.value[0] + a.value[1];

    public static double Largest(Lanes2 a) => Math.Max(a.value[0], a.value[1]);

    /// <summary>2ᵏ: the low bits of 1.5·2⁵² + k + 1023 are those of k + 1023, and belong at the exponent's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> PowerOfTwo(Vector128<double> k) =>
        Vector128.ShiftLeft((k + Vector128.Create(6755399441055744.0 + 1023)).AsInt64(), 52).AsDouble();
}
