namespace Hone.Data;

/// <summary>Reads a column of numbers.</summary>
internal sealed class NumberFill(int position, int rows, byte decimalMark, MissingText missing) : ColumnFill(position, missing)
{
    private readonly double[] values = GC.AllocateUninitializedArray<double>(rows);
    private readonly MissingBits bits = new(rows);

    public override int Read(CsvBlock block, int from, int end, int to, int slot, ref ColumnSurvey survey)
    {
        bool plain = decimalMark == '.' && !Missing.QuotedToo, pointed = false, whole = false;
        Span<double> destination = values.AsSpan(to, end - from);
        ReadOnlySpan<byte> bytes = block.Bytes;
        ReadOnlySpan<int> marks = block.Marks;
        int at = (from * block.Stride) + Position;
        for (int i = 0; i < destination.Length; i++, at += block.Stride)
        {
            int start = marks[at] + 1, length = marks[at + 1] - start;
            if (plain && ShortNumber.TryRead(bytes, start, length, out double number, out bool point))
            {
                destination[i] = number;
                pointed |= point;
                whole |= !point;
            }
            else if (!ReadOne(block, from + i, ref survey, out destination[i]))
            {
                survey.AddPlainNumbers(pointed, whole);
                return from + i;
            }
            else if (double.IsNaN(destination[i]))
            {
                bits.MarkShared(to + i);
            }
        }
        survey.AddPlainNumbers(pointed, whole);
        return -1;
    }

    public override Column Finish(string name) => new NumberColumn(name, values, bits);

    private bool ReadOne(CsvBlock block, int row, ref ColumnSurvey survey, out double number)
    {
        bool quoted = block.Field(row, Position, out ReadOnlySpan<byte> value);
        survey.Add(value, quoted, Missing);
        if (NumberText.TryParse(value, decimalMark, out number) && !(Missing.QuotedToo && Missing.AmongNumbers(value)))
            return true;
        number = double.NaN;
        return Missing.AmongNumbers(value);
    }
}
