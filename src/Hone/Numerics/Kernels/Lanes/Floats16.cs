using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

/// <summary>Sixteen floats in one vector of 512 bits.</summary>
internal readonly struct Floats16(Vector512<float> value) : ILanes<Floats16>
{
    private readonly Vector512<float> value = value;

    public static int Count => 16;

    public static Floats16 Load(ref readonly double from) =>
        new(Vector512.Narrow(Vector512.LoadUnsafe(in from), Vector512.LoadUnsafe(in from, 8)));

    public static Floats16 Load(ref readonly float from) => new(Vector512.LoadUnsafe(in from));

    public static Floats16 Fill(double value) => new(Vector512.Create((float)value));

    public void Store(ref double to)
    {
        Vector512.WidenLower(value).StoreUnsafe(ref to);
        Vector512.WidenUpper(value).StoreUnsafe(ref to, 8);
    }

    public void Store(ref float to) => value.StoreUnsafe(ref to);

    public static Floats16 operator +(Floats16 a, Floats16 b) => new(a.value + b.value);

    public static Floats16 operator -(Floats16 a, Floats16 b) => new(a.value - b.value);

    public static Floats16 operator *(Floats16 a, Floats16 b) => new(a.value * b.value);

    public static Floats16 operator /(Floats16 a, Floats16 b) => new(a.value / b.value);

    public static Floats16 operator -(Floats16 a) => new(-a.value);

    public static Floats16 FusedMultiplyAdd(Floats16 a, Floats16 b, Floats16 c) => new(Vector512.FusedMultiplyAdd(a.value, b.value, c.value));

    public static Floats16 Abs(Floats16 a) => new(Vector512.Abs(a.value));

    public static Floats16 Max(Floats16 a, Floats16 b) => new(Vector512.Max(a.value, b.value));

    public static Floats16 Min(Floats16 a, Floats16 b) => new(Vector512.Min(a.value, b.value));

    public static Floats16 MaxNative(Floats16 a, Floats16 b) => new(Vector512.MaxNative(a.value, b.value));

    public static Floats16 Sqrt(Floats16 a) => new(Vector512.Sqrt(a.value));

    // Of two operands one of which is NaN, these instructions give NaN on ARM64 and the second one on x64.
    public static Floats16 Clamp(Floats16 a, double low, double high) =>
        new(Vector512.MinNative(Vector512.Create((float)high), Vector512.MaxNative(Vector512.Create((float)low), a.value)));

    public static Floats16 Round(Floats16 a) => new(Vector512.Round(a.value));

    public static Floats16 CopySign(Floats16 size, Floats16 sign) => new(Vector512.CopySign(size.value, sign.value));

    public static Floats16 LessThan(Floats16 a, Floats16 b) => new(Vector512.LessThan(a.value, b.value));

    public static Floats16 AtMost(Floats16 a, Floats16 b) => new(Vector512.LessThanOrEqual(a.value, b.value));

    public static Floats16 AreEqual(Floats16 a, Floats16 b) => new(Vector512.Equals(a.value, b.value));

    public static Floats16 operator &(Floats16 a, Floats16 b) => new(a.value & b.value);

    public static Floats16 operator ~(Floats16 mask) => new(~mask.value);

    public static Floats16 Select(Floats16 mask, Floats16 yes, Floats16 no) => new(Vector512.ConditionalSelect(mask.value, yes.value, no.value));

    public static bool Any(Floats16 mask) => Vector512.ExtractMostSignificantBits(mask.value) != 0;

    public static uint Bits(Floats16 mask) => (uint)Vector512.ExtractMostSignificantBits(mask.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats16 Scale(Floats16 y, Floats16 k)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.Scale(y.value, k.value));

        // In two factors, since 2ᵏ alone may be out of range; the first product is exact.
        Vector512<float> half = Vector512.Floor(k.value * 0.5f);
        return new(y.value * PowerOfTwo(half) * PowerOfTwo(k.value - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats16 Exponent(Floats16 a)
    {
        // The exponent's bits below those of 2²³ are the number 2²³ + exponent.
        Vector512<int> bits = Vector512.ShiftRightLogical(a.value.AsInt32(), 23) | Vector512.Create(0x4B00_0000);
        return new(bits.AsSingle() - Vector512.Create(8388608f + 127));
    }

    public static Floats16 Mantissa(Floats16 a) =>
        new(((a.value.AsInt32() & Vector512.Create(0x007F_FFFF)) | Vector512.Create(0x3F80_0000)).AsSingle());

    public static double Sum(Floats16 a) => Floats8.Sum(new(a.value.GetLower() + a.value.GetUpper()));

    public static double Largest(Floats16 a) => Floats8.Largest(new(Vector256.Max(a.value.GetLower(), a.value.GetUpper())));

    /// <summary>2ᵏ: the low bits of 1.5·2²³ + k + 127 are those of k + 127, and belong at the exponent's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<float> k) =>
        Vector512.ShiftLeft((k + Vector512.Create(12582912f + 127)).AsInt32(), 23).AsSingle();
}
