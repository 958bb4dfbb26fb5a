using System.Globalization;
using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A column as a recipe was fitted on it; takes in the column of another table, turned into the same kind where nothing is lost.</summary>
/// <remarks>
/// The kind that a reader infers depends on the rows it saw: a column of numbers may come back whole, as a flag or as text.
/// Numbers, whole numbers, flags, categories and texts are turned into one another by their written form; what cannot be, is
/// refused by column, row and value. Levels that training did not see are put behind the known ones, so that every step can
/// tell them from missing values.
/// </remarks>
internal sealed class InputColumn
{
    private readonly string[] levels;
    private readonly Dictionary<string, int> codeOf;

    public InputColumn(string name, ColumnKind kind, string[]? levels)
    {
        (Name, Kind, this.levels) = (name, kind, levels ?? []);
        codeOf = Hone.Recipes.Levels.Positions(this.levels);
    }

    public string Name { get; }

    public ColumnKind Kind { get; }

    public IReadOnlyList<string> Levels => levels;

    /// <summary>The column of the training rows as the steps see it: only levels that occur, no infinities.</summary>
    public static (InputColumn Input, Column Column) Learn(Column column)
    {
        if (column is CategoryColumn category)
        {
            category = Hone.Recipes.Levels.Compact(category);
            return (new InputColumn(column.Name, ColumnKind.Category, [.. category.Levels]), category);
        }
        if (column is NumberColumn numbers)
            RefuseInfinity(numbers);
        return (new InputColumn(column.Name, column.Kind, null), column);
    }

    /// <summary>The column in the kind of fit time.</summary>
    /// <exception cref="ArgumentException">A value cannot be that kind; the message names column, row and value.</exception>
    public Column Accept(Column found)
    {
        switch (Kind)
        {
            case ColumnKind.Number:
                return Number(found);
            case ColumnKind.Whole:
                return found is WholeColumn ? found : Whole(Number(found));
            case ColumnKind.Flag:
                return found is FlagColumn ? found : Flag(found);
            case ColumnKind.Category:
                return Category(found);
            case ColumnKind.Text:
                return found is TextColumn ? found : Text(found);
            default:
                return found is TimeColumn ? found : Time(found);
        }
    }

    public void Write(PackageWriter writer)
    {
        writer.Text("name", Name);
        writer.Choice("kind", Kind);
        if (Kind == ColumnKind.Category)
            writer.Texts("levels", levels);
    }

    public static InputColumn Read(PackageReader reader)
    {
        ColumnKind kind = reader.Choice<ColumnKind>("kind");
        string[]? levels = kind == ColumnKind.Category ? reader.Texts("levels") : null;
        if (levels is not null && levels.Distinct(StringComparer.Ordinal).Count() != levels.Length)
            throw reader.Fault("levels", "holds a level twice");
        return new InputColumn(reader.Text("name"), kind, levels);
    }

    private static void RefuseInfinity(NumberColumn column)
    {
        int i = Kernels.IndexOfInfinity(column.Values);
        if (i >= 0)
            throw new ArgumentException(FormattableString.Invariant($"Column '{column.Name}' holds {column.Values[i]} in row {i + 1} (counting from 1); only finite numbers and gaps are accepted."));
    }

    private Column Number(Column found)
    {
        if (found is NumberColumn numbers)
        {
            RefuseInfinity(numbers);
            return numbers;
        }
        if (found is WholeColumn or FlagColumn)
            return new NumberColumn(Name, NumericView.Copy(found));
        return new NumberColumn(Name, Parse(found, double.NaN, "a number", static text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null));
    }

    // A fraction where training saw whole numbers only is still a number to every step, so it stays one.
    private Column Whole(Column found)
    {
        ReadOnlySpan<double> values = ((NumberColumn)found).Values;
        long[] wholes = new long[values.Length];
        for (int i = 0; i < wholes.Length; i++)
        {
            if (double.IsNaN(values[i]))
                continue;
            if (values[i] != Math.Floor(values[i]) || Math.Abs(values[i]) > 1L << 53)
                return found;
            wholes[i] = (long)values[i];
        }
        return new WholeColumn(Name, wholes, found.Missing);
    }

    private FlagColumn Flag(Column found)
    {
        bool[] flags;
        if (found is NumberColumn or WholeColumn)
        {
            double[] values = NumericView.Copy(found);
            flags = new bool[values.Length];
            for (int i = 0; i < flags.Length; i++)
            {
                if (values[i] is not (0 or 1 or double.NaN))
                    throw Refusal(found, i, "true or false");
                flags[i] = values[i] == 1;
            }
            return new FlagColumn(Name, flags, found.Missing);
        }
        flags = Parse(found, false, "true or false", FlagOf);
        return new FlagColumn(Name, flags, Gaps(found));
    }

    private static bool? FlagOf(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "T" or "YES" or "Y" or "1" => true,
        "FALSE" or "F" or "NO" or "N" or "0" => false,
        _ => null,
    };

    // A date that could be read day first or month first is refused: the training table may have meant the other one.
    private TimeColumn Time(Column found)
    {
        DateTime[] times = Parse(found, DateTime.MinValue, "a date or time that can be read in one way only, such as 2024-05-31 or 2024-05-31T14:00:00", TimeText.ReadOneWay);
        return new TimeColumn(Name, times, Gaps(found));
    }

