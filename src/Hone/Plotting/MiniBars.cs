namespace Hone.Plotting;

/// <summary>A few bars without axes, small enough for a cell of a table: the shape of a column at a glance.</summary>
public sealed record MiniBars : Chart
{
    /// <summary>A picture of 160 × 44 pixels unless the size is set.</summary>
    public MiniBars() => (Width, Height) = (160, 44);

    /// <summary>The heights of the bars, at least 0; others count as 0.</summary>
    public double[] Values { get; init; } = [];

    /// <summary>One tooltip a bar, or null.</summary>
    public IReadOnlyList<string>? Tooltips { get; init; }

    /// <summary>Written under the first bar; empty for none.</summary>
    public string Start { get; init; } = "";

    /// <summary>Written under the last bar; empty for none.</summary>
    public string End { get; init; } = "";

    /// <summary>Whether bars touch, as neighbouring bins do; false for levels. Default true.</summary>
    public bool Joined { get; init; } = true;

    internal override string Kind => "Small bar chart";

    internal override string Describe() => $"{Kind} of {FigureText.Short(Values.Length)} values" + (Start.Length > 0 ? $" from {Start} to {End}." : ".");

    internal override void Draw(SvgWriter svg)
    {
        double[] heights = Array.ConvertAll(Values, v => double.IsFinite(v) && v > 0 ? v : 0);
        double top = heights.Length == 0 ? 0 : heights.Max();
        if (top == 0)
        {
            svg.Text(Width / 2, (Height / 2) + 4, "no data", "soft", "middle");
            return;
        }
        double foot = Start.Length + End.Length > 0 ? 15 : 2;
        double room = (Width - 4) / heights.Length;
        double gap = Joined ? Math.Min(0.5, room * 0.1) : Math.Min(3, room * 0.2);
        for (int i = 0; i < heights.Length; i++)
        {
            double tall = heights[i] == 0 ? 0 : Math.Max(1, (Height - foot - 2) * (heights[i] / top));
            if (tall > 0)
                svg.Rectangle(2 + (i * room) + gap, Height - foot - tall, room - (2 * gap), tall, "c1 fill mark", Tooltips is not null && i < Tooltips.Count ? Tooltips[i] : null);
        }
        svg.Line(2, Height - foot, Width - 2, Height - foot, "grid");
        svg.Text(2, Height - 3, TextMeasure.Shorten(Start, (Width / 2) - 6, 11), "note");
        svg.Text(Width - 2, Height - 3, TextMeasure.Shorten(End, (Width / 2) - 6, 11), "note", "end");
    }
}
