using System.Buffers;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    // One packed panel of A (RowBlock × DepthBlock) stays in the second cache, one strip of B in the first.
    private const int DepthBlock = 256;
    private const int RowBlock = 168;                         // a multiple of both tile heights, 12 and 6
    private const int ColumnBlock = 768;                      // a multiple of both tile widths, 16 and 8

    // Below this many multiplications packing costs more than it saves.
    private const long PackingPays = 8 * 1024;

    /// <summary>Where an operand of a product lies, and whether it is read transposed.</summary>
    internal readonly unsafe struct Operand(double* data, int stride, bool transposed)
    {
        public readonly double* Data = data;
        public readonly int Stride = stride;
        public readonly bool Transposed = transposed;

        /// <summary>The operand from a row and column on.</summary>
        public Operand From(int row, int column) =>
            new(Transposed ? Data + ((long)column * Stride) + row : Data + ((long)row * Stride) + column, Stride, Transposed);

        public double this[int row, int column] => Transposed ? Data[((long)column * Stride) + row] : Data[((long)row * Stride) + column];
    }

    /// <summary>C ← C + A·diag(weights)·B for A of m × depth, B of depth × n and C of m × n.</summary>
    /// <remarks>
    /// Each entry of C is one chain of fused multiply-adds along the depth, in order, starting from what C held: the same bits whatever the blocks,
    /// the tile, the vectors of the machine, and the way rows and columns are dealt to threads. Weights are multiplied into A first.
    /// Blocks and packing follow K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
    /// </remarks>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="depth">Columns of A and rows of B.</param>
    /// <param name="a">The left operand.</param>
    /// <param name="b">The right operand.</param>
    /// <param name="c">The result, row by row.</param>
    /// <param name="stride">Doubles from one row of C to the next.</param>
    /// <param name="weights">One factor for each step of the depth, or null.</param>
    /// <param name="upperOnly">Leaves out tiles wholly below the diagonal; what they hold then is not defined.</param>
    public static unsafe void Gemm(int m, int n, int depth, Operand a, Operand b, double* c, int stride, double* weights = null, bool upperOnly = false)
    {
        if (m == 0 || n == 0 || depth == 0)
            return;
        if ((long)m * n * depth <= PackingPays || n < 3)
        {
            SmallGemm(m, n, depth, a, b, c, stride, weights);
            return;
        }

        bool wide = Vector512.IsHardwareAccelerated;
        int tileRows = wide ? 12 : 6, tileColumns = wide ? 16 : 8;
        int depthBlock = Math.Min(depth, DepthBlock);
        int rowBlock = Math.Min(RoundUp(m, tileRows), RowBlock);
        int columnBlock = Math.Min(RoundUp(n, tileColumns), ColumnBlock);
        double[] panelA = ArrayPool<double>.Shared.Rent(rowBlock * depthBlock);
        double[] panelB = ArrayPool<double>.Shared.Rent(columnBlock * depthBlock);
        double* edge = stackalloc double[12 * 16];
        fixed (double* pa = panelA, pb = panelB)
        {
            for (int j0 = 0; j0 < n; j0 += columnBlock)
            {
                int columns = Math.Min(columnBlock, n - j0);
                for (int p0 = 0; p0 < depth; p0 += depthBlock)
                {
                    int steps = Math.Min(depthBlock, depth - p0);
                    PackColumns(b.From(p0, j0), steps, columns, tileColumns, pb);
                    for (int i0 = 0; i0 < m; i0 += rowBlock)
                    {
                        int rows = Math.Min(rowBlock, m - i0);
                        if (upperOnly && i0 >= j0 + columns)
                            break;
                        PackRows(a.From(i0, p0), rows, steps, tileRows, weights == null ? null : weights + p0, pa);
                        for (int j = 0; j < columns; j += tileColumns)
                        {
                            for (int i = 0; i < rows; i += tileRows)
                            {
                                if (upperOnly && i0 + i >= j0 + j + tileColumns)
                                    break;
                                double* tile = c + ((long)(i0 + i) * stride) + j0 + j;
                                RunTile(wide, steps, pa + ((long)i * steps), pb + ((long)j * steps), tile, stride,
                                    Math.Min(tileRows, rows - i), Math.Min(tileColumns, columns - j), edge);
                            }
                        }
                    }
                }
            }
        }
        ArrayPool<double>.Shared.Return(panelA);
        ArrayPool<double>.Shared.Return(panelB);
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>One tile; one that hangs over the edge of C runs in a scratch tile and is copied back.</summary>
    private static unsafe void RunTile(bool wide, int depth, double* a, double* b, double* c, int stride, int rows, int columns, double* edge)
    {
        int tileRows = wide ? 12 : 6, tileColumns = wide ? 16 : 8;
        bool whole = rows == tileRows && columns == tileColumns;
        double* target = whole ? c : edge;
        int targetStride = whole ? stride : tileColumns;
        if (!whole)
            CopyTile(c, stride, edge, tileColumns, rows, columns);
        if (wide)
            GemmTiles.Tile12x16(depth, a, b, target, targetStride);
        else
            GemmTiles.Tile6x8(depth, a, b, target, targetStride);
        if (!whole)
            CopyTile(edge, tileColumns, c, stride, rows, columns);
    }

    private static unsafe void CopyTile(double* from, int fromStride, double* to, int toStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
            new ReadOnlySpan<double>(from + ((long)i * fromStride), columns).CopyTo(new Span<double>(to + ((long)i * toStride), columns));
    }

    /// <summary>The same chains without packing.</summary>
    private static unsafe void SmallGemm(int m, int n, int depth, Operand a, Operand b, double* c, int stride, double* weights)
    {
        for (int i = 0; i < m; i++)
        {
            double* row = c + ((long)i * stride);
            for (int p = 0; p < depth; p++)
            {
                double x = weights == null ? a[i, p] : a[i, p] * weights[p];
                if (!b.Transposed)
                {
                    Axpy(x, new ReadOnlySpan<double>(b.Data + ((long)p * b.Stride), n), new Span<double>(row, n));
                    continue;
                }
                for (int j = 0; j < n; j++)
                    row[j] = Math.FusedMultiplyAdd(x, b[p, j], row[j]);
            }
        }
    }
}
