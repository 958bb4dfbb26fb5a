using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Adds numbers that describe how a text looks: its length, its words, and the shares of digits, capitals and punctuation.</summary>
/// <remarks>
/// Columns added for each text: characters, words, digits, capitals, punctuation, the last three as shares of the characters; of these, only
/// the ones that differ between training rows. An empty text has zeros; a gap has gaps. The text stays for later steps. Cost: O(characters).
/// </remarks>
public sealed record TextShape : IStep
{
    /// <summary>Which columns; texts by default.</summary>
    public Columns Columns { get; init; } = Columns.Texts;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        HashSet<string> taken = table.Names();
        Column[] columns = Columns.In(table.Table, "Describing texts", ColumnKind.Text);
        bool[][] vary = new bool[columns.Length][];
        context.For(columns.Length, j => vary[j] = [.. FittedTextShape.Describe(columns[j]).Select(Varies)]);
        string[] outputs = [.. columns.SelectMany((c, j) => FittedTextShape.Parts.Select((part, k) => vary[j][k] ? Draft.FreeName($"{c.Name}: {part}", taken) : ""))];
        StepNote[] notes = [.. columns.Select((c, j) => new StepNote(c.Name, Words(vary[j]), Why))];
        return StepFit.Of(new FittedTextShape([.. columns.Select(c => c.Name)], outputs, notes), table, context.Workers);
    }

    private static bool Varies(double[] values)
    {
        double[] present = [.. values.Where(v => !double.IsNaN(v))];
        return present.Length > 0 && present.AsSpan().ContainsAnyExcept(present[0]);
    }

    private static string Words(bool[] vary)
    {
        string added = string.Join(", ", FittedTextShape.Parts.Where((_, k) => vary[k])), constant = string.Join(", ", FittedTextShape.Parts.Where((_, k) => !vary[k]));
        return (added.Length, constant.Length) switch
        {
            (_, 0) => $"added {added}",
            (0, _) => "added nothing: its length and make-up are the same in every row",
            _ => $"added {added}; not {constant}, the same in every row",
        };
    }
}

/// <summary>Adds numbers that describe how texts look.</summary>
public sealed class FittedTextShape : IFittedStep, IStored<FittedTextShape>
{
    internal static readonly string[] Parts = ["(characters)", "(words)", "(digits)", "(capitals)", "(punctuation)"];

    // Five outputs a text; an empty name stands for a part that was the same in every training row.
    private readonly string[] names, outputs, added;
    private readonly StepNote[] notes;

    internal FittedTextShape(string[] names, string[] outputs, StepNote[] notes)
    {
        (this.names, this.outputs, this.notes) = (names, outputs, notes);
        added = [.. outputs.Where(o => o.Length > 0)];
    }

    /// <inheritdoc/>
    public static string Kind => "step-text-shape";

    /// <summary>The columns added.</summary>
    public IReadOnlyList<string> Outputs => added;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        List<Column> columns = [];
        for (int j = 0; j < names.Length; j++)
        {
            double[][] values = Describe(table.Table[names[j]]);
            for (int k = 0; k < Parts.Length; k++)
            {
                string name = outputs[(j * Parts.Length) + k];
                if (name.Length > 0)
                    columns.Add(new NumberColumn(name, values[k]));
            }
        }
        return table.With(columns);
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

    internal static double[][] Describe(Column column)
    {
        double[][] values = [.. Parts.Select(_ => new double[column.Count])];
        for (int i = 0; i < column.Count; i++)
            Describe(column.Format(i), i, values);
        return values;
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
