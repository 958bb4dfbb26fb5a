namespace Hone.Data;

/// <summary>Reads a column of times.</summary>
internal sealed class TimeFill(int position, int rows, FieldShapes order, MissingText missing) : ColumnFill(position, missing)
{
    private readonly DateTime[] values = new DateTime[rows];
    private readonly MissingBits bits = new(rows);

    public override int Read(CsvBlock block, int from, int end, int to, int slot, ref ColumnSurvey survey)
    {
        bool plain = order == FieldShapes.YearMonthDay && !Missing.QuotedToo, dates = false;
        Span<DateTime> destination = values.AsSpan(to, end - from);
        ReadOnlySpan<byte> bytes = block.Bytes;
        ReadOnlySpan<int> marks = block.Marks;
        int at = (from * block.Stride) + Position;
        for (int i = 0; i < destination.Length; i++, at += block.Stride)
        {
            int start = marks[at] + 1, length = marks[at + 1] - start;
            if (plain && IsoDate.TryRead(bytes, start, length, out destination[i]))
            {
                dates = true;
                continue;
            }
            bool quoted = block.Field(from + i, Position, out ReadOnlySpan<byte> value);
            survey.Add(value, quoted, Missing);
            if (Missing.AmongNumbers(value))
            {
                bits.MarkShared(to + i);
            }
            else if (!TimeText.TryParse(value, order, out destination[i]))
            {
                survey.AddPlainDates(dates);
                return from + i;
            }
        }
        survey.AddPlainDates(dates);
        return -1;
    }

    public override Column Finish(string name) => new TimeColumn(name, values, bits);
}
