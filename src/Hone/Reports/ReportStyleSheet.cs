namespace Hone.Reports;

/// <summary>How the reports look: light and dark, wide and narrow, on screen and on paper.</summary>
internal static class ReportStyleSheet
{
    public const string Text =
        """
        :root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--ink:#1c2430;--soft:#566070;--line:#dfe3e8;--accent:#0068a8;--warn:#9a4a00;--warn-paper:#fff4e6;--code:#f0f2f5;--chart-paper:transparent}
        @media (prefers-color-scheme:dark){:root{--page:#0e1116;--card:#161b22;--ink:#e7eaef;--soft:#a3adba;--line:#2e3642;--accent:#6cb6f0;--warn:#f3b26b;--warn-paper:#2b2115;--code:#1e252e}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:break-word}
        main,header,footer{max-width:1120px;margin:0 auto;padding:0 24px}
        header{padding-top:32px}
        h1{font-size:28px;line-height:1.2;margin:0 0 4px}
        h2{font-size:20px;margin:0 0 4px}
        h3{font-size:15px;margin:24px 0 6px}
        p{margin:6px 0;max-width:76ch}
        a{color:var(--accent)}
        .soft{color:var(--soft)}
        nav{margin:16px 0 0;padding:10px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
        nav ol{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0;padding:0;list-style:none}
        nav a{text-decoration:none}
        nav a:hover,nav a:focus{text-decoration:underline}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px 24px;margin:20px 0;scroll-margin-top:8px}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0 0;padding:0}
        .fact{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 14px;min-width:0}
        .fact b{display:block;font-size:20px;line-height:1.25;font-variant-numeric:tabular-nums}
        .fact span{color:var(--soft);font-size:13px}
        .scroll{overflow-x:auto;margin:12px 0;max-width:100%}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th,td{text-align:left;vertical-align:top;padding:6px 14px 6px 0;border-bottom:1px solid var(--line)}
        th{color:var(--soft);font-weight:600;font-size:13px;vertical-align:bottom;white-space:nowrap}
        td{min-width:3em;max-width:28em}
        .said{min-width:16em}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        tr:last-child>td{border-bottom:0}
        .tight{width:auto}.tight th,.tight td{padding-right:28px}
        .best td{font-weight:600}
        .best td.soft{font-weight:400}
        .mini{width:176px;min-width:120px}
        .mini svg{max-width:160px}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:20px;margin:14px 0;align-items:start}
        .charts>div{min-width:0}
        .values{min-width:15em}
        ul.notes{list-style:none;margin:12px 0;padding:0}
        ul.notes li{padding:7px 12px;margin:6px 0;border-left:3px solid var(--line);background:var(--code);border-radius:0 6px 6px 0}
        ul.notes li.warn{border-color:var(--warn);background:var(--warn-paper)}
        .tag{display:inline-block;font-size:12px;color:var(--soft);border:1px solid var(--line);border-radius:9px;padding:0 8px;white-space:nowrap}
        .tag.warn{color:var(--warn);border-color:var(--warn)}
        pre{background:var(--code);border-radius:8px;padding:12px 14px;overflow-x:auto;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:8px 0}
        code{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        details{margin:12px 0}
        summary{cursor:pointer;color:var(--accent)}
        .bar{display:block;height:8px;border-radius:4px;background:var(--line);min-width:70px;margin-top:7px}
        .bar i{display:block;height:8px;border-radius:4px;background:var(--accent)}
        .hash{overflow-wrap:anywhere;font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        footer{color:var(--soft);font-size:13px;padding-bottom:40px}
        @media (max-width:640px){main,header,footer{padding-left:12px;padding-right:12px}section{padding:16px 14px}h1{font-size:23px}.fact b{font-size:17px}.facts{grid-template-columns:1fr 1fr;gap:8px}}
        @media print{:root{--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#ccc;--code:#f4f4f4}body{font-size:11pt}section{border:0;padding:0;break-inside:auto}.charts>div,tr,.fact{break-inside:avoid}nav{display:none}pre{white-space:pre-wrap}.scroll{overflow:visible}}

        """;
}
