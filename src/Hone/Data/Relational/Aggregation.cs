namespace Hone.Data;

/// <summary>Works aggregates out.</summary>
internal static class Aggregation
{
    public static Column Of(Aggregate aggregate, Frame table, int[][] groups)
    {
        if (aggregate.Column is null)
            return new WholeColumn(aggregate.Name, [.. groups.Select(g => (long)g.Length)]);
        Column column = table[aggregate.Column];
        return aggregate.Kind switch
        {
            AggregateKind.Count => new WholeColumn(aggregate.Name, [.. groups.Select(g => (long)g.Count(row => !column.IsMissing(row)))]),
            AggregateKind.Distinct => Distinct(aggregate.Name, column, groups),
            AggregateKind.First => Pick(aggregate.Name, column, groups, rows => Array.Find(rows, row => !column.IsMissing(row)), firstOrLast: true),
            AggregateKind.Last => Pick(aggregate.Name, column, groups, rows => Array.FindLast(rows, row => !column.IsMissing(row)), firstOrLast: true),
            AggregateKind.Min => Extreme(aggregate.Name, column, groups, sign: 1),
            AggregateKind.Max => Extreme(aggregate.Name, column, groups, sign: -1),
            AggregateKind.Mode => Mode(aggregate.Name, column, groups),
            AggregateKind.Sum when column is WholeColumn wholes && WholeSums(wholes, groups) is { } sums => new WholeColumn(aggregate.Name, sums),
            _ => new NumberColumn(aggregate.Name, Numbers(aggregate, column, groups)),
        };
    }

    private static double[] Numbers(Aggregate aggregate, Column column, int[][] groups)
    {
        double[] values = ColumnValues.Numbers(column);
        double[] results = new double[groups.Length];
        for (int g = 0; g < groups.Length; g++)
        {
            double[] present = [.. groups[g].Where(row => !column.IsMissing(row)).Select(row => values[row])];
            results[g] = aggregate.Kind switch
            {
                AggregateKind.Sum => SummaryNumbers.Sum(present),
                AggregateKind.Mean => SummaryNumbers.Mean(present),
                AggregateKind.Variance => SummaryNumbers.Variance(present),
                AggregateKind.Std => Math.Sqrt(SummaryNumbers.Variance(present)),
                _ => SummaryNumbers.QuantileOfUnsorted(present, aggregate.Quantile),
            };
        }
        return results;
    }

    // Null where a sum exceeds 64 bits.
    private static long[]? WholeSums(WholeColumn column, int[][] groups)
    {
        long[] sums = new long[groups.Length];
        for (int g = 0; g < groups.Length; g++)
        {
            Int128 sum = 0;
            foreach (int row in groups[g])
                sum += column[row];                                              // a missing row holds 0
            if (sum > long.MaxValue || sum < long.MinValue)
                return null;
            sums[g] = (long)sum;
        }
        return sums;
    }

    private static WholeColumn Distinct(string name, Column column, int[][] groups)
    {
        int[] codes = RowKeys.Codes(column, out _, missingIsMinusOne: true);
        return new WholeColumn(name, [.. groups.Select(g => (long)g.Where(row => codes[row] >= 0).Select(row => codes[row]).Distinct().Count())]);
    }

    private static Column Extreme(string name, Column column, int[][] groups, int sign)
    {
        int[] ranks = RowKeys.Ranks(column, descending: false);
        return Pick(name, column, groups, rows => rows.Where(row => !column.IsMissing(row)).DefaultIfEmpty(rows[0]).MinBy(row => (long)sign * ranks[row]), firstOrLast: false);
    }

    private static Column Mode(string name, Column column, int[][] groups)
    {
        int[] ranks = RowKeys.Ranks(column, descending: false);
        return Pick(name, column, groups, rows => rows.Where(row => !column.IsMissing(row)).GroupBy(row => ranks[row])
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.First()).DefaultIfEmpty(rows[0]).First(), firstOrLast: false);
    }

    private static Column Pick(string name, Column column, int[][] groups, Func<int[], int> pick, bool firstOrLast)
    {
        int[] rows = new int[groups.Length];
        for (int g = 0; g < groups.Length; g++)
        {
            // Find gives 0 where it finds nothing, which is some row of the table, perhaps of another group.
            bool none = firstOrLast && Array.TrueForAll(groups[g], column.IsMissing);
            rows[g] = none ? groups[g][0] : pick(groups[g]);
        }
        return column.Take(rows).Rename(name);
    }
}
