using System.Globalization;

namespace Hone.Data;

/// <summary>A column of real numbers; a missing row holds NaN.</summary>
public sealed class NumberColumn : Column
{
    private readonly double[] values;

    /// <summary>Keeps the array; NaN means missing. Infinities are kept: what trains on the column refuses them by name and row.</summary>
    public NumberColumn(string name, double[] values)
        : base(name, (values ?? throw new ArgumentNullException(nameof(values))).Length, MissingBits.WhereNaN(values)) => this.values = values;

    /// <summary>Keeps numbers of which those of the rows marked are known to be NaN.</summary>
    internal NumberColumn(string name, double[] values, MissingBits? missing)
        : base(name, values.Length, missing) => this.values = values;

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Number;

    /// <summary>One number a row, NaN where missing.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>A row's number; NaN where missing.</summary>
    public double this[int row] => values[row];

    /// <inheritdoc/>
    public override Column Rename(string name) => new NumberColumn(name, values, Missing);

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        MissingBits? missing = Missing is null ? null : new MissingBits(rows.Length);
        return new NumberColumn(Name, TakenRows.Of(values, rows, missing), missing);
    }

    /// <inheritdoc/>
    public override string? Format(int row) => IsMissing(row) ? null : values[row].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A column whose gaps are known: NaN exactly where <paramref name="missing"/> says so.</summary>
    internal static NumberColumn WithGaps(string name, double[] values, MissingBits? missing) => new(name, values, missing);
}
