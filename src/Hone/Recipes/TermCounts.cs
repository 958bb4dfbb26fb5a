using System.Runtime.InteropServices;
using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>The terms of a column of texts, counted: how many rows have each, how often it comes, and which ones each row has.</summary>
/// <remarks>
/// Rows are cut into parts by their number alone; each part lays its texts out and notes where their terms stand and how they hash. Then each range of
/// hashes goes through all parts, in order, with a table of its own. Nothing depends on the order in which that happens, because what is kept is sorted in the end.
/// </remarks>
internal sealed class TermCounts
{
    private const int MostParts = 8;

    // By the top bits of the hash.
    private const int RangeBits = 3, Ranges = 1 << RangeBits;

    private readonly Part[] parts;
    private readonly Range[] ranges;

    private TermCounts(Part[] parts, Range[] ranges) => (this.parts, this.ranges) = (parts, ranges);

    /// <summary>How many different terms there are.</summary>
    public int Different => ranges.Sum(range => range.Terms.Count);

    public static TermCounts Of(Column texts, TextTerms cut, FitContext context)
    {
        Part[] parts = new Part[MostParts];
        context.For(MostParts, p => parts[p] = new Part(texts, (int)((long)texts.Count * p / MostParts), (int)((long)texts.Count * (p + 1) / MostParts), cut, context));
        Range[] ranges = new Range[Ranges];
        context.For(Ranges, r => ranges[r] = new Range(parts, r));
        return new TermCounts(parts, ranges);
    }

    /// <summary>The terms that enough rows and not too many have, sorted by their UTF-16 units, with the number of rows that have each.</summary>
    /// <param name="fewestRows">Rows at least.</param>
    /// <param name="mostRows">Rows at most.</param>
    /// <param name="limit">Terms at most, the most frequent ones, of equals the first; null for all.</param>
    public (string[] Terms, int[] Rows) Keep(int fewestRows, double mostRows, int? limit)
    {
        foreach (Range range in ranges)
            range.Keep(fewestRows, mostRows);
        (Range Range, int Code)[] kept = [.. ranges.SelectMany(range => range.Kept.Select(code => (range, code)))];
        string[] found = Array.ConvertAll(kept, one => one.Range.Terms[one.Code].ToString());
        int[] order = OrdinalOrder.Of(found);
        string[] terms = new string[kept.Length];
        int[] rows = new int[terms.Length];
        int[] counts = new int[terms.Length];
        for (int place = 0; place < terms.Length; place++)
        {
            (Range range, int code) = kept[order[place]];
            (terms[place], rows[place], counts[place], range.Places[code]) = (found[order[place]], range.Tallies[code].Rows, range.Tallies[code].Count, place);
        }
        if (limit is not { } most || terms.Length <= most)
            return (terms, rows);

        int[] frequent = [.. Enumerable.Range(0, terms.Length).OrderByDescending(t => counts[t]).Take(most).Order()];
        int[] placeOf = new int[terms.Length];
        Array.Fill(placeOf, -1);
        for (int t = 0; t < frequent.Length; t++)
            placeOf[frequent[t]] = t;
        foreach (Range range in ranges)
        {
            foreach (int code in range.Kept)
                range.Places[code] = placeOf[range.Places[code]];
        }
        return ([.. frequent.Select(t => terms[t])], [.. frequent.Select(t => rows[t])]);
    }

    /// <summary>The kept terms of each row, by their places among them, as often as they come and in any order.</summary>
    public ITermRows[] Rows() => [.. parts.Select(part => new KeptRows(part, ranges))];

    /// <summary>A table in which each term's code is its place.</summary>
    public static TermTable Number(string[] terms)
    {
        TermTable table = new(terms.Length);
        foreach (string term in terms)
            table.CodeOf(term);
        return table;
    }

    private static int RangeOf(uint hash) => (int)(hash >> (32 - RangeBits));

    /// <summary>Consecutive rows: where the terms of each stand in the laid-out text, and how they hash.</summary>
    private sealed class Part
    {
        private readonly TextTerms.Buffers buffers = new(keep: true);
        private readonly List<int> starts = [], ends = [];
        private readonly List<uint> hashes = [];
        private readonly int[] rangeStarts = new int[Ranges + 1], byRange;

