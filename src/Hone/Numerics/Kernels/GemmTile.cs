using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>The register tile of a vector path: its size, and its kernels for whole and for short tiles.</summary>
internal readonly unsafe struct GemmTile<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly delegate*<int, T*, nint, nint, T*, nint, T*, nint, bool, void> whole, middle, low;

    private GemmTile(
        int rows, int columns, delegate*<int, T*, nint, nint, T*, nint, T*, nint, bool, void> whole,
        delegate*<int, T*, nint, nint, T*, nint, T*, nint, bool, void> middle, delegate*<int, T*, nint, nint, T*, nint, T*, nint, bool, void> low)
    {
        (Rows, Columns) = (rows, columns);
        this.whole = whole;
        this.middle = middle;
        this.low = low;
    }

    /// <summary>Rows of a whole tile: 12, or 6 where there are only sixteen registers.</summary>
    public int Rows { get; }

    /// <summary>Columns of a tile: two vectors.</summary>
    public int Columns { get; }

    /// <summary>The tile that reads B at a fixed distance from step to step.</summary>
    public static GemmTile<T> For(VectorPath path) => Walking<EvenWalk<T>>(path);

    /// <summary>The tile that reads B where a list leads it: bStep is the end of the list, see <see cref="ListedWalk{T}"/>.</summary>
    public static GemmTile<T> Listed(VectorPath path) => Walking<ListedWalk<T>>(path);

    /// <summary>Rows that the kernel for so many of them computes; those too many are waste.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Height(int rows) => rows <= 4 ? 4 : rows <= 8 && Rows > 8 ? 8 : Rows;

    /// <summary>C += A·B, or C = A·B where it is fresh, for a tile of <see cref="Height"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(int height, int depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint stride, bool fresh)
    {
        if (height == Rows)
            whole(depth, a, aRow, aStep, b, bStep, c, stride, fresh);
        else if (height > 4)
            middle(depth, a, aRow, aStep, b, bStep, c, stride, fresh);
        else
            low(depth, a, aRow, aStep, b, bStep, c, stride, fresh);
    }

    /// <summary>The same for so many rows and columns: a tile that hangs over the edge of C runs in a scratch tile and is copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RunOver(int rows, int columns, int depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint stride, bool fresh, T* edge)
    {
        int height = Height(rows);
        if (rows == height && columns == Columns)
        {
            Run(height, depth, a, aRow, aStep, b, bStep, c, stride, fresh);
            return;
        }
        if (!fresh)
            Copy(c, stride, edge, Columns, rows, columns);
        Run(height, depth, a, aRow, aStep, b, bStep, edge, Columns, fresh);
        Copy(edge, Columns, c, stride, rows, columns);
    }

    private static void Copy(T* from, nint fromStride, T* to, nint toStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++, from += fromStride, to += toStride)
            new ReadOnlySpan<T>(from, columns).CopyTo(new Span<T>(to, columns));
    }

    private static GemmTile<T> Walking<W>(VectorPath path)
        where W : struct, ITileWalk<T> => path switch
        {
            VectorPath.Vectors512 => Twelve<Vector512<T>, Lanes512<T>, W>(),
            VectorPath.Vectors256 => new(
                6, 2 * Vector256<T>.Count, &GemmTiles.Tile6<T, Vector256<T>, Lanes256<T>, W>, &GemmTiles.Tile6<T, Vector256<T>, Lanes256<T>, W>,
                &GemmTiles.Tile4<T, Vector256<T>, Lanes256<T>, W>),
            VectorPath.Vectors128 => Twelve<Vector128<T>, Lanes128<T>, W>(),
            _ => new(6, 2, &GemmTiles.Tile6<T, T, OneLane<T>, W>, &GemmTiles.Tile6<T, T, OneLane<T>, W>, &GemmTiles.Tile4<T, T, OneLane<T>, W>),
        };

    private static GemmTile<T> Twelve<V, L, W>()
        where V : struct
        where L : struct, ITileVector<T, V>
        where W : struct, ITileWalk<T> =>
        new(12, 2 * L.Count, &GemmTiles.Tile12<T, V, L, W>, &GemmTiles.Tile8<T, V, L, W>, &GemmTiles.Tile4<T, V, L, W>);
}
