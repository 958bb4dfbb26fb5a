using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>A table of numbers as colours: the stronger, the further from zero (or from the low end).</summary>
/// <remarks>Colour is a strength of one hue over the paper, so that it reads alike on light and dark; negative values take a second hue. Cost: at most 10,000 cells are drawn.</remarks>
public sealed record HeatMap : Chart
{
    private const int MostCells = 100;

    /// <summary>Names of the rows, from the top.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Names of the columns, from the left.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The numbers, rows × columns; NaN is drawn as an empty cell.</summary>
    public Matrix Values { get; init; } = new(0, 0);

    /// <summary>What the rows are; empty for none.</summary>
    public string RowLabel { get; init; } = "";

    /// <summary>What the columns are; empty for none.</summary>
    public string ColumnLabel { get; init; } = "";

    /// <summary>What the numbers are, for the tooltips and the scale.</summary>
    public string ValueLabel { get; init; } = "";

    /// <summary>The value without colour; null: 0, or the least value where all lie above it and far from it. Default null.</summary>
    public double? Low { get; init => field = value is { } v ? Require.Finite(v) : null; }

    /// <summary>The value of full colour; null: the greatest distance from zero. Default null.</summary>
    public double? High { get; init => field = value is { } v ? Require.Finite(v) : null; }

    /// <summary>Whether cells carry their numbers; null: where they fit. Default null.</summary>
    public bool? ShowValues { get; init; }

    /// <summary>How numbers are written. Default Auto; only Percent differs from it.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Auto;

    /// <summary>What cells carry in place of their numbers, row by row; null for the numbers.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    internal override string Kind => "Heat map";

    internal override string Describe()
    {
        (int row, int column) = (-1, -1);
        for (int i = 0; i < Values.Rows; i++)
        {
            for (int j = 0; j < Values.Columns; j++)
            {
                if (double.IsFinite(Values[i, j]) && (row < 0 || Values[i, j] > Values[row, column]))
                    (row, column) = (i, j);
            }
        }
        string greatest = row < 0 || row >= Rows.Count || column >= Columns.Count ? "no data" : $"greatest {Write(Values[row, column])} at {Rows[row]}, {Columns[column]}";
        return $"{Kind} of {ValueLabel}, {FigureText.Short(Rows.Count)} rows by {FigureText.Short(Columns.Count)} columns; {greatest}.";
    }

    internal override void Draw(SvgWriter svg)
    {
        Require.SameLength(Rows.Count, Values.Rows, nameof(Rows), "the matrix of values (rows)");
        Require.SameLength(Columns.Count, Values.Columns, nameof(Columns), "the matrix of values (columns)");
        if (Texts is not null)
            Require.SameLength(Texts.Count, Values.Rows * Values.Columns, nameof(Texts), "the matrix of values");
        if (Values.Rows > MostCells || Values.Columns > MostCells)
        {
            HeatMapBlocks.Merge(this, MostCells).Draw(svg);
            return;
        }
        DataRange range = DataRange.Empty;
        for (int i = 0; i < Values.Rows; i++)
        {
            foreach (double v in Values.Row(i))
                range = double.IsFinite(v) ? range.With(v) : range;
        }
        if (range.IsEmpty)
        {
            DrawNoData(svg);
            return;
        }
        double strongest = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        double low = Low ?? (range.Low > 0.5 * range.High && range.Low < range.High ? range.Low : 0);
        double high = High ?? (strongest > low ? strongest : low + 1);
        Axis across = ColumnLabel, up = RowLabel;
        PlotFrame frame = new(this, (across, _ => new BandAxis(Columns.Count, false, Columns)), (up, _ => new BandAxis(Rows.Count, true, Rows)), [], " ");
        frame.Draw(svg);
        double wide = frame.Width / Columns.Count, tall = frame.Height / Rows.Count;
        bool texts = ShowValues ?? (tall >= 14 && Longest() + 4 <= wide);
        svg.Start("g");
        for (int i = 0; i < Rows.Count; i++)
        {
            for (int j = 0; j < Columns.Count; j++)
                Cell(svg, i, j, frame.Left + (j * wide), frame.Top + (i * tall), wide, tall, (low, high), texts);
        }
        svg.End();
        Legend(svg, low, high, range.Low < 0);
    }

    private void Cell(SvgWriter svg, int i, int j, double x, double y, double wide, double tall, (double Low, double High) scale, bool texts)
    {
        double value = Values[i, j];
        string text = Texts?[(i * Columns.Count) + j] ?? Write(value);
        string tip = $"{(RowLabel.Length > 0 ? RowLabel + ": " : "")}{Rows[i]}\n{(ColumnLabel.Length > 0 ? ColumnLabel + ": " : "")}{Columns[j]}\n{(ValueLabel.Length > 0 ? ValueLabel + ": " : "")}{Write(value)}{(Texts is null ? "" : $" ({text.Replace('\n', ' ')})")}";
        double strength = double.IsFinite(value) ? Strength(value, scale) : 0;
        svg.Start("rect").With("class", (double.IsNaN(value) ? "void" : value < 0 ? "cold" : "hot") + (Math.Min(wide, tall) >= 8 ? " edge mark" : " mark"))
            .With("x", x).With("y", y).With("width", wide).With("height", tall);
        if (!double.IsNaN(value))
            svg.With("fill-opacity", strength);
        svg.EndWith(tip);
        if (!texts || double.IsNaN(value))
            return;
        string[] lines = text.Split('\n');
        for (int k = 0; k < lines.Length; k++)
            svg.Text(x + (wide / 2), y + (tall / 2) + 4 + ((k - ((lines.Length - 1) / 2.0)) * 15), lines[k], strength > 0.8 ? "bright" : "", "middle");
    }

    private void Legend(SvgWriter svg, double low, double high, bool negative)
    {
        const int steps = 12;
        const double wide = 9;
        double y = Height - 15, x = Width - 12 - TextMeasure.Width(Write(high), 11) - 4 - (steps * wide);
        string start = Write(negative ? -high : low);
        for (int k = 0; k < steps; k++)
        {
            double share = k / (steps - 1.0);
            double signed = negative ? (2 * share) - 1 : share;
            svg.Start("rect").With("class", signed < 0 ? "cold" : "hot").With("x", x + (k * wide)).With("y", y).With("width", wide).With("height", 9)
                .With("fill-opacity", Math.Abs(signed)).End();
        }
        svg.Text(Width - 12, y + 9, Write(high), "note", "end");
        svg.Text(x - 4, y + 9, (ValueLabel.Length > 0 ? TextMeasure.Shorten(ValueLabel, Math.Max(0, x - 40), 11) + "  " : "") + start, "note", "end");
    }

    private double Longest()
    {
        double longest = 0;
        for (int i = 0; i < Rows.Count; i++)
        {
            for (int j = 0; j < Columns.Count; j++)
            {
                foreach (string line in (Texts?[(i * Columns.Count) + j] ?? Write(Values[i, j])).Split('\n'))
                    longest = Math.Max(longest, TextMeasure.Width(line, 12));
            }
        }
        return longest;
    }

    private string Write(double value) => Format == NumberFormat.Percent ? FigureText.Percent(value) : FigureText.Short(value, 2);

    private static double Strength(double value, (double Low, double High) scale) =>
        Math.Clamp((Math.Abs(value) - scale.Low) / (scale.High - scale.Low), 0, 1);
}
