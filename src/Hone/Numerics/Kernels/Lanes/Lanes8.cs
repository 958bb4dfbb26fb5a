using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

/// <summary>Eight doubles in one vector of 512 bits.</summary>
internal readonly struct Lanes8(Vector512<double> value) : ILanes<Lanes8>
{
    private readonly Vector512<double> value = value;

    public static int Count => 8;

    public static Lanes8 Load(ref readonly double from) => new(Vector512.LoadUnsafe(in from));

    public static Lanes8 Load(ref readonly float from) => new(Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(in from))
        : Vector512.WidenLower(Vector256.LoadUnsafe(in from).ToVector512Unsafe()));

    public static Lanes8 Fill(double value) => new(Vector512.Create(value));

    public void Store(ref double to) => value.StoreUnsafe(ref to);

    public void Store(ref float to) => (Avx512F.IsSupported ? Avx512F.ConvertToVector256Single(value) : Vector512.Narrow(value, value).GetLower()).StoreUnsafe(ref to);

    public static Lanes8 operator +(Lanes8 a, Lanes8 b) => new(a.value + b.value);

    public static Lanes8 operator -(Lanes8 a, Lanes8 b) => new(a.value - b.value);

    public static Lanes8 operator *(Lanes8 a, Lanes8 b) => new(a.value * b.value);

    public static Lanes8 operator /(Lanes8 a, Lanes8 b) => new(a.value / b.value);

    public static Lanes8 operator -(Lanes8 a) => new(-a.value);

    public static Lanes8 FusedMultiplyAdd(Lanes8 a, Lanes8 b, Lanes8 c) => new(Vector512.FusedMultiplyAdd(a.value, b.value, c.value));

    public static Lanes8 Abs(Lanes8 a) => new(Vector512.Abs(a.value));

    public static Lanes8 Max(Lanes8 a, Lanes8 b) => new(Vector512.Max(a.value, b.value));

    public static Lanes8 Min(Lanes8 a, Lanes8 b) => new(Vector512.Min(a.value, b.value));

    public static Lanes8 MaxNative(Lanes8 a, Lanes8 b) => new(Vector512.MaxNative(a.value, b.value));

    public static Lanes8 Sqrt(Lanes8 a) => new(Vector512.Sqrt(a.value));

    // Of two operands one of which is NaN, these instructions give NaN on ARM64 and the second one on x64.
    public static Lanes8 Clamp(Lanes8 a, double low, double high) =>
        new(Vector512.MinNative(Vector512.Create(high), Vector512.MaxNative(Vector512.Create(low), a.value)));

    public static Lanes8 Round(Lanes8 a) => new(Vector512.Round(a.value));

    public static Lanes8 CopySign(Lanes8 size, Lanes8 sign) => new(Vector512.CopySign(size.value, sign.value));

    public static Lanes8 LessThan(Lanes8 a, Lanes8 b) => new(Vector512.LessThan(a.value, b.value));

    public static Lanes8 AtMost(Lanes8 a, Lanes8 b) => new(Vector512.LessThanOrEqual(a.value, b.value));

    public static Lanes8 AreEqual(Lanes8 a, Lanes8 b) => new(Vector512.Equals(a.value, b.value));

    public static Lanes8 operator &(Lanes8 a, Lanes8 b) => new(a.value & b.value);

    public static Lanes8 operator ~(Lanes8 mask) => new(~mask.value);

    public static Lanes8 Select(Lanes8 mask, Lanes8 yes, Lanes8 no) => new(Vector512.ConditionalSelect(mask.value, yes.value, no.value));

    public static bool Any(Lanes8 mask) => Vector512.ExtractMostSignificantBits(mask.value) != 0;

    public static uint Bits(Lanes8 mask) => (uint)Vector512.ExtractMostSignificantBits(mask.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Scale(Lanes8 y, Lanes8 k)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.Scale(y.value, k.value));

        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        Vector512<double> half = Vector512.Floor(k.value * 0.5);
        return new(y.value * PowerOfTwo(half) * PowerOfTwo(k.value - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Exponent(Lanes8 a)
    {
        // The exponent's bits below those of 2⁵² are the number 2⁵² + exponent.
        Vector512<long> bits = Vector512.ShiftRightLogical(a.value.AsInt64(), 52) | Vector512.Create(0x4330_0000_0000_0000);
        return new(bits.AsDouble() - Vector512.Create(4503599627370496.0 + 1023));
    }

    public static Lanes8 Mantissa(Lanes8 a) =>
        new(((a.value.AsInt64() & Vector512.Create(0x000F_FFFF_FFFF_FFFF)) | Vector512.Create(0x3FF0_0000_0000_0000)).AsDouble());

    public static double Sum(Lanes8 a) => Lanes4.Sum(new(a.value.GetLower() + a.value.GetUpper()));

    public static double Largest(Lanes8 a) => Lanes4.Largest(new(Vector256.Max(a.value.GetLower(), a.value.GetUpper())));

    /// <summary>2ᵏ: the low bits of 1.5·2⁵² + k + 1023 are those of k + 1023, and belong at the exponent's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowerOfTwo(Vector512<double> k) =>
        Vector512.ShiftLeft((k + Vector512.Create(6755399441055744.0 + 1023)).AsInt64(), 52).AsDouble();
}
