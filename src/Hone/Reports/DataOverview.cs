using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Packages;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>What a table holds, ready to be shown: every column's profile and picture, how columns go together, and what to beware of.</summary>
/// <remarks>
/// Counts are over all rows. Pictures, correlations and relations to the target are taken from every k-th row where there are more than 20,000, so that the cost stays
/// O(n·d + d·m log m + d²·m) for n rows, d columns and m ≤ 20,000.
/// </remarks>
public sealed record DataOverview
{
    private const int MostPictured = 20_000;
    private const int MostCorrelated = 40;
    private const int MostPictures = 60;

    /// <summary>Number of rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>The columns, in the table's order.</summary>
    public required IReadOnlyList<ColumnOverview> Columns { get; init; }

    /// <summary>The column to be predicted, or null.</summary>
    public string? Target { get; init; }

    /// <summary>Whether the target is classes or numbers; null without a target.</summary>
    public TargetKinds? Task { get; init; }

    /// <summary>What to beware of, warnings first.</summary>
    public IReadOnlyList<DataFinding> Findings { get; init; } = [];

    /// <summary>Rows that are equal to an earlier row in every column.</summary>
    public int DuplicateRows { get; init; }

    /// <summary>The columns of <see cref="Correlations"/>: the first 40 of numbers.</summary>
    public IReadOnlyList<string> CorrelatedColumns { get; init; } = [];

    /// <summary>Spearman's rank correlation of each pair of <see cref="CorrelatedColumns"/>; NaN where one of them is constant.</summary>
    public Matrix Correlations { get; init; } = new(0, 0);

    /// <summary>Where values are missing along the table; null where none is.</summary>
    public Chart? MissingOverRows { get; init; }

    /// <summary>Pictures are of every such row: 1 is all.</summary>
    public int PicturedEvery { get; init; } = 1;

    /// <summary>A row as an example of what the model takes: column and value as written to CSV, null where missing.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Example { get; init; } = [];

    /// <summary>Number of values that are missing.</summary>
    public long MissingCount => Columns.Sum(c => (long)c.Profile.Missing);

    /// <summary>Looks a table over.</summary>
    /// <param name="table">Any table, one without rows included.</param>
    /// <param name="target">The column to be predicted; null where there is none.</param>
    /// <param name="kind">How to read the target; null decides from its values.</param>
    /// <exception cref="ArgumentException">There is no such column, or it cannot be a target.</exception>
    public static DataOverview Of(Frame table, string? target = null, TargetKinds? kind = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column? aim = target is null ? null : table[target];
        int every = Math.Max(1, (table.RowCount + MostPictured - 1) / MostPictured);
        Target? truth = null, all = null;
        Frame pictured = table;
        if (aim is not null)
        {
            // Kind and classes come from every row; pictures only from rows whose target is known.
            int[] known = TargetColumn.KnownRows(aim);
            all = TargetColumn.Read(aim.Take(known), kind);
            int[] taken = [.. Enumerable.Range(0, (known.Length + every - 1) / every).Select(i => i * every)];
            truth = all.TakeRows(taken);
            pictured = table.Take([.. taken.Select(i => known[i])]);
        }
        else if (every > 1)
        {
            pictured = table.Take([.. Enumerable.Range(0, (table.RowCount + every - 1) / every).Select(i => i * every)]);
        }
        List<ColumnOverview> columns = [];
        for (int j = 0; j < table.Columns.Count; j++)
        {
            Column column = pictured.Columns[j];
            bool isTarget = column.Name == target;
            double? relation = truth is null || isTarget ? null : TargetRelation.Of(column, truth);
            columns.Add(new ColumnOverview(ColumnProfile.Of(table.Columns[j])) { Shape = ColumnPictures.Shape(column), Relation = relation });
        }

        // The columns that say most about the target are drawn; without a target, the first ones.
        int[] drawn = [.. Enumerable.Range(0, columns.Count).OrderByDescending(j => columns[j].Name == target ? 2 : columns[j].Relation ?? -1).Take(MostPictures)];
        foreach (int j in drawn)
        {
            bool isTarget = columns[j].Name == target;
            Chart picture = isTarget && all is ClassTarget classes ? ColumnPictures.Classes(target!, classes) : ColumnPictures.Of(pictured.Columns[j], isTarget ? null : truth, target ?? "");
            columns[j] = columns[j] with { Picture = picture };
        }

        Column[] numbers = [.. pictured.Columns.Where(c => c is NumberColumn or WholeColumn && c.MissingCount < c.Count).Take(MostCorrelated)];
        DataOverview overview = new()
        {
            RowCount = table.RowCount,
            Columns = columns,
            Target = target,
            Task = truth?.Kind,
            DuplicateRows = Reports.DuplicateRows.Count(table),
            CorrelatedColumns = [.. numbers.Select(c => c.Name)],
            Correlations = RankCorrelation.Of([.. numbers.Select(ColumnPictures.Numbers)]),
            MissingOverRows = MissingPicture(table),
            PicturedEvery = every,
            Example = table.RowCount == 0 ? [] : [.. table.Columns.Where(c => c.Name != target).Select(c => KeyValuePair.Create(c.Name, c.Format(ExampleRow(table))))],
        };
        return overview with { Findings = DataFindings.Of(overview, all) };
    }

    private static Chart? MissingPicture(Frame table)
    {
        Column[] some = [.. table.Columns.Where(c => c.MissingCount > 0).Take(60)];
        return some.Length == 0 ? null : MissingnessChart.OverRows([.. some.Select(c => c.Name)], table.RowCount, (i, j) => some[j].IsMissing(i));
    }

    // The first row that lacks nothing, where one of the first thousand does; else the first.
    private static int ExampleRow(Frame table)
    {
        for (int i = 0; i < Math.Min(1000, table.RowCount); i++)
        {
            if (table.Columns.All(c => !c.IsMissing(i)))
                return i;
        }
        return 0;
    }
}
