using Hone.Data;
using Hone.Packages;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>What a reader should see of one column.</summary>
/// <param name="Profile">Counts, range and quantiles, over all rows.</param>
public sealed record ColumnOverview(ColumnProfile Profile)
{
    /// <summary>The column's name.</summary>
    public string Name => Profile.Name;

    /// <summary>Its shape at a glance.</summary>
    public MiniBars Shape { get; init; } = new();

    /// <summary>Its distribution; by class, or against the target's numbers, where there is a target.</summary>
    public Chart? Picture { get; init; }

    /// <summary>The share of the target's variation that the column alone accounts for, 0 to 1; null where there is no target or it was not computed.</summary>
    public double? Relation { get; init; }

    /// <summary>Range and typical value, or the most frequent levels, in a few words.</summary>
    public string Values
    {
        get
        {
            if (Profile.Levels.Count > 0)
            {
                long known = Profile.Rows - Profile.Missing;
                IEnumerable<string> first = Profile.Levels.Take(3).Select((level, i) => $"{Shortened(level)} {FigureText.Percent((double)Profile.LevelCounts[i] / known)}");
                return string.Join(", ", first) + (Profile.Distinct > 3 ? $", {FigureText.Short(Profile.Distinct - 3)} more" : "");
            }
            if (Profile.Quantiles.Count == 0)
                return "no values";
            string low = Written(Profile.Quantiles[0]), middle = Written(Profile.Quantiles[Profile.Quantiles.Count / 2]), high = Written(Profile.Quantiles[^1]);
            return Profile.Kind == ColumnKind.Text ? $"{low} to {high} characters, median {middle}" : $"{low} to {high}, median {middle}";
        }
    }

    private string Written(double value) => Profile.Kind == ColumnKind.Time ? TimeAxis.Full(value) : FigureText.Short(value);

    private static string Shortened(string level) => level.Length > 24 ? TextMeasure.Shorten(level, 150, 12) : level.Length == 0 ? "(empty)" : level;
}

/// <summary>Something about the data that a reader should know before trusting a model of it.</summary>
/// <param name="Column">The column it is about; empty where it is about the table.</param>
/// <param name="Text">One sentence.</param>
/// <param name="IsWarning">Whether it may spoil a model, rather than being good to know.</param>
public sealed record DataFinding(string Column, string Text, bool IsWarning);
