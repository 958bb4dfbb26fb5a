using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Turns a category into the position of its level, from 0.</summary>
/// <remarks>
/// For levels that have an order. Gaps stay gaps, and a level that training did not see becomes one, or what <see cref="UnseenAs"/> says.
/// Cost: O(n) a column.
/// </remarks>
public sealed record OrdinalEncode : IStep
{
    /// <summary>Which columns; categories by default.</summary>
    public Columns Columns { get; init; } = Columns.Categories;

    /// <summary>The order of the levels, for example "low", "middle", "high"; empty, the default, for each column's own order. A training row with another level is refused.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>What a level that training did not see becomes; null, the default, makes it a gap.</summary>
    public double? UnseenAs { get; init => field = value is { } v ? Numerics.Require.Finite(v) : null; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A level is not in <see cref="Order"/>.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Ordinal encoding", ColumnKind.Category);
        List<string[]> levels = [];
        foreach (Column column in columns)
        {
            CategoryColumn category = (CategoryColumn)column;
            if (Order.Count > 0 && category.Levels.FirstOrDefault(l => !Order.Contains(l)) is { } other)
                throw new ArgumentException($"Column '{column.Name}' has the level '{other}', which is not in the order given: {string.Join(", ", Order)}.");
            levels.Add([.. Order.Count > 0 ? Order : category.Levels]);
        }
        StepNote[] notes = [.. columns.Zip(levels, (c, l) => new StepNote(c.Name, FormattableString.Invariant($"became the position among {l.Length} levels"), ""))];
        return StepFit.Of(new FittedOrdinalEncoding([.. columns.Select(c => c.Name)], [.. levels], UnseenAs ?? double.NaN, notes), table, context.Workers);
    }
}

/// <summary>Turns categories into positions.</summary>
public sealed class FittedOrdinalEncoding : IInvertibleStep, IStored<FittedOrdinalEncoding>
{
    private readonly string[] names;
    private readonly string[][] levels;
    private readonly Dictionary<string, int>[] positions;
    private readonly double unseen;
    private readonly StepNote[] notes;

    internal FittedOrdinalEncoding(string[] names, string[][] levels, double unseen, StepNote[] notes)
    {
        (this.names, this.levels, this.unseen, this.notes) = (names, levels, unseen, notes);
        positions = [.. levels.Select(Levels.Positions)];
    }

    /// <inheritdoc/>
    public static string Kind => "step-ordinal";

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            CategoryColumn category = column as CategoryColumn
                ?? throw new ArgumentException($"Column '{column.Name}' is {Columns.Word(column.Kind)} where a category was at fit time.");
            int[] codes = Levels.CodesIn(category, levels[j], positions[j]);
            double[] values = new double[codes.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = codes[i] switch { -1 => double.NaN, -2 => unseen, _ => codes[i] };
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    /// <remarks>A number that is no position becomes a gap.</remarks>
    public Draft Invert(Draft table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, null, (j, column) =>
        {
            ReadOnlySpan<double> values = NumericView.Of(column);
            int[] codes = new int[values.Length];
            for (int i = 0; i < codes.Length; i++)
                codes[i] = values[i] >= 0 && values[i] < levels[j].Length && values[i] == Math.Floor(values[i]) ? (int)values[i] : -1;
            return new CategoryColumn(column.Name, codes, levels[j]);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Groups("columns", names.Zip(levels), static (w, column) =>
        {
            w.Text("name", column.First);
            w.Texts("levels", column.Second);
        });
        writer.Number("unseen", unseen);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedOrdinalEncoding Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (string Name, string[] Levels)[] columns = reader.Groups("columns", static r => (r.Text("name"), r.Texts("levels")));
        return new FittedOrdinalEncoding([.. columns.Select(c => c.Name)], [.. columns.Select(c => c.Levels)], reader.Number("unseen"), StepNote.ReadAll(reader));
    }
}
