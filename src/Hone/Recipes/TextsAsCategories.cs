using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Takes columns of text for categories where their values repeat, as codes, names of places or tickets do, and leaves prose alone.</summary>
/// <remarks>
/// A column is a category where at most half of its values are different and they have few words (or there are few values),
/// or where a value is mostly a single word. Cost: O(characters).
/// </remarks>
public sealed record TextsAsCategories : IStep
{
    // Texts of at least this many words are prose, even if some repeat.
    private const double WordsOfProse = 4, WordsOfName = 1.5;

    private const int FewValues = 50;

    /// <summary>Which columns are judged; texts by default.</summary>
    public Columns Columns { get; init; } = Columns.Texts;

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Taking texts for categories", ColumnKind.Text);
        (CategoryColumn Category, StepNote Note)?[] judged = new (CategoryColumn, StepNote)?[columns.Length];
        context.For(columns.Length, j => judged[j] = Judge((TextColumn)columns[j]));
        (CategoryColumn Category, StepNote Note)[] taken = [.. judged.Where(one => one is not null).Select(one => one!.Value)];
        string[] names = [.. taken.Select(one => one.Category.Name)];
        FittedTextsAsCategories fitted = new(names, [.. taken.Select(one => one.Category.Levels.ToArray())], [.. taken.Select(one => one.Note)]);
        return new StepFit(fitted, table.Replace(names, workers: 1, (j, _) => taken[j].Category));
    }

    private static (CategoryColumn Category, StepNote Note)? Judge(TextColumn column)
    {
        TextCodes texts = new();
        int[] codes = texts.CodesOf(column.Values);
        int present = column.Count - column.MissingCount, different = texts.Count;
        double words = present == 0 ? 0 : (double)WordCount(texts) / present;
        if (present == 0 || !(words < WordsOfName || (different <= 0.5 * present && (words < WordsOfProse || different <= FewValues))))
            return null;
        return (CategoryColumn.FromUnordered(column.Name, codes, texts.Texts), new StepNote(
            column.Name,
            FormattableString.Invariant($"taken for a category with {different} levels"),
            FormattableString.Invariant($"{different} different texts in {present} rows, of {words:F1} words on average")));
    }

    // Each different text is looked at once and counted as often as it stands in the column.
    private static long WordCount(TextCodes texts)
    {
        long count = 0;
        for (int t = 0; t < texts.Count; t++)
        {
            bool inside = false;
            foreach (char c in texts.Texts[t])
            {
                bool space = char.IsWhiteSpace(c);
                count += !space && !inside ? texts.Counts[t] : 0;
                inside = !space;
            }
        }
        return count;
    }
}

/// <summary>Turns texts into categories of the levels that training saw; others stand behind them.</summary>
public sealed class FittedTextsAsCategories : IFittedStep, IStored<FittedTextsAsCategories>
{
    private readonly InputColumn[] columns;
    private readonly string[] names;
    private readonly StepNote[] notes;

    internal FittedTextsAsCategories(string[] names, string[][] levels, StepNote[] notes)
    {
        (this.names, this.notes) = (names, notes);
        columns = [.. names.Zip(levels, (name, of) => new InputColumn(name, ColumnKind.Category, of))];
    }

    /// <inheritdoc/>
    public static string Kind => "step-texts-as-categories";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    internal IReadOnlyList<InputColumn> Columns => columns;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) => columns[j].Accept(column));
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Groups("columns", columns, static (w, column) => column.Write(w));
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedTextsAsCategories Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        InputColumn[] read = reader.Groups("columns", InputColumn.Read);
        return new FittedTextsAsCategories([.. read.Select(c => c.Name)], [.. read.Select(c => c.Levels.ToArray())], StepNote.ReadAll(reader));
    }
}
