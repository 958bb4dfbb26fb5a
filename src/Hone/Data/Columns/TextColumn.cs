namespace Hone.Data;

/// <summary>A column of free text; a missing row holds null.</summary>
public sealed class TextColumn : Column
{
    private readonly string?[] values;

    /// <summary>Keeps the array; null means missing.</summary>
    public TextColumn(string name, string?[] values)
        : base(name, (values ?? throw new ArgumentNullException(nameof(values))).Length, MissingOf(values)) => this.values = values;

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Text;

    /// <summary>One text a row, null where missing.</summary>
    public ReadOnlySpan<string?> Values => values;

    /// <summary>A row's text; null where missing.</summary>
    public string? this[int row] => values[row];

    /// <inheritdoc/>
    public override Column Rename(string name) => new TextColumn(name, values);

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new TextColumn(Name, TakenRows.Of(values, rows));

    /// <inheritdoc/>
    public override string? Format(int row) => values[row];

    private static MissingBits? MissingOf(string?[] values)
    {
        MissingBits? missing = null;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is null)
                (missing ??= new MissingBits(values.Length))[i] = true;
        }
        return missing;
    }
}
