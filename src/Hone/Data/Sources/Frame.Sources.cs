using System.Data.Common;

namespace Hone.Data;

public sealed partial class Frame
{
    /// <summary>A table of a person's own objects, a row each, without reflection.</summary>
    /// <example><c>Frame.From(people, c => c.Add("age", p => p.Age).Add("name", p => p.Name))</c></example>
    /// <param name="rows">The objects; each delegate reads each of them.</param>
    /// <param name="columns">Lists the columns.</param>
    /// <exception cref="ArgumentException">Two columns have one name.</exception>
    public static Frame From<T>(IEnumerable<T> rows, Func<RowColumns<T>, RowColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        return columns(new RowColumns<T>()).Make(rows as IReadOnlyList<T> ?? [.. rows]);
    }

    /// <summary>A table of a person's own objects, a row each: for every column a name and what to read of an object, without reflection.</summary>
    /// <remarks>The kind of a column follows from its values: integers are whole numbers, other numbers numbers, bool a flag, dates a time, strings a category or text; null is missing.</remarks>
    /// <example><c>Frame.From(people, ("age", p => p.Age), ("name", p => p.Name))</c></example>
    /// <param name="rows">The objects.</param>
    /// <param name="columns">Name and reader of each column.</param>
    /// <exception cref="ArgumentException">Two columns have one name.</exception>
    public static Frame From<T>(IEnumerable<T> rows, params (string Name, Func<T, Cell> Read)[] columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        ValueList[] lists = [.. columns.Select(c => new ValueList(c.Name))];
        foreach (T row in rows)
        {
            for (int c = 0; c < lists.Length; c++)
                lists[c].Add(columns[c].Read(row).Value);
        }
        return new Frame([.. lists.Select(list => list.Finish())]);
    }

    /// <summary>A table of what is left in a database reader: any ADO.NET provider.</summary>
    /// <remarks>
    /// The kind of a column follows from its values: integers are whole numbers, floating and decimal numbers are numbers, bool a flag, dates a time (in UTC where they name an offset), and everything with words a
    /// category or text. Where one column mixes integers with other numbers it is numbers; with words, words. NULL is missing.
    /// </remarks>
    /// <param name="reader">Read to its end; not closed.</param>
    /// <exception cref="ArgumentException">Two columns have one name, or a column holds something that is no value of a table, such as bytes.</exception>
    public static Frame Read(DbDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ValueList[] lists = [.. Enumerable.Range(0, reader.FieldCount).Select(i => new ValueList(reader.GetName(i) is { Length: > 0 } name ? name : FormattableString.Invariant($"column{i + 1}")))];
        while (reader.Read())
        {
            for (int i = 0; i < lists.Length; i++)
                lists[i].Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
        }
        return new Frame([.. lists.Select(list => list.Finish())]);
    }
}
