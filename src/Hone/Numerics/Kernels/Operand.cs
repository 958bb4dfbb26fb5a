namespace Hone.Numerics;

/// <summary>Where an operand of a product lies, and whether it is read transposed.</summary>
internal readonly unsafe struct Operand<T>(T* data, nint stride, bool transposed)
    where T : unmanaged
{
    public readonly T* Data = data;

    /// <summary>Numbers from one stored row to the next.</summary>
    public readonly nint Stride = stride;

    public readonly bool Transposed = transposed;

    /// <summary>The operand from a row and column on.</summary>
    public Operand<T> From(int row, int column) => new(Transposed ? Data + (column * Stride) + row : Data + (row * Stride) + column, Stride, Transposed);

    public T this[int row, int column] => *From(row, column).Data;
}
