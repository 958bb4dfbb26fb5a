namespace Hone.Explanation;

/// <summary>How much of a table a report shuffles, so that finding out what a model relies on takes seconds whatever the size of the table.</summary>
/// <remarks>
/// Every shuffle makes all features of all rows again, so shuffling each column of a wide table costs the square of its width. Rows are sampled first, which show an importance
/// as well as all do; then repeats are saved; at last columns.
/// </remarks>
/// <param name="Rows">Rows to predict at each shuffle.</param>
/// <param name="Columns">Columns to shuffle.</param>
/// <param name="Repeats">Shuffles of each.</param>
internal readonly record struct ImportancePlan(int Rows, int Columns, int Repeats)
{
    private const int MostRows = 1000, MostColumnsInFull = 40, FewestColumns = 20;

    // Values made in all, and what a column costs beside its rows, in values.
    private const double MostWork = 1 << 30;
    private const int RowsOfOverhead = 64;

    /// <summary>The predictions of single rows that it takes.</summary>
    public long Predictions => (long)Rows * Columns * Repeats;

    /// <summary>The plan for a table of so many held-out rows and input columns.</summary>
    public static ImportancePlan For(int rows, int columns)
    {
        int taken = Math.Min(rows, MostRows), repeats = columns > MostColumnsInFull ? 2 : 5;
        double shuffles = MostWork / ((taken + RowsOfOverhead) * (double)Math.Max(1, columns) * repeats);
        return new ImportancePlan(taken, (int)Math.Min(columns, Math.Max(FewestColumns, shuffles)), repeats);
    }
}
