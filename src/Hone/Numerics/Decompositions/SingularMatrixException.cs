namespace Hone.Numerics;

/// <summary>A matrix that must have an inverse has none, to working precision.</summary>
public sealed class SingularMatrixException : InvalidOperationException
{
    /// <summary>A sentence alone.</summary>
    public SingularMatrixException(string message)
        : base(message)
    {
    }

    /// <summary>A sentence, and where the elimination came to a stop.</summary>
    /// <param name="message">What failed and what to do about it.</param>
    /// <param name="pivot">The row and column, counted from 0, whose pivot vanished.</param>
    public SingularMatrixException(string message, int pivot)
        : base(message) => Pivot = pivot;

    /// <summary>The row and column, counted from 0, whose pivot vanished: that column depends on those before it. −1 where none is known.</summary>
    public int Pivot { get; } = -1;
}
