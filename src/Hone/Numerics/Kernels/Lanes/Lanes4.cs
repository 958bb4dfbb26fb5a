using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

/// <summary>Four doubles in one vector of 256 bits.</summary>
internal readonly struct Lanes4(Vector256<double> value) : ILanes<Lanes4>
{
    private readonly Vector256<double> value = value;

    public static int Count => 4;

    public static Lanes4 Load(ref readonly double from) => new(Vector256.LoadUnsafe(in from));

    public static Lanes4 Load(ref readonly float from) => new(Avx.IsSupported
        ? Avx.ConvertToVector256Double(Vector128.LoadUnsafe(in from))
        : Vector256.WidenLower(Vector128.LoadUnsafe(in from).ToVector256Unsafe()));

    public static Lanes4 Fill(double value) => new(Vector256.Create(value));

    public void Store(ref double to) => value.StoreUnsafe(ref to);

    public void Store(ref float to) => (Avx.IsSupported ? Avx.ConvertToVector128Single(value) : Vector256.Narrow(value, value).GetLower()).StoreUnsafe(ref to);

    public static Lanes4 operator +(Lanes4 a, Lanes4 b) => new(a.value + b.value);

    public static Lanes4 operator -(Lanes4 a, Lanes4 b) => new(a.value - b.value);

    public static Lanes4 operator *(Lanes4 a, Lanes4 b) => new(a.value * b.value);

    public static Lanes4 operator /(Lanes4 a, Lanes4 b) => new(a.value / b.value);

    public static Lanes4 operator -(Lanes4 a) => new(-a.value);

    public static Lanes4 FusedMultiplyAdd(Lanes4 a, Lanes4 b, Lanes4 c) => new(Vector256.FusedMultiplyAdd(a.value, b.value, c.value));

    public static Lanes4 Abs(Lanes4 a) => new(Vector256.Abs(a.value));

    public static Lanes4 Max(Lanes4 a, Lanes4 b) => new(Vector256.Max(a.value, b.value));

    public static Lanes4 Min(Lanes4 a, Lanes4 b) => new(Vector256.Min(a.value, b.value));

    public static Lanes4 MaxNative(Lanes4 a, Lanes4 b) => new(Vector256.MaxNative(a.value, b.value));

    public static Lanes4 Sqrt(Lanes4 a) => new(Vector256.Sqrt(a.value));

    // Of two operands one of which is NaN, these instructions give NaN on ARM64 and the second one on x64.
    public static Lanes4 Clamp(Lanes4 a, double low, double high) =>
        new(Vector256.MinNative(Vector256.Create(high), Vector256.MaxNative(Vector256.Create(low), a.value)));

    public static Lanes4 Round(Lanes4 a) => new(Vector256.Round(a.value));

    public static Lanes4 CopySign(Lanes4 size, Lanes4 sign) => new(Vector256.CopySign(size.value, sign.value));

    public static Lanes4 LessThan(Lanes4 a, Lanes4 b) => new(Vector256.LessThan(a.value, b.value));

    public static Lanes4 AtMost(Lanes4 a, Lanes4 b) => new(Vector256.LessThanOrEqual(a.value, b.value));

    public static Lanes4 AreEqual(Lanes4 a, Lanes4 b) => new(Vector256.Equals(a.value, b.value));

    public static Lanes4 operator &(Lanes4 a, Lanes4 b) => new(a.value & b.value);

    public static Lanes4 operator ~(Lanes4 mask) => new(~mask.value);

    public static Lanes4 Select(Lanes4 mask, Lanes4 yes, Lanes4 no) => new(Vector256.ConditionalSelect(mask.value, yes.value, no.value));

    public static bool Any(Lanes4 mask) => Vector256.ExtractMostSignificantBits(mask.value) != 0;

    public static uint Bits(Lanes4 mask) => Vector256.ExtractMostSignificantBits(mask.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Scale(Lanes4 y, Lanes4 k)
    {
        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        Vector256<double> half = Vector256.Floor(k.value * 0.5);
        return new(y.value * PowerOfTwo(half) * PowerOfTwo(k.value - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Exponent(Lanes4 a)
    {
        // The exponent's bits below those of 2⁵² are the number 2⁵² + exponent.
        Vector256<long> bits = Vector256.ShiftRightLogical(a.value.AsInt64(), 52) | Vector256.Create(0x4330_0000_0000_0000);
        return new(bits.AsDouble() - Vector256.Create(4503599627370496.0 + 1023));
    }

    public static Lanes4 Mantissa(Lanes4 a) =>
        new(((a.value.AsInt64() & Vector256.Create(0x000F_FFFF_FFFF_FFFF)) | Vector256.Create(0x3FF0_0000_0000_0000)).AsDouble());

    public static double Sum(Lanes4 a) => Lanes2.Sum(new(a.value.GetLower() + a.value.GetUpper()));

    public static double Largest(Lanes4 a) => Lanes2.Largest(new(Vector128.Max(a.value.GetLower(), a.value.GetUpper())));

    /// <summary>2ᵏ: the low bits of 1.5·2⁵² + k + 1023 are those of k + 1023, and belong at the exponent's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<double> k) =>
        Vector256.ShiftLeft((k + Vector256.Create(6755399441055744.0 + 1023)).AsInt64(), 52).AsDouble();
}
