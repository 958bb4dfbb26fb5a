namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>A column's values as numbers, NaN where missing: a new array. The column holds numbers, whole numbers, or flags (0 and 1).</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds something else.</exception>
    public double[] Numbers(string name) => ColumnValues.Numbers(this[name]);

    /// <summary>A column's values as texts, null where missing: a new array. Any kind; numbers and times are written as in CSV.</summary>
    public string?[] Texts(string name) => ColumnValues.Texts(this[name]);

    /// <summary>A column's whole numbers, null where missing: a new array.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it does not hold whole numbers.</exception>
    public long?[] Wholes(string name) => this[name] is WholeColumn column ? Nullable(column, column.Values) : throw ColumnValues.NotA(this[name], "whole numbers");

    /// <summary>A column's flags, null where missing: a new array.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it does not hold flags.</exception>
    public bool?[] Flags(string name) => this[name] is FlagColumn column ? Nullable(column, column.Values) : throw ColumnValues.NotA(this[name], "flags");

    /// <summary>A column's times, null where missing: a new array.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it does not hold times.</exception>
    public DateTime?[] Times(string name) => this[name] is TimeColumn column ? Nullable(column, column.Values) : throw ColumnValues.NotA(this[name], "times");

    /// <summary>A column as a category: its codes and levels.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is no category; <see cref="AsCategory"/> makes it one.</exception>
    public CategoryColumn Category(string name) => this[name] as CategoryColumn ?? throw ColumnValues.NotA(this[name], "a category");

    /// <summary>The table with columns turned into another kind, each by the texts of its values.</summary>
    /// <exception cref="ArgumentException">A value cannot be read so; the sentence names column, row and value.</exception>
    public Frame As(ColumnKind kind, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Frame result = this;
        foreach (string name in names)
            result = result.With(this[name].As(kind));
        return result;
    }

    /// <summary>The table with columns turned into categories; levels are ordered by their UTF-16 units.</summary>
    public Frame AsCategory(params IReadOnlyList<string> names) => As(ColumnKind.Category, names);

    /// <summary>The table with columns turned into numbers.</summary>
    /// <exception cref="ArgumentException">A value is no number; the sentence names column, row and value.</exception>
    public Frame AsNumber(params IReadOnlyList<string> names) => As(ColumnKind.Number, names);

    /// <summary>The table with columns turned into text.</summary>
    public Frame AsText(params IReadOnlyList<string> names) => As(ColumnKind.Text, names);

    /// <summary>The table with columns turned into times.</summary>
    /// <exception cref="ArgumentException">A value is no time; the sentence names column, row and value.</exception>
    public Frame AsTime(params IReadOnlyList<string> names) => As(ColumnKind.Time, names);

    /// <summary>The table with a column under another name.</summary>
    /// <exception cref="ArgumentException">There is no such column, or the new name is taken.</exception>
    public Frame Rename(string name, string newName)
    {
        int position = PositionOf(name);
        return new Frame([.. Columns.Select((c, i) => i == position ? c.Rename(newName) : c)]);
    }

    /// <summary>The first rows, at most so many.</summary>
    public Frame Head(int count = 10) => Take([.. Enumerable.Range(0, Math.Clamp(count, 0, RowCount))]);

    /// <summary>An object for each row.</summary>
    /// <param name="make">Makes it, for example <c>row => new Person(row.Text("name"), row.Number("age"))</c>.</param>
    public List<T> Rows<T>(Func<Row, T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        List<T> objects = new(RowCount);
        for (int row = 0; row < RowCount; row++)
            objects.Add(make(new Row(this, row)));
        return objects;
    }

    private static T?[] Nullable<T>(Column column, ReadOnlySpan<T> values)
        where T : struct
    {
        T?[] result = new T?[values.Length];
        for (int row = 0; row < result.Length; row++)
            result[row] = column.IsMissing(row) ? null : values[row];
        return result;
    }
}
