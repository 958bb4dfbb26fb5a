using Hone.Plotting;

namespace Hone.Reports;

/// <summary>One self-contained page: a heading, key facts, a table of contents and sections. It refers to nothing outside itself and needs no script.</summary>
internal sealed class ReportPage(string title, string subtitle)
{
    private readonly List<(string Value, string Name)> facts = [];
    private readonly List<(string Id, string Title, Action<HtmlWriter> Write)> sections = [];

    /// <summary>A number to be seen first.</summary>
    public void Fact(string value, string name) => facts.Add((value, name));

    /// <summary>A section; its id is stable, so that links to it keep working.</summary>
    public void Section(string id, string heading, Action<HtmlWriter> write) => sections.Add((id, heading, write));

    public string Write()
    {
        HtmlWriter html = new();
        html.Verbatim("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        html.Element("title", title);
        html.Verbatim("\n<style>\n" + ReportStyleSheet.Text + Chart.StyleSheet + "</style>\n</head>\n<body>\n");
        html.Open("header").Element("h1", title);
        if (subtitle.Length > 0)
            html.Element("p", subtitle, "soft");
        if (facts.Count > 0)
        {
            html.Open("div", "facts");
            foreach ((string value, string name) in facts)
                html.Open("div", "fact").Element("b", value).Element("span", name).Close();
            html.Close();
        }
        html.Open("nav").Open("ol");
        foreach ((string id, string heading, _) in sections)
            html.Open("li").Link("#" + id, heading).Close();
        html.Close().Close().Close().Open("main");
        foreach ((string id, string heading, Action<HtmlWriter> write) in sections)
        {
            html.Open("section", "", id).Element("h2", heading);
            write(html);
            html.Close();
        }
        html.Close().Open("footer").Element("p", "Made with Hone " + Packages.Lineage.ThisVersion + ". Hover over a mark to read its values.").Close();
        return html.Verbatim("</body>\n</html>\n").ToString();
    }
}

/// <summary>Small pieces that several sections use.</summary>
internal static class ReportPieces
{
    /// <summary>Charts side by side where there is room.</summary>
    public static void Charts(this HtmlWriter html, params IEnumerable<Chart> charts)
    {
        html.Open("div", "charts");
        foreach (Chart chart in charts)
            html.Framed(chart);
        html.Close();
    }

    /// <summary>One chart of full width, which scrolls where the page is so narrow that its letters could not be read.</summary>
    public static void Wide(this HtmlWriter html, Chart chart) =>
        html.Open("div", "scroll").Framed(chart, least: Math.Round(chart.Width * 0.7)).Close();

    // A chart alone in a row may grow a little, so that its letters stay the size of the page's.
    private static HtmlWriter Framed(this HtmlWriter html, Chart chart, double least = 0) =>
        html.Verbatim(FormattableString.Invariant($"<div style=\"min-width:{least}px;max-width:{Math.Round(chart.Width * 1.1)}px\">")).Verbatim((chart with { IncludeStyle = false }).ToSvg()).Verbatim("</div>\n");

    /// <summary>A share from 0 to 1 as a small bar.</summary>
    public static void Bar(this HtmlWriter html, double share) =>
        html.Verbatim(FormattableString.Invariant($"<span class=\"bar\"><i style=\"width:{Math.Round(100 * Math.Clamp(share, 0, 1), 1)}%\"></i></span>"));

    /// <summary>A score: four decimals below 1, else five digits.</summary>
    public static string Score(double value) =>
        !double.IsFinite(value) || Math.Abs(value) >= 1 || (value != 0 && Math.Abs(value) < 0.001)
            ? FigureText.Short(value, 5)
            : (value < 0 ? "−" : "") + Math.Abs(value).ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture);

    public static string Seconds(double seconds) => seconds switch
    {
        < 0.01 => "<0.01 s",
        < 60 => FigureText.Short(seconds, 3) + " s",
        _ => $"{FigureText.Short(Math.Floor(seconds / 60))} min {FigureText.Short(Math.Floor(seconds % 60))} s",
    };

    /// <summary>"1 row", "2,000 rows".</summary>
    public static string Count(long count, string one) => FigureText.Short(count) + " " + (count == 1 ? one : one + "s");
}
