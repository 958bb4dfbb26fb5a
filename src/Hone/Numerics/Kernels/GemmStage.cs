using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Hone.Numerics;

/// <summary>Some columns of a product over some blocks of its depth: B is packed once and read by every thread, rows are dealt to the threads in blocks.</summary>
// The loops over tiles are compiled for good at once: counting their branches, shared by the threads, would take as long as the tiles.
internal sealed unsafe class GemmStage<T>(Product<T> product, GemmTile<T> tile, Cut depth, int firstDepth, int endDepth, int firstColumn, int endColumn, T* packed)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Columns of B packed in one task, and of finished entries delivered at a time.
    private const int Strip = 256;

    // Rows delivered in one task at most: with the depth of a block, 512 KB of A.
    private static int DeliveredRows => 1344 / sizeof(T);

    // With the depth of a block, 256 KB of A and 384 KB of B: together they stay in a second cache of 1 MB.
    private static int RowBlock => 672 / sizeof(T);

    private static int ColumnBlock => 1024 / sizeof(T);

    private int Columns => endColumn - firstColumn;

    private int FirstStep => depth.Start(firstDepth);

    /// <summary>Packs B.</summary>
    public void Pack(int threads)
    {
        Cut strips = new(Columns, threads == 1 ? int.MaxValue : Strip, tile.Columns);
        WorkerPool.For(strips.Count * (endDepth - firstDepth), threads, task =>
        {
            int block = firstDepth + (task / strips.Count), strip = task % strips.Count;
            int from = depth.Start(block), steps = depth.Start(block + 1) - from, column = strips.Start(strip);
            GemmPacking.Columns(product.B.From(from, firstColumn + column), steps, strips.Start(strip + 1) - column, tile.Columns, PackedB(block, column));
        });
    }

    /// <summary>Adds the stage to C.</summary>
    public void Multiply(int threads)
    {
        // Few rows: each thread takes some of the columns.
        bool byColumns = product.Rows < threads * 4 * tile.Rows && Columns >= threads * tile.Columns;
        Cut rows = new(product.Rows, product.Part == Triangle.Both ? RowBlock : 8 * tile.Rows, tile.Rows, byColumns ? 1 : threads);
        Cut columns = new(Columns, int.MaxValue, tile.Columns, byColumns ? threads : 1);
        WorkerPool.For(rows.Count * columns.Count, threads, task =>
        {
            int row = task / columns.Count, column = task % columns.Count;
            MultiplyBlock(rows.Start(row), rows.Start(row + 1), columns.Start(column), columns.Start(column + 1));
        });
    }

    /// <summary>Computes the stage's columns, which must have all of the depth, into scratch memory and hands them over block by block.</summary>
    public void Deliver<E>(E epilogue, int threads)
        where E : struct, IGemmEpilogue<T>
    {
        int mostRows = (int)Math.Min(DeliveredRows, (long)DeliveredRows * Gemm<T>.DepthBlock / Math.Max(1, product.Depth));
        Cut rows = new(product.Rows, mostRows, tile.Rows, threads), columns = new(Columns, Strip, tile.Columns);
        WorkerPool.For(rows.Count, threads, task => DeliverRows(epilogue, rows.Start(task), rows.Start(task + 1), columns));
    }

    private T* PackedB(int block, int column)
    {
        int from = depth.Start(block), steps = depth.Start(block + 1) - from;
        return packed + ((long)(from - FirstStep) * Gemm<T>.RoundUp(Columns, tile.Columns)) + ((long)column * steps);
    }

    private void PackA(int firstRow, int rows, int block, T* to)
    {
        int start = depth.Start(block), steps = depth.Start(block + 1) - start;
        T* weights = product.Weights == null ? null : product.Weights + start;
        GemmPacking.Rows(product.A.From(firstRow, start), rows, steps, tile.Rows, weights, product.Alpha, to);
    }

    private void MultiplyBlock(int firstRow, int endRow, int from, int end)
    {
        if (product.Part == Triangle.Upper)
            endRow = Math.Min(endRow, firstColumn + end);
        else if (product.Part == Triangle.Lower)
            end = Math.Min(end, endRow - firstColumn);
        int rows = endRow - firstRow, columns = end - from, diagonal = firstColumn + from - firstRow;
        if (rows <= 0 || columns <= 0)
            return;
        T* c = product.At(firstRow, firstColumn + from);
        T[] buffer = ArrayPool<T>.Shared.Rent((Gemm<T>.RoundUp(rows, tile.Rows) * depth.Largest) + (tile.Rows * tile.Columns) + (64 / sizeof(T)));
        fixed (T* raw = buffer)
        {
            T* edge = Gemm<T>.Align(raw), a = edge + (tile.Rows * tile.Columns);
            if (firstDepth == 0 && product.Beta != T.Zero && product.Beta != T.One)
                Scale(c, product.Stride, rows, columns, product.Beta);
            for (int block = firstDepth; block < endDepth; block++)
            {
                PackA(firstRow, rows, block, a);
                Tiles(rows, columns, block, a, PackedB(block, from), c, product.Stride, fresh: block == 0 && product.Beta == T.Zero, product.Part, diagonal, edge);
            }
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    private void DeliverRows<E>(E epilogue, int firstRow, int endRow, Cut columns)
        where E : struct, IGemmEpilogue<T>
    {
        int rows = endRow - firstRow, padded = Gemm<T>.RoundUp(rows, tile.Rows), stride = columns.Largest;
        T[] buffer = ArrayPool<T>.Shared.Rent((padded * (product.Depth + stride)) + (64 / sizeof(T)));
        fixed (T* raw = buffer)
        {
            T* scratch = Gemm<T>.Align(raw), a = scratch + ((long)padded * stride);
            for (int block = firstDepth; block < endDepth; block++)
                PackA(firstRow, rows, block, a + ((long)depth.Start(block) * padded));
            for (int strip = 0; strip < columns.Count; strip++)
            {
                int column = columns.Start(strip), count = columns.Start(strip + 1) - column;
                for (int block = firstDepth; block < endDepth; block++)
                {
                    // Whole tiles throughout: the scratch has room for what hangs over the edge.
                    int width = Gemm<T>.RoundUp(count, tile.Columns);
                    Tiles(padded, width, block, a + ((long)depth.Start(block) * padded), PackedB(block, column), scratch, stride, fresh: block == 0, Triangle.Both, diagonal: 0, edge: null);
                }
                epilogue.Finish(firstRow, rows, firstColumn + column, count, scratch, stride);
            }
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    /// <summary>A packed block of A times packed strips of B; a tile that hangs over the edge of C runs in a scratch tile and is copied.</summary>
    /// <remarks>
    /// The tiles follow the rows of C within a block of columns: a panel of A stays in the first cache while the strips of the block come from the second one, and C is
    /// met in long pieces of its rows. Down the columns each tile would begin on pages of its own, and where rows lie a power of two apart, on the same lines of the cache.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tiles(int rows, int columns, int block, T* a, T* b, T* c, nint stride, bool fresh, Triangle part, int diagonal, T* edge)
    {
        int steps = depth.Start(block + 1) - depth.Start(block);
        for (int left = 0; left < columns; left += ColumnBlock)
        {
            int right = Math.Min(columns, left + ColumnBlock);
            for (int i = 0; i < rows; i += tile.Rows)
            {
                // Row i of the block meets the diagonal in this column.
                int count = Math.Min(tile.Rows, rows - i), meets = i - diagonal;
                int start = part == Triangle.Upper ? Math.Max(left, meets / tile.Columns * tile.Columns) : left;
                int end = part == Triangle.Lower ? Math.Min(right, meets + count) : right;
                T* panel = a + ((long)i * steps), row = c + (i * stride);
                for (int j = start; j < end; j += tile.Columns)
                {
                    if (j + tile.Columns < end)
                        Prefetch(row + j + tile.Columns, stride, count);
                    else
                        Prefetch(row + (tile.Rows * stride) + left, stride, Math.Min(tile.Rows, rows - i - tile.Rows));
                    tile.RunOver(count, Math.Min(tile.Columns, columns - j), steps, panel, 1, tile.Rows, b + ((long)j * steps), tile.Columns, row + j, stride, fresh, edge);
                }
            }
        }
    }

    /// <summary>Calls for a tile of C while the one before it is computed: for the line of each vector's last number, since the first one's line is likely to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(T* c, nint stride, int rows)
    {
        int half = tile.Columns / 2;
        c += half - 1;
        for (int i = 0; Sse.IsSupported && i < rows; i++, c += stride)
        {
            Sse.Prefetch0(c);
            Sse.Prefetch0(c + half);
        }
    }

    /// <summary>C ← factor·C.</summary>
    internal static void Scale(T* c, nint stride, int rows, int columns, T factor)
    {
        for (int i = 0; i < rows; i++, c += stride)
        {
            for (int j = 0; j < columns; j++)
                c[j] *= factor;
        }
    }
}
