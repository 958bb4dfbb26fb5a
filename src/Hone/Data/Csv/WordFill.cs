namespace Hone.Data;

/// <summary>Reads a column of words.</summary>
/// <remarks>
/// Each slot numbers the texts it meets in a table of its own, and at the end the tables are put together. Which slot read which block plays no part in the result: levels are put in order.
/// </remarks>
internal sealed class WordFill(int position, int rows, byte quote, ColumnKind? kind, int slots, MissingText missing) : ColumnFill(position, missing)
{
    private readonly int[] codes = GC.AllocateUninitializedArray<int>(rows);
    private readonly LevelTable?[] tables = new LevelTable?[slots];
    private readonly List<(int To, int Rows, int Slot)> parts = [];

    public override int Read(CsvBlock block, int from, int end, int to, int slot, ref ColumnSurvey survey)
    {
        survey.AddRows(block, Position, from, end, Missing);
        LevelTable table = tables[slot] ??= new LevelTable();
        byte[] scratch = [];
        Span<int> destination = codes.AsSpan(to, end - from);
        ReadOnlySpan<byte> bytes = block.Bytes;
        ReadOnlySpan<int> marks = block.Marks;
        int at = (from * block.Stride) + Position;
        for (int i = 0; i < destination.Length; i++, at += block.Stride)
        {
            int start = marks[at] + 1, stop = marks[at + 1];
            ReadOnlySpan<byte> value;
            bool quoted = false;
            // A field that neither begins nor ends with a blank or a quote is its text.
            if (start < stop && bytes[start] > ' ' && bytes[start] != quote && bytes[stop - 1] > ' ')
                value = bytes[start..stop];
            else if ((quoted = block.Field(from + i, Position, out value)) && value.Contains(quote))
                value = Undouble(value, ref scratch);
            destination[i] = Missing.Always(value, quoted) ? -1 : table.Code(value);
        }
        lock (parts)
            parts.Add((to, destination.Length, slot));
        return -1;
    }

    public override Column Finish(string name)
    {
        LevelTable all = new();
        int[][] numbers = Array.ConvertAll(tables, table => table is null ? [] : all.Merge(table));
        (string[] levels, int[] counts, int[] levelOf) = Levels(all);
        bool category = kind is { } asked ? asked == ColumnKind.Category : KindRule.IsCategory(levels, counts);
        if (!category)
        {
            string?[] values = new string?[codes.Length];
            foreach ((int to, int count, int slot) in parts)
            {
                for (int row = to; row < to + count; row++)
                    values[row] = codes[row] < 0 ? null : levels[levelOf[numbers[slot][codes[row]]]];
            }
            return new TextColumn(name, values);
        }

        int[] place = CategoryColumn.Order(levels);
        int[][] final = Array.ConvertAll(numbers, list => Array.ConvertAll(list, number => place[levelOf[number]]));
        MissingBits bits = new(codes.Length);
        foreach ((int to, int count, int slot) in parts)
        {
            int[] list = final[slot];
            for (int row = to; row < to + count; row++)
            {
                if (codes[row] >= 0)
                    codes[row] = list[codes[row]];
                else
                    bits.MarkShared(row);
            }
        }
        return new CategoryColumn(name, codes, levels, bits);
    }

    // The different texts, how often each stands in the column, and the text of each number. Bytes that are no UTF-8 may be different and yet become the same text.
    private static (string[] Levels, int[] Counts, int[] LevelOf) Levels(LevelTable table)
    {
        List<string> levels = new(table.Count);
        List<int> counts = new(table.Count);
        int[] levelOf = new int[table.Count];
        Dictionary<string, int>? known = table.IsUtf8 ? null : new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < levelOf.Length; i++)
        {
            string text = table.Text(i);
            levelOf[i] = levels.Count;
            if (known is not null && !known.TryAdd(text, levels.Count))
            {
                levelOf[i] = known[text];
                counts[levelOf[i]] += table.Times(i);
                continue;
            }
            levels.Add(text);
            counts.Add(table.Times(i));
        }
        return ([.. levels], [.. counts], levelOf);
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