    private TextColumn Text(Column found)
    {
        string?[] texts = new string?[found.Count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = found.Format(i);
        return new TextColumn(Name, texts);
    }

    private CategoryColumn Category(Column found)
    {
        if (found is CategoryColumn category)
        {
            if (ReferenceEquals(category.Levels, levels) || category.Levels.SequenceEqual(levels, StringComparer.Ordinal))
                return category;
            Dictionary<string, int> extended = new(StringComparer.Ordinal);
            int[] to = new int[category.Levels.Count];
            for (int i = 0; i < to.Length; i++)
                to[i] = CodeOf(category.Levels[i], extended);
            int[] codes = category.Codes.ToArray();
            for (int i = 0; i < codes.Length; i++)
            {
                if (codes[i] >= 0)
                    codes[i] = to[codes[i]];
            }
            return new CategoryColumn(Name, codes, Extended(extended));
        }

        Dictionary<string, int> unseen = new(StringComparer.Ordinal);
        if (found is TextColumn texts)
            return Category(texts, unseen);
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        int[] found1 = new int[found.Count];
        for (int i = 0; i < found1.Length; i++)
        {
            if (found.Format(i) is not { } text)
                found1[i] = -1;
            else if (!known.TryGetValue(text, out found1[i]))
                known[text] = found1[i] = SpelledCodeOf(found, text, i, unseen);
        }
        return new CategoryColumn(Name, found1, Extended(unseen));
    }

    private CategoryColumn Category(TextColumn found, Dictionary<string, int> unseen)
    {
        TextCodes texts = new();
        int[] codes = texts.CodesOf(found.Values);
        int[] to = new int[texts.Count];
        for (int t = 0; t < to.Length; t++)
            to[t] = CodeOf(texts.Texts[t], unseen);
        foreach (ref int code in codes.AsSpan())
            code = code < 0 ? -1 : to[code];
        return new CategoryColumn(Name, codes, Extended(unseen));
    }

    private string[] Extended(Dictionary<string, int> unseen) => unseen.Count == 0 ? levels : [.. levels, .. unseen.OrderBy(u => u.Value).Select(u => u.Key)];

    private int CodeOf(string level, Dictionary<string, int> unseen)
    {
        if (codeOf.TryGetValue(level, out int code))
            return code;
        if (!unseen.TryGetValue(level, out int place))
            unseen[level] = place = unseen.Count;
        return levels.Length + place;
    }

    // A reader that took "01" for 1 or "yes" for a flag has lost the spelling: the one level that reads as the same value is meant.
    private int SpelledCodeOf(Column found, string text, int row, Dictionary<string, int> unseen)
    {
        if (codeOf.TryGetValue(text, out int code))
            return code;
        List<int> meant = [];
        for (int i = 0; i < levels.Length; i++)
        {
            bool same = found switch
            {
                FlagColumn flags => FlagOf(levels[i]) == flags[row],
                NumberColumn or WholeColumn => double.TryParse(levels[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value.Equals(NumericValue(found, row)),
                TimeColumn times => DateTime.TryParse(levels[i], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) && time == times[row],
                _ => false,
            };
            if (same)
                meant.Add(i);
        }
        return meant.Count switch
        {
            0 => CodeOf(text, unseen),
            1 => meant[0],
            _ => throw new ArgumentException(FormattableString.Invariant($"Column '{Name}' holds {text} in row {row + 1} (counting from 1), which could be either of the levels '{levels[meant[0]]}' and '{levels[meant[1]]}' that the model was trained on; give the column as text.")),
        };
    }

    private static double NumericValue(Column column, int row) => column is WholeColumn wholes ? wholes[row] : ((NumberColumn)column)[row];

    // Blank text in a column of anything but text is a gap, as an empty cell of a CSV file is.
    private T[] Parse<T>(Column found, T gap, string wanted, Func<string, T?> parse)
        where T : struct
    {
        T[] result = new T[found.Count];
        T?[]? ofLevel = found is CategoryColumn category ? new T?[category.Levels.Count] : null;
        for (int i = 0; i < result.Length; i++)
        {
            if (found.IsMissing(i))
            {
                result[i] = gap;
                continue;
            }
            if (found is not (TextColumn or CategoryColumn))
                throw Refusal(found, i, wanted);
            int code = ofLevel is null ? -1 : ((CategoryColumn)found).Codes[i];
            if (code >= 0 && ofLevel![code] is { } done)
            {
                result[i] = done;
                continue;
            }
            string text = found.Format(i)!.Trim();
            result[i] = text.Length == 0 ? gap : parse(text) ?? throw Refusal(found, i, wanted);
            if (code >= 0)
                ofLevel![code] = result[i];
        }
        return result;
    }

    private MissingBits? Gaps(Column found)
    {
        MissingBits gaps = new(found.Count);
        for (int i = 0; i < found.Count; i++)
        {
            if (found.IsMissing(i) || string.IsNullOrWhiteSpace(found.Format(i)))
                gaps[i] = true;
        }
        return gaps;
    }

    private ArgumentException Refusal(Column found, int row, string wanted) =>
        new(FormattableString.Invariant($"Column '{Name}' holds '{found.Format(row)}' in row {row + 1} (counting from 1), but the model was trained on {Columns.Word(Kind)} there; give {wanted}, or leave it empty."));
}
