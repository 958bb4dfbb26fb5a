using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>The terms of a column of texts, counted: how many rows have each, how often it comes, and which ones each row has.</summary>
/// <remarks>
/// Rows are cut into parts by their number alone; each part numbers and counts the terms it meets. Then each range of hashes goes through the parts' different terms, in order,
/// and adds up their counts. Nothing depends on the order in which that happens, because what is kept is sorted in the end.
/// </remarks>
internal sealed class TermCounts
{
    // Most terms come in every part, which each keeps: fewer parts take less memory.
    private const int FewestParts = 4, MostParts = 8, RowsInPart = 1 << 13;

    // By the top bits of the hash.
    private const int RangeBits = 3, Ranges = 1 << RangeBits;

    private readonly Part[] parts;
    private readonly Range[] ranges;

    private TermCounts(Part[] parts, Range[] ranges) => (this.parts, this.ranges) = (parts, ranges);

    /// <summary>How many different terms there are.</summary>
    public int Different => ranges.Sum(range => range.Terms.Count);

    public static TermCounts Of(Column texts, TextTerms cut, FitContext context)
    {
        int count = Math.Clamp(texts.Count / RowsInPart, FewestParts, MostParts);
        Part[] parts = new Part[count];
        context.For(count, p => parts[p] = new Part(texts, (int)((long)texts.Count * p / count), (int)((long)texts.Count * (p + 1) / count), cut, context));
        Range[] ranges = new Range[Ranges];
        context.For(Ranges, r => ranges[r] = new Range(parts, r));
        Array.ForEach(parts, part => part.ForgetTerms());
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

    /// <summary>The kept terms of each row. To be asked for once, after <see cref="Keep"/>: the parts' own terms are overwritten.</summary>
    public TermRows[] Rows(FitContext context)
    {
        TermRows[] rows = new TermRows[parts.Length];
        context.For(parts.Length, p => rows[p] = parts[p].Kept(ranges));
        return rows;
    }

    private static int RangeOf(uint hash) => (int)(hash >> (32 - RangeBits));

    /// <summary>How often a term comes and how many rows have it.</summary>
    private struct Tally
    {
        public int Count;
        public int Rows;
    }

    /// <summary>Consecutive rows: their different terms by code, and each row's terms by code.</summary>
    private sealed class Part
    {
        // Characters for each different term of a row, about: what room is made for at first.
        private const int CharactersATerm = 8;

        private readonly int[] starts;
        private readonly long[] terms;                          // each row's, as TermRows has them, with codes for places
        private readonly int[] rangeStarts = new int[Ranges + 1], byRange, codesOfRange;
        private TermTable table = new();
        private Counter counter;

        public Part(Column texts, int start, int end, TextTerms cut, FitContext context)
        {
            long characters = 0;
            for (int row = start; row < end; row++)
                characters += texts.Format(row)?.Length ?? 0;
            counter = new(table, (int)Math.Min(characters * Math.Min(cut.Most - cut.Fewest + 1, 2) / CharactersATerm, Array.MaxLength / 2));
            TextTerms.Buffers buffers = new();
            starts = new int[end - start + 1];
            for (int row = 0; row < end - start; row++)
            {
                if ((row & 1023) == 0)
                    context.Cancellation.ThrowIfCancellationRequested();
                counter.Row = row;
                if (texts.Format(start + row) is { } text)
                    cut.Visit(text, buffers, ref counter);
                starts[row + 1] = counter.Terms;
            }
            terms = counter.All;

            for (int code = 0; code < table.Count; code++)
                rangeStarts[RangeOf(table.HashOf(code)) + 1]++;
            for (int range = 0; range < Ranges; range++)
                rangeStarts[range + 1] += rangeStarts[range];
            (byRange, codesOfRange) = (new int[table.Count], new int[table.Count]);
            Span<int> next = [.. rangeStarts];
            for (int code = 0; code < table.Count; code++)
                byRange[next[RangeOf(table.HashOf(code))]++] = code;
        }

        /// <summary>Lets go of what is needed no more once all ranges have their terms.</summary>
        public void ForgetTerms() => (table, counter) = (new TermTable(0), default);

        /// <summary>How many different terms of a range there are.</summary>
        public int CountIn(int range) => rangeStarts[range + 1] - rangeStarts[range];

        /// <summary>Gives each different term of a range its code there, and adds what was counted of it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void AddTo(TermTable all, List<Tally> sums, int range)
        {
            foreach (int code in byRange.AsSpan(rangeStarts[range]..rangeStarts[range + 1]))
            {
                int own = codesOfRange[code] = all.CodeOf(table[code], table.HashOf(code));
                if (own == sums.Count)
                    sums.Add(default);
                ref Tally sum = ref CollectionsMarshal.AsSpan(sums)[own];
                sum.Count += counter[code].Count;
                sum.Rows += counter[code].Rows;
            }
        }

        /// <summary>The rows with places for codes, and without the terms that have none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public TermRows Kept(Range[] ranges)
        {
            int[] places = codesOfRange;
            for (int range = 0; range < Ranges; range++)
            {
                foreach (int code in byRange.AsSpan(rangeStarts[range]..rangeStarts[range + 1]))
                    places[code] = ranges[range].Places[codesOfRange[code]];
            }
            for (int row = 0, from = 0, to = 0; row + 1 < starts.Length; row++)
            {
                for (; from < starts[row + 1]; from++)
                {
                    int place = places[TermRows.PlaceOf(terms[from])];
                    if (place >= 0)
                        terms[to++] = TermRows.Term(place, TermRows.CountOf(terms[from]));
                }
                terms.AsSpan(starts[row]..to).Sort();
                starts[row + 1] = to;
            }
            return new TermRows(starts, terms);
        }
    }

    /// <summary>Counts the terms of one row after the other.</summary>
    private struct Counter(TermTable table, int room) : ITermVisitor
    {
        private long[] terms = GC.AllocateUninitializedArray<long>(room);
        private Last[] last = new Last[256];

        /// <summary>The row that is being read.</summary>
        public int Row { get; set; }

        /// <summary>Terms of all rows so far.</summary>
        public int Terms { get; private set; }

        public readonly long[] All => terms;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ReadOnlySpan<char> term)
        {
            int code = table.CodeOf(term);
            if (code >= last.Length)
                Array.Resize(ref last, Math.Max(code + 1, 2 * last.Length));
            ref Last own = ref last[code];
            own.Tally.Count++;
            if (own.Row == Row + 1)
            {
                terms[own.At]++;
                return;
            }
            (own.Row, own.At) = (Row + 1, Terms);
            own.Tally.Rows++;
            if (Terms == terms.Length)
                Array.Resize(ref terms, checked((2 * Terms) + 16));
            terms[Terms++] = TermRows.Term(code, 1);
        }

        /// <summary>What was counted of a term.</summary>
        public readonly Tally this[int code] => last[code].Tally;

        /// <summary>What was counted of a term; the last row that has it, from 1, and where it stands there.</summary>
        private struct Last
        {
            public Tally Tally;
            public int Row;
            public int At;
        }
    }

    /// <summary>The terms of all parts whose hashes lie in one range.</summary>
    private sealed class Range
    {
        private readonly List<Tally> tallies = [];

        public Range(Part[] parts, int range)
        {
            Terms = new TermTable(parts.Max(part => part.CountIn(range)));
            foreach (Part part in parts)
                part.AddTo(Terms, tallies, range);
            Places = new int[Terms.Count];
            Array.Fill(Places, -1);
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
}
