using Hone.Contracts;
using Hone.Data;

namespace Hone.Models.Trees;

/// <summary>Reads monotone constraints such as "age:+,price:-".</summary>
internal static class MonotoneText
{
    /// <summary>By column +1, −1 or 0; null where no column is constrained.</summary>
    /// <exception cref="ArgumentException">A part is not NAME:+ or NAME:-, or names no column of numbers.</exception>
    public static int[]? Read(string? text, IReadOnlyList<FeatureColumn> columns)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        int[] directions = new int[columns.Count];
        int start = 0;
        while (start < text.Length)
        {
            // A name may itself hold commas: a part ends where a comma follows ":+" or ":-".
            int end = start;
            do
            {
                int comma = text.IndexOf(',', end);
                end = comma < 0 ? text.Length : comma;
                if (end == text.Length || IsPart(text.AsSpan(start, end - start)))
                    break;
                end++;
            }
            while (end < text.Length);
            string part = text[start..end].Trim();
            if (!IsPart(part))
                throw new ArgumentException($"MonotoneConstraints holds '{part}'; write NAME:+ or NAME:- for each column, for example \"age:+,price:-\".", nameof(GradientBoosting.MonotoneConstraints));
            string name = part[..^2].Trim();
            int column = 0;
            while (column < columns.Count && columns[column].Name != name)
                column++;
            if (column == columns.Count)
                throw new ArgumentException(Suggestion.Sentence("column", name, columns.Select(c => c.Name)), nameof(GradientBoosting.MonotoneConstraints));
            if (columns[column].IsCategory)
                throw new ArgumentException($"MonotoneConstraints names '{name}', a column of categories; only numbers have an order.", nameof(GradientBoosting.MonotoneConstraints));
            directions[column] = part[^1] == '+' ? 1 : -1;
            start = end + 1;
        }
        return directions;
    }

    private static bool IsPart(ReadOnlySpan<char> part)
    {
        ReadOnlySpan<char> trimmed = part.Trim();
        return trimmed.Length > 2 && trimmed[^2] == ':' && trimmed[^1] is '+' or '-';
    }
}
