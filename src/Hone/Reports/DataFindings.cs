using Hone.Contracts;
using Hone.Data;
using Hone.Packages;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>What a careful reader would remark on first.</summary>
internal static class DataFindings
{
    private const double Leak = 0.98;
    private const double Twin = 0.98;

    public static IReadOnlyList<DataFinding> Of(DataOverview data, Target? truth)
    {
        List<DataFinding> found = [];
        if (data.RowCount == 0)
            found.Add(new DataFinding("", "The table has no rows.", true));
        if (data.DuplicateRows > 0)
            found.Add(new DataFinding("", $"{ReportPieces.Count(data.DuplicateRows, "row")} {(data.DuplicateRows == 1 ? "repeats" : "repeat")} an earlier row ({FigureText.Percent((double)data.DuplicateRows / data.RowCount)}); repeated rows on both sides of a split flatter the score.", data.DuplicateRows > 0.01 * data.RowCount));
        if (data.Columns.FirstOrDefault(c => c.Name == data.Target) is { } target)
            found.AddRange(OfTarget(target.Profile, truth));
        foreach (ColumnOverview column in data.Columns)
        {
            if (column.Name != data.Target && data.RowCount > 0)
                found.AddRange(OfColumn(column));
        }
        found.AddRange(Twins(data));
        return [.. found.Where(f => f.IsWarning), .. found.Where(f => !f.IsWarning)];
    }

    private static IEnumerable<DataFinding> OfTarget(ColumnProfile profile, Target? truth)
    {
        if (profile.Missing > 0)
            yield return new DataFinding(profile.Name, $"The target is missing in {ReportPieces.Count(profile.Missing, "row")}; they cannot be learnt from.", false);
        if (truth is not ClassTarget classes)
            yield break;
        int total = classes.Counts.Sum(), least = classes.Counts.Min(), rarest = classes.Counts.ToList().IndexOf(least);
        if (least < 0.1 * total)
            yield return new DataFinding(profile.Name, $"The class '{classes.Classes[rarest]}' is rare: {FigureText.Percent((double)least / total)} of rows. Accuracy says little here; look at precision and recall.", false);
    }

    private static IEnumerable<DataFinding> OfColumn(ColumnOverview column)
    {
        ColumnProfile profile = column.Profile;
        int known = profile.Rows - profile.Missing;
        if (known == 0)
        {
            yield return new DataFinding(profile.Name, "Every value is missing.", true);
            yield break;
        }
        if (profile.Distinct <= 1)
            yield return new DataFinding(profile.Name, profile.Missing == 0 ? "The column is constant; it tells rows apart in nothing." : "Every known value is the same.", false);
        if (profile.MissingShare > 0.5)
            yield return new DataFinding(profile.Name, $"{FigureText.Percent(profile.MissingShare)} of values are missing.", false);
        if (column.Relation >= Leak)
            yield return new DataFinding(profile.Name, $"Alone it accounts for {FigureText.Percent(column.Relation.Value)} of the target's variation. Is it known before the target is, or does it leak the answer?", true);
        // Whole numbers are an identifier where they count the rows, not where they measure.
        bool named = profile.Kind is ColumnKind.Category or ColumnKind.Text
            || (profile.Kind == ColumnKind.Whole && profile.Quantiles[^1] - profile.Quantiles[0] < 2.0 * known);
        if (named && known >= 20 && profile.Distinct == known)
            yield return new DataFinding(profile.Name, "Every value is different: it looks like an identifier, from which nothing carries over to new rows.", profile.Kind != ColumnKind.Text);
        else if (profile.Kind == ColumnKind.Category && profile.Distinct > 100)
            yield return new DataFinding(profile.Name, $"It has {FigureText.Short(profile.Distinct)} levels; many are too rare to learn from.", false);
        if (profile.Kind == ColumnKind.Number && profile.Counts.Sum() < known)
            yield return new DataFinding(profile.Name, $"{ReportPieces.Count(known - profile.Counts.Sum(), "value")} are infinite.", true);
    }

    private static IEnumerable<DataFinding> Twins(DataOverview data)
    {
        int shown = 0, more = 0;
        for (int i = 0; i < data.CorrelatedColumns.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                bool ofTarget = data.CorrelatedColumns[i] == data.Target || data.CorrelatedColumns[j] == data.Target;
                if (ofTarget || !(Math.Abs(data.Correlations[i, j]) >= Twin))
                    continue;
                if (shown++ < 5)
                    yield return new DataFinding(data.CorrelatedColumns[i], $"It orders the rows almost as '{data.CorrelatedColumns[j]}' does (rank correlation {FigureText.Short(data.Correlations[i, j], 3)}); importance is shared between the two.", false);
                else
                    more++;
            }
        }
        if (more > 0)
            yield return new DataFinding("", $"{ReportPieces.Count(more, "further pair")} of columns go together as closely.", false);
    }
}
