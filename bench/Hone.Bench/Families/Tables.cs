using Hone.Contracts;
using Hone.Data;

namespace Hone.Bench.Families;

/// <summary>Reading and working with tables, against pandas.</summary>
internal static class Tables
{
    private const string Script = "tables.py";

    public static string Heading => "Tables (predict of groupby_agg: a sort by two columns)";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("preprocess", "read_csv", "csv_1m", Read).Wanting(2),
        new BenchTask("preprocess", "read_csv_dates", "csv_1m", Read).Wanting(2),               // times are times without being asked for
        new BenchTask("preprocess", "groupby_agg", "csv_1m", GroupAndSort).Wanting(2),
        Of("join", table =>
        {
            Frame right = table.Filter((int row) => row % 5 == 0).Select("id", "f5", "s2");
            return () => table.Join(right, "id", JoinKind.Inner).RowCount;
        }),
        Of("filter", table => () => table.Filter("i0", (double value) => value > 50_000).RowCount),
        Of("distinct", table => () => table.Distinct("s0", "s1", "s2").RowCount),
        Of("value_counts", table => () => table.CountValues("i1").RowCount),
        Of("take", table =>
        {
            int[] rows = [.. Enumerable.Range(0, table.RowCount).Select(i => (int)(i * 7919L % table.RowCount))];
            return () => table.Take(rows).RowCount;
        }),
        Of("describe", table => () => table.Describe()["f0"].Count),
        Of("group_median", table => () => table.GroupBy("s0", "s1").Aggregate(Aggregate.Median("f0"), Aggregate.Max("i0"), Aggregate.Distinct("i1")).RowCount) with { Wanted = 2 },
    ];

    private static BenchTask Of(string name, Func<Frame, Func<double>> prepare) => new("tables", name, "csv_1m", data =>
    {
        Func<double> work = prepare(Frame.ReadCsv(data.File("csv", "csv")));
        return _ =>
        {
            (double seconds, double score) = Timed.Run(work);
            return new Measured(seconds, null, score);
        };
    })
    {
        Peer = Script,
    };

    private static Func<FitContext, Measured> Read(DataSet data)
    {
        string path = data.File("csv", "csv");
        double megabytes = new FileInfo(path).Length / 1e6;
        return context =>
        {
            (double seconds, Frame table) = Timed.Run(() => Frame.ReadCsv(path, new CsvOptions { Workers = context.Workers }));
            return new Measured(seconds, null, table.Columns.Count == 20 ? megabytes / seconds : double.NaN);
        };
    }

    private static Func<FitContext, Measured> GroupAndSort(DataSet data)
    {
        Frame table = Frame.ReadCsv(data.File("csv", "csv"));
        Aggregate[] aggregates = [.. new[] { "f0", "f1", "f2", "i0" }.SelectMany(column => new[] { Aggregate.Mean(column), Aggregate.Std(column), Aggregate.Count(column) })];
        return context =>
        {
            (double group, Frame groups) = Timed.Run(() => table.GroupBy("s0", "s1").Aggregate(aggregates));
            (double sort, _) = Timed.Run(() => table.Sort("s2", "f3"));
            return new Measured(group, sort, groups.RowCount);
        };
    }
}
