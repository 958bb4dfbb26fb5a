using System.Diagnostics;

namespace Hone.Numerics;

/// <summary>Sums of outer products of short rows, C ← C + AᵀB: the matrix product for many steps and small results, whose operands are read where they lie instead of being packed.</summary>
/// <remarks>Each entry is one chain of fused multiply-adds, step by step, from what C held: the same bits on every path.</remarks>
internal static unsafe class OuterSums
{
    /// <summary>Widths of B and C are multiples of this: the widest tile's.</summary>
    public const int Unit = 16;

    private const int TallestTile = 12;

    /// <summary>A width rounded up to whole tiles.</summary>
    public static int Width(int columns) => (columns + Unit - 1) / Unit * Unit;

    /// <summary>A step from row to row that spreads the rows over all sets of the first cache: an odd number of units.</summary>
    public static int Stride(int columns) => Width(columns) | Unit;

    /// <summary>Adds the steps' products to C.</summary>
    /// <param name="rows">Rows of C: numbers of A a step. What lies behind them, up to a tile's height, is read but does not count.</param>
    /// <param name="columns">Columns of C: numbers of B a step, a multiple of <see cref="Unit"/>.</param>
    /// <param name="steps">Rows of A and of B.</param>
    /// <param name="a">The first row of A.</param>
    /// <param name="aStride">From one row of A to the next.</param>
    /// <param name="b">The first row of B.</param>
    /// <param name="bStride">From one row of B to the next.</param>
    /// <param name="c">The result.</param>
    /// <param name="stride">From one row of C to the next.</param>
    /// <param name="upperOnly">Leaves out tiles wholly below the diagonal; what C holds there is not defined afterwards.</param>
    /// <param name="path">The vectors to use.</param>
    public static void Add(int rows, int columns, int steps, double* a, nint aStride, double* b, nint bStride, double* c, nint stride, bool upperOnly, VectorPath path)
    {
        Debug.Assert(columns % Unit == 0);
        GemmTile<double> tile = GemmTile<double>.For(path);
        double* edge = stackalloc double[TallestTile * Unit];
        for (int i = 0; i < rows; i += tile.Rows)
        {
            int count = Math.Min(tile.Rows, rows - i), height = tile.Height(count);
            for (int j = upperOnly ? i / tile.Columns * tile.Columns : 0; j < columns; j += tile.Columns)
            {
                double* target = c + (i * stride) + j;
                if (count == height)
                {
                    tile.Run(height, steps, a + i, 1, aStride, b + j, bStride, target, stride, fresh: false);
                    continue;
                }
                Copy(target, stride, edge, tile.Columns, count, tile.Columns);
                tile.Run(height, steps, a + i, 1, aStride, b + j, bStride, edge, tile.Columns, fresh: false);
                Copy(edge, tile.Columns, target, stride, count, tile.Columns);
            }
        }
    }

    private static void Copy(double* from, nint fromStride, double* to, nint toStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
            new ReadOnlySpan<double>(from + (i * fromStride), columns).CopyTo(new Span<double>(to + (i * toStride), columns));
    }
}
