using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>Works aggregates out.</summary>
internal static class Aggregation
{
    private const int GroupsATask = 256;

    /// <summary>One column an aggregate. Moments of one column are worked out once for all that need them.</summary>
    public static Column[] Of(IReadOnlyList<Aggregate> aggregates, Frame table, RowGroups groups)
    {
        List<(Column Column, bool Spread)> wanted = [];
        foreach (Aggregate aggregate in aggregates)
        {
            if (!NeedsMoments(aggregate, table))
                continue;
            Column column = Numeric(table[aggregate.Column!]);
            bool spread = aggregate.Kind is AggregateKind.Std or AggregateKind.Variance;
            int known = wanted.FindIndex(w => w.Column == column);
            if (known < 0)
                wanted.Add((column, spread));
            else
                wanted[known] = (column, wanted[known].Spread || spread);
        }
        GroupMoments[] moments = GroupMoments.Of(wanted, groups);
        return [.. aggregates.Select(a => Of(a, table, groups, a.Column is null ? null : moments.ElementAtOrDefault(wanted.FindIndex(w => w.Column.Name == a.Column))))];
    }

    private static bool NeedsMoments(Aggregate aggregate, Frame table) =>
        aggregate.Kind is AggregateKind.Mean or AggregateKind.Std or AggregateKind.Variance
        || (aggregate.Kind == AggregateKind.Sum && (table[aggregate.Column!] is not WholeColumn));

    private static Column Numeric(Column column) => column is NumberColumn or WholeColumn or FlagColumn ? column : throw ColumnValues.NotA(column, "numbers");

    private static Column Of(Aggregate aggregate, Frame table, RowGroups groups, GroupMoments? moments)
    {
        string name = aggregate.Name;
        if (aggregate.Column is null)
            return new WholeColumn(name, Sizes(groups));
        Column column = table[aggregate.Column];
        return aggregate.Kind switch
        {
            AggregateKind.Count => new WholeColumn(name, moments is null ? Present(column, groups) : Each(groups, g => (long)moments.Count(g))),
            AggregateKind.Distinct => new WholeColumn(name, Distinct(column, groups)),
            AggregateKind.First => Pick(name, column, First(column, groups, ascending: true)),
            AggregateKind.Last => Pick(name, column, First(column, groups, ascending: false)),
            AggregateKind.Min => Pick(name, column, Least(column, groups, descending: false)),
            AggregateKind.Max => Pick(name, column, Least(column, groups, descending: true)),
            AggregateKind.Mode => Pick(name, column, Mode(column, groups)),
            AggregateKind.Sum when column is WholeColumn wholes => WholeSums(name, wholes, groups),
            AggregateKind.Sum => new NumberColumn(name, Each(groups, moments!.Sum)),
            AggregateKind.Mean => new NumberColumn(name, Each(groups, moments!.Mean)),
            AggregateKind.Variance => new NumberColumn(name, Each(groups, moments!.Variance)),
            AggregateKind.Std => new NumberColumn(name, Each(groups, g => Math.Sqrt(moments!.Variance(g)))),
            _ => new NumberColumn(name, Quantiles(Numeric(column), aggregate.Quantile, groups)),
        };
    }

