using System.Globalization;
using System.Text;

namespace Hone.Data;

/// <summary>Sets a table as aligned text.</summary>
internal static class FrameText
{
    private const string Gap = "·";

    public static string Of(Frame table, int mostRows, int widest)
    {
        int shown = Math.Min(table.RowCount, mostRows);
        string[][] cells = [.. table.Columns.Select(c => Cells(c, shown, widest))];
        bool[] right = [.. table.Columns.Select(c => c is NumberColumn or WholeColumn)];
        int[] widths = [.. cells.Select(c => c.Max(text => text.Length))];
        StringBuilder text = new();
        for (int line = 0; line <= shown; line++)
        {
            for (int c = 0; c < cells.Length; c++)
            {
                string cell = cells[c][line];
                text.Append(right[c] ? cell.PadLeft(widths[c]) : c == cells.Length - 1 ? cell : cell.PadRight(widths[c]));
                text.Append(c < cells.Length - 1 ? "  " : "");
            }
            while (text.Length > 0 && text[^1] == ' ')
                text.Length--;
            text.Append('\n');
        }
        if (shown < table.RowCount)
            text.Append(CultureInfo.InvariantCulture, $"… {table.RowCount - shown} more rows\n");
        return text.ToString().TrimEnd('\n');
    }

    private static string[] Cells(Column column, int rows, int widest)
    {
        string[] cells = new string[rows + 1];
        cells[0] = Cut(column.Name, widest);
        for (int row = 0; row < rows; row++)
        {
            cells[row + 1] = column switch
            {
                _ when column.IsMissing(row) => Gap,
                NumberColumn numbers => numbers[row].ToString("G6", CultureInfo.InvariantCulture),
                _ => Cut(column.Format(row)!.ReplaceLineEndings(" "), widest),
            };
        }
        return cells;
    }

    private static string Cut(string text, int widest) => text.Length <= widest ? text : string.Concat(text.AsSpan(0, widest - 1), "…");
}
