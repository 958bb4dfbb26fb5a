using System.Runtime.InteropServices;
using System.Text;

namespace Hone.Data;

/// <summary>The second pass over one column: its values, written block by block into one array.</summary>
internal abstract class ColumnFill(string name, int position, MissingText missing)
{
    protected string Name { get; } = name;

    protected int Position { get; } = position;

    protected MissingText Missing { get; } = missing;

    /// <summary>Reads a block's rows into those from <paramref name="to"/> on; blocks are read by several threads at once. Returns the first row whose value does not fit, or −1.</summary>
    public abstract int Read(CsvBlock block, int fromRow, int to, int slot);

    /// <summary>Joins what the blocks of a batch found, in their order; one thread a column.</summary>
    public virtual void Join(ReadOnlySpan<(int To, int Rows)> blocks)
    {
    }

    public abstract Column Finish();

    /// <summary>The column that reads a kind.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="position">Its place in a row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="shape">What they are read as; None for words.</param>
    /// <param name="forced">The kind the caller asks for, or null.</param>
    /// <param name="decimalMark">The decimal mark of numbers.</param>
    /// <param name="quote">The quote that is doubled inside fields; 0 for none.</param>
    /// <param name="missing">What is missing.</param>
    public static ColumnFill For(string name, int position, int rows, FieldShapes shape, ColumnKind? forced, byte decimalMark, byte quote, MissingText missing)
    {
        ColumnKind? kind = forced ?? shape switch
        {
            FieldShapes.Whole => ColumnKind.Whole,
            FieldShapes.PointNumber or FieldShapes.CommaNumber => ColumnKind.Number,
            FieldShapes.TrueFalse or FieldShapes.YesNo => ColumnKind.Flag,
            FieldShapes.None => null,
            _ => ColumnKind.Time,
        };
        return kind switch
        {
            ColumnKind.Whole => new Wholes(name, position, rows, missing),
            ColumnKind.Number => new Numbers(name, position, rows, decimalMark, missing),
            ColumnKind.Flag => new Flags(name, position, rows, missing),
            ColumnKind.Time => new Times(name, position, rows, (shape & FieldShapes.Times) != FieldShapes.None ? shape : FieldShapes.YearMonthDay, missing),
            _ => new Words(name, position, rows, quote, kind, missing),
        };
    }

    private sealed class Numbers(string name, int position, int rows, byte decimalMark, MissingText missing) : ColumnFill(name, position, missing)
    {
        private readonly double[] values = new double[rows];

        public override int Read(CsvBlock block, int fromRow, int to, int slot)
        {
            Span<double> destination = values.AsSpan(to, block.RowCount - fromRow);
            for (int row = fromRow; row < block.RowCount; row++)
            {
                block.Field(row, Position, out ReadOnlySpan<byte> value);
                if (!NumberText.TryParse(value, decimalMark, out double number) || (Missing.QuotedToo && Missing.AmongNumbers(value)))
                {
                    if (!Missing.AmongNumbers(value))
                        return row;
                    number = double.NaN;
                }
                destination[row - fromRow] = number;
            }
            return -1;
        }

        public override Column Finish() => new NumberColumn(Name, values);
    }

    private sealed class Wholes(string name, int position, int rows, MissingText missing) : ColumnFill(name, position, missing)
    {
        private readonly long[] values = new long[rows];
        private readonly MissingBits bits = new(rows);

        public override int Read(CsvBlock block, int fromRow, int to, int slot)
        {
            Span<long> destination = values.AsSpan(to, block.RowCount - fromRow);
            for (int row = fromRow; row < block.RowCount; row++)
            {
                block.Field(row, Position, out ReadOnlySpan<byte> value);
                if (!NumberText.TryParse(value, out long number) || (Missing.QuotedToo && Missing.AmongNumbers(value)))
                {
                    if (!Missing.AmongNumbers(value))
                        return row;
                    number = 0;
                    bits.MarkShared(to + row - fromRow);
                }
                destination[row - fromRow] = number;
            }
            return -1;
        }

        public override Column Finish() => new WholeColumn(Name, values, bits);
    }

    private sealed class Times(string name, int position, int rows, FieldShapes order, MissingText missing) : ColumnFill(name, position, missing)
    {
        private readonly DateTime[] values = new DateTime[rows];
        private readonly MissingBits bits = new(rows);

