namespace Hone.Data;

/// <summary>Judges whether a file's first row holds names, and makes the columns' names.</summary>
internal static class CsvHeader
{
    /// <summary>Whether the first row is a header.</summary>
    /// <param name="survey">The whole file's.</param>
    /// <param name="sample">Rows after the first, some hundreds, for what words their columns hold.</param>
    public static bool IsPresent(CsvSurvey survey, IReadOnlyList<List<string>> sample)
    {
        IReadOnlyList<string> first = survey.First;
        bool numbered = CountsUp(first);
        int named = 0, valued = 0, repeated = 0;
        for (int c = 0; c < first.Count; c++)
        {
            if (first[c].Length == 0)
                continue;
            ColumnSurvey rest = survey.Columns[c];
            if (rest.HasValue && !rest.IsWords)
            {
                // A column of numbers, times or flags: does the first row fit it?
                if ((survey.FirstRow[c].Shared & rest.Shared) == FieldShapes.None)
                    named++;
                else if (survey.FirstRow[c].HasValue && !numbered)
                    valued++;
            }
            else if (rest.HasValue)
            {
                string[] words = [.. sample.Where(row => row.Count > c).Select(row => row[c]).Where(w => w.Length > 0)];
                if (words.Contains(first[c], StringComparer.Ordinal))
                    repeated++;
            }
        }
        if (named != valued)
            return named > valued;
        if (repeated > 0)
            return false;
        for (int c = 0; c < first.Count; c++)
        {
            // Nameless are a column of row numbers at the front, as pandas writes it, and columns without any value.
            ColumnSurvey rest = survey.Columns[c];
            bool nameless = first[c].Length == 0 && (!rest.HasValue || (c == 0 && first.Count > 1 && (rest.Shared & FieldShapes.Whole) != FieldShapes.None));
            if (!nameless && !(survey.FirstRow[c].HasValue && survey.FirstRow[c].IsWords))
                return false;
        }
        string[] names = [.. first.Where(f => f.Length > 0)];
        return names.Length > 0 && names.Distinct(StringComparer.Ordinal).Count() == names.Length;
    }

    /// <summary>Names of the columns; null for a column that has neither name nor value, such as a delimiter at each row's end makes.</summary>
    /// <exception cref="InvalidDataException">A name stands twice.</exception>
    public static string?[] Names(CsvSurvey survey, bool header, CsvSource source, IReadOnlyList<string>? given)
    {
        string?[] names = new string?[survey.First.Count];
        if (given is not null)
        {
            if (given.Count != names.Length)
                throw new InvalidDataException(FormattableString.Invariant($"{given.Count} column names were given, but {source.Name} has {names.Length} columns."));
            for (int c = 0; c < names.Length; c++)
                names[c] = string.IsNullOrEmpty(given[c]) ? throw new InvalidDataException("A column name that was given is empty.") : given[c];
        }
        else if (header)
        {
            for (int c = 0; c < names.Length; c++)
                names[c] = survey.First[c].Length > 0 ? survey.First[c] : null;
        }
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        for (int c = 0; c < names.Length; c++)
        {
            if (names[c] is { } name && !seen.TryAdd(name, c))
                throw new InvalidDataException(FormattableString.Invariant($"{source.Name} names two columns '{name}', the {Ordinal(seen[name] + 1)} and the {Ordinal(c + 1)}; each name may stand once."));
        }
        for (int c = 0; c < names.Length; c++)
        {
            bool empty = header && given is null && !survey.Columns[c].HasValue && !survey.Columns[c].HasWeak;
            if (names[c] is not null || empty)
                continue;
            string name = FormattableString.Invariant($"column{c + 1}");
            while (!seen.TryAdd(name, c))
                name += "_";
            names[c] = name;
        }
        return names;
    }

    private static string Ordinal(int n) => FormattableString.Invariant($"{n}{((n % 100) is >= 11 and <= 13 ? "th" : (n % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}");

    // Names that are numbers: 0, 1, 2 … or 2019, 2020, 2021. Such a row fits a column of numbers and yet may be a header.
    private static bool CountsUp(IReadOnlyList<string> first)
    {
        long? previous = null;
        int numbers = 0;
        foreach (string field in first)
        {
            if (!long.TryParse(field, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number))
                continue;
            if (previous is { } p && number != p + 1)
                return false;
            previous = number;
            numbers++;
        }
        return numbers >= 3;
    }
}
