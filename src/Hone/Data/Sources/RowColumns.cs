namespace Hone.Data;

/// <summary>Lists the columns to make of a person's own objects: a name and what to read of each object.</summary>
/// <remarks>
/// The kind follows from what is read: integers become whole numbers, floating and decimal numbers become numbers, bool a flag, DateTime and DateOnly a time, and strings a
/// category or text as <see cref="Frame.ReadCsv(string, CsvOptions?)"/> tells them apart. A null is a missing value. Each call adds a column and returns this list.
/// </remarks>
/// <typeparam name="T">The objects.</typeparam>
public sealed class RowColumns<T>
{
    private readonly List<Func<IReadOnlyList<T>, Column>> makers = [];

    internal RowColumns()
    {
    }

    /// <summary>A column of numbers; NaN is missing.</summary>
    public RowColumns<T> Add(string name, Func<T, double> read) => Adding(read, rows => new NumberColumn(name, [.. rows.Select(read)]));

    /// <summary>A column of numbers.</summary>
    public RowColumns<T> Add(string name, Func<T, double?> read) => Adding(read, rows => new NumberColumn(name, [.. rows.Select(row => read(row) ?? double.NaN)]));

    /// <summary>A column of numbers; NaN is missing.</summary>
    public RowColumns<T> Add(string name, Func<T, float> read) => Adding(read, rows => new NumberColumn(name, [.. rows.Select(row => (double)read(row))]));

    /// <summary>A column of numbers, rounded to the nearest double.</summary>
    public RowColumns<T> Add(string name, Func<T, decimal> read) => Adding(read, rows => new NumberColumn(name, [.. rows.Select(row => (double)read(row))]));

    /// <summary>A column of numbers, rounded to the nearest double.</summary>
    public RowColumns<T> Add(string name, Func<T, decimal?> read) => Adding(read, rows => new NumberColumn(name, [.. rows.Select(row => (double?)read(row) ?? double.NaN)]));

    /// <summary>A column of whole numbers.</summary>
    public RowColumns<T> Add(string name, Func<T, int> read) => Adding(read, rows => new WholeColumn(name, [.. rows.Select(row => (long)read(row))]));

    /// <summary>A column of whole numbers.</summary>
    public RowColumns<T> Add(string name, Func<T, int?> read) => Adding(read, rows => new WholeColumn(name, [.. rows.Select(row => (long)(read(row) ?? 0))], Missing(rows, row => read(row) is null)));

    /// <summary>A column of whole numbers.</summary>
    public RowColumns<T> Add(string name, Func<T, long> read) => Adding(read, rows => new WholeColumn(name, [.. rows.Select(read)]));

    /// <summary>A column of whole numbers.</summary>
    public RowColumns<T> Add(string name, Func<T, long?> read) => Adding(read, rows => new WholeColumn(name, [.. rows.Select(row => read(row) ?? 0)], Missing(rows, row => read(row) is null)));

    /// <summary>A column of flags.</summary>
    public RowColumns<T> Add(string name, Func<T, bool> read) => Adding(read, rows => new FlagColumn(name, [.. rows.Select(read)]));

    /// <summary>A column of flags.</summary>
    public RowColumns<T> Add(string name, Func<T, bool?> read) => Adding(read, rows => new FlagColumn(name, [.. rows.Select(row => read(row) ?? false)], Missing(rows, row => read(row) is null)));

    /// <summary>A column of times; kind and zone are not kept.</summary>
    public RowColumns<T> Add(string name, Func<T, DateTime> read) => Adding(read, rows => new TimeColumn(name, [.. rows.Select(read)]));

    /// <summary>A column of times; kind and zone are not kept.</summary>
    public RowColumns<T> Add(string name, Func<T, DateTime?> read) => Adding(read, rows => new TimeColumn(name, [.. rows.Select(row => read(row) ?? default)], Missing(rows, row => read(row) is null)));

    /// <summary>A column of dates.</summary>
    public RowColumns<T> Add(string name, Func<T, DateOnly> read) => Adding(read, rows => new TimeColumn(name, [.. rows.Select(row => read(row).ToDateTime(TimeOnly.MinValue))]));

    /// <summary>A column of words: a category or text, as their values show.</summary>
    public RowColumns<T> Add(string name, Func<T, string?> read) => Adding(read, rows => Words.Column(name, [.. rows.Select(read)]));

    /// <summary>A column of words that is a category whatever they are.</summary>
    public RowColumns<T> AddCategory(string name, Func<T, string?> read) => Adding(read, rows => CategoryColumn.From(name, [.. rows.Select(read)]));

    /// <summary>A column of words that is text whatever they are.</summary>
    public RowColumns<T> AddText(string name, Func<T, string?> read) => Adding(read, rows => new TextColumn(name, [.. rows.Select(read)]));

    internal Frame Make(IReadOnlyList<T> rows) => new([.. makers.Select(make => make(rows))]);

    private RowColumns<T> Adding(Delegate read, Func<IReadOnlyList<T>, Column> make)
    {
        ArgumentNullException.ThrowIfNull(read);
        makers.Add(make);
        return this;
    }

    private static MissingBits Missing(IReadOnlyList<T> rows, Func<T, bool> isMissing) => new([.. rows.Select(isMissing)]);
}
