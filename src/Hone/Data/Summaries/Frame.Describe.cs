namespace Hone.Data;

public sealed partial class Frame
{
    private const int TopValues = 10, NumbersAsWords = 20;

    /// <summary>What each column holds: counts, gaps, moments, quartiles, most frequent values, a small histogram. Cost: O(d·n·log n).</summary>
    /// <param name="bins">Bins of the histograms, at least 1.</param>
    public FrameSummary Describe(int bins = 20)
    {
        Numerics.Require.AtLeast(bins, 1, nameof(bins));
        return new FrameSummary(RowCount, [.. Columns.Select(c => Summarise(c, bins))]);
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

    private static ColumnSummary Summarise(Column column, int bins)
    {
        int[] codes = RowKeys.Codes(column, out int distinct, missingIsMinusOne: true);
        ColumnSummary summary = new() { Name = column.Name, Kind = column.Kind, Count = column.Count - column.MissingCount, Missing = column.MissingCount, Distinct = distinct };
        bool numeric = column is NumberColumn or WholeColumn or FlagColumn;
        if (numeric || column is TimeColumn)
        {
            double[] present = [.. Enumerable.Range(0, column.Count).Where(row => !column.IsMissing(row)).Select(row => column is TimeColumn times ? times[row].Ticks : ColumnValues.Number(column, row))];
            Array.Sort(present);
            double[] finite = [.. present.Where(double.IsFinite)];
            summary = summary with
            {
                Mean = numeric ? SummaryNumbers.Mean(finite) : double.NaN,
                Std = numeric ? Math.Sqrt(SummaryNumbers.Variance(finite)) : double.NaN,
                Min = SummaryNumbers.Quantile(present, 0),
                LowerQuartile = SummaryNumbers.Quantile(finite, 0.25),
                Median = SummaryNumbers.Quantile(finite, 0.5),
                UpperQuartile = SummaryNumbers.Quantile(finite, 0.75),
                Max = SummaryNumbers.Quantile(present, 1),
                Infinite = present.Length - finite.Length,
                Histogram = column is FlagColumn ? null : Histogram.Of(finite, bins),
                Period = column is TimeColumn && present.Length > 0 ? (new DateTime((long)present[0]), new DateTime((long)present[^1])) : null,
            };
        }
        if (column is CategoryColumn or TextColumn or FlagColumn || (numeric && distinct <= NumbersAsWords))
            summary = summary with { Top = Top(column, codes, distinct) };
        if (column is CategoryColumn or TextColumn && summary.Count > 0)
            summary = summary with { MeanLength = Enumerable.Range(0, column.Count).Where(row => !column.IsMissing(row)).Average(row => (double)column.Format(row)!.Length) };
        return summary;
    }

    private static (string Value, int Count)[] Top(Column column, int[] codes, int distinct)
    {
        int[] counts = new int[distinct], firstRow = new int[distinct];
        Array.Fill(firstRow, -1);
        for (int row = 0; row < codes.Length; row++)
        {
            if (codes[row] < 0)
                continue;
            counts[codes[row]]++;
            if (firstRow[codes[row]] < 0)
                firstRow[codes[row]] = row;
        }
        int[] ranks = RowKeys.Ranks(column, descending: false);
        return [.. Enumerable.Range(0, distinct).OrderByDescending(code => counts[code]).ThenBy(code => ranks[firstRow[code]]).Take(TopValues).Select(code => (column.Format(firstRow[code])!, counts[code]))];
    }
}
