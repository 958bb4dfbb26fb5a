using System.Globalization;
using System.Text;

namespace Hone.Plotting;

/// <summary>Writes one SVG document: well-formed whatever the texts hold, and the same bytes for the same calls.</summary>
/// <remarks>Lengths are pixels of the view box, rounded to a hundredth, and pinned to ±100,000 so that no renderer overflows.</remarks>
internal sealed class SvgWriter
{
    private readonly StringBuilder text = new();
    private readonly Stack<string> open = new();
    private bool inTag;

    /// <summary>Opens an element; attributes follow until the first content.</summary>
    public SvgWriter Start(string name)
    {
        CloseTag();
        text.Append('<').Append(name);
        open.Push(name);
        inTag = true;
        return this;
    }

    public SvgWriter With(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return this;
        text.Append(' ').Append(name).Append("=\"");
        Escape(text, value);
        text.Append('"');
        return this;
    }

    public SvgWriter With(string name, double value) => With(name, Length(value));

    public SvgWriter Content(string value)
    {
        CloseTag();
        Escape(text, value);
        return this;
    }

    /// <summary>Text that is known to hold no markup, such as the style sheet.</summary>
    public SvgWriter Verbatim(string value)
    {
        CloseTag();
        text.Append(value);
        return this;
    }

    public SvgWriter End()
    {
        string name = open.Pop();
        if (inTag)
            text.Append("/>");
        else
            text.Append("</").Append(name).Append('>');
        inTag = false;
        if (name is not ("title" or "tspan"))
            text.Append('\n');
        return this;
    }

    /// <summary>Ends the element, with a tooltip where there is one.</summary>
    public SvgWriter EndWith(string? tooltip)
    {
        if (!string.IsNullOrEmpty(tooltip))
            Start("title").Content(tooltip).End();
        return End();
    }

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Start("line").With("class", style).With("x1", x1).With("y1", y1).With("x2", x2).With("y2", y2).End();

    /// <summary>A rectangle; a negative width or height is turned round.</summary>
    public void Rectangle(double x, double y, double width, double height, string style, string? tooltip = null) =>
        Start("rect").With("class", style)
            .With("x", Math.Min(x, x + width)).With("y", Math.Min(y, y + height))
            .With("width", Math.Abs(width)).With("height", Math.Abs(height)).EndWith(tooltip);

    public void Path(string shape, string style, string? tooltip = null)
    {
        if (shape.Length > 0)
            Start("path").With("class", style).With("d", shape).EndWith(tooltip);
    }

    /// <summary>A text at its baseline; anchor is start, middle or end; turned by degrees about its point.</summary>
    public void Text(double x, double y, string value, string style, string anchor = "start", double turn = 0, string? tooltip = null)
    {
        if (value.Length == 0)
            return;
        Start("text").With("class", style).With("x", x).With("y", y);
        if (anchor != "start")
            With("text-anchor", anchor);
        if (turn != 0)
            With("transform", $"rotate({Length(turn)} {Length(x)} {Length(y)})");
        Content(value).EndWith(tooltip);
    }

    /// <summary>A marker about a point: shapes 0 to 3 are circle, square, triangle and diamond, so that series differ without colour.</summary>
    public void Marker(double x, double y, double radius, int shape, string style, string? tooltip = null)
    {
        double r = radius;
        string path = (shape % 4) switch
        {
            1 => Closed((x - (0.9 * r), y - (0.9 * r)), (x + (0.9 * r), y - (0.9 * r)), (x + (0.9 * r), y + (0.9 * r)), (x - (0.9 * r), y + (0.9 * r))),
            2 => Closed((x, y - (1.25 * r)), (x + (1.15 * r), y + (0.8 * r)), (x - (1.15 * r), y + (0.8 * r))),
            3 => Closed((x, y - (1.3 * r)), (x + (1.3 * r), y), (x, y + (1.3 * r)), (x - (1.3 * r), y)),
            _ => "",
        };
        if (path.Length > 0)
            Path(path, style, tooltip);
        else
            Start("circle").With("class", style).With("cx", x).With("cy", y).With("r", r).EndWith(tooltip);
    }

    public override string ToString()
    {
        while (open.Count > 0)
            End();
        return text.ToString();
    }

    public static string Length(double value)
    {
        double rounded = Math.Round(Math.Clamp(value, -1e5, 1e5), 2);
        return rounded == 0 || double.IsNaN(rounded) ? "0" : rounded.ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>Escapes markup; what XML 1.0 cannot hold (control characters, lone surrogates) becomes U+FFFD.</summary>
    public static void Escape(StringBuilder into, string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                into.Append(c).Append(value[++i]);
            else
                Escape(into, c);
        }
    }

    private static void Escape(StringBuilder into, char c)
    {
        switch (c)
        {
            case '<': into.Append("&lt;"); break;
            case '>': into.Append("&gt;"); break;
            case '&': into.Append("&amp;"); break;
            case '"': into.Append("&quot;"); break;
            case '\'': into.Append("&#39;"); break;
            case '\n' or '\t': into.Append(c); break;
            case '\r': into.Append(' '); break;
            default: into.Append(c < ' ' || char.IsSurrogate(c) || c >= '\uFFFE' ? '\uFFFD' : c); break;
        }
    }

    private static string Closed(params ReadOnlySpan<(double X, double Y)> corners)
    {
        StringBuilder path = new();
        for (int i = 0; i < corners.Length; i++)
            path.Append(i == 0 ? 'M' : 'L').Append(Length(corners[i].X)).Append(' ').Append(Length(corners[i].Y));
        return path.Append('Z').ToString();
    }

    private void CloseTag()
    {
        if (inTag)
            text.Append('>');
        inTag = false;
    }
}
