namespace Hone.Data;

/// <summary>A column whose every value is one of a list of levels; a missing row holds code −1.</summary>
public sealed class CategoryColumn : Column
{
    private readonly int[] codes;
    private readonly string[] levels;

    /// <summary>Keeps both arrays.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="codes">A position in <paramref name="levels"/> a row, or −1 where missing.</param>
    /// <param name="levels">The levels, each once. A level need not occur.</param>
    /// <exception cref="ArgumentException">A code is neither −1 nor a position in levels, or a level stands twice.</exception>
    public CategoryColumn(string name, int[] codes, string[] levels)
        : base(name, (codes ?? throw new ArgumentNullException(nameof(codes))).Length, MissingOf(name, codes, levels)) =>
        (this.codes, this.levels) = (codes, levels);

    /// <summary>Keeps codes and levels that are known to be right; the bits are the rows of code −1.</summary>
    internal CategoryColumn(string name, int[] codes, string[] levels, MissingBits? missing)
        : base(name, codes.Length, missing) => (this.codes, this.levels) = (codes, levels);

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Category;

    /// <summary>A position in <see cref="Levels"/> a row, −1 where missing.</summary>
    public ReadOnlySpan<int> Codes => codes;

    /// <summary>The levels.</summary>
    public IReadOnlyList<string> Levels => levels;

    /// <summary>A row's level, or null where missing.</summary>
    public string? this[int row] => codes[row] < 0 ? null : levels[codes[row]];

    /// <summary>Builds the levels from the values: ordered by their UTF-16 units, null is missing.</summary>
    public static CategoryColumn From(string name, IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        TextCodes texts = new();
        int[] codes = new int[values.Count];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = values[i] is { } value ? texts.CodeOf(value) : -1;
        return FromUnordered(name, codes, texts.Texts);
    }

    /// <summary>Puts levels that stand in any order into that of their UTF-16 units; the codes are changed in place and kept.</summary>
    internal static CategoryColumn FromUnordered(string name, int[] codes, ReadOnlySpan<string> levels)
    {
        string[] ordered = levels.ToArray();
        int[] order = Order(ordered);
        int[] place = [-1, .. order];                          // of code c at c + 1: that of a gap is −1 and stays
        foreach (ref int code in codes.AsSpan())
            code = place[code + 1];
        return new CategoryColumn(name, codes, ordered);
    }

    /// <summary>Puts levels in the order of their UTF-16 units and returns the new place of each.</summary>
    internal static int[] Order(string[] levels)
    {
        int[] from = new int[levels.Length];
        for (int i = 0; i < from.Length; i++)
            from[i] = i;
        Array.Sort(levels, from, StringComparer.Ordinal);
        int[] place = new int[from.Length];
        for (int i = 0; i < from.Length; i++)
            place[from[i]] = i;
        return place;
    }

    /// <inheritdoc/>
    public override Column Rename(string name) => new CategoryColumn(name, codes, levels, Missing);

    /// <inheritdoc/>
    /// <remarks>The levels stay, also those that no row has any more.</remarks>
    public override Column Take(ReadOnlySpan<int> rows) => new CategoryColumn(Name, TakenRows.Of(codes, rows), levels, TakeMissing(rows));

    /// <inheritdoc/>
    public override string? Format(int row) => this[row];

    private static MissingBits? MissingOf(string name, int[] codes, string[] levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string level in levels)
        {
            if (!seen.Add(level))
                throw new ArgumentException($"Column '{name}' lists the level '{level}' twice.", nameof(levels));
        }
        MissingBits? missing = null;
        for (int i = 0; i < codes.Length; i++)
        {
            if ((uint)codes[i] < (uint)levels.Length)
                continue;
            if (codes[i] != -1)
                throw new ArgumentException(FormattableString.Invariant($"Column '{name}' has code {codes[i]} in row {i}; codes run from 0 to {levels.Length - 1}, and -1 is missing."), nameof(codes));
            (missing ??= new MissingBits(codes.Length))[i] = true;
        }
        return missing;
    }
}
