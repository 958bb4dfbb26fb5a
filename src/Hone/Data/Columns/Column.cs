namespace Hone.Data;

/// <summary>A named, typed column of a <see cref="Frame"/>; a row may have no value.</summary>
/// <remarks>Immutable once built: safe to share between frames and threads. The kinds are closed: match on the sealed types.</remarks>
public abstract class Column
{
    private protected Column(string name, int count, MissingBits? missing)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (missing is not null && missing.Count != count)
            throw new ArgumentException(FormattableString.Invariant($"Column '{name}' has {count} rows but its missing bits have {missing.Count}."), nameof(missing));
        (Name, Count, Missing) = (name, count, missing is { MissingCount: > 0 } ? missing : null);
    }

    /// <summary>The column's name, not empty.</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>The rows without a value, or null where every row has one.</summary>
    public MissingBits? Missing { get; }

    /// <summary>What the values are.</summary>
    public abstract ColumnKind Kind { get; }

    /// <summary>Number of rows without a value.</summary>
    public int MissingCount => Missing?.MissingCount ?? 0;

    /// <summary>Whether a row has no value.</summary>
    public bool IsMissing(int row) => Missing is not null && Missing[row];

    /// <summary>The same values under another name; nothing is copied.</summary>
    public abstract Column Rename(string name);

    /// <summary>The rows named, in that order, copied; a row may be named more than once.</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);

    /// <summary>A row's value as it is written to a CSV file (invariant culture), or null where it is missing.</summary>
    public abstract string? Format(int row);

    /// <summary>The same values as another kind, each read from its text; this column where it is of that kind.</summary>
    /// <exception cref="ArgumentException">A value cannot be read so; the sentence names column, row and value.</exception>
    public Column As(ColumnKind kind) => ColumnValues.As(this, kind);

    /// <summary>A column of this name, kind and levels with one row, which has no value.</summary>
    internal Column OneMissing() => this switch
    {
        NumberColumn => new NumberColumn(Name, [double.NaN]),
        WholeColumn => new WholeColumn(Name, [0], new MissingBits([true])),
        CategoryColumn category => new CategoryColumn(Name, [-1], [.. category.Levels]),
        TextColumn => new TextColumn(Name, [null]),
        TimeColumn => new TimeColumn(Name, [DateTime.MinValue], new MissingBits([true])),
        FlagColumn flag => new FlagColumn(Name, [false], new MissingBits([true]), flag.FalseName, flag.TrueName),
        _ => throw new InvalidOperationException($"Column '{Name}' is of no known kind."),
    };

    private protected MissingBits? TakeMissing(ReadOnlySpan<int> rows) => Missing?.Take(rows);
}
