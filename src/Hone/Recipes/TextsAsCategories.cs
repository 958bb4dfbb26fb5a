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
        List<string> names = [];
        List<string[]> levels = [];
        List<StepNote> notes = [];
        foreach (Column column in Columns.In(table.Table, "Taking texts for categories", ColumnKind.Text))
        {
            if (!IsCategory((TextColumn)column, out int different, out double words))
                continue;
            CategoryColumn category = CategoryColumn.From(column.Name, ((TextColumn)column).Values.ToArray());
            names.Add(column.Name);
            levels.Add([.. category.Levels]);
            notes.Add(new StepNote(column.Name, FormattableString.Invariant($"taken for a category with {different} levels"), FormattableString.Invariant($"{different} different texts in {column.Count - column.MissingCount} rows, of {words:F1} words on average")));
        }
        return StepFit.Of(new FittedTextsAsCategories([.. names], [.. levels], [.. notes]), table);
    }

    private static bool IsCategory(TextColumn column, out int different, out double words)
    {
        HashSet<string> values = new(StringComparer.Ordinal);
        long wordCount = 0;
        int present = 0;
        foreach (string? text in column.Values)
        {
            if (text is null)
                continue;
            present++;
            values.Add(text);
            bool inside = false;
            foreach (char c in text)
            {
                bool space = char.IsWhiteSpace(c);
                wordCount += !space && !inside ? 1 : 0;
                inside = !space;
            }
        }
        different = values.Count;
        words = present == 0 ? 0 : (double)wordCount / present;
        if (present == 0)
            return false;
        return words < WordsOfName || (different <= 0.5 * present && (words < WordsOfProse || different <= FewValues));
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

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, (j, column) => columns[j].Accept(column));
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
