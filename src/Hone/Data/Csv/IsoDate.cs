using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Data;

/// <summary>A date written as 2011-02-28, read at once.</summary>
internal static class IsoDate
{
    private const int Length = 10;
    private const uint Digits = 0b11_0110_1111, Dashes = 0b00_1001_0000;

    /// <summary>Reads one; false for anything else, and for a day that its month does not have. A carriage return behind it is no part of it.</summary>
    /// <param name="bytes">At least sixteen from <paramref name="start"/> on.</param>
    /// <param name="start">Where the text begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="date">What was read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> bytes, int start, int length, out DateTime date)
    {
        date = default;
        if (start + Vector128<byte>.Count > bytes.Length || (length != Length && !(length == Length + 1 && bytes[start + Length] == '\r')))
            return false;
        Vector128<byte> text = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)start);
        Vector128<byte> values = text - Vector128.Create((byte)'0');
        uint digits = Vector128.LessThan(values, Vector128.Create((byte)10)).ExtractMostSignificantBits();
        uint dashes = Vector128.Equals(text, Vector128.Create((byte)'-')).ExtractMostSignificantBits();
        if ((digits & Digits) != Digits || (dashes & Dashes) != Dashes)
            return false;
        int year = (values[0] * 1000) + (values[1] * 100) + (values[2] * 10) + values[3];
        int month = (values[5] * 10) + values[6], day = (values[8] * 10) + values[9];
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateTime(year, month, day);
        return true;
    }
}
