using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Data;

/// <summary>Reads numbers of at most sixteen bytes at once: a minus or nothing, digits, and perhaps a point among them.</summary>
internal static class ShortNumber
{
    /// <summary>The longest text that is read so.</summary>
    public const int Longest = 16;

    private const int ExactDigits = 15;

    // Powers of ten up to 10^22 are exact doubles, and so is a mantissa of up to 15 digits: one division of
    // the two is rounded once, hence correctly (Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990).
    internal static ReadOnlySpan<double> PowersOfTen => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads the nearest double. False for anything else, and for whole numbers with a leading zero, which are codes: those are read with more care elsewhere.</summary>
    /// <param name="bytes">At least <see cref="Longest"/> bytes from <paramref name="start"/> on.</param>
    /// <param name="start">Where the text begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="value">What was read.</param>
    /// <param name="pointed">Whether there is a point.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> bytes, int start, int length, out double value, out bool pointed)
    {
        bool found = TryRead(bytes, start, length, out ulong digits, out int fraction, out uint minus);
        // A sign is as likely as none: no branch.
        value = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(digits / Unsafe.Add(ref MemoryMarshal.GetReference(PowersOfTen), fraction)) ^ ((ulong)minus << 63));
        pointed = fraction > 0 || (found && bytes[start + length - 1] == '.');
        return found;
    }

    /// <summary>Reads a whole number; false for anything else, as above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> bytes, int start, int length, out long value)
    {
        bool found = TryRead(bytes, start, length, out ulong digits, out int fraction, out uint minus);
        long negative = -(long)minus;
        value = ((long)digits ^ negative) - negative;
        return found && fraction == 0 && bytes[start + length - 1] != '.';
    }

    // Plain numbers come out, no structure: putting one together in memory and taking it apart again would cost more than the digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(ReadOnlySpan<byte> bytes, int start, int length, out ulong number, out int fraction, out uint minus)
    {
        (number, fraction, minus) = (0, 0, 0);
        if ((uint)(length - 1) >= Longest || start + Longest > bytes.Length)
            return false;

        Vector128<byte> text = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)start);
        Vector128<byte> values = text - Vector128.Create((byte)'0');
        Vector128<byte> areDigits = Vector128.LessThan(values, Vector128.Create((byte)10));
        uint inside = (1u << length) - 1;
        uint digits = areDigits.ExtractMostSignificantBits() & inside;
        uint points = Vector128.Equals(text, Vector128.Create((byte)'.')).ExtractMostSignificantBits() & inside;
        minus = Vector128.Equals(text, Vector128.Create((byte)'-')).ExtractMostSignificantBits() & 1;
        int count = BitOperations.PopCount(digits);
        // All bytes are accounted for, there are one to fifteen digits, and at most one point.
        if ((digits | points | minus) != inside || (uint)(count - 1) >= ExactDigits || (points & (points - 1)) != 0)
            return false;

        int point = -1;
        if (points != 0)
        {
            point = BitOperations.TrailingZeroCount(points);
            fraction = length - 1 - point;
        }
        else if (count > 1 && bytes[start + (int)minus] == '0')
        {
            return false;
        }

        // The digits move to the right end, those before the point one place further, and everything else becomes 0: an index below 0 stands for 0.
        Vector128<sbyte> index = Vector128.Create((sbyte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) + Vector128.Create((sbyte)(length - Longest));
        index += Vector128.LessThanOrEqual(index, Vector128.Create((sbyte)point));
        Vector128<ulong> aligned = Vector128.ShuffleNative(values & areDigits, index.AsByte()).AsUInt64();
        number = EightDigits(aligned.GetElement(1));
        if (count > 8)
            number += EightDigits(aligned.GetElement(0)) * 100_000_000;
        return true;
    }

    // Eight digits, the first in the lowest byte: neighbours are put together two by two, then four by four, then eight.
    private static ulong EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        return (((digits & 0x0000_00FF_0000_00FF) * (100 + (1_000_000UL << 32))) + (((digits >> 16) & 0x0000_00FF_0000_00FF) * (1 + (10_000UL << 32)))) >> 32;
    }
}
