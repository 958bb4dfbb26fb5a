using System.Diagnostics;
using Hone.Numerics;

namespace Hone.Data;

/// <summary>A table: named, typed columns of equal length, in which a row may have no value.</summary>
/// <remarks>Immutable; every operation returns another frame and shares the columns that it did not change.</remarks>
[DebuggerDisplay("{RowCount} x {Columns.Count}")]
public sealed partial class Frame
{
    // So many cells are copied sooner than a second thread is called.
    private const int SmallCopy = 1 << 15;

    private readonly Dictionary<string, int> positions;

    /// <summary>A table of the columns given, in that order.</summary>
    /// <exception cref="ArgumentException">Two columns have one name, or their lengths differ.</exception>
    public Frame(params IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        positions = new Dictionary<string, int>(columns.Count, StringComparer.Ordinal);
        for (int i = 0; i < columns.Count; i++)
        {
            if (!positions.TryAdd(columns[i].Name, i))
                throw new ArgumentException($"Two columns are named '{columns[i].Name}'; each name may stand once.", nameof(columns));
            if (columns[i].Count != columns[0].Count)
                throw new ArgumentException(FormattableString.Invariant($"Column '{columns[i].Name}' has {columns[i].Count} rows but '{columns[0].Name}' has {columns[0].Count}."), nameof(columns));
        }
        Columns = [.. columns];
        RowCount = columns.Count == 0 ? 0 : columns[0].Count;
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The column of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest name.</exception>
    public Column this[string name] => Columns[PositionOf(name)];

    /// <summary>Whether a column of that name exists. Names are compared exactly.</summary>
    public bool Has(string name) => positions.ContainsKey(name);

    /// <summary>The position of the column of that name, from 0.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest name.</exception>
    public int PositionOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return positions.TryGetValue(name, out int position)
            ? position
            : throw new ArgumentException(Suggestion.Sentence("column", name, Columns.Select(c => c.Name)), nameof(name));
    }

    /// <summary>The columns named, in that order.</summary>
    public Frame Select(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new Frame([.. names.Select(name => this[name])]);
    }

    /// <summary>All columns but those named.</summary>
    public Frame Without(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        HashSet<int> dropped = [.. names.Select(PositionOf)];
        return new Frame([.. Columns.Where((_, i) => !dropped.Contains(i))]);
    }

    /// <summary>Adds a column at the end, or puts it in the place of the one that has its name.</summary>
    public Frame With(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (!positions.TryGetValue(column.Name, out int position))
            return new Frame([.. Columns, column]);
        Column[] columns = [.. Columns];
        columns[position] = column;
        return new Frame(columns);
    }

    /// <summary>The rows named, in that order, copied; a row may be named more than once.</summary>
    public Frame Take(ReadOnlySpan<int> rows) => Gather(rows.ToArray(), rows.Length);

    // The rows named first, as many as count; the columns are copied side by side.
    private Frame Gather(int[] rows, int count)
    {
        Column[] taken = new Column[Columns.Count];
        if ((long)count * taken.Length < SmallCopy)
        {
            for (int i = 0; i < taken.Length; i++)
                taken[i] = Columns[i].Take(rows.AsSpan(0, count));
        }
        else
        {
            WorkerPool.For(taken.Length, null, i => taken[i] = Columns[i].Take(rows.AsSpan(0, count)));
        }
        return new Frame(taken);
    }

    /// <summary>The first rows as aligned text; a gap is a dot.</summary>
    public override string ToString() => FormattableString.Invariant($"{RowCount} rows × {Columns.Count} columns\n") + FrameText.Of(this, 10, 24);
}
