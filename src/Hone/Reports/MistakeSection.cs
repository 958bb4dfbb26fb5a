using Hone.Contracts;
using Hone.Evaluation;
using Hone.Explanation;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>The worst mistakes with their inputs, the columns that matter first.</summary>
internal static class MistakeSection
{
    private const int MostColumns = 12;
    private const int MostCharacters = 120;

    public static void Write(HtmlWriter html, IReadOnlyList<Mistake> mistakes, IReadOnlyList<ColumnImportance> importances, EvaluationResult? heldOut)
    {
        bool numbers = heldOut?.Task == TargetKinds.Numbers;
        html.Element("p", (numbers ? "The rows whose prediction lies furthest from the truth. " : "The rows of which the model was surest, and wrong. ")
            + "Often such rows are mislabelled, or lack what a person would look at.", "soft");
        Dictionary<string, double> weight = [];
        foreach (ColumnImportance importance in importances)
            weight[importance.Name] = importance.Mean;
        string[] all = [.. mistakes[0].Inputs.Select(i => i.Key)];
        string[] shown = [.. all.OrderByDescending(c => weight.GetValueOrDefault(c, double.NegativeInfinity)).Take(MostColumns)];
        html.OpenTable(["#row", "true", "predicted", numbers ? "#error" : "#loss", .. shown]);
        foreach (Mistake mistake in mistakes)
        {
            html.Open("tr").Number(FigureText.Short(mistake.Row)).Open("td").Element("b", mistake.Truth).Close().Cell(mistake.Predicted).Number(FigureText.Short(mistake.Loss));
            foreach (string column in shown)
            {
                string? value = mistake.Inputs.FirstOrDefault(i => i.Key == column).Value;
                html.Element("td", value is null ? "missing" : Cut(value), value is null ? "soft" : "");
            }
            html.Close();
        }
        html.CloseTable();
        string order = importances.Count > 0 ? ", the most important first" : "";
        html.Element("p", $"Rows are numbered from 1 among the rows held out{(all.Length > shown.Length ? $"; {FigureText.Short(shown.Length)} of {FigureText.Short(all.Length)} columns are shown{order}" : "")}."
            + (numbers ? "" : " The loss is −ln of the probability given to the true class."), "soft");
    }

    private static string Cut(string value) => value.Length <= MostCharacters ? value : TextMeasure.Shorten(value, MostCharacters * 6.5, 12);
}
