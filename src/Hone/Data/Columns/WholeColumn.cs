using System.Globalization;

namespace Hone.Data;

/// <summary>A column of whole numbers of up to 64 bits; a missing row holds 0.</summary>
public sealed class WholeColumn : Column
{
    private readonly long[] values;

    /// <summary>Keeps the array.</summary>
    public WholeColumn(string name, long[] values, MissingBits? missing = null)
        : base(name, (values ?? throw new ArgumentNullException(nameof(values))).Length, missing) => this.values = values;

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Whole;

    /// <summary>One number a row, 0 where missing.</summary>
    public ReadOnlySpan<long> Values => values;

    /// <summary>A row's number; 0 where missing.</summary>
    public long this[int row] => values[row];

    /// <inheritdoc/>
    public override Column Rename(string name) => new WholeColumn(name, values, Missing);

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new WholeColumn(Name, TakenRows.Of(values, rows), TakeMissing(rows));

    /// <inheritdoc/>
    public override string? Format(int row) => IsMissing(row) ? null : values[row].ToString(CultureInfo.InvariantCulture);
}
