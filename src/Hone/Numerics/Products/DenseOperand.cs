namespace Hone.Numerics;

/// <summary>A matrix within a span of numbers, as an operand of <see cref="MatrixProduct"/>.</summary>
/// <remarks>Nothing is copied: the span is read where it lies, and needs no alignment.</remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="values">The numbers, stored row by row.</param>
/// <param name="stride">Numbers from the start of one stored row to the start of the next, at least the length of a row.</param>
/// <param name="transposed">Whether the operand is the transpose of what is stored. Default false.</param>
public readonly ref struct DenseOperand<T>(ReadOnlySpan<T> values, int stride, bool transposed = false)
    where T : unmanaged
{
    /// <summary>The numbers, stored row by row.</summary>
    public ReadOnlySpan<T> Values { get; } = values;

    /// <summary>Numbers from the start of one stored row to the start of the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>Whether the operand is the transpose of what is stored.</summary>
    public bool Transposed { get; } = transposed;

    /// <summary>In a batch, numbers from the start of one matrix to the start of the next; 0 means that all products share one matrix. Default 0.</summary>
    public int Step { get; init; }
}
