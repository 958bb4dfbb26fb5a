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
}

/// <summary>Sparse numbers with a name for each column.</summary>
/// <param name="Names">As many as the matrix has columns.</param>
/// <param name="Values">n × names.</param>
public sealed record Block(IReadOnlyList<string> Names, SparseMatrix Values);
