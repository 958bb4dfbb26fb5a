namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>Names, kinds, levels and ranges of the columns, worked out from every row; all roles are input but the target's. Cost: O(n·d).</summary>
    /// <param name="target">The column that models predict, where there is one.</param>
    /// <exception cref="ArgumentException">There is no column of that name.</exception>
    public Schema Schema(string? target = null)
    {
        if (target is not null)
            PositionOf(target);
        return new Schema([.. Columns.Select(c => Describe(c) with { Role = c.Name == target ? ColumnRole.Target : ColumnRole.Input })]);
    }

    private static ColumnSchema Describe(Column column)
    {
        RowKeys.Codes(column, out int distinct, missingIsMinusOne: true);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int row = 0; row < column.Count; row++)
        {
            if (column.IsMissing(row))
                continue;
            double value = column switch
            {
                NumberColumn numbers => numbers[row],
                WholeColumn wholes => wholes[row],
                TimeColumn times => times[row].Ticks,
                _ => double.NaN,
            };
            if (double.IsNaN(value))
                break;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return new ColumnSchema(column.Name, column.Kind)
        {
            Levels = (column as CategoryColumn)?.Levels,
            Range = low <= high ? (low, high) : null,
            HasMissing = column.MissingCount > 0,
            Distinct = distinct,
        };
    }
}
