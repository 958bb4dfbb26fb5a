using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Puts the finished columns and blocks of a draft together as features.</summary>
internal static class Assembly
{
    // A chunk of rows is written column by column while it is in the cache; small enough for that, large enough to hand over.
    private const int RowsInChunk = 1024;

    public static Features Of(Draft draft, FeatureColumn[] outputs, bool sparse, int? workers)
    {
        IReadOnlyList<Column> columns = draft.Table.Columns;
        int width = columns.Count + draft.Blocks.Sum(b => b.Names.Count);
        if (width != outputs.Length)
            throw new ArgumentException(FormattableString.Invariant($"The steps gave {width} columns where {outputs.Length} were given at fit time."));
        return sparse ? Sparse(draft, outputs) : Dense(draft, outputs, workers);
    }

    private static Features Dense(Draft draft, FeatureColumn[] outputs, int? workers)
    {
        Matrix values = new(draft.RowCount, outputs.Length);
        int chunks = (draft.RowCount + RowsInChunk - 1) / RowsInChunk;
        WorkerPool.For(chunks, workers, chunk =>
        {
            int start = chunk * RowsInChunk, count = Math.Min(RowsInChunk, draft.RowCount - start);
            Span<double> destination = values.RowRange(start, count).Strided;
            for (int j = 0; j < outputs.Length; j++)
                Fill(destination, j, outputs.Length, start, count, draft.Table.Columns[j], outputs[j]);
        });
        return new Features(values, outputs);
    }

    private static Features Sparse(Draft draft, FeatureColumn[] outputs)
    {
        IReadOnlyList<Column> columns = draft.Table.Columns;
        if (columns.Count == 0 && draft.Blocks.Count == 1)
            return new Features(draft.Blocks[0].Values, outputs);              // as they are: nobody writes to a finished block
        int n = draft.RowCount;
        double[] column = new double[n];
        int[] starts = new int[n + 1];
        for (int j = 0; j < columns.Count; j++)
        {
            Fill(column, 0, 1, 0, n, columns[j], outputs[j]);
            for (int i = 0; i < n; i++)
                starts[i + 1] += column[i] != 0 ? 1 : 0;                      // NaN is kept
        }
        foreach (Block block in draft.Blocks)
        {
            for (int i = 0; i < n; i++)
                starts[i + 1] += block.Values.RowStarts[i + 1] - block.Values.RowStarts[i];
        }
        for (int i = 0; i < n; i++)
            starts[i + 1] = checked(starts[i + 1] + starts[i]);

        int[] next = starts[..n];
        int[] indices = new int[starts[n]];
        double[] entries = new double[starts[n]];
        for (int j = 0; j < columns.Count; j++)
        {
            Fill(column, 0, 1, 0, n, columns[j], outputs[j]);
            for (int i = 0; i < n; i++)
            {
                if (column[i] != 0)
                {
                    indices[next[i]] = j;
                    entries[next[i]++] = column[i];
                }
            }
        }
        int offset = columns.Count;
        foreach (Block block in draft.Blocks)
        {
            for (int i = 0; i < n; i++)
            {
                ReadOnlySpan<int> from = block.Values.RowColumns(i);
                block.Values.RowValues(i).CopyTo(entries.AsSpan(next[i]));
                foreach (int k in from)
                    indices[next[i]++] = offset + k;
            }
            offset += block.Names.Count;
        }
        return new Features(new SparseMatrix(n, outputs.Length, starts, indices, entries), outputs);
    }

    // destination[i·stride + j] = the column's row start + i, for i from 0 to count − 1.
    private static void Fill(Span<double> destination, int j, int stride, int start, int count, Column column, FeatureColumn output)
    {
        switch (column)
        {
            case NumberColumn numbers:
                ReadOnlySpan<double> values = numbers.Values.Slice(start, count);
                for (int i = 0, k = j; i < count; i++, k += stride)
                    destination[k] = values[i];
                return;                                                        // a gap is NaN already
            case WholeColumn wholes:
                ReadOnlySpan<long> longs = wholes.Values.Slice(start, count);
                for (int i = 0, k = j; i < count; i++, k += stride)
                    destination[k] = longs[i];
                break;
            case FlagColumn flags:
                ReadOnlySpan<bool> bools = flags.Values.Slice(start, count);
                for (int i = 0, k = j; i < count; i++, k += stride)
                    destination[k] = bools[i] ? 1 : 0;
                break;
            case CategoryColumn category:
                // A level that training did not see stands behind the known ones: to a learner it is missing.
                int known = output.Levels?.Count ?? throw new ArgumentException($"Column '{column.Name}' is a category where a number was at fit time.");
                ReadOnlySpan<int> codes = category.Codes.Slice(start, count);
                for (int i = 0, k = j; i < count; i++, k += stride)
                    destination[k] = (uint)codes[i] < (uint)known ? codes[i] : double.NaN;
                return;
            default:
                throw new ArgumentException($"Column '{column.Name}' is {Columns.Word(column.Kind)} where a number or category was at fit time.");
        }
        if (column.Missing is { } missing)
        {
            for (int i = 0, k = j; i < count; i++, k += stride)
            {
                if (missing[start + i])
                    destination[k] = double.NaN;
            }
        }
    }
}
