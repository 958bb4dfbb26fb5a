using Hone.Data;

namespace Hone.Packages;

/// <summary>What the training rows of one column looked like; live traffic is compared with it to see drift.</summary>
/// <remarks>Numbers, whole numbers and times (as ticks) have ranges, quantiles and a histogram; of texts these speak of the length in UTF-16 units. Categories and flags have counts of their levels.</remarks>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values among the others.</param>
public sealed record ColumnProfile(string Name, ColumnKind Kind, int Rows, int Missing, int Distinct)
{
    /// <summary>The shares at which <see cref="Quantiles"/> are taken.</summary>
    public static IReadOnlyList<double> Shares { get; } = [.. Percents.ToArray().Select(percent => percent / 100.0)];

    /// <summary>Levels kept by name at most; the rarer ones are counted together.</summary>
    public const int MostLevels = 1000;

    private const int Bins = 20;

    private static ReadOnlySpan<int> Percents => [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100];

    /// <summary>Share of rows without a value; 0 where there are no rows.</summary>
    public double MissingShare => Rows == 0 ? 0 : (double)Missing / Rows;

    /// <summary>Mean of the finite values; NaN where there are none.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Standard deviation of the finite values, divided by their count; NaN where there are none.</summary>
    public double Deviation { get; init; } = double.NaN;

    /// <summary>Values at <see cref="Shares"/>, linear between neighbours; the first is the least value and the last the greatest. Empty for categories, flags and where no value is finite.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [];

    /// <summary>Ascending edges of the histogram's bins, about as many rows in each; one more than bins. The last bin holds its upper edge too.</summary>
    public IReadOnlyList<double> Edges { get; init; } = [];

    /// <summary>Finite values in each bin.</summary>
    public IReadOnlyList<long> Counts { get; init; } = [];

    /// <summary>Levels by falling count, those of one count in the column's order. A flag's are "true" and "false".</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Rows of each of <see cref="Levels"/>.</summary>
    public IReadOnlyList<long> LevelCounts { get; init; } = [];

    /// <summary>Rows of levels beyond the first <see cref="MostLevels"/>.</summary>
    public long OtherLevels { get; init; }

    /// <summary>Profiles every column of a table.</summary>
    public static IReadOnlyList<ColumnProfile> Of(Frame table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.Columns.Select(Of)];
    }

    /// <summary>Profiles a column. Cost: O(n log n).</summary>
    public static ColumnProfile Of(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column switch
        {
            NumberColumn numbers => OfNumbers(column, numbers.Values.ToArray()),
            WholeColumn wholes => OfNumbers(column, Each(column, row => wholes[row])),
            TimeColumn times => OfNumbers(column, Each(column, row => times[row].Ticks)),
            TextColumn texts => OfNumbers(column, Each(column, row => texts[row]!.Length)) with { Distinct = texts.Values.ToArray().OfType<string>().Distinct(StringComparer.Ordinal).Count() },
            CategoryColumn categories => OfLevels(column, categories.Levels, row => categories.Codes[row]),
            FlagColumn flags => OfLevels(column, ["false", "true"], row => flags[row] ? 1 : 0),
            _ => throw new InvalidOperationException($"A column of kind {column.Kind} has no profile."),
        };
    }

    private static double[] Each(Column column, Func<int, double> value)
    {
        double[] values = new double[column.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = column.IsMissing(i) ? double.NaN : value(i);
        return values;
    }

    private static ColumnProfile OfNumbers(Column column, double[] values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        int distinct = 0;
        for (int i = 0; i < sorted.Length; i++)
            distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
        ColumnProfile profile = new(column.Name, column.Kind, column.Count, column.MissingCount, distinct);
        if (sorted.Length == 0)
            return profile;

        // Divided before they are summed, so that values near the largest double do not overflow.
        double mean = 0, squares = 0, scale = Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1]));
        foreach (double value in sorted)
            mean += (scale == 0 ? 0 : value / scale) / sorted.Length;
        foreach (double value in sorted)
            squares += Square((scale == 0 ? 0 : value / scale) - mean) / sorted.Length;
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(i => Quantile(sorted, i, Bins)).Distinct()];
        if (edges.Length == 1)
            edges = [edges[0], edges[0]];
        long[] counts = new long[edges.Length - 1];
        int bin = 0;
        foreach (double value in sorted)
        {
            while (bin < counts.Length - 1 && value >= edges[bin + 1])
                bin++;
            counts[bin]++;
        }
        return profile with
        {
            Mean = mean * scale,
            Deviation = Math.Sqrt(squares) * scale,
            Quantiles = [.. Percents.ToArray().Select(percent => Quantile(sorted, percent, 100))],
            Edges = edges,
            Counts = counts,
        };
    }

    private static double Square(double x) => x * x;

    // The share is a fraction, so that a place that is whole comes out whole.
    private static double Quantile(double[] sorted, int share, int of)
    {
        double place = (double)share * (sorted.Length - 1) / of;
        int low = (int)Math.Floor(place), high = Math.Min(low + 1, sorted.Length - 1);
        double part = place - low;
        return part == 0 || sorted[low] == sorted[high] ? sorted[low] : (sorted[low] * (1 - part)) + (sorted[high] * part);
    }

    private static ColumnProfile OfLevels(Column column, IReadOnlyList<string> levels, Func<int, int> code)
    {
        long[] counts = new long[levels.Count];
        for (int i = 0; i < column.Count; i++)
        {
            if (!column.IsMissing(i))
                counts[code(i)]++;
        }
        int[] order = [.. Enumerable.Range(0, counts.Length).Where(l => counts[l] > 0).OrderByDescending(l => counts[l])];
        int[] kept = order[..Math.Min(order.Length, MostLevels)];
        return new ColumnProfile(column.Name, column.Kind, column.Count, column.MissingCount, order.Length)
        {
            Levels = [.. kept.Select(l => levels[l])],
            LevelCounts = [.. kept.Select(l => counts[l])],
            OtherLevels = order.Skip(kept.Length).Sum(l => counts[l]),
        };
    }
}
