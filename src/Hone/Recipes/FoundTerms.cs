using System.Runtime.CompilerServices;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Looks the terms of texts up in a vocabulary.</summary>
internal struct FoundTerms(TermTable vocabulary) : ITermVisitor
{
    private const int RowsInPart = 512;

    private int[] places = new int[64];
    private int count;

    /// <summary>The terms of a column that the vocabulary has, in parts of consecutive rows.</summary>
    public static TermRows[] Rows(TextTerms cut, TermTable vocabulary, Column texts, int? workers)
    {
        TermRows[] parts = new TermRows[(texts.Count + RowsInPart - 1) / RowsInPart];
        WorkerPool.For(parts.Length, workers, p => parts[p] = Rows(cut, vocabulary, texts, p * RowsInPart, Math.Min(texts.Count, (p + 1) * RowsInPart)));
        return parts;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(ReadOnlySpan<char> term)
    {
        int place = vocabulary.Find(term);
        if (place < 0)
            return;
        if (count == places.Length)
            Array.Resize(ref places, 2 * count);
        places[count++] = place;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TermRows Rows(TextTerms cut, TermTable vocabulary, Column texts, int start, int end)
    {
        FoundTerms found = new(vocabulary);
        TextTerms.Buffers buffers = new();
        int[] starts = new int[end - start + 1];
        long[] terms = [];
        for (int row = start, to = 0; row < end; row++)
        {
            found.count = 0;
            if (texts.Format(row) is { } text)
                cut.Visit(text, buffers, ref found);
            Span<int> places = found.places.AsSpan(0, found.count);
            places.Sort();
            if (to + places.Length > terms.Length)
                Array.Resize(ref terms, Math.Max(2 * terms.Length, Math.Max(to + places.Length, (end - start) * places.Length)));
            for (int k = 0, next; k < places.Length; k = next)
            {
                for (next = k + 1; next < places.Length && places[next] == places[k]; next++)
                {
                }
                terms[to++] = TermRows.Term(places[k], next - k);
            }
            starts[row - start + 1] = to;
        }
        return new TermRows(starts, terms);
    }
}
