using System.Globalization;
using Hone.Data;

namespace Hone.Contracts;

/// <summary>Reads a table's column as what a learner shall predict.</summary>
public static class TargetColumn
{
    // A whole-number column with few, often repeated values (digits, grades) names classes; with many it counts or measures.
    private const int MostWholeClasses = 20;
    private const int LeastRowsForEachWholeClass = 5;

    // More names than this, or nearly one for each row, are identifiers or free text: nothing can be learned of them as classes.
    private const int MostClasses = 1000;

    /// <summary>Whether a column is taken for classes or for numbers when nobody says.</summary>
    /// <remarks>
    /// Categories, flags and text are classes. Numbers are classes where they are whole and there are two of them, or at most
    /// 20 with five rows each on average; otherwise numbers.
    /// </remarks>
    /// <exception cref="ArgumentException">The column holds times.</exception>
    public static TargetKinds Infer(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        switch (column)
        {
            case CategoryColumn or FlagColumn or TextColumn:
                return TargetKinds.Classes;
            case TimeColumn:
                throw new ArgumentException($"The target '{column.Name}' holds times; a target is numbers or classes. Turn it into a number first, for example the days since a start.", nameof(column));
        }
        HashSet<double> distinct = [];
        int rows = column.Count - column.MissingCount;
        for (int i = 0; i < column.Count; i++)
        {
            if (column.IsMissing(i))
                continue;
            double value = Value(column, i);
            if (value != Math.Floor(value) || double.IsInfinity(value))
                return TargetKinds.Numbers;
            distinct.Add(value);
            if (distinct.Count > MostWholeClasses)
                return TargetKinds.Numbers;
        }
        return distinct.Count <= 2 || distinct.Count * LeastRowsForEachWholeClass <= rows ? TargetKinds.Classes : TargetKinds.Numbers;
    }

    /// <summary>The rows whose target is known, in order; the others cannot be learned from or scored.</summary>
    public static int[] KnownRows(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        int[] rows = new int[column.Count - column.MissingCount];
        int next = 0;
        for (int i = 0; i < column.Count; i++)
        {
            if (!column.IsMissing(i))
                rows[next++] = i;
        }
        return rows;
    }