    private static T[] Each<T>(RowGroups groups, Func<int, T> of)
    {
        T[] results = new T[groups.Count];
        for (int g = 0; g < results.Length; g++)
            results[g] = of(g);
        return results;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long[] Sizes(RowGroups groups)
    {
        long[] sizes = new long[groups.Count];
        foreach (int group in groups.Codes)
            sizes[group]++;
        return sizes;
    }

    private static long[] Present(Column column, RowGroups groups)
    {
        long[] counts = new long[groups.Count];
        for (int row = 0; row < groups.Codes.Length; row++)
            counts[groups.Codes[row]] += column.IsMissing(row) ? 0 : 1;
        return counts;
    }

    // Whole numbers, unless one of the sums exceeds 64 bits.
    private static Column WholeSums(string name, WholeColumn column, RowGroups groups)
    {
        Int128[] sums = new Int128[groups.Count];
        ReadOnlySpan<long> values = column.Values;                                // a missing row holds 0
        for (int row = 0; row < values.Length; row++)
            sums[groups.Codes[row]] += values[row];
        return Array.TrueForAll(sums, sum => sum >= long.MinValue && sum <= long.MaxValue)
            ? new WholeColumn(name, Array.ConvertAll(sums, sum => (long)sum))
            : new NumberColumn(name, [.. GroupMoments.Of([(column, false)], groups).SelectMany(moments => Each(groups, moments.Sum))]);
    }

    private static double[] Quantiles(Column column, double share, RowGroups groups)
    {
        double[] results = new double[groups.Count];
        (int[] starts, int[] rows) = (groups.Starts, groups.Rows);
        WorkerPool.For((groups.Count + GroupsATask - 1) / GroupsATask, null, task =>
        {
            double[] present = [];
            for (int g = task * GroupsATask; g < Math.Min(groups.Count, (task + 1) * GroupsATask); g++)
            {
                int count = 0, most = starts[g + 1] - starts[g];
                if (present.Length < most)
                    present = new double[most * 2];
                for (int i = starts[g]; i < starts[g + 1]; i++)
                {
                    double value = ColumnValues.Number(column, rows[i]);
                    if (!double.IsNaN(value))
                        present[count++] = value;
                }
                present.AsSpan(0, count).Sort();
                results[g] = SummaryNumbers.Quantile(present.AsSpan(0, count), share);
            }
        });
        return results;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long[] Distinct(Column column, RowGroups groups)
    {
        long[] counts = new long[groups.Count];
        int[] codes = RowKeys.Codes(column, out int values, missingIsMinusOne: true);
        int[] seenIn = new int[values];                                           // 1 + the last group that has the value
        foreach (int row in groups.Rows)
        {
            int code = codes[row], group = groups.Codes[row];
            if (code < 0 || seenIn[code] == group + 1)
                continue;
            seenIn[code] = group + 1;
            counts[group]++;
        }
        return counts;
    }

    // A group without any value gives its first row, which has none.
    private static int[] First(Column column, RowGroups groups, bool ascending)
    {
        int[] picked = [.. groups.First];
        bool[] found = new bool[groups.Count];
        for (int i = 0; i < groups.Codes.Length; i++)
        {
            int row = ascending ? i : groups.Codes.Length - 1 - i, group = groups.Codes[row];
            if (found[group] || column.IsMissing(row))
                continue;
            (found[group], picked[group]) = (true, row);
        }
        return picked;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Least(Column column, RowGroups groups, bool descending)
    {
        int[] picked = [.. groups.First];
        ulong[] keys = OrderKeys.Of(column, descending).Values;
        for (int row = 0; row < groups.Codes.Length; row++)
        {
            ref int best = ref picked[groups.Codes[row]];
            if (!column.IsMissing(row) && (column.IsMissing(best) || keys[row] < keys[best]))
                best = row;
        }
        return picked;
    }

    private static int[] Mode(Column column, RowGroups groups)
    {
        int[] picked = [.. groups.First];
        int[] codes = RowKeys.Codes(column, out _, missingIsMinusOne: true);
        ulong[] keys = OrderKeys.Of(column).Values;
        KeyTable pairs = new();
        List<(int Row, int Count)> values = [];
        for (int row = 0; row < codes.Length; row++)
        {
            if (codes[row] < 0)
                continue;
            int pair = pairs.Code(Pair(groups.Codes[row], codes[row]));
            if (pair == values.Count)
                values.Add((row, 1));
            else
                values[pair] = (values[pair].Row, values[pair].Count + 1);
        }
        int[] most = new int[groups.Count];
        foreach ((int row, int count) in values)
        {
            int group = groups.Codes[row];
            if (count > most[group] || (count == most[group] && keys[row] < keys[picked[group]]))
                (most[group], picked[group]) = (count, row);
        }
        return picked;
    }

    private static ulong Pair(int group, int code) => ((ulong)(uint)group << 32) | (uint)code;

    private static Column Pick(string name, Column column, int[] rows) => column.Take(rows).Rename(name);
}
