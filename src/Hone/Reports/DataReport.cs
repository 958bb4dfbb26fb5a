using Hone.Plotting;

namespace Hone.Reports;

/// <summary>A page about a table: every column's kind, values and picture, what is missing, what goes together, and what to beware of.</summary>
/// <remarks>One self-contained HTML file: no script, nothing loaded from elsewhere, light and dark, wide and narrow, and fit to print.</remarks>
public sealed record DataReport
{
    /// <summary>The heading, for example the table's name.</summary>
    public required string Title { get; init; }

    /// <summary>What is shown.</summary>
    public required DataOverview Data { get; init; }

    /// <summary>The columns drawn in full, at most. Default 60.</summary>
    public int MostPictures { get; init => field = Numerics.Require.AtLeast(value, 0); } = 60;

    /// <summary>The page as HTML; equal reports give equal bytes.</summary>
    public string ToHtml()
    {
        ReportPage page = new(Title, "What the table holds.");
        DataSections.Facts(page, Data);
        page.Fact(Data.RowCount == 0 ? "–" : FigureText.Percent(Data.MissingCount / Math.Max(1.0, (double)Data.RowCount * Data.Columns.Count)), "of values missing");
        page.Fact(FigureText.Short(Data.DuplicateRows), Data.DuplicateRows == 1 ? "repeated row" : "repeated rows");
        page.Section("overview", "Overview", html => DataSections.Overview(html, Data));
        page.Section("columns", "Columns", html => DataSections.Columns(html, Data));
        if (MostPictures > 0 && Data.Columns.Any(c => c.Picture is not null && c.Name != Data.Target))
            page.Section("pictures", "Distributions", html => DataSections.Pictures(html, Data, MostPictures));
        if (Data.CorrelatedColumns.Count > 1)
            page.Section("correlations", "What goes together", html => DataSections.Correlations(html, Data));
        if (Data.MissingOverRows is { } missing)
            page.Section("missing", "Where values are missing", html => html.Wide(missing));
        return page.Write();
    }
}
