using System.Text;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>Writes an HTML page that is also well-formed XML; texts are escaped, so that data can hold anything.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder text = new();
    private readonly Stack<string> open = new();

    public HtmlWriter Open(string name, string style = "", string id = "")
    {
        text.Append('<').Append(name);
        Attribute("id", id);
        Attribute("class", style);
        text.Append('>');
        open.Push(name);
        return this;
    }

    public HtmlWriter Close()
    {
        string name = open.Pop();
        text.Append("</").Append(name).Append('>');
        if (name is "p" or "div" or "section" or "table" or "tr" or "h1" or "h2" or "h3" or "ul" or "li" or "pre" or "details" or "nav" or "header" or "footer" or "main")
            text.Append('\n');
        return this;
    }

    public HtmlWriter Text(string value)
    {
        SvgWriter.Escape(text, value);
        return this;
    }

    /// <summary>An element that holds a text and nothing else.</summary>
    public HtmlWriter Element(string name, string value, string style = "", string id = "") => Open(name, style, id).Text(value).Close();

    public HtmlWriter Link(string target, string value)
    {
        text.Append("<a");
        Attribute("href", target);
        text.Append('>');
        Text(value);
        text.Append("</a>");
        return this;
    }

    /// <summary>Markup that this library wrote itself, such as a chart or the style sheet.</summary>
    public HtmlWriter Verbatim(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <summary>A table in a box of its own that scrolls where it is wider than the page.</summary>
    /// <param name="heads">The column heads; one that starts with '#' is set right, as numbers are.</param>
    /// <param name="style">A class for the table.</param>
    public HtmlWriter OpenTable(IReadOnlyList<string> heads, string style = "")
    {
        Open("div", "scroll").Open("table", style).Open("thead").Open("tr");
        foreach (string head in heads)
            Element("th", head.TrimStart('#'), head.StartsWith('#') ? "number" : "");
        return Close().Close().Open("tbody");
    }

    public HtmlWriter CloseTable() => Close().Close().Close();

    public HtmlWriter Cell(string value) => Element("td", value);

    public HtmlWriter Number(string value) => Element("td", value, "number");

    public override string ToString()
    {
        while (open.Count > 0)
            Close();
        return text.ToString();
    }

    private void Attribute(string name, string value)
    {
        if (value.Length == 0)
            return;
        text.Append(' ').Append(name).Append("=\"");
        SvgWriter.Escape(text, value);
        text.Append('"');
    }
}
