using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Data;

/// <summary>Where delimiters, line ends and quotes stand in 64 bytes, a bit a byte, and which of the bytes are inside quotes.</summary>
/// <remarks>
/// A byte is inside quotes where the number of quotes up to and including it is odd: the exclusive or of all bits before it, worked out in six shifts. That is so in a file whose quotes are regular:
/// each opens a field or closes one, or is doubled inside one. <see cref="IsRegular"/> tells. (The idea is that of G. Langdale and D. Lemire, "Parsing Gigabytes of JSON per Second", VLDB Journal 28, 2019.)
/// </remarks>
internal ref struct CsvMasks(CsvDialect dialect, bool inside)
{
    private readonly Vector512<byte> delimiters = Vector512.Create(dialect.Delimiter), newLines = Vector512.Create(dialect.NewLine), quotes = Vector512.Create(dialect.Quote);
    private readonly bool quoting = dialect.Quote != 0;

    // What the 64 bytes before this were: all ones or zeros, and the last bit of some masks.
    private ulong carriedInside = inside ? ulong.MaxValue : 0, carriedEnd = 1, carriedClose, carriedReturn;

    /// <summary>Line ends outside quotes, and inside.</summary>
    public ulong Lines, QuotedLines;

    /// <summary>Delimiters and line ends outside quotes.</summary>
    public ulong Ends;

    /// <summary>False from the first quote on that is not where a regular one can be.</summary>
    public bool IsRegular = true;

    /// <summary>Whether the bytes so far end inside quotes.</summary>
    public readonly bool IsInside => carriedInside != 0;

    /// <summary>Looks at the next 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(Vector512<byte> bytes)
    {
        ulong lines = Vector512.Equals(bytes, newLines).ExtractMostSignificantBits();
        ulong ends = Vector512.Equals(bytes, delimiters).ExtractMostSignificantBits() | lines;
        ulong quote = quoting ? Vector512.Equals(bytes, quotes).ExtractMostSignificantBits() : 0;
        if ((quote | carriedInside | carriedClose | carriedReturn) == 0)
        {
            (Lines, QuotedLines, Ends, carriedEnd) = (lines, 0, ends, ends >> 63);
            return;
        }

        ulong within = PrefixXor(quote) ^ carriedInside;
        ulong opening = quote & within, closing = quote & ~within;
        Ends = ends & ~within;
        (Lines, QuotedLines) = (lines & ~within, lines & within);

        // A quote opens after a delimiter or a line end, or right after one that closed: then the two are one quote doubled.
        // After one that closes comes a delimiter, a line end, the other of two doubled, or a carriage return and then a line end.
        ulong returns = Vector512.Equals(bytes, Vector512.Create((byte)'\r')).ExtractMostSignificantBits() & ~lines;
        ulong before = ((Ends | closing) << 1) | carriedEnd;
        ulong afterClose = (closing << 1) | carriedClose;
        ulong closedReturns = afterClose & returns, afterReturn = (closedReturns << 1) | carriedReturn;
        IsRegular &= ((opening & ~before) | (afterClose & ~(Ends | opening | returns)) | (afterReturn & ~Lines)) == 0;
        (carriedInside, carriedEnd, carriedClose, carriedReturn) = ((ulong)((long)within >> 63), (Ends | closing) >> 63, closing >> 63, closedReturns >> 63);
    }

    /// <summary>Writes the places of some bits, plus an offset; there is room for eight more than are written. Returns their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Places(ulong bits, int offset, ref int places)
    {
        int count = BitOperations.PopCount(bits);
        // Eight at a time whether they are there or not: those beyond the count are written over by the next.
        for (int i = 0; i < count; i += 8)
        {
            for (int k = 0; k < 8; k++)
            {
                Unsafe.Add(ref places, i + k) = offset + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }

    private static ulong PrefixXor(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
