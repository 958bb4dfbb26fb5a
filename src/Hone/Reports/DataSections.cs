using Hone.Contracts;
using Hone.Data;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>The sections about the data, which the training report and the data report share.</summary>
internal static class DataSections
{
    private const int MostListed = 300;

    /// <summary>Key facts at the top of the page.</summary>
    public static void Facts(ReportPage page, DataOverview data)
    {
        page.Fact(FigureText.Short(data.RowCount), data.RowCount == 1 ? "row" : "rows");
        page.Fact(FigureText.Short(data.Columns.Count), data.Columns.Count == 1 ? "column" : "columns");
    }

    /// <summary>Size, kinds, what to beware of, and the target's distribution.</summary>
    public static void Overview(HtmlWriter html, DataOverview data)
    {
        long cells = (long)data.RowCount * data.Columns.Count;
        string kinds = string.Join(", ", data.Columns.GroupBy(c => c.Profile.Kind).OrderBy(g => g.Key).Select(g => FigureText.Short(g.Count()) + " " + (g.Count() == 1 ? KindName(g.Key) : KindNames(g.Key))));
        html.Element("p", $"{ReportPieces.Count(data.RowCount, "row")} of {ReportPieces.Count(data.Columns.Count, "column")}: {(kinds.Length > 0 ? kinds : "none")}. "
            + (data.MissingCount == 0 ? "No value is missing." : $"{ReportPieces.Count(data.MissingCount, "value")} missing ({FigureText.Percent((double)data.MissingCount / cells)} of all)."));
        if (data.Target is { } target)
            html.Element("p", $"To be predicted: '{target}', {(data.Task == TargetKinds.Classes ? "a class" : "a number")}.");
        if (data.PicturedEvery > 1)
            html.Element("p", $"Counts are of all rows; pictures, correlations and relations are of every {Ordinal(data.PicturedEvery)} row.", "soft");
        Findings(html, data);
        List<Chart> charts = [];
        if (data.Columns.FirstOrDefault(c => c.Name == data.Target)?.Picture is { } picture)
            charts.Add(picture with { Title = "Target: " + data.Target });
        double[] shares = [.. data.Columns.Select(c => c.Profile.MissingShare)];
        if (data.MissingCount > 0)
            charts.Add(MissingnessChart.Of([.. data.Columns.Select(c => c.Name)], shares, 15) with { Width = 440 });
        if (charts.Count > 0)
            html.Charts(charts);
    }

    /// <summary>One line a column: kind, values, missing, shape and relation to the target.</summary>
    public static void Columns(HtmlWriter html, DataOverview data)
    {
        bool related = data.Columns.Any(c => c.Relation is not null);
        if (related)
            html.Element("p", "Relation: the share of the target's variation that the column alone accounts for, in groups of like values.", "soft");
        string[] heads = ["column", "kind", "shape", "values", "#missing", "#distinct"];
        html.OpenTable(related ? [.. heads, "#relation", ""] : heads);
        foreach (ColumnOverview column in data.Columns.Take(MostListed))
        {
            html.Open("tr");
            html.Open("td").Element("b", column.Name);
            if (column.Name == data.Target)
                html.Text(" ").Element("span", "target", "tag");
            html.Close().Cell(KindName(column.Profile.Kind));
            html.Open("td", "mini").Verbatim((column.Shape with { IncludeStyle = false, Title = "Shape of " + column.Name }).ToSvg()).Close();
            html.Element("td", column.Values, "values");
            html.Number(column.Profile.Missing == 0 ? "0" : $"{FigureText.Short(column.Profile.Missing)} ({FigureText.Percent(column.Profile.MissingShare)})");
            html.Number(FigureText.Short(column.Profile.Distinct));
            if (related)
            {
                html.Number(column.Relation is { } share ? FigureText.Percent(share) : "").Open("td");
                if (column.Relation is { } length)
                    html.Bar(length);
                html.Close();
            }
            html.Close();
        }
        html.CloseTable();
        if (data.Columns.Count > MostListed)
            html.Element("p", $"{ReportPieces.Count(data.Columns.Count - MostListed, "further column")} not listed.", "soft");
    }

    /// <summary>The pictures of the columns, the target's left out, the most telling first.</summary>
    public static void Pictures(HtmlWriter html, DataOverview data, int most)
    {
        ColumnOverview[] drawn = [.. data.Columns.Where(c => c.Picture is not null && c.Name != data.Target).OrderByDescending(c => c.Relation ?? -1).Take(most)];
        if (data.Target is { } target && drawn.Length > 0)
            html.Element("p", data.Task == TargetKinds.Classes ? $"By class of '{target}', those that tell most about it first." : $"Against '{target}', those that tell most about it first.", "soft");
        html.Charts(drawn.Select(c => c.Picture!));
        int others = data.Columns.Count(c => c.Name != data.Target) - drawn.Length;
        if (others > 0)
            html.Element("p", $"{ReportPieces.Count(others, "further column")} not drawn.", "soft");
    }

    /// <summary>How the columns of numbers go together.</summary>
    public static void Correlations(HtmlWriter html, DataOverview data)
    {
        html.Element("p", "Rank correlation (Spearman): 1 where two columns rise together, −1 where one falls as the other rises, 0 where neither.", "soft");
        int count = data.CorrelatedColumns.Count;
        html.Wide(new HeatMap
        {
            Title = "Rank correlation",
            Rows = data.CorrelatedColumns,
            Columns = data.CorrelatedColumns,
            Values = data.Correlations,
            Low = 0,
            High = 1,
            ValueLabel = "correlation",
            Width = 760,
            Height = Math.Clamp(180 + (26 * count), 260, 900),
        });
    }

    public static string KindName(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "number",
        ColumnKind.Whole => "whole number",
        ColumnKind.Category => "category",
        ColumnKind.Text => "text",
        ColumnKind.Time => "time",
        ColumnKind.Flag => "yes or no",
        _ => kind.ToString(),
    };

    private static string KindNames(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => "numbers",
        ColumnKind.Whole => "whole numbers",
        ColumnKind.Category => "categories",
        ColumnKind.Text => "texts",
        ColumnKind.Time => "times",
        _ => KindName(kind),
    };

    private static void Findings(HtmlWriter html, DataOverview data)
    {
        const int most = 12;
        if (data.Findings.Count == 0)
            return;
        html.Open("ul", "notes");
        foreach (DataFinding finding in data.Findings.Take(most))
        {
            html.Open("li", finding.IsWarning ? "warn" : "");
            if (finding.Column.Length > 0)
                html.Element("b", finding.Column).Text(": ");
            html.Text(finding.Text).Close();
        }
        if (data.Findings.Count > most)
            html.Element("li", ReportPieces.Count(data.Findings.Count - most, "further remark") + " of lesser weight.");
        html.Close();
    }

    private static string Ordinal(int n) => FigureText.Short(n) + (n % 100 is >= 11 and <= 13 ? "th" : (n % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}
