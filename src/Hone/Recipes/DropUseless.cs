using Hone.Contracts;
using Hone.Data;

namespace Hone.Recipes;

/// <summary>Leaves out columns that nothing can be learned from: without any value, with a single value, or that only number or name the rows.</summary>
/// <remarks>
/// <para>A column with a single value and gaps stays: which rows have the value may matter.</para>
/// <para>
/// A column of whole numbers counts rows where all are different, none is negative, the least is 0 or 1, they fill at least a third of the
/// range up to the greatest, and the name does not speak of time or rank; or where all are different and the name is that of
/// an identifier. Text and categories name rows where nearly every value is different and holds no space.
/// A model that learned from such a column would learn the order or the source of the training rows by heart. Where every column
/// of the table would go, whole numbers stay.
/// </para>
/// </remarks>
public sealed record DropUseless : IStep
{
    // Below this many rows, numbers that are all different say nothing.
    private const int FewestRowsToJudge = 30;

    // A share of different values from which short texts are taken for identifiers.
    private const double NearlyAll = 0.95;

    private static readonly string[] identifierWords = ["id", "ids", "uuid", "guid", "key", "index", "idx", "row", "rowid", "rownumber", "rownum", "unnamed", "serial", "number", "no", "nr"];

    private static readonly string[] meaningfulWords = ["year", "month", "day", "days", "date", "time", "hour", "minute", "second", "week", "period", "t", "rank", "age", "timestamp", "epoch", "cycle"];

    /// <summary>Which columns are judged; all by default.</summary>
    public Columns Columns { get; init; } = Columns.All;

    /// <summary>Whether columns that number or name the rows go as well. Default true.</summary>
    public bool Identifiers { get; init; } = true;

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table);
        string?[] reasons = new string?[columns.Length];
        context.For(columns.Length, j => reasons[j] = Judge(columns[j], Identifiers));
        // Numbers that count the rows are dropped beside something better; alone they are what there is: a step, a position, a time.
        if (reasons.All(r => r is not null) && columns.Length == table.Table.Columns.Count && table.Blocks.Count == 0)
            context.For(columns.Length, j => reasons[j] = Judge(columns[j], identifiers: Identifiers && !IsNumber(columns[j])));
        StepNote[] notes = [.. columns.Zip(reasons).Where(c => c.Second is not null).Select(c => new StepNote(c.First.Name, "dropped", c.Second!))];
        return StepFit.Of(new FittedDrop(notes), table, context.Workers);
    }

    private static bool IsNumber(Column column) => column is WholeColumn or NumberColumn;

    private static string? Judge(Column column, bool identifiers)
    {
        if (column.MissingCount == column.Count)
            return "no row has a value";
        if (column.MissingCount == 0 && column.Count > 1 && IsConstant(column))
            return $"every row has the same value, {column.Format(0)}";
        if (!identifiers || column.Count < FewestRowsToJudge)
            return null;
        return column switch
        {
            WholeColumn wholes when CountsRows(wholes) => "all values are different and count the rows",
            WholeColumn wholes when HasWord(wholes.Name, identifierWords) && AllDifferent(wholes) => "all values are different and the name is that of an identifier",
            TextColumn or CategoryColumn when NamesRows(column) => "nearly every row has a value of its own: an identifier",
            _ => null,
        };
    }

    private static bool IsConstant(Column column)
    {
        switch (column)
        {
            case NumberColumn numbers:
                return !numbers.Values.ContainsAnyExcept(numbers[0]);
            case WholeColumn wholes:
                return !wholes.Values.ContainsAnyExcept(wholes[0]);
            case FlagColumn flags:
                return !flags.Values.ContainsAnyExcept(flags[0]);
            case CategoryColumn categories:
                return !categories.Codes.ContainsAnyExcept(categories.Codes[0]);
            case TimeColumn times:
                return !times.Values.ContainsAnyExcept(times[0]);
            default:
                return !((TextColumn)column).Values.ContainsAnyExcept(((TextColumn)column)[0]);
        }
    }

    private static bool CountsRows(WholeColumn column)
    {
        if (column.MissingCount > 0 || HasWord(column.Name, meaningfulWords))
            return false;
        long low = long.MaxValue, high = long.MinValue;
        foreach (long value in column.Values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));

        // A fold of the rows has only some of the numbers, so the least may be a little above 1 and gaps are normal.
        return low >= 0 && low <= 1 + (FewestRowsToJudge / 3) && high <= 3L * column.Count && AllDifferent(column);
    }

    private static bool AllDifferent(WholeColumn column)
    {
        if (column.MissingCount > 0)
            return false;
        long[] sorted = column.Values.ToArray();
        Array.Sort(sorted);
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
                return false;
        }
        return true;
    }

    private static bool NamesRows(Column column)
    {
        int present = column.Count - column.MissingCount;
        if (present < FewestRowsToJudge)
            return false;
        if (column is CategoryColumn category)
            return Levels.Occurring(category) > NearlyAll * present && category.Levels.Count(l => l.Contains(' ', StringComparison.Ordinal)) < 0.1 * category.Levels.Count;
        HashSet<string> different = new(StringComparer.Ordinal);
        int spaced = 0;
        foreach (string? text in ((TextColumn)column).Values)
        {
            if (text is null)
                continue;
            different.Add(text);
            spaced += text.AsSpan().Trim().Contains(' ') ? 1 : 0;
        }
        return different.Count > NearlyAll * present && spaced < 0.1 * present;
    }

    // Splits "PassengerId", "row_number" and "customer id" into words.
    private static bool HasWord(string name, string[] words)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            bool cut = i == name.Length || !char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (!cut)
                continue;
            string word = name[start..i].TrimStart('_', ' ', '-', '.', ':').ToLowerInvariant();
            if (words.Contains(word))
                return true;
            start = i;
        }
        return false;
    }
}
