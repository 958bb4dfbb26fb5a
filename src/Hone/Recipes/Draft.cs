using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A table on its way to features: the columns not yet finished, and wide sparse blocks that are.</summary>
/// <param name="Table">Columns that later steps may still change.</param>
/// <param name="RowCount">Number of rows; kept apart because a table without columns has none.</param>
/// <param name="Blocks">Finished numbers that would be too wide as columns, for example a TF-IDF of ten thousand terms.</param>
public sealed record Draft(Frame Table, int RowCount, IReadOnlyList<Block> Blocks)
{
    /// <summary>A table at the start of a recipe.</summary>
    public static Draft Of(Frame table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new Draft(table, table.RowCount, []);
    }

    /// <summary>Puts other columns, any number of them, in the place of each column named; the others are shared.</summary>
    /// <param name="names">Columns of the table.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <param name="replace">Given the position in <paramref name="names"/> and the column. Columns are replaced side by side, so it must not change anything shared.</param>
    /// <exception cref="ArgumentException">A column does not exist, or two columns would have one name.</exception>
    public Draft Replace(IReadOnlyList<string> names, int? workers, Func<int, Column, IReadOnlyList<Column>> replace)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(replace);
        if (names.Count == 0)
            return this;
        IReadOnlyList<Column>?[] replaced = new IReadOnlyList<Column>?[Table.Columns.Count];
        int[] positions = [.. names.Select(Table.PositionOf)];
        WorkerPool.For(positions.Length, workers, i => replaced[positions[i]] = replace(i, Table.Columns[positions[i]]));
        List<Column> columns = new(Table.Columns.Count);
        for (int j = 0; j < Table.Columns.Count; j++)
        {
            if (replaced[j] is { } others)
                columns.AddRange(others);
            else
                columns.Add(Table.Columns[j]);
        }
        return this with { Table = new Frame(columns) };
    }

    /// <summary>Puts another column in the place of each column named; the others are shared.</summary>
    /// <exception cref="ArgumentException">A column does not exist, or two columns would have one name.</exception>
    /// <inheritdoc cref="Replace(IReadOnlyList{string}, int?, Func{int, Column, IReadOnlyList{Column}})"/>
    public Draft Replace(IReadOnlyList<string> names, int? workers, Func<int, Column, Column> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        return Replace(names, workers, (i, column) => (IReadOnlyList<Column>)[replace(i, column)]);
    }

    /// <summary>Adds columns at the end.</summary>
    public Draft With(params IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.Count == 0 ? this : this with { Table = new Frame([.. Table.Columns, .. columns]) };
    }

    /// <summary>The names of all columns, those of blocks included.</summary>
    internal HashSet<string> Names()
    {
        HashSet<string> names = new(Table.Columns.Select(c => c.Name), StringComparer.Ordinal);
        foreach (Block block in Blocks)
            names.UnionWith(block.Names);
        return names;
    }

    /// <summary>A name that is not taken yet, which it then is: the one wished for, or with a number behind it.</summary>
    internal static string FreeName(string wished, HashSet<string> taken)
    {
        string name = wished;
        for (int k = 2; !taken.Add(name); k++)
            name = FormattableString.Invariant($"{wished} ({k})");
        return name;
    }
}

/// <summary>Sparse numbers with a name for each column.</summary>
/// <param name="Names">As many as the matrix has columns.</param>
/// <param name="Values">n × names.</param>
public sealed record Block(IReadOnlyList<string> Names, SparseMatrix Values);
