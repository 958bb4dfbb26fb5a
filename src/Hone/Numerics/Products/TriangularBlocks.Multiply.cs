namespace Hone.Numerics;

/// <content>Products with a triangle, in place: a half that others still need is overwritten last.</content>
internal static unsafe partial class TriangularBlocks
{
    /// <summary>Overwrites B with T·B.</summary>
    /// <param name="size">Rows and columns of T, and rows of B.</param>
    /// <param name="triangle">T, as it is to be read; the other side of its diagonal is not read.</param>
    /// <param name="lower">Whether T is lower triangular.</param>
    /// <param name="unitDiagonal">Takes the diagonal as 1 without reading it.</param>
    /// <param name="b">B, row by row.</param>
    /// <param name="stride">Doubles from one row of B to the next.</param>
    /// <param name="columns">Columns of B.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public static void Multiply(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns, int? workers)
    {
        int threads = Threads(size, columns, workers);
        Cut cut = new(columns, Together, 16, threads);
        WorkerPool.For(columns == 0 ? 0 : cut.Count, threads, task =>
            MultiplyLeft(size, triangle, lower, unitDiagonal, b + cut.Start(task), stride, cut.Start(task + 1) - cut.Start(task)));
    }

    /// <summary>Overwrites B with B·T; parameters as for <see cref="Multiply"/>, with T as wide as B.</summary>
    public static void MultiplyFromRight(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int rows, int? workers)
    {
        int threads = Threads(size, rows, workers);
        Cut cut = new(rows, Together, Turned, threads);
        WorkerPool.For(rows == 0 ? 0 : cut.Count, threads, task =>
            MultiplyRight(size, triangle, lower, unitDiagonal, b + (cut.Start(task) * stride), stride, cut.Start(task + 1) - cut.Start(task)));
    }

    private static void MultiplyLeft(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns)
    {
        if (size <= Small)
        {
            TriangularKernel.Multiply(size, triangle, lower, unitDiagonal, b, stride, columns, VectorPath.Widest);
            return;
        }
        int half = Half(size);
        double* below = b + (half * stride);
        if (lower)
        {
            MultiplyLeft(size - half, triangle.From(half, half), lower, unitDiagonal, below, stride, columns);
            Add(size - half, columns, half, triangle.From(half, 0), new(b, stride, false), below, stride);
            MultiplyLeft(half, triangle, lower, unitDiagonal, b, stride, columns);
        }
        else
        {
            MultiplyLeft(half, triangle, lower, unitDiagonal, b, stride, columns);
            Add(half, columns, size - half, triangle.From(0, half), new(below, stride, false), b, stride);
            MultiplyLeft(size - half, triangle.From(half, half), lower, unitDiagonal, below, stride, columns);
        }
    }

    private static void MultiplyRight(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int rows)
    {
        if (size <= Small)
        {
            Turn(&TriangularKernel.Multiply, size, triangle, lower, unitDiagonal, b, stride, rows);
            return;
        }
        int half = Half(size);
        double* right = b + half;
        if (lower)
        {
            MultiplyRight(half, triangle, lower, unitDiagonal, b, stride, rows);
            Add(rows, half, size - half, new(right, stride, false), triangle.From(half, 0), b, stride);
            MultiplyRight(size - half, triangle.From(half, half), lower, unitDiagonal, right, stride, rows);
        }
        else
        {
            MultiplyRight(size - half, triangle.From(half, half), lower, unitDiagonal, right, stride, rows);
            Add(rows, size - half, half, new(b, stride, false), triangle.From(0, half), right, stride);
            MultiplyRight(half, triangle, lower, unitDiagonal, b, stride, rows);
        }
    }
}
