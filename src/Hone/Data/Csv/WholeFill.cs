namespace Hone.Data;

/// <summary>Reads a column of whole numbers.</summary>
internal sealed class WholeFill(int position, int rows, MissingText missing) : ColumnFill(position, missing)
{
    private readonly long[] values = GC.AllocateUninitializedArray<long>(rows);
    private readonly MissingBits bits = new(rows);

    public override int Read(CsvBlock block, int from, int end, int to, int slot, ref ColumnSurvey survey)
    {
        bool plain = !Missing.QuotedToo, whole = false;
        Span<long> destination = values.AsSpan(to, end - from);
        ReadOnlySpan<byte> bytes = block.Bytes;
        ReadOnlySpan<int> marks = block.Marks;
        int at = (from * block.Stride) + Position;
        for (int i = 0; i < destination.Length; i++, at += block.Stride)
        {
            int start = marks[at] + 1, length = marks[at + 1] - start;
            if (plain && ShortNumber.TryRead(bytes, start, length, out long number))
            {
                destination[i] = number;
                whole = true;
                continue;
            }
            bool quoted = block.Field(from + i, Position, out ReadOnlySpan<byte> value);
            survey.Add(value, quoted, Missing);
            if (NumberText.TryParse(value, out destination[i]) && !(Missing.QuotedToo && Missing.AmongNumbers(value)))
                continue;
            if (!Missing.AmongNumbers(value))
            {
                survey.AddPlainNumbers(pointed: false, whole);
                return from + i;
            }
            destination[i] = 0;
            bits.MarkShared(to + i);
        }
        survey.AddPlainNumbers(pointed: false, whole);
        return -1;
    }

    public override Column Finish(string name) => new WholeColumn(name, values, bits);
}
