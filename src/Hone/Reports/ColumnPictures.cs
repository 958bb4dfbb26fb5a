using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>The pictures of a column: alone, by the classes of a target, or against its numbers.</summary>
internal static class ColumnPictures
{
    private const double Wide = 440;
    private const double High = 280;
    private const int MostLevels = 10;

    /// <summary>The values as numbers, NaN where missing: texts by their length, flags as 0 and 1, times as ticks, categories as codes.</summary>
    public static double[] Numbers(Column column)
    {
        double[] values = new double[column.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = column.IsMissing(i) ? double.NaN : column switch
            {
                NumberColumn numbers => numbers[i],
                WholeColumn wholes => wholes[i],
                FlagColumn flags => flags[i] ? 1 : 0,
                TimeColumn times => times[i].Ticks,
                CategoryColumn categories => categories.Codes[i],
                TextColumn texts => texts[i]!.Length,
                _ => double.NaN,
            };
        }
        return values;
    }

    /// <summary>The shape at a glance: bins of numbers, or the most frequent levels.</summary>
    public static MiniBars Shape(Column column)
    {
        double[] values = Numbers(column);
        if (Levels(column) is { } levels)
        {
            double[] counts = Count(values, levels.Length);
            int[] order = [.. Enumerable.Range(0, counts.Length).Where(l => counts[l] > 0).OrderByDescending(l => counts[l]).Take(16)];
            return new MiniBars
            {
                Values = [.. order.Select(l => counts[l])],
                Tooltips = [.. order.Select(l => $"{levels[l]}: {FigureText.Short(counts[l])}")],
                Joined = false,
                Height = 30,
            };
        }
        Bins bins = Bins.Of(values, 20);
        Axis axis = AxisOf(column);
        double[] heights = bins.Groups[0].Counts;
        return new MiniBars
        {
            Values = heights,
            Tooltips = [.. heights.Select((c, b) => $"{axis.Format1(bins.Edges[b])} to {axis.Format1(bins.Edges[b + 1])}: {FigureText.Short(c)}")],
            Height = 30,
        };
    }

    /// <summary>The picture of full size.</summary>
    /// <param name="column">n rows.</param>
    /// <param name="truth">The target of the same rows, or null.</param>
    /// <param name="target">The target's name.</param>
    public static Chart Of(Column column, Target? truth, string target)
    {
        Chart chart = (truth, Levels(column)) switch
        {
            (ClassTarget classes, { } levels) when classes.Classes.Count <= 8 => ByClass(column, levels, classes),
            (ClassTarget classes, null) when classes.Classes.Count <= 12 => ByClass(column, classes),
            (NumberTarget numbers, { } levels) => AgainstNumbers(column, levels, numbers, target),
            (NumberTarget numbers, null) => AgainstNumbers(column, numbers, target),
            (_, { } levels) => DistributionChart.Levels(column.Name, levels, Count(Numbers(column), levels.Length), MostLevels),
            _ => new HistogramChart { Title = column.Name, X = AxisOf(column), Bins = Bins.Of(Numbers(column)) },
        };
        return chart with { Width = Wide, Height = chart is BarChart ? chart.Height : High };
    }

    /// <summary>The classes of a target, by falling count, whatever the kind of its column.</summary>
    public static Chart Classes(string target, ClassTarget classes) =>
        DistributionChart.Levels(target, classes.Classes, [.. classes.Counts.Select(c => (double)c)], 20) with { Width = Wide };

    private static Chart ByClass(Column column, string[] levels, ClassTarget classes)
    {
        Matrix counts = new(levels.Length, classes.Classes.Count);
        double[] codes = Numbers(column);
        for (int i = 0; i < codes.Length; i++)
        {
            if (!double.IsNaN(codes[i]))
                counts[(int)codes[i], classes.Codes[i]]++;
        }
        return DistributionChart.Levels(column.Name, levels, classes.Classes, counts, MostLevels);
    }

    // Up to three see-through histograms can be told apart; beyond, boxes.
    private static Chart ByClass(Column column, ClassTarget classes)
    {
        double[] values = Numbers(column);
        List<double>[] groups = [.. classes.Classes.Select(_ => new List<double>())];
        for (int i = 0; i < values.Length; i++)
            groups[classes.Codes[i]].Add(values[i]);
        return classes.Classes.Count <= 3
            ? DistributionChart.Numbers(column.Name, [.. groups.Select((g, c) => (classes.Classes[c], g.ToArray()))]) with { X = AxisOf(column) }
            : new BoxPlot { Title = column.Name, Value = AxisOf(column), Horizontal = true, Groups = [.. groups.Select((g, c) => new BoxGroup(classes.Classes[c], [.. g]))] };
    }

    private static Chart AgainstNumbers(Column column, string[] levels, NumberTarget truth, string target)
    {
        double[] codes = Numbers(column), values = truth.Values.Column(0);
        double[] counts = Count(codes, levels.Length);
        int[] order = [.. Enumerable.Range(0, levels.Length).Where(l => counts[l] > 0).OrderByDescending(l => counts[l]).Take(MostLevels)];
        return new BoxPlot
        {
            Title = column.Name,
            Subtitle = levels.Length > order.Length ? $"{target} by the {FigureText.Short(order.Length)} most frequent levels" : "",
            Value = target,
            Horizontal = true,
            Groups = [.. order.Select(l => new BoxGroup(levels[l], [.. values.Where((_, i) => codes[i] == l)]))],
        };
    }

    private static Chart AgainstNumbers(Column column, NumberTarget truth, string target) => new ScatterChart
    {
        Title = column.Name,
        X = AxisOf(column),
        Y = target,
        Series = [new Series("", Numbers(column), truth.Values.Column(0))],
        MostPoints = 600,
        Radius = 2.5,
    };

    /// <summary>The names behind the codes of <see cref="Numbers"/>; null for columns that are measured, not counted.</summary>
    public static string[]? Levels(Column column) => column switch
    {
        CategoryColumn categories => [.. categories.Levels],
        FlagColumn => ["false", "true"],
        _ => null,
    };

    private static Axis AxisOf(Column column) => column switch
    {
        TimeColumn => new Axis { Label = column.Name, Kind = AxisKind.Time },
        TextColumn => new Axis { Label = column.Name, Unit = "characters" },
        _ => column.Name,
    };

    private static double[] Count(double[] codes, int levels)
    {
        double[] counts = new double[levels];
        foreach (double code in codes)
        {
            if (!double.IsNaN(code))
                counts[(int)code]++;
        }
        return counts;
    }
}
