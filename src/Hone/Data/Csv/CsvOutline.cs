using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>Where a file can be cut into parts of whole rows, and how many rows each part has, if its quotes are regular.</summary>
/// <remarks>
/// The file is looked at in pieces of equal size, each without knowing whether it begins inside quotes: for both cases its lines are counted. One walk over the pieces then tells which case holds.
/// Whether quotes are regular, on which all this rests, is for the reader of the parts to see.
/// </remarks>
internal sealed class CsvOutline
{
    /// <summary>Bytes of a piece, small enough for a processor's own memory. Parts, and with them all work, depend on the file alone.</summary>
    public const int PieceSize = 1 << 18;

    private CsvOutline(List<(long Offset, int Length, int Rows)> parts) => Parts = parts;

    /// <summary>The parts, one after the other.</summary>
    public IReadOnlyList<(long Offset, int Length, int Rows)> Parts { get; }

    /// <summary>Cuts a file; null where it cannot be cut so.</summary>
    /// <param name="source">A source that is read at any place.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="start">Where its first row begins.</param>
    /// <param name="workers">Threads to use at most.</param>
    public static CsvOutline? Of(CsvSource source, CsvDialect dialect, long start, int? workers)
    {
        long end = End(source);
        int count = checked((int)((end - start + PieceSize - 1) / PieceSize));
        Piece[] pieces = new Piece[count];
        Stack<byte[]> buffers = new();
        WorkerPool.For(count, workers, p =>
        {
            byte[]? buffer;
            lock (buffers)
                buffers.TryPop(out buffer);
            buffer ??= new byte[PieceSize];
            long offset = start + ((long)p * PieceSize);
            int length = (int)Math.Min(PieceSize, end - offset);
            buffer.AsSpan(length).Clear();
            pieces[p] = source.TryReadAt(offset, buffer.AsSpan(0, length)) ? Piece.Of(buffer, dialect) : default;
            lock (buffers)
                buffers.Push(buffer);
        });

        List<(long, int, int)> parts = [];
        long from = start;
        int rows = 0;
        bool inside = false;
        for (int p = 0; p < count; p++)
        {
            (int lines, int first) = inside ? (pieces[p].QuotedLines, pieces[p].FirstQuoted) : (pieces[p].Lines, pieces[p].First);
            if (!pieces[p].IsRead || (lines == 0 && p < count - 1))
                return null;                                                      // a row longer than a piece
            if (p > 0 && lines > 0)
            {
                long cut = start + ((long)p * PieceSize) + first + 1;
                parts.Add((from, (int)(cut - from), rows + 1));
                (from, rows) = (cut, -1);
            }
            rows += lines;
            inside ^= pieces[p].Flips;
        }
        // The last line's end was cut off, or was never there.
        if (from < end)
            parts.Add((from, (int)(end - from), rows + 1));
        return inside || parts.Count == 0 ? null : new CsvOutline(parts);
    }

    // Without the line ends behind the last row.
    private static long End(CsvSource source)
    {
        Span<byte> tail = stackalloc byte[256];
        long end = source.Length;
        tail = tail[..(int)Math.Min(tail.Length, end)];
        return source.TryReadAt(end - tail.Length, tail) ? end - tail.Length + tail.TrimEnd("\r\n"u8).Length : end;
    }

    private struct Piece
    {
        public bool IsRead, Flips;
        public int Lines, First, QuotedLines, FirstQuoted;

        public static Piece Of(ReadOnlySpan<byte> bytes, CsvDialect dialect)
        {
            Piece piece = new() { IsRead = true, First = -1, FirstQuoted = -1 };
            CsvMasks masks = new(dialect, inside: false);
            ReadOnlySpan<Vector512<byte>> vectors = MemoryMarshal.Cast<byte, Vector512<byte>>(bytes);
            for (int i = 0; i < vectors.Length; i++)
            {
                masks.Next(vectors[i]);
                if (piece.First < 0 && masks.Lines != 0)
                    piece.First = (i * 64) + BitOperations.TrailingZeroCount(masks.Lines);
                if (piece.FirstQuoted < 0 && masks.QuotedLines != 0)
                    piece.FirstQuoted = (i * 64) + BitOperations.TrailingZeroCount(masks.QuotedLines);
                piece.Lines += BitOperations.PopCount(masks.Lines);
                piece.QuotedLines += BitOperations.PopCount(masks.QuotedLines);
            }
            piece.Flips = masks.IsInside;
            return piece;
        }
    }
}
