namespace Hone.Numerics;

/// <summary>What is done with each finished block of a product that nobody needs as a whole, such as the nearest of many distances. See <see cref="Gemm{T}.Deliver"/>.</summary>
internal unsafe interface IGemmEpilogue<T>
    where T : unmanaged
{
    /// <summary>Takes the entries of rows row … row + rows − 1 and columns column … column + columns − 1. It may overwrite them; they are gone when it returns.</summary>
    /// <param name="row">First row of the block.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="column">First column of the block.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="block">The entries, row by row, aligned to 64 bytes.</param>
    /// <param name="stride">Numbers from one row to the next, a multiple of two vectors; what lies past the columns is of no meaning.</param>
    void Finish(int row, int rows, int column, int columns, T* block, nint stride);
}
