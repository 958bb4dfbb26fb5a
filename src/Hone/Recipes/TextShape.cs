using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Adds numbers that describe how a text looks: its length, its words, and the shares of digits, capitals and punctuation.</summary>
/// <remarks>
/// Columns added for each text: characters, words, digits, capitals, punctuation, the last three as shares of the characters.
/// An empty text has zeros; a gap has gaps. The text stays for later steps. Cost: O(characters).
/// </remarks>
public sealed record TextShape : IStep
{
    /// <summary>Which columns; texts by default.</summary>
    public Columns Columns { get; init; } = Columns.Texts;

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        HashSet<string> taken = table.Names();
        Column[] columns = Columns.In(table.Table, "Describing texts", ColumnKind.Text);
        string[] outputs = [.. columns.SelectMany(c => FittedTextShape.Parts.Select(part => Draft.FreeName($"{c.Name}: {part}", taken)))];
        StepNote[] notes = [.. columns.Select(c => new StepNote(c.Name, $"added {string.Join(", ", FittedTextShape.Parts)}", ""))];
        return StepFit.Of(new FittedTextShape([.. columns.Select(c => c.Name)], outputs, notes), table);
    }
}

/// <summary>Adds numbers that describe how texts look.</summary>
public sealed class FittedTextShape : IFittedStep, IStored<FittedTextShape>
{
    internal static readonly string[] Parts = ["(characters)", "(words)", "(digits)", "(capitals)", "(punctuation)"];

    private readonly string[] names, outputs;
    private readonly StepNote[] notes;

    internal FittedTextShape(string[] names, string[] outputs, StepNote[] notes) => (this.names, this.outputs, this.notes) = (names, outputs, notes);

    /// <inheritdoc/>
    public static string Kind => "step-text-shape";

    /// <summary>The columns added.</summary>
    public IReadOnlyList<string> Outputs => outputs;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table)
    {
        ArgumentNullException.ThrowIfNull(table);
        List<Column> added = [];
        for (int j = 0; j < names.Length; j++)
        {
            Column column = table.Table[names[j]];
            double[][] values = [.. Parts.Select(_ => new double[table.RowCount])];
            for (int i = 0; i < table.RowCount; i++)
                Describe(column.Format(i), i, values);
            for (int k = 0; k < Parts.Length; k++)
                added.Add(new NumberColumn(outputs[(j * Parts.Length) + k], values[k]));
        }
        return table.With(added);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Texts("outputs", outputs);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedTextShape Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns"), outputs = reader.Texts("outputs");
        return outputs.Length == names.Length * Parts.Length ? new FittedTextShape(names, outputs, StepNote.ReadAll(reader)) : throw reader.Fault("outputs", "does not have five entries a column");
    }

    private static void Describe(string? text, int row, double[][] values)
    {
        if (text is null)
        {
            foreach (double[] part in values)
                part[row] = double.NaN;
            return;
        }
        int words = 0, digits = 0, capitals = 0, marks = 0;
        bool inside = false;
        foreach (char c in text)
        {
            bool space = char.IsWhiteSpace(c);
            words += !space && !inside ? 1 : 0;
            inside = !space;
            digits += char.IsDigit(c) ? 1 : 0;
            capitals += char.IsUpper(c) ? 1 : 0;
            marks += !space && !char.IsLetterOrDigit(c) ? 1 : 0;
        }
        double length = Math.Max(1, text.Length);
        values[0][row] = text.Length;
        values[1][row] = words;
        values[2][row] = digits / length;
        values[3][row] = capitals / length;
        values[4][row] = marks / length;
    }
}
