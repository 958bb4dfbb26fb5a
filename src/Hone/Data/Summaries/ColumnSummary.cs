namespace Hone.Data;

/// <summary>What one column holds.</summary>
/// <remarks>Moments and quantiles are those of pandas' describe: n − 1 in the deviation, linear between neighbours in quantiles. NaN where there is no such number.</remarks>
public sealed record ColumnSummary
{
    internal ColumnSummary()
    {
    }

    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>What its values are.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>Number of rows with a value.</summary>
    public required int Count { get; init; }

    /// <summary>Number of rows without.</summary>
    public required int Missing { get; init; }

    /// <summary>Number of different values.</summary>
    public required int Distinct { get; init; }

    /// <summary>Share of the rows without a value, 0 for no rows.</summary>
    public double MissingShare => Missing == 0 ? 0 : (double)Missing / (Count + Missing);

    /// <summary>Mean of numbers and whole numbers; of flags the share of true.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Standard deviation of numbers, whole numbers and flags.</summary>
    public double Std { get; init; } = double.NaN;

    /// <summary>Least number; for times, ticks.</summary>
    public double Min { get; init; } = double.NaN;

    /// <summary>The number a quarter of the others lie below; for times, ticks.</summary>
    public double LowerQuartile { get; init; } = double.NaN;

    /// <summary>The middle number; for times, ticks.</summary>
    public double Median { get; init; } = double.NaN;

    /// <summary>The number three quarters of the others lie below; for times, ticks.</summary>
    public double UpperQuartile { get; init; } = double.NaN;

    /// <summary>Greatest number; for times, ticks.</summary>
    public double Max { get; init; } = double.NaN;

    /// <summary>Number of infinite values.</summary>
    public int Infinite { get; init; }

    /// <summary>Earliest and latest of times; null for other kinds.</summary>
    public (DateTime First, DateTime Last)? Period { get; init; }

    /// <summary>The most frequent values and how often each occurs, at most ten: for words, flags, and numbers of at most twenty different values. Of equally frequent ones the least comes first.</summary>
    public IReadOnlyList<(string Value, int Count)> Top { get; init; } = [];

    /// <summary>Rows in bins of equal width, for numbers and times; null for other kinds and for fewer than two different values.</summary>
    public Histogram? Histogram { get; init; }

    /// <summary>Mean length of words, in UTF-16 units; NaN for other kinds.</summary>
    public double MeanLength { get; init; } = double.NaN;
}

/// <summary>How many values lie in each of some bins of equal width.</summary>
/// <param name="Low">Where the first bin begins: the least value.</param>
/// <param name="High">Where the last bin ends, inclusive: the greatest value.</param>
/// <param name="Counts">Values in each bin.</param>
public sealed record Histogram(double Low, double High, IReadOnlyList<int> Counts)
{
    /// <summary>The bins' borders, one more than bins.</summary>
    public double[] Borders
    {
        get
        {
            double[] borders = new double[Counts.Count + 1];
            for (int i = 0; i < borders.Length; i++)
                borders[i] = i == Counts.Count ? High : Low + ((High - Low) / Counts.Count * i);
            return borders;
        }
    }

    /// <summary>Counts finite values into bins; null where fewer than two different ones are given.</summary>
    internal static Histogram? Of(ReadOnlySpan<double> sorted, int bins)
    {
        if (sorted.IsEmpty || sorted[0] == sorted[^1] || !double.IsFinite(sorted[^1] - sorted[0]))
            return null;
        (double low, double high) = (sorted[0], sorted[^1]);
        int[] counts = new int[bins];
        double width = (high - low) / bins;
        if (width == 0)
            return null;
        foreach (double value in sorted)
            counts[Math.Min(bins - 1, (int)((value - low) / width))]++;
        return new Histogram(low, high, counts);
    }
}
