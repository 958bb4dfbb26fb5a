using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Products with so small an A that packing would cost more than it saves: the tiles read both operands where they lie.</summary>
/// <remarks>Packed is only what a tile cannot read in place: rows and columns over the edge, strips of a transposed B, and an A that is to be scaled.</remarks>
internal static unsafe class GemmDirect<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Numbers of scratch that live on the stack.
    private const int OnStack = 4096;

    [SkipLocalsInit]
    public static void Run(Product<T> product, GemmTile<T> tile)
    {
        if (product.Beta != T.Zero && product.Beta != T.One)
            GemmStage<T>.Scale(product.C, product.Stride, product.Rows, product.Columns, product.Beta);

        bool scaled = product.Weights != null || product.Alpha != T.One;
        int whole = WholeRows(product.Rows, tile), packedRows = scaled ? product.Rows : product.Rows - whole;
        Cut depth = new(product.Depth, Gemm<T>.DepthBlock, 1);
        int rowsOfA = Gemm<T>.RoundUp(packedRows, tile.Rows), needed = ((rowsOfA + tile.Columns) * depth.Largest) + (tile.Rows * tile.Columns) + (64 / sizeof(T));
        if (needed <= OnStack)
        {
            T* scratch = stackalloc T[needed];
            Blocks(product, tile, depth, product.Rows - packedRows, rowsOfA, Gemm<T>.Align(scratch));
            return;
        }
        T[] buffer = ArrayPool<T>.Shared.Rent(needed);
        fixed (T* scratch = buffer)
            Blocks(product, tile, depth, product.Rows - packedRows, rowsOfA, Gemm<T>.Align(scratch));
        ArrayPool<T>.Shared.Return(buffer);
    }

    /// <summary>Rows that tiles of some height cover without going over the edge.</summary>
    private static int WholeRows(int rows, GemmTile<T> tile)
    {
        int rest = rows % tile.Rows;
        return tile.Height(rest) == rest || rest == 0 ? rows : rows - rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks(Product<T> product, GemmTile<T> tile, Cut depth, int direct, int rowsOfA, T* scratch)
    {
        T* edge = scratch, strip = edge + (tile.Rows * tile.Columns), packed = strip + ((long)tile.Columns * depth.Largest);
        Operand<T> a = product.A, b = product.B;
        nint aRow = a.Transposed ? 1 : a.Stride, aStep = a.Transposed ? a.Stride : 1;
        for (int block = 0; block < depth.Count; block++)
        {
            int start = depth.Start(block), steps = depth.Start(block + 1) - start;
            bool fresh = block == 0 && product.Beta == T.Zero;
            if (direct < product.Rows)
                GemmPacking.Rows(a.From(direct, start), product.Rows - direct, steps, tile.Rows, product.Weights == null ? null : product.Weights + start, product.Alpha, packed);
            for (int j = 0; j < product.Columns; j += tile.Columns)
            {
                int width = Math.Min(tile.Columns, product.Columns - j);
                Operand<T> from = b.From(start, j);
                bool packB = width < tile.Columns || b.Transposed;
                if (packB)
                    GemmPacking.Columns(from, steps, width, tile.Columns, strip);
                T* bTile = packB ? strip : from.Data;
                nint bStep = packB ? tile.Columns : b.Stride;
                for (int i = 0; i < product.Rows; i += tile.Rows)
                {
                    int count = Math.Min(tile.Rows, product.Rows - i);
                    T* target = product.At(i, j);
                    if (i < direct)
                        tile.RunOver(count, width, steps, a.From(i, start).Data, aRow, aStep, bTile, bStep, target, product.Stride, fresh, edge);
                    else
                        tile.RunOver(count, width, steps, packed + ((long)(i - direct) * steps), 1, tile.Rows, bTile, bStep, target, product.Stride, fresh, edge);
                }
            }
        }
    }
}