        public Part(Column texts, int start, int end, TextTerms cut, FitContext context)
        {
            RowStarts = new int[end - start + 1];
            for (int row = 0; row < end - start; row++)
            {
                if ((row & 1023) == 0)
                    context.Cancellation.ThrowIfCancellationRequested();
                if (texts.Format(start + row) is { } text)
                    cut.Visit(text, buffers, Note);
                RowStarts[row + 1] = starts.Count;
            }
            Codes = new int[starts.Count];
            byRange = GC.AllocateUninitializedArray<int>(starts.Count);
            foreach (uint hash in Hashes)
                rangeStarts[RangeOf(hash) + 1]++;
            for (int range = 0; range < Ranges; range++)
                rangeStarts[range + 1] += rangeStarts[range];
            Span<int> next = [.. rangeStarts];
            for (int term = 0; term < byRange.Length; term++)
                byRange[next[RangeOf(Hashes[term])]++] = term;
        }

        /// <summary>Where each row's terms start among all terms of the part.</summary>
        public int[] RowStarts { get; }

        /// <summary>How each term hashes.</summary>
        public ReadOnlySpan<uint> Hashes => CollectionsMarshal.AsSpan(hashes);

        /// <summary>Each term's code in the table of its hash's range.</summary>
        public int[] Codes { get; }

        /// <summary>The terms of a range, one row after the other.</summary>
        public ReadOnlySpan<int> TermsIn(int range) => byRange.AsSpan(rangeStarts[range]..rangeStarts[range + 1]);

        public ReadOnlySpan<char> this[int term] => buffers.Slice(starts[term], ends[term]);

        private void Note(int start, int end)
        {
            starts.Add(start);
            ends.Add(end);
            hashes.Add(TermTable.Hash(buffers.Slice(start, end)));
        }
    }

    /// <summary>The terms of all parts whose hashes lie in one range.</summary>
    private sealed class Range
    {
        private readonly List<Tally> tallies = [];

        public Range(Part[] parts, int range)
        {
            // About as many different terms as there will be, since growing a table moves all of it: half of all.
            Terms = new TermTable((int)(parts.Sum(part => (long)part.TermsIn(range).Length) / 2));
            int before = 0;
            foreach (Part part in parts)
            {
                int row = 1;
                foreach (int term in part.TermsIn(range))
                {
                    while (part.RowStarts[row] <= term)
                        row++;
                    Add(part, term, before + row);
                }
                before += part.RowStarts.Length;
            }
            Places = new int[Terms.Count];
            Array.Fill(Places, -1);
        }

        private void Add(Part part, int term, int row)
        {
            int code = part.Codes[term] = Terms.CodeOf(part[term], part.Hashes[term]);
            if (code == tallies.Count)
                tallies.Add(default);
            ref Tally tally = ref CollectionsMarshal.AsSpan(tallies)[code];
            tally.Count++;
            tally.Rows += tally.LastRow == row ? 0 : 1;
            tally.LastRow = row;
        }

        public TermTable Terms { get; }

        /// <summary>What was counted of each term.</summary>
        public ReadOnlySpan<Tally> Tallies => CollectionsMarshal.AsSpan(tallies);

        /// <summary>The codes of the terms that are kept.</summary>
        public List<int> Kept { get; } = [];

        /// <summary>Each term's place among all that are kept, or −1.</summary>
        public int[] Places { get; }

        public void Keep(int fewestRows, double mostRows)
        {
            for (int code = 0; code < Terms.Count; code++)
            {
                if (tallies[code].Rows >= fewestRows && tallies[code].Rows <= mostRows)
                    Kept.Add(code);
            }
        }
    }

    /// <summary>How often a term comes and how many rows have it; the last of them, counted from 1.</summary>
    private struct Tally
    {
        public int Count;
        public int Rows;
        public int LastRow;
    }

    private sealed class KeptRows(Part part, Range[] ranges) : ITermRows
    {
        public int Count => part.RowStarts.Length - 1;

        public void Terms(int row, List<int> terms)
        {
            for (int term = part.RowStarts[row]; term < part.RowStarts[row + 1]; term++)
            {
                int place = ranges[RangeOf(part.Hashes[term])].Places[part.Codes[term]];
                if (place >= 0)
                    terms.Add(place);
            }
        }
    }
}

/// <summary>Consecutive rows and the terms that each has.</summary>
internal interface ITermRows
{
    int Count { get; }

    /// <summary>Adds a row's terms, as often as they come and in any order.</summary>
    void Terms(int row, List<int> terms);
}