        public override int Read(CsvBlock block, int fromRow, int to, int slot)
        {
            for (int row = fromRow; row < block.RowCount; row++)
            {
                block.Field(row, Position, out ReadOnlySpan<byte> value);
                if (Missing.AmongNumbers(value))
                    bits.MarkShared(to + row - fromRow);
                else if (!TimeText.TryParse(value, order, out values[to + row - fromRow]))
                    return row;
            }
            return -1;
        }

        public override Column Finish() => new TimeColumn(Name, values, bits);
    }

    private sealed class Flags(string name, int position, int rows, MissingText missing) : ColumnFill(name, position, missing)
    {
        private readonly bool[] values = new bool[rows];
        private readonly MissingBits bits = new(rows);

        // The spelling at the lowest row is the column's, whichever thread came first.
        private (int Row, string Text) firstFalse = (int.MaxValue, ""), firstTrue = (int.MaxValue, "");

        public override int Read(CsvBlock block, int fromRow, int to, int slot)
        {
            bool sawFalse = false, sawTrue = false;
            for (int row = fromRow; row < block.RowCount; row++)
            {
                block.Field(row, Position, out ReadOnlySpan<byte> value);
                int target = to + row - fromRow;
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

        public override Column Finish()
        {
            string falseName = firstFalse.Row < int.MaxValue ? firstFalse.Text : firstTrue.Row < int.MaxValue ? FlagText.Opposite(firstTrue.Text) : "false";
            string trueName = firstTrue.Row < int.MaxValue ? firstTrue.Text : FlagText.Opposite(falseName);
            return new FlagColumn(Name, values, bits, falseName, trueName);
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

    private sealed class Words(string name, int position, int rows, byte quote, ColumnKind? kind, MissingText missing) : ColumnFill(name, position, missing)
    {
        private readonly int[] codes = new int[rows];
        private readonly string[][] found = new string[CsvSurvey.BlocksAtOnce][];
        private readonly Dictionary<string, int> codeOf = new(StringComparer.Ordinal);
        private readonly List<string> levels = [];

        public override int Read(CsvBlock block, int fromRow, int to, int slot)
        {
            LevelTable table = new();
            byte[] scratch = [];
            for (int row = fromRow; row < block.RowCount; row++)
            {
                bool quoted = block.Field(row, Position, out ReadOnlySpan<byte> value);
                if (quoted && value.IndexOf(quote) >= 0)
                    value = Undouble(value, ref scratch);
                codes[to + row - fromRow] = Missing.Always(value, quoted) ? -1 : table.Code(value);
            }
            found[slot] = table.Texts();
            return -1;
        }

        public override void Join(ReadOnlySpan<(int To, int Rows)> blocks)
        {
            for (int b = 0; b < blocks.Length; b++)
            {
                string[] texts = found[b];
                int[] global = new int[texts.Length];
                for (int i = 0; i < texts.Length; i++)
                {
                    ref int code = ref CollectionsMarshal.GetValueRefOrAddDefault(codeOf, texts[i], out bool known);
                    if (!known)
                    {
                        code = levels.Count;
                        levels.Add(texts[i]);
                    }
                    global[i] = code;
                }
                foreach (ref int code in codes.AsSpan(blocks[b].To, blocks[b].Rows))
                {
                    if (code >= 0)
                        code = global[code];
                }
                found[b] = [];
            }
        }

        public override Column Finish()
        {
            codeOf.Clear();
            codeOf.TrimExcess();
            bool category = kind is { } asked ? asked == ColumnKind.Category : KindRule.IsCategory(codes, levels);
            if (category)
                return CategoryColumn.FromUnordered(Name, codes, CollectionsMarshal.AsSpan(levels));
            string?[] values = new string?[codes.Length];
            for (int row = 0; row < values.Length; row++)
                values[row] = codes[row] < 0 ? null : levels[codes[row]];
            return new TextColumn(Name, values);
        }

        private ReadOnlySpan<byte> Undouble(ReadOnlySpan<byte> value, scoped ref byte[] scratch)
        {
            if (scratch.Length < value.Length)
                scratch = new byte[value.Length * 2];
            int length = 0;
            for (int i = 0; i < value.Length; i++)
            {
                scratch[length++] = value[i];
                if (value[i] == quote)
                    i++;                                                         // the other of the two
            }
            return scratch.AsSpan(0, length);
        }
    }
}
