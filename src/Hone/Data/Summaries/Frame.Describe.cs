using System.Runtime.InteropServices;
using Hone.Numerics;

namespace Hone.Data;

public sealed partial class Frame
{
    private const int TopValues = 10, NumbersAsWords = 20;

    /// <summary>What each column holds: counts, gaps, moments, quartiles, most frequent values, a small histogram. Cost: O(d·n), of text O(n·log n).</summary>
    /// <param name="bins">Bins of the histograms, at least 1.</param>
    public FrameSummary Describe(int bins = 20)
    {
        Numerics.Require.AtLeast(bins, 1, nameof(bins));
        ColumnSummary[] summaries = new ColumnSummary[Columns.Count];
        Stack<ulong[][]> spare = new();
        WorkerPool.For(summaries.Length, null, i =>
        {
            ulong[][]? pair;
            lock (spare)
                spare.TryPop(out pair);
            pair ??= [GC.AllocateUninitializedArray<ulong>(RowCount), GC.AllocateUninitializedArray<ulong>(RowCount)];
            summaries[i] = Summarise(Columns[i], bins, ref pair[0], ref pair[1]);
            lock (spare)
                spare.Push(pair);
        });
        return new FrameSummary(RowCount, summaries);
    }

    /// <summary>Pearson's correlation of every pair of columns of numbers, whole numbers and flags, over the rows that have both.</summary>
    /// <returns>The columns' names and a symmetric table of correlations; NaN where a column does not vary.</returns>
    public (IReadOnlyList<string> Names, double[,] Values) Correlations()
    {
        Column[] numeric = [.. Columns.Where(c => c is NumberColumn or WholeColumn or FlagColumn)];
        double[][] values = [.. numeric.Select(ColumnValues.Numbers)];
        double[,] result = new double[numeric.Length, numeric.Length];
        for (int a = 0; a < numeric.Length; a++)
        {
            for (int b = a; b < numeric.Length; b++)
                result[a, b] = result[b, a] = Correlation(values[a], values[b]);
        }
        return ([.. numeric.Select(c => c.Name)], result);
    }

    private static double Correlation(double[] a, double[] b)
    {
        List<double> x = [], y = [];
        for (int row = 0; row < a.Length; row++)
        {
            if (double.IsFinite(a[row]) && double.IsFinite(b[row]))
            {
                x.Add(a[row]);
                y.Add(b[row]);
            }
        }
        double meanX = SummaryNumbers.Mean([.. x]), meanY = SummaryNumbers.Mean([.. y]);
        double xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < x.Count; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        return xx > 0 && yy > 0 ? Math.Clamp(xy / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1) : double.NaN;
    }

    private static ColumnSummary Summarise(Column column, int bins, ref ulong[] sorted, ref ulong[] other)
    {
        int present = column.Count - column.MissingCount, distinct;
        ColumnSummary summary = new() { Name = column.Name, Kind = column.Kind, Count = present, Missing = column.MissingCount, Distinct = 0 };
        bool numeric = column is NumberColumn or WholeColumn or FlagColumn;
        if (numeric || column is TimeColumn)
        {
            FillKeys(column, sorted);
            RadixOrder.Sort(ref sorted, ref other, present);
            ReadOnlySpan<ulong> keys = sorted.AsSpan(0, present);
            distinct = Math.Min(1, keys.Length);
            for (int i = 1; i < keys.Length; i++)
                distinct += keys[i] != keys[i - 1] ? 1 : 0;
            Span<double> values = MemoryMarshal.Cast<ulong, double>(other.AsSpan(0, present));
            for (int i = 0; i < values.Length; i++)
                values[i] = column is NumberColumn ? RadixOrder.Number(keys[i]) : RadixOrder.Whole(keys[i]);
            int low = 0, high = values.Length;
            while (low < high && double.IsNegativeInfinity(values[low]))
                low++;
            while (high > low && double.IsPositiveInfinity(values[high - 1]))
                high--;
            ReadOnlySpan<double> finite = values[low..high];
            double mean = numeric ? SummaryNumbers.Mean(finite) : double.NaN;
            summary = summary with
            {
                Distinct = distinct,
                Mean = mean,
                Std = numeric ? Math.Sqrt(SummaryNumbers.Variance(finite, mean)) : double.NaN,
                Min = SummaryNumbers.Quantile(values, 0),
                LowerQuartile = SummaryNumbers.Quantile(finite, 0.25),
                Median = SummaryNumbers.Quantile(finite, 0.5),
                UpperQuartile = SummaryNumbers.Quantile(finite, 0.75),
                Max = SummaryNumbers.Quantile(values, 1),
                Infinite = values.Length - finite.Length,
                Histogram = column is FlagColumn ? null : Histogram.Of(finite, bins),
                Period = column is TimeColumn && keys.Length > 0 ? (new DateTime(RadixOrder.Whole(keys[0])), new DateTime(RadixOrder.Whole(keys[^1]))) : null,
            };
            if (column is not FlagColumn && (!numeric || distinct > NumbersAsWords))
                return summary;
        }
        int[] codes = RowKeys.Codes(column, out distinct, missingIsMinusOne: true);
        (int[] counts, int[] firstRow) = Tally(codes, distinct);
        summary = summary with { Distinct = distinct, Top = Top(column, counts, firstRow) };
        if (column is CategoryColumn or TextColumn && present > 0)
            summary = summary with { MeanLength = (double)counts.Select((count, code) => (long)count * column.Format(firstRow[code])!.Length).Sum() / present };
        return summary;
    }

    // The values there are as keys of their order: numbers' own, else those of whole numbers, ticks for times.
    private static void FillKeys(Column column, ulong[] keys)
    {
        int next = 0;
        for (int row = 0; row < column.Count; row++)
        {
            if (column.IsMissing(row))
                continue;
            keys[next++] = column switch
            {
                NumberColumn numbers => RadixOrder.Key(numbers[row]),
                WholeColumn wholes => RadixOrder.Key(wholes[row]),
                TimeColumn times => RadixOrder.Key(times[row].Ticks),
                _ => RadixOrder.Key(((FlagColumn)column)[row] ? 1L : 0L),
            };
        }
    }

    private static (int[] Counts, int[] FirstRow) Tally(int[] codes, int distinct)
    {
        int[] counts = new int[distinct], firstRow = new int[distinct];
        for (int row = codes.Length - 1; row >= 0; row--)
        {
            if (codes[row] < 0)
                continue;
            counts[codes[row]]++;
            firstRow[codes[row]] = row;
        }
        return (counts, firstRow);
    }

    private static (string Value, int Count)[] Top(Column column, int[] counts, int[] firstRow)
    {
        ulong[] keys = OrderKeys.Of(column).Values;
        return [.. Enumerable.Range(0, counts.Length).OrderByDescending(code => counts[code]).ThenBy(code => keys[firstRow[code]]).Take(TopValues).Select(code => (column.Format(firstRow[code])!, counts[code]))];
    }
}
