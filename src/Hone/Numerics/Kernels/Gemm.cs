using System.Buffers;
using System.Numerics;

namespace Hone.Numerics;

/// <summary>The matrix product.</summary>
/// <remarks>
/// Each entry of C is one chain of fused multiply-adds along the depth, in order, starting from beta times what C held: the same bits whatever the blocks,
/// the tile, the vectors of the machine, and the way rows and columns are dealt to threads. The depth is never split between threads.
/// Blocks and packing follow K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008: a block of A and one of B
/// stay in the second cache, a panel of A, one tile high, in the first.
/// </remarks>
internal static unsafe class Gemm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Steps of the depth in a block, and numbers in a packed block of B at most.
    internal const int DepthBlock = 384;
    private const int LargestColumnBlock = 3 << 19;

    // An A with blocks of at most so many bytes is read where it lies: they stay in the second cache without packing.
    private const int DirectBytes = 1 << 19;

    // Of so narrow a product, so is any A: no value of it is read more than a few times.
    private const int NarrowBytes = 512;

    // Below so many multiplications a second thread costs more than it brings.
    private const long ThreadsPay = 1 << 18;

    /// <summary>Computes the product.</summary>
    /// <param name="product">What to compute.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <param name="path">The vectors to use.</param>
    public static void Run(Product<T> product, int? workers, VectorPath path)
    {
        bool smallA = (long)product.Rows * Math.Min(product.Depth, DepthBlock) * sizeof(T) <= DirectBytes;
        // One that is to be scaled has to be copied, and a tall one takes too much memory for that all at once.
        bool readOnce = product.Columns <= NarrowBytes / sizeof(T) && !product.A.Transposed && product.Weights == null && product.Alpha == T.One;
        if ((smallA || readOnce) && product.Part == Triangle.Both)
            RunDirect(product, workers, path);
        else if (product.Columns > 0)
            RunPacked(product, workers, path);
    }

    /// <summary>The same for products with a small A or few columns: columns are dealt to the threads, or rows where there are few columns, and the operands are read where they lie.</summary>
    internal static void RunDirect(Product<T> product, int? workers, VectorPath path)
    {
        GemmTile<T> tile = GemmTile<T>.For(path);
        int threads = Threads(product, workers);
        if (threads == 1)
        {
            GemmDirect<T>.Run(product, tile);
            return;
        }
        bool byColumns = product.Columns >= threads * tile.Columns && product.Columns >= product.Rows / 8;
        Cut pieces = byColumns ? new(product.Columns, int.MaxValue, tile.Columns, threads) : new(product.Rows, int.MaxValue, tile.Rows, threads);
        WorkerPool.For(pieces.Count, threads, piece =>
        {
            int start = pieces.Start(piece), end = pieces.Start(piece + 1);
            GemmDirect<T>.Run(byColumns ? product.Piece(0, product.Rows, start, end) : product.Piece(start, end, 0, product.Columns), tile);
        });
    }

    /// <summary>The same for products of any size but none, packed.</summary>
    internal static void RunPacked(Product<T> product, int? workers, VectorPath path)
    {
        GemmTile<T> tile = GemmTile<T>.For(path);
        int threads = Threads(product, workers);
        Cut depth = new(product.Depth, DepthBlock, 1);
        int steps = Math.Max(1, depth.Largest), together = Math.Min(depth.Count, Math.Max(1, LargestColumnBlock / (steps * Math.Min(RoundUp(product.Columns, tile.Columns), 4096))));
        Cut columns = new(product.Columns, LargestColumnBlock / (together * steps), tile.Columns);
        T[] buffer = ArrayPool<T>.Shared.Rent((columns.Largest * together * depth.Largest) + (64 / sizeof(T)));
        fixed (T* raw = buffer)
        {
            for (int j = 0; j < columns.Count; j++)
            {
                for (int p = 0; p < depth.Count; p += together)
                {
                    GemmStage<T> stage = new(product, tile, depth, p, Math.Min(depth.Count, p + together), columns.Start(j), columns.Start(j + 1), Align(raw));
                    stage.Pack(threads);
                    stage.Multiply(threads);
                }
            }
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    /// <summary>Computes the product without writing it anywhere: each finished block is handed to the epilogue while it is in the cache.</summary>
    /// <param name="product">What to compute; C and beta are not looked at.</param>
    /// <param name="epilogue">Called once for each block. Blocks of the same rows come one after the other, by ascending columns; blocks of other rows may come on other threads meanwhile.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <param name="path">The vectors to use.</param>
    public static void Deliver<E>(Product<T> product, E epilogue, int? workers, VectorPath path)
        where E : struct, IGemmEpilogue<T>
    {
        if (product.Rows == 0 || product.Columns == 0)
            return;
        GemmTile<T> tile = GemmTile<T>.For(path);
        int threads = Threads(product, workers);
        Cut depth = new(product.Depth, DepthBlock, 1);
        Cut columns = new(product.Columns, LargestColumnBlock / Math.Max(1, product.Depth), tile.Columns);
        T[] buffer = ArrayPool<T>.Shared.Rent((columns.Largest * product.Depth) + (64 / sizeof(T)));
        fixed (T* raw = buffer)
        {
            for (int j = 0; j < columns.Count; j++)
            {
                GemmStage<T> stage = new(product, tile, depth, 0, depth.Count, columns.Start(j), columns.Start(j + 1), Align(raw));
                stage.Pack(threads);
                stage.Deliver(epilogue, threads);
            }
        }
        ArrayPool<T>.Shared.Return(buffer);
    }

    private static int Threads(Product<T> product, int? workers) =>
        (long)product.Rows * product.Columns * Math.Max(1, product.Depth) < ThreadsPay ? 1 : workers ?? WorkerPool.Threads;

    internal static T* Align(T* address) => (T*)(((nuint)address + 63) & ~(nuint)63);

    internal static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
