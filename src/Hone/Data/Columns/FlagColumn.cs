namespace Hone.Data;

/// <summary>A column of true and false; a missing row holds false.</summary>
public sealed class FlagColumn : Column
{
    private readonly bool[] values;

    /// <summary>Keeps the array.</summary>
    public FlagColumn(string name, bool[] values, MissingBits? missing = null)
        : base(name, (values ?? throw new ArgumentNullException(nameof(values))).Length, missing) => this.values = values;

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Flag;

    /// <summary>One flag a row, false where missing.</summary>
    public ReadOnlySpan<bool> Values => values;

    /// <summary>A row's flag; false where missing.</summary>
    public bool this[int row] => values[row];

    /// <inheritdoc/>
    public override Column Rename(string name) => new FlagColumn(name, values, Missing);

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        bool[] taken = new bool[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            taken[i] = values[rows[i]];
        return new FlagColumn(Name, taken, TakeMissing(rows));
    }

    /// <inheritdoc/>
    public override string? Format(int row) => IsMissing(row) ? null : values[row] ? "true" : "false";
}
