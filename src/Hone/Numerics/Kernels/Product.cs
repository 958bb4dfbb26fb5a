using System.Numerics;

namespace Hone.Numerics;

/// <summary>C ← alpha·A·diag(weights)·B + beta·C, for A of rows × depth, B of depth × columns and C of rows × columns.</summary>
internal readonly unsafe struct Product<T>(int rows, int columns, int depth, Operand<T> a, Operand<T> b, T* c, nint stride)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly int Rows = rows, Columns = columns, Depth = depth;

    public readonly Operand<T> A = a, B = b;

    /// <summary>The result, row by row; it shares no numbers with the operands.</summary>
    public readonly T* C = c;

    /// <summary>Numbers from one row of C to the next.</summary>
    public readonly nint Stride = stride;

    /// <summary>Multiplied into A first.</summary>
    public T Alpha { get; init; } = T.One;

    /// <summary>What C holds is multiplied by it first; where it is 0, C is not read.</summary>
    public T Beta { get; init; } = T.Zero;

    /// <summary>One factor for each step of the depth, multiplied into A first; or null.</summary>
    public T* Weights { get; init; } = null;

    /// <summary>The part of a square C that is wanted. Tiles wholly outside it are left out; what C holds outside it is not defined afterwards.</summary>
    public Triangle Part { get; init; } = Triangle.Both;

    /// <summary>Where the row of C starts at this column.</summary>
    public T* At(int row, int column) => C + (row * Stride) + column;

    /// <summary>The product for some of the rows and columns.</summary>
    public Product<T> Piece(int startRow, int endRow, int startColumn, int endColumn) =>
        new(endRow - startRow, endColumn - startColumn, Depth, A.From(startRow, 0), B.From(0, startColumn), At(startRow, startColumn), Stride) { Alpha = Alpha, Beta = Beta, Weights = Weights };
}

/// <summary>Which side of the diagonal, the diagonal included.</summary>
internal enum Triangle
{
    Both,
    Upper,
    Lower,
}