    /// <summary>Reads a column without gaps as a target to learn.</summary>
    /// <param name="column">No row missing.</param>
    /// <param name="kind">Numbers or classes; null decides by <see cref="Infer"/>.</param>
    /// <param name="positive">The positive one of two classes; null means the rarer.</param>
    /// <exception cref="ArgumentException">Rows are missing, the target does not vary, has as many classes as rows, is infinite, or is not numbers though numbers were asked for.</exception>
    public static Target Read(Column column, TargetKinds? kind = null, string? positive = null)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Count == 0)
            throw new ArgumentException($"The target '{column.Name}' has no known value; there is nothing to learn from.", nameof(column));
        if (column.MissingCount > 0)
            throw new ArgumentException(FormattableString.Invariant($"The target '{column.Name}' is missing in {column.MissingCount} rows; leave those rows out first."), nameof(column));
        return (kind ?? Infer(column)) == TargetKinds.Classes ? ReadClasses(column, positive) : ReadNumbers(column, positive);
    }

    /// <summary>Reads a column without gaps against the classes of a model that was already fitted.</summary>
    /// <exception cref="ArgumentException">A row's class is none of the model's.</exception>
    public static ClassTarget ReadClasses(Column column, IReadOnlyList<string> classes, int positive)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(classes);
        Dictionary<string, int> codeOf = classes.Select((name, code) => (name, code)).ToDictionary(p => p.name, p => p.code, StringComparer.Ordinal);
        int[] codes = new int[column.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            string name = ClassName(column, i);
            codes[i] = codeOf.TryGetValue(name, out int code) ? code : throw new ArgumentException(
                FormattableString.Invariant($"The target '{column.Name}' is '{name}' in row {i + 1}, a class the model was not trained on. {Suggestion.Sentence("class", name, classes)}"), nameof(column));
        }
        return new ClassTarget(codes, classes, positive < 0 ? null : positive);
    }

    private static ClassTarget ReadClasses(Column column, string? positive)
    {
        string[] names = new string[column.Count];
        for (int i = 0; i < names.Length; i++)
            names[i] = ClassName(column, i);
        string[] classes = [.. names.Distinct(StringComparer.Ordinal)];
        if (classes.Length < 2)
            throw new ArgumentException($"The target '{column.Name}' is '{classes[0]}' in every row; at least two different values are needed to learn from.", nameof(column));
        if (classes.Length > MostClasses || (classes.Length > MostWholeClasses && classes.Length * 2 > names.Length))
            throw new ArgumentException(FormattableString.Invariant($"The target '{column.Name}' has {classes.Length} different values in {names.Length} rows; that is an identifier or free text, not classes. Name another column as target."), nameof(column));
        SortLikeNumbers(classes, column);
        Dictionary<string, int> codeOf = classes.Select((name, code) => (name, code)).ToDictionary(p => p.name, p => p.code, StringComparer.Ordinal);
        int? code = null;
        if (positive is not null)
        {
            code = codeOf.TryGetValue(positive, out int found) ? found : throw new ArgumentException(Suggestion.Sentence($"class of '{column.Name}'", positive, classes), nameof(positive));
            if (classes.Length != 2)
                throw new ArgumentException(FormattableString.Invariant($"A positive class belongs to a target of two classes; '{column.Name}' has {classes.Length}."), nameof(positive));
        }
        return new ClassTarget([.. names.Select(n => codeOf[n])], classes, code);
    }

    /// <summary>Reads a column without gaps as numbers to score against; they need not vary.</summary>
    /// <exception cref="ArgumentException">The column does not hold numbers, or one is infinite.</exception>
    public static NumberTarget ReadNumbers(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column is not (NumberColumn or WholeColumn or FlagColumn))
            throw new ArgumentException($"The target '{column.Name}' is {column.Kind.ToString().ToLowerInvariant()}{(column.Count > 0 ? $" (for example '{column.Format(0)}')" : "")}, so it cannot be predicted as a number; it can be classified.", nameof(column));
        double[] values = new double[column.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(column, i);
            if (!double.IsFinite(values[i]))
                throw new ArgumentException(FormattableString.Invariant($"The target '{column.Name}' is {values[i]} in row {i + 1}; a target must be finite."), nameof(column));
            if (Math.Abs(values[i]) > NumberTarget.Greatest)
                throw new ArgumentException(FormattableString.Invariant($"The target '{column.Name}' is {values[i]} in row {i + 1}; beyond {NumberTarget.Greatest} either way, squares of errors leave the range of a double. Divide the target by a constant."), nameof(column));
        }
        return new NumberTarget(values);
    }

    private static NumberTarget ReadNumbers(Column column, string? positive)
    {
        if (positive is not null)
            throw new ArgumentException($"A positive class belongs to a target of two classes; '{column.Name}' is predicted as a number.", nameof(positive));
        NumberTarget target = ReadNumbers(column);
        double first = target.Values[0, 0];
        foreach (double value in target.Values.AsSpan())
        {
            if (value != first)
                return target;
        }
        throw new ArgumentException(FormattableString.Invariant($"The target '{column.Name}' is {first} in every row; at least two different values are needed to learn from."), nameof(column));
    }

    /// <summary>A row's class as the name that predictions will carry: whole numbers without a decimal point.</summary>
    private static string ClassName(Column column, int row) => column is NumberColumn numbers && numbers[row] == Math.Floor(numbers[row]) && Math.Abs(numbers[row]) < 1e15
        ? ((long)numbers[row]).ToString(CultureInfo.InvariantCulture)
        : column.Format(row)!;

    private static void SortLikeNumbers(string[] classes, Column column)
    {
        if (column is NumberColumn or WholeColumn)
            Array.Sort([.. classes.Select(c => double.Parse(c, CultureInfo.InvariantCulture))], classes);
        else
            Array.Sort(classes, StringComparer.Ordinal);
    }

    private static double Value(Column column, int row) => column switch
    {
        NumberColumn numbers => numbers[row],
        WholeColumn wholes => wholes[row],
        FlagColumn flags => flags[row] ? 1 : 0,
        _ => throw new ArgumentException($"Column '{column.Name}' does not hold numbers."),
    };
}
