using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tuning;

/// <summary>Finds a good model for a table: judges some candidates by cross-validation, then searches the settings of the best.</summary>
/// <remarks>
/// Each candidate gets the recipe that it needs, fitted within each fold. Rules by size, all stated on the result:
/// up to 5,000 rows five folds, fewer where the rarer of two classes has fewer rows (below 1,000 rows twice, as single runs are noisy there), up to 20,000 three; above, one split with a fifth held out; above 100,000 rows
/// the search sees a random 100,000 of them, each class in proportion. A candidate with a limit of rows or work is passed over above it.
/// The time limit covers the search and one fit of the winner on all rows, its recipe among it, whose time is foretold from its folds, and what <see cref="Reserve"/>
/// and <see cref="RowsToPredict"/> keep; it is looked at between fits, and a fit under way when only the winner's time is left is asked to stop and does not count. Nothing else depends on the clock: with the
/// result's counts as <see cref="Replay"/> the same search is made again. Cost: (candidates + trials) × folds fits.
/// </remarks>
public sealed record ModelSearch
{
    private const int MostRowsForFolds = 20_000, MostRowsForManyFolds = 5_000, ManyFolds = 5, FewFolds = 3, MostRowsSearched = 100_000, FewRows = 1_000;
    private const double HeldOut = 0.2;

    /// <summary>What to try, in that order; null means <see cref="Candidate.DefaultsFor"/>. The first should be cheap: it is judged whatever the time limit.</summary>
    public IReadOnlyList<Candidate>? Candidates { get; init; }

    /// <summary>What to choose by; null means <see cref="Metric.DefaultFor"/>.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Trials of the best candidate's settings at most; 0 for no search. Default 100.</summary>
    public int Trials { get; init => field = Require.AtLeast(value, 0); } = 100;

    /// <summary>Trials without a better score after which the search ends, at least 1. Default 20.</summary>
    public int Patience { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>Folds for tables of up to 20,000 rows, at least 2; null (default) means 5, and 3 above 5,000 rows.</summary>
    public int? Folds { get; init => field = value is { } v ? Require.AtLeast(v, 2) : null; }

    /// <summary>Splits the rows; null means by the rules above.</summary>
    public ISplitter? Splitter { get; init; }

    /// <summary>The recipe for a table and needs; null means <see cref="Recipe.Default"/>.</summary>
    public Func<LabelledTable, Needs, Recipe>? RecipeFor { get; init; }

    /// <summary>The rows as learners take them, where no recipe is wanted; the table's inputs then are one column, the rows' numbers among these. Null makes them by <see cref="RecipeFor"/>.</summary>
    internal Features? Features { get; init; }

    /// <summary>Time for the search and one fit of the winner; null means no limit. Needs <see cref="Clock"/>.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Part of the time limit that is kept for what the caller does with the winner beside predicting, at least 0. Default none.</summary>
    public TimeSpan Reserve { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Reserve), value, "Reserve must be at least 0."); }

    /// <summary>Rows that the caller will have the winner predict: the search keeps time for them too, by what its folds took. Default 0.</summary>
    public long RowsToPredict { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(RowsToPredict), value, "RowsToPredict must be at least 0."); }

    /// <summary>What tells the time; null measures nothing.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>The counts of an earlier run to be made again: the time limit is then not looked at. Default null.</summary>
    public SearchCounts? Replay { get; init; }

    /// <summary>Searches.</summary>
    /// <param name="table">Inputs and target, at least two rows; for classes more than one.</param>
    /// <param name="context">Seed, workers, cancellation; a stop keeps the best so far.</param>
    /// <exception cref="ArgumentException">There are no candidates, too few rows, or none could be judged; the message is the first one's.</exception>
    /// <exception cref="InvalidOperationException">A time limit without a clock.</exception>
    public ModelSearchResult Run(LabelledTable table, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (Candidates is { Count: 0 })
            throw new ArgumentException("There are no candidates to try.", nameof(table));
        if (TimeLimit is not null && Clock is null)
            throw new InvalidOperationException("A time limit needs a clock; give TimeProvider.System.");
        return new ModelSearchRun(this, table, context).Run();
    }

    private static int RowsOfRarest(ClassTarget classes)
    {
        int[] rows = new int[classes.Classes.Count];
        foreach (int code in classes.Codes)
            rows[code]++;
        return rows.Min();
    }

    /// <summary>The rows that the search sees, the folds over them, and what was decided about both, in words.</summary>
    internal (LabelledTable Table, IReadOnlyList<Fold> Folds, List<string> Notes) Plan(LabelledTable table, ulong seed)
    {
        List<string> notes = [];
        if (table.RowCount > MostRowsSearched)
        {
            SplitRows all = table.ForSplitting();
            int[] rows = new HoldOut { Test = (double)MostRowsSearched / table.RowCount }.Split(table.Groups is null ? all : all with { Strata = null }, seed)[0].Test;
            notes.Add(FormattableString.Invariant($"searched on {rows.Length} of {table.RowCount} rows"));
            table = table.TakeRows(rows);
        }
        if (Splitter is not null)
            return (table, Splitter.Split(table.ForSplitting(), seed), notes);
        if (table.RowCount > MostRowsForFolds)
        {
            notes.Add("judged on one split with a fifth of the rows held out");
            SplitRows rows = table.ForSplitting();
            return (table, new HoldOut { Test = HeldOut }.Split(table.Groups is null ? rows : rows with { Strata = null }, seed), notes);
        }

        int folds = Math.Min(Folds ?? (table.RowCount > MostRowsForManyFolds ? FewFolds : ManyFolds), table.Groups is { } groups ? groups.Distinct().Count() : table.RowCount);
        if (table.Target is ClassTarget { Classes.Count: 2 } classes && table.Groups is null)
            folds = Math.Min(folds, Math.Max(2, RowsOfRarest(classes)));                   // both classes in every fold, where there are rows enough
        if (folds < 2)
            throw new ArgumentException($"Cross-validation needs at least two {(table.Groups is null ? "rows" : "groups")}; there is one.", nameof(table));
        int repeats = table.RowCount < FewRows ? 2 : 1;
        IReadOnlyList<Fold>[] parts = [.. Enumerable.Range(0, repeats).Select(r => table.KFold(folds).Split(table.ForSplitting(), RandomKey.FromSeed(seed).Child("folds").Child(r).State))];
        notes.Add(FormattableString.Invariant($"judged on {folds} folds{(repeats == 2 ? ", twice" : "")}"));
        return (table, [.. parts.SelectMany(p => p)], notes);
    }
}

/// <summary>What a model search found.</summary>
/// <param name="Metric">What was chosen by.</param>
/// <param name="Leaderboard">Best first; entries that were not judged last.</param>
/// <param name="Folds">How many folds every entry was judged on.</param>
/// <param name="Counts">How far it came.</param>
/// <param name="End">Why the search of settings ended; null where there was none.</param>
/// <param name="Notes">What was decided about rows and folds, in words.</param>
public sealed record ModelSearchResult(Metric Metric, IReadOnlyList<LeaderboardEntry> Leaderboard, int Folds, SearchCounts Counts, SearchEnd? End, IReadOnlyList<string> Notes)
{
    /// <summary>The winner: to be fitted on all rows with its default recipe.</summary>
    public LeaderboardEntry Best => Leaderboard[0];
}
