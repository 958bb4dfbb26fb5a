using System.Globalization;

namespace Hone.Data;

/// <summary>A column of points in time, without a zone; a missing row holds <see cref="DateTime.MinValue"/>.</summary>
public sealed class TimeColumn : Column
{
    private readonly DateTime[] values;

    /// <summary>Keeps the array. The kind of each DateTime (local, UTC) is ignored.</summary>
    public TimeColumn(string name, DateTime[] values, MissingBits? missing = null)
        : base(name, (values ?? throw new ArgumentNullException(nameof(values))).Length, missing) => this.values = values;

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Time;

    /// <summary>One time a row.</summary>
    public ReadOnlySpan<DateTime> Values => values;

    /// <summary>A row's time.</summary>
    public DateTime this[int row] => values[row];

    /// <inheritdoc/>
    public override Column Rename(string name) => new TimeColumn(name, values, Missing);

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new TimeColumn(Name, TakenRows.Of(values, rows), TakeMissing(rows));

    /// <inheritdoc/>
    /// <remarks>ISO 8601: a date alone where the time of day is midnight.</remarks>
    public override string? Format(int row)
    {
        if (IsMissing(row))
            return null;
        DateTime value = values[row];
        string form = value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF";
        return value.ToString(form, CultureInfo.InvariantCulture);
    }
}
