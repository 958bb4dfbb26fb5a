using Hone.Numerics;

namespace Hone.Plotting;

/// <summary>A picture of data as SVG: an immutable value whose bytes depend on nothing but its properties.</summary>
/// <remarks>
/// The SVG fills the width it is given and keeps its proportions; it follows the reader's light or dark setting, needs no script and
/// refers to nothing outside itself. It stands alone as a file or inside a page (see <see cref="StyleSheet"/> for many charts in one page).
/// Values that are missing or infinite are left out and counted in a note; where nothing is left the chart says "no data".
/// </remarks>
public abstract record Chart
{
    private protected Chart()
    {
    }

    /// <summary>The heading; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>A line under the heading; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What a reader who cannot see the chart is told; by default a sentence made from the data.</summary>
    public string Description { get; init; } = "";

    /// <summary>Width of the view box in pixels, 40 to 4,000. Default 640.</summary>
    public double Width { get; init => field = Require.Between(value, 40, 4000); } = 640;

    /// <summary>Height of the view box in pixels, 24 to 4,000. Default 400.</summary>
    public double Height { get; init => field = Require.Between(value, 24, 4000); } = 400;

    /// <summary>Whether names of series are listed when there is more than one. Default true.</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>Whether the SVG carries its style sheet; false where the page carries <see cref="StyleSheet"/> once. Default true.</summary>
    public bool IncludeStyle { get; init; } = true;

    /// <summary>
    /// The style sheet of every chart. A page may set --chart-ink, --chart-soft, --chart-line, --chart-paper and --chart-1 to --chart-8,
    /// and fix the theme with data-theme="light" or data-theme="dark" on an element around the charts.
    /// </summary>
    public static string StyleSheet => ChartStyleSheet.Text;

    /// <summary>The chart as one SVG element. Cost: linear in the number of values, and a bounded number of marks.</summary>
    public string ToSvg()
    {
        SvgWriter svg = new();
        string name = Title.Length > 0 ? Title : Kind;
        svg.Start("svg").With("xmlns", "http://www.w3.org/2000/svg").With("class", "hone-chart")
            .With("viewBox", $"0 0 {SvgWriter.Length(Width)} {SvgWriter.Length(Height)}").With("width", "100%")
            .With("role", "img").With("aria-label", name);
        svg.Start("title").Content(name).End();
        svg.Start("desc").Content(Description.Length > 0 ? Description : Describe()).End();
        if (IncludeStyle)
            svg.Start("style").Verbatim(StyleSheet).End();
        svg.Rectangle(0, 0, Width, Height, "paper");
        Draw(svg);
        return svg.ToString();
    }

    /// <summary>What sort of chart it is, in words.</summary>
    internal abstract string Kind { get; }

    /// <summary>The sentence for a reader who cannot see it.</summary>
    internal abstract string Describe();

    /// <summary>Everything inside the frame of the document.</summary>
    internal abstract void Draw(SvgWriter svg);

    /// <summary>The heading and, in the middle, that there is nothing to draw.</summary>
    internal void DrawNoData(SvgWriter svg)
    {
        Heading.Draw(svg, this);
        svg.Text(Width / 2, Height / 2, "no data", "soft", "middle");
    }

    internal static string LeftOutNote(int count) => count switch
    {
        0 => "",
        1 => "1 value missing or not finite is left out",
        _ => FigureText.Short(count) + " values missing or not finite are left out",
    };
}
