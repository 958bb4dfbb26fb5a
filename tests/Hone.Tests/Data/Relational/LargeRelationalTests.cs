using System.Globalization;
using Hone.Data;
using Hone.Numerics;
using SortKey = Hone.Data.SortKey;

namespace Hone.Tests.Data.Relational;

/// <summary>Tables of several blocks: what is worked out block by block equals what plain loops give, on one thread and on many.</summary>
public class LargeRelationalTests
{
    private const int Rows = 70_001;

    private static readonly Frame Table = Make(Rows, 17);

    private static Frame Make(int rows, int seed)
    {
        Random random = new(seed);
        bool[] Gaps() => [.. Enumerable.Range(0, rows).Select(_ => random.Next(20) == 0)];
        return new Frame(
            new CategoryColumn("shop", [.. Enumerable.Range(0, rows).Select(_ => random.Next(-1, 40))], [.. Enumerable.Range(0, 41).Select(i => "shop" + i.ToString(CultureInfo.InvariantCulture))]),
            new WholeColumn("day", [.. Enumerable.Range(0, rows).Select(_ => (long)random.Next(-9, 9) << 50)], new MissingBits(Gaps())),
            new NumberColumn("x", [.. Enumerable.Range(0, rows).Select(_ => random.Next(9) == 0 ? double.NaN : 1e6 + random.NextDouble())]),
            new NumberColumn("few", [.. Enumerable.Range(0, rows).Select(_ => random.Next(4) switch { 0 => -0.0, 1 => 0.0, 2 => double.PositiveInfinity, _ => -3.5 })]),
            new FlagColumn("flag", [.. Enumerable.Range(0, rows).Select(_ => random.Next(2) == 0)], new MissingBits(Gaps())),
            new TimeColumn("time", [.. Enumerable.Range(0, rows).Select(_ => new DateTime(2020, 1, 1).AddTicks(random.Next(5000)))]),
            new TextColumn("text", [.. Enumerable.Range(0, rows).Select(_ => random.Next(30) == 0 ? null : "t" + random.Next(500).ToString(CultureInfo.InvariantCulture))]),
            new WholeColumn("key", [.. Enumerable.Range(0, rows).Select(_ => random.NextInt64(rows))]));
    }

    // The same work on one thread: inside a region of one worker, regions run on the caller.
    private static T Alone<T>(Func<T> work)
    {
        T result = default!;
        WorkerPool.For(1, 1, _ => result = work());
        return result;
    }

    private static void Same(Frame expected, Frame actual)
    {
        Assert.Equal(expected.RowCount, actual.RowCount);
        foreach (Column column in expected.Columns)
            Assert.Equal(expected.Texts(column.Name), actual.Texts(column.Name));
    }

    [Fact]
    public void Sorting_by_any_kinds_is_that_of_a_stable_comparison()
    {
        Comparison<int> By(string name, bool down) => (a, b) =>
        {
            Column column = Table[name];
            if (column.IsMissing(a) || column.IsMissing(b))
                return column.IsMissing(a).CompareTo(column.IsMissing(b));
            int order = column switch
            {
                NumberColumn c => c[a] == c[b] ? 0 : c[a].CompareTo(c[b]),
                WholeColumn c => c[a].CompareTo(c[b]),
                CategoryColumn c => c.Codes[a].CompareTo(c.Codes[b]),
                FlagColumn c => c[a].CompareTo(c[b]),
                TimeColumn c => c[a].CompareTo(c[b]),
                _ => string.CompareOrdinal(((TextColumn)column)[a], ((TextColumn)column)[b]),
            };
            return down ? -order : order;
        };
        foreach (SortKey[] keys in new SortKey[][] { ["shop", "x"], [SortKey.Down("day"), "few", SortKey.Down("text")], ["flag", SortKey.Down("time"), SortKey.Down("x")] })
        {
            int[] rows = [.. Enumerable.Range(0, Rows)];
            Comparison<int>[] comparisons = [.. keys.Select(k => By(k.Column, k.Descending))];
            rows.AsSpan().Sort((a, b) =>
            {
                int order = comparisons.Select(c => c(a, b)).FirstOrDefault(o => o != 0);
                return order != 0 ? order : a.CompareTo(b);
            });
            Same(Table.Take(rows), Table.Sort(keys));
        }
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("shop", "flag", "few")]
    [InlineData("text", "day", "key")]
    public void Groups_and_their_figures_are_those_of_plain_loops(params string[] by)
    {
        Frame groups = Aggregated(by);
        Frame alone = Alone(() => Aggregated(by));
        Same(alone, groups);
        Assert.Equal(alone.Numbers("mean_x"), groups.Numbers("mean_x"));
        Assert.Equal(alone.Numbers("std_x"), groups.Numbers("std_x"));

        string Key(int row) => string.Join('\u0001', by.Select(name => Table[name].IsMissing(row) ? null : Table[name] is NumberColumn n && n[row] == 0 ? "0" : Table[name].Format(row)));
        Dictionary<string, List<int>> rowsOf = [];
        for (int row = 0; row < Rows; row++)
            (rowsOf.TryGetValue(Key(row), out List<int>? known) ? known : rowsOf[Key(row)] = []).Add(row);
        Assert.Equal(rowsOf.Count, groups.RowCount);
        Grouping grouping = Table.GroupBy(by);
        NumberColumn x = (NumberColumn)Table["x"];
        double[] means = groups.Numbers("mean_x"), stds = groups.Numbers("std_x"), medians = groups.Numbers("median_x");
        for (int g = 0; g < groups.RowCount; g += 1 + (groups.RowCount / 500))
        {
            List<int> rows = rowsOf[Key(grouping.RowsOf(g)[0])];
            Assert.Equal(rows, grouping.RowsOf(g).ToArray());
            double[] values = [.. rows.Select(row => x[row]).Where(v => !double.IsNaN(v)).Order()];
            Assert.Equal(rows.Count, groups.Wholes("count")[g]);
            Assert.Equal(values.Length, groups.Wholes("count_x")[g]);
            Assert.Equal(rows.Sum(row => ((WholeColumn)Table["key"])[row]), groups.Wholes("sum_key")[g]);
            Assert.Equal(rows.Select(row => Table["text"].Format(row)).Where(t => t is not null).Distinct().Count(), groups.Wholes("distinct_text")[g]);
            if (values.Length == 0)
                continue;
            Assert.Equal(values[0], groups.Numbers("min_x")[g]);
            Assert.Equal(values[^1], groups.Numbers("max_x")[g]);
            Near.Equal(values.Average(), means[g], relative: 1e-14);
            Near.Equal(values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2, medians[g], relative: 1e-15);
            if (values.Length > 1)
                Near.Equal(Math.Sqrt(values.Sum(v => (v - means[g]) * (v - means[g])) / (values.Length - 1)), stds[g], relative: 1e-11, absolute: 1e-12);
        }
    }

