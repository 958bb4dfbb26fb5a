namespace Hone.Plotting;

/// <summary>The one style sheet of all charts: light and dark, colour-blind-safe colours, hover.</summary>
/// <remarks>
/// A page sets its own colours by defining --chart-ink, --chart-soft, --chart-line, --chart-paper and --chart-1 to --chart-8 (--chart-low and --chart-high for heat maps)
/// on any element around the chart, and fixes the theme with data-theme="light" or "dark". The series colours are those of M. Okabe and K. Ito,
/// "Color Universal Design", 2008, darkened on light paper and lightened on dark paper until each contrasts with it by 3 to 1.
/// </remarks>
internal static class ChartStyleSheet
{
    private const string Light =
        "--ink:var(--chart-ink,#1c2430);--soft:var(--chart-soft,#566070);--line:var(--chart-line,#dfe3e8);--paper:var(--chart-paper,#fff);"
        + "--s1:var(--chart-1,#0072b2);--s2:var(--chart-2,#c85200);--s3:var(--chart-3,#008a66);--s4:var(--chart-4,#b3579a);"
        + "--s5:var(--chart-5,#b57a00);--s6:var(--chart-6,#2b93cf);--s7:var(--chart-7,#7a6a2a);--s8:var(--chart-8,#4b5563);--cold:var(--chart-low,#b84a00);--hot:var(--chart-high,#0068a8);--in:#fff";

    private const string Dark =
        "--ink:var(--chart-ink,#e7eaef);--soft:var(--chart-soft,#a3adba);--line:var(--chart-line,#343c48);--paper:var(--chart-paper,#14181f);"
        + "--s1:var(--chart-1,#4ba3dd);--s2:var(--chart-2,#f08a42);--s3:var(--chart-3,#2fbf94);--s4:var(--chart-4,#dc94c4);"
        + "--s5:var(--chart-5,#e8b33c);--s6:var(--chart-6,#9bd3f5);--s7:var(--chart-7,#d6cc7a);--s8:var(--chart-8,#b8c0cc);--cold:var(--chart-low,#c4601c);--hot:var(--chart-high,#2f7fc0);--in:#0c1118";

    /// <summary>The style sheet.</summary>
    public const string Text =
        ".hone-chart{" + Light + ";display:block;height:auto;max-width:100%;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-size:12px;color:var(--ink)}\n"
        + "@media (prefers-color-scheme:dark){.hone-chart{" + Dark + "}}\n"
        + "[data-theme=light] .hone-chart{" + Light + "}\n[data-theme=dark] .hone-chart{" + Dark + "}\n"
        + ".hone-chart .paper{fill:var(--paper)}.hone-chart text{fill:var(--ink)}.hone-chart .title{font-size:15px;font-weight:600}"
        + ".hone-chart .soft{fill:var(--soft)}.hone-chart .note{fill:var(--soft);font-size:11px}.hone-chart .label{fill:var(--soft)}"
        + ".hone-chart .grid{stroke:var(--line);stroke-width:1}.hone-chart .axis{stroke:var(--soft);stroke-width:1}"
        + ".hone-chart .c1{--c:var(--s1)}.hone-chart .c2{--c:var(--s2)}.hone-chart .c3{--c:var(--s3)}.hone-chart .c4{--c:var(--s4)}"
        + ".hone-chart .c5{--c:var(--s5)}.hone-chart .c6{--c:var(--s6)}.hone-chart .c7{--c:var(--s7)}.hone-chart .c8{--c:var(--s8)}.hone-chart .c0{--c:var(--soft)}"
        + ".hone-chart .stroke{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}"
        + ".hone-chart .thin{stroke-width:1.25}.hone-chart .dash{stroke-dasharray:6 5}.hone-chart .dots{stroke-dasharray:1.5 4}"
        + ".hone-chart .fill{fill:var(--c)}.hone-chart .veil{fill:var(--c);fill-opacity:.18;stroke:none}"
        + ".hone-chart .half{fill:var(--c);fill-opacity:.45;stroke:var(--c);stroke-width:1}"
        + ".hone-chart .point{fill:var(--c);stroke:var(--paper);stroke-width:.5}.hone-chart .hit{fill:transparent}"
        + ".hone-chart .whisker{stroke:var(--ink);stroke-width:1.25;fill:none}.hone-chart .edge{stroke:var(--paper);stroke-width:1}"
        + ".hone-chart text.bright{fill:#fff}.hone-chart text.inside{fill:var(--in);font-size:11px}.hone-chart .hot{fill:var(--hot)}.hone-chart .cold{fill:var(--cold)}.hone-chart .void{fill:var(--line);fill-opacity:.5}"
        + ".hone-chart .mark:hover{filter:brightness(1.15);stroke:var(--ink);stroke-width:1.5}.hone-chart .hit:hover{fill:var(--c);fill-opacity:.55;stroke:var(--ink)}\n";
}
