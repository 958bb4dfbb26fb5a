using System.Text;

namespace Hone.Data;

/// <summary>Reads a column of flags.</summary>
internal sealed class FlagFill(int position, int rows, MissingText missing) : ColumnFill(position, missing)
{
    private readonly bool[] values = new bool[rows];
    private readonly MissingBits bits = new(rows);

    // The spelling at the lowest row is the column's, whichever thread came first.
    private (int Row, string Text) firstFalse = (int.MaxValue, ""), firstTrue = (int.MaxValue, "");

    public override int Read(CsvBlock block, int from, int end, int to, int slot, ref ColumnSurvey survey)
    {
        bool sawFalse = false, sawTrue = false;
        for (int row = from; row < end; row++)
        {
            bool quoted = block.Field(row, Position, out ReadOnlySpan<byte> value);
            survey.Add(value, quoted, Missing);
            int target = to + row - from;
            if (FlagText.TryParse(value, out bool flag) && !(Missing.QuotedToo && Missing.AmongNumbers(value)))
            {
                values[target] = flag;
                if (flag ? !sawTrue : !sawFalse)
                {
                    _ = flag ? sawTrue = true : sawFalse = true;
                    Note(flag, target, Encoding.UTF8.GetString(value));
                }
            }
            else if (Missing.AmongNumbers(value))
            {
                bits.MarkShared(target);
            }
            else
            {
                return row;
            }
        }
        return -1;
    }

    public override Column Finish(string name)
    {
        string falseName = firstFalse.Row < int.MaxValue ? firstFalse.Text : firstTrue.Row < int.MaxValue ? FlagText.Opposite(firstTrue.Text) : "false";
        string trueName = firstTrue.Row < int.MaxValue ? firstTrue.Text : FlagText.Opposite(falseName);
        return new FlagColumn(name, values, bits, falseName, trueName);
    }

    private void Note(bool flag, int row, string text)
    {
        lock (values)
        {
            ref (int Row, string Text) first = ref flag ? ref firstTrue : ref firstFalse;
            if (row < first.Row)
                first = (row, text);
        }
    }
}