    private static Frame Aggregated(string[] by) => Table.GroupBy(by).Aggregate(
        Aggregate.Count(), Aggregate.Count("x"), Aggregate.Mean("x"), Aggregate.Std("x"), Aggregate.Median("x"), Aggregate.Min("x"), Aggregate.Max("x"), Aggregate.Sum("key"), Aggregate.Distinct("text"));

    [Fact]
    public void Distinct_rows_are_the_first_of_their_kind()
    {
        HashSet<(string?, string?)> seen = [];
        int[] first = [.. Enumerable.Range(0, Rows).Where(row => seen.Add((Table["text"].Format(row), Table["day"].Format(row))))];
        Same(Table.Take(first), Table.Distinct("text", "day"));
        HashSet<string> pairs = [];
        first = [.. Enumerable.Range(0, Rows).Where(row => pairs.Add(Table["key"].Format(row) + Table["text"].Format(row)))];
        Same(Table.Take(first), Table.Distinct("key", "text"));
    }

    [Fact]
    public void A_large_join_matches_by_a_dictionary()
    {
        Frame right = Make(9_000, 5).Select("key", "shop", "x");
        ILookup<long, int> rowsOf = Enumerable.Range(0, right.RowCount).ToLookup(row => ((WholeColumn)right["key"])[row]);
        (int Left, int Right)[] pairs = [.. Enumerable.Range(0, Rows).SelectMany(row => rowsOf[((WholeColumn)Table["key"])[row]].Select(other => (row, other)))];
        Frame joined = Table.Join(right, "key", JoinKind.Inner);
        Same(Table.Take([.. pairs.Select(p => p.Left)]), joined.Select([.. Table.Columns.Select(c => c.Name)]));
        Assert.Equal(right.Take([.. pairs.Select(p => p.Right)]).Texts("shop"), joined.Texts("shop_right"));
        Same(Alone(() => Table.Join(right, "key", JoinKind.Full)), Table.Join(right, "key", JoinKind.Full));
    }

    [Fact]
    public void Summaries_are_those_of_plain_loops_on_one_thread_and_on_many()
    {
        FrameSummary summary = Table.Describe();
        Assert.Equal(Alone(() => Table.Describe()).ToString(), summary.ToString());
        double[] x = [.. Table.Numbers("x").Where(v => !double.IsNaN(v)).Order()];
        Assert.Equal((x.Length, Rows - x.Length, x.Distinct().Count(), x[0], x[^1]), (summary["x"].Count, summary["x"].Missing, summary["x"].Distinct, summary["x"].Min, summary["x"].Max));
        Near.Equal(x.Average(), summary["x"].Mean, relative: 1e-14);
        Assert.Equal(3, summary["few"].Distinct);
        Assert.Equal(Table.Numbers("few").Count(double.IsInfinity), summary["few"].Infinite);
        Assert.Equal(Table.Wholes("day").Where(v => v is not null).Distinct().Count(), summary["day"].Distinct);
        Assert.Equal((Table.Times("time").Min()!.Value, Table.Times("time").Max()!.Value), summary["time"].Period!.Value);
        (string? Value, int Count) most = Table.Texts("text").Where(t => t is not null).GroupBy(t => t).Select(g => (g.Key, g.Count())).OrderByDescending(p => p.Item2).ThenBy(p => p.Key, StringComparer.Ordinal).First();
        Assert.Equal(most, summary["text"].Top[0]);
        Near.Equal(Table.Texts("text").Where(t => t is not null).Average(t => t!.Length), summary["text"].MeanLength, relative: 1e-14);
    }
}
