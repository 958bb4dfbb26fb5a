using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Data;

/// <summary>A number of at most sixteen bytes, read at once: a minus or nothing, digits, and perhaps a point among them.</summary>
/// <param name="Digits">The digits as one whole number: at most fifteen of them, so that it is an exact double.</param>
/// <param name="Fraction">How many of them stand behind the point; −1 where there is no point.</param>
/// <param name="Negative">Whether a minus stands before it.</param>
internal readonly record struct ShortNumber(ulong Digits, int Fraction, bool Negative)
{
    /// <summary>The longest text that is read so.</summary>
    public const int Longest = 16;

    private const int ExactDigits = 15;

    // Powers of ten up to 10^22 are exact doubles, and so is a mantissa of up to 15 digits: one division of
    // the two is rounded once, hence correctly (Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990).
    internal static ReadOnlySpan<double> PowersOfTen => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>The nearest double.</summary>
    public double Number
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            double value = Fraction > 0 ? Digits / PowersOfTen[Fraction] : Digits;
            return Negative ? -value : value;
        }
    }

    /// <summary>The whole number, where there is no point.</summary>
    public long Whole => Negative ? -(long)Digits : (long)Digits;

    /// <summary>Reads one. False for anything else, and for whole numbers with a leading zero, which are codes: those are read with more care elsewhere.</summary>
    /// <param name="bytes">At least <see cref="Longest"/> bytes from <paramref name="start"/> on.</param>
    /// <param name="start">Where the text begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="number">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> bytes, int start, int length, out ShortNumber number)
    {
        number = default;
        if ((uint)(length - 1) >= Longest || start + Longest > bytes.Length)
            return false;

        Vector128<byte> text = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)start);
        Vector128<byte> values = text - Vector128.Create((byte)'0');
        Vector128<byte> areDigits = Vector128.LessThan(values, Vector128.Create((byte)10));
        uint inside = (1u << length) - 1;
        uint digits = areDigits.ExtractMostSignificantBits() & inside;
        uint points = Vector128.Equals(text, Vector128.Create((byte)'.')).ExtractMostSignificantBits() & inside;
        uint minus = Vector128.Equals(text, Vector128.Create((byte)'-')).ExtractMostSignificantBits() & 1;
        int count = BitOperations.PopCount(digits);
        // All bytes are accounted for, there are one to fifteen digits, and at most one point.
        if ((digits | points | minus) != inside || (uint)(count - 1) >= ExactDigits || (points & (points - 1)) != 0)
            return false;

        int point = points == 0 ? -1 : BitOperations.TrailingZeroCount(points);
        if (points == 0 && count > 1 && bytes[start + (int)minus] == '0')
            return false;

        // The digits move to the right end, those before the point one place further, and everything else becomes 0: an index below 0 stands for 0.
        Vector128<sbyte> index = Vector128.Create((sbyte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) + Vector128.Create((sbyte)(length - Longest));
        index += Vector128.LessThanOrEqual(index, Vector128.Create((sbyte)point));
        Vector128<ulong> aligned = Vector128.ShuffleNative(values & areDigits, index.AsByte()).AsUInt64();
        ulong sum = EightDigits(aligned.GetElement(1));
        if (count > 8)
            sum += EightDigits(aligned.GetElement(0)) * 100_000_000;
        number = new ShortNumber(sum, points == 0 ? -1 : length - 1 - point, minus != 0);
        return true;
    }

    // Eight digits, the first in the lowest byte: neighbours are put together two by two, then four by four, then eight.
    private static ulong EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        return (((digits & 0x0000_00FF_0000_00FF) * (100 + (1_000_000UL << 32))) + (((digits >> 16) & 0x0000_00FF_0000_00FF) * (1 + (10_000UL << 32)))) >> 32;
    }
}
