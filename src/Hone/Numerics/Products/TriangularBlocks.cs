namespace Hone.Numerics;

/// <summary>Triangular systems with many right-hand sides, and products with triangles, halved until the triangle is small, so that nearly all work is matrix products.</summary>
/// <remarks>Right-hand sides are dealt to the threads; the bits of each do not depend on how.</remarks>
internal static unsafe partial class TriangularBlocks
{
    // A triangle of this size is the kernel's.
    private const int Small = 48;

    // Right-hand sides solved in one task.
    private const int Together = 192;

    // Rows transposed at a time for a solve from the right.
    private const int Turned = 32;

    /// <summary>Overwrites B with the X of T·X = B.</summary>
    /// <param name="size">Rows and columns of T, and rows of B.</param>
    /// <param name="triangle">T, as it is to be read; the other side of its diagonal is not read.</param>
    /// <param name="lower">Whether T is lower triangular.</param>
    /// <param name="unitDiagonal">Takes the diagonal as 1 without reading it.</param>
    /// <param name="b">The right-hand sides, row by row.</param>
    /// <param name="stride">Doubles from one row of B to the next.</param>
    /// <param name="columns">Columns of B.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public static void Solve(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns, int? workers)
    {
        int threads = Threads(size, columns, workers);
        Cut cut = new(columns, Together, 16, threads);
        WorkerPool.For(columns == 0 ? 0 : cut.Count, threads, task =>
            SolveLeft(size, triangle, lower, unitDiagonal, b + cut.Start(task), stride, cut.Start(task + 1) - cut.Start(task)));
    }

    /// <summary>Overwrites B with the X of X·T = B; parameters as for <see cref="Solve"/>, with rows of B as right-hand sides.</summary>
    public static void SolveFromRight(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int rows, int? workers)
    {
        int threads = Threads(size, rows, workers);
        Cut cut = new(rows, Together, Turned, threads);
        WorkerPool.For(rows == 0 ? 0 : cut.Count, threads, task =>
            SolveRight(size, triangle, lower, unitDiagonal, b + (cut.Start(task) * stride), stride, cut.Start(task + 1) - cut.Start(task)));
    }

    private static int Threads(int size, int sides, int? workers) => (long)size * size * sides < 1 << 19 ? 1 : workers ?? WorkerPool.Threads;

    private static void SolveLeft(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int columns)
    {
        if (size <= Small)
        {
            TriangularKernel.Solve(size, triangle, lower, unitDiagonal, b, stride, columns, VectorPath.Widest);
            return;
        }
        int half = Half(size);
        double* below = b + (half * stride);
        if (lower)
        {
            SolveLeft(half, triangle, lower, unitDiagonal, b, stride, columns);
            Subtract(size - half, columns, half, triangle.From(half, 0), new(b, stride, false), below, stride);
            SolveLeft(size - half, triangle.From(half, half), lower, unitDiagonal, below, stride, columns);
        }
        else
        {
            SolveLeft(size - half, triangle.From(half, half), lower, unitDiagonal, below, stride, columns);
            Subtract(half, columns, size - half, triangle.From(0, half), new(below, stride, false), b, stride);
            SolveLeft(half, triangle, lower, unitDiagonal, b, stride, columns);
        }
    }

    private static void SolveRight(int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int rows)
    {
        if (size <= Small)
        {
            Turn(&TriangularKernel.Solve, size, triangle, lower, unitDiagonal, b, stride, rows);
            return;
        }
        int half = Half(size);
        double* right = b + half;
        if (lower)
        {
            SolveRight(size - half, triangle.From(half, half), lower, unitDiagonal, right, stride, rows);
            Subtract(rows, half, size - half, new(right, stride, false), triangle.From(half, 0), b, stride);
            SolveRight(half, triangle, lower, unitDiagonal, b, stride, rows);
        }
        else
        {
            SolveRight(half, triangle, lower, unitDiagonal, b, stride, rows);
            Subtract(rows, size - half, half, new(b, stride, false), triangle.From(0, half), right, stride);
            SolveRight(size - half, triangle.From(half, half), lower, unitDiagonal, right, stride, rows);
        }
    }

    /// <summary>X·T = B is Tᵀ·Xᵀ = Bᵀ, and B·T likewise: some rows at a time become columns and are turned back.</summary>
    private static void Turn(
        delegate*<int, Operand<double>, bool, bool, double*, nint, int, VectorPath, void> kernel, int size, Operand<double> triangle, bool lower, bool unitDiagonal, double* b, nint stride, int rows)
    {
        double* turned = stackalloc double[Small * Turned];
        Operand<double> transposed = new(triangle.Data, triangle.Stride, !triangle.Transposed);
        for (int i = 0; i < rows; i += Turned, b += Turned * stride)
        {
            int count = Math.Min(Turned, rows - i);
            GemmPacking.Columns(new Operand<double>(b, stride, true), size, count, Turned, turned);
            kernel(size, transposed, !lower, unitDiagonal, turned, Turned, Turned, VectorPath.Widest);
            GemmPacking.Transpose(turned, Turned, size, count, (int)stride, b);
        }
    }

    private static void Subtract(int rows, int columns, int depth, Operand<double> a, Operand<double> b, double* c, nint stride) =>
        Gemm<double>.Run(new(rows, columns, depth, a, b, c, stride) { Alpha = -1.0, Beta = 1.0 }, workers: 1, VectorPath.Widest);

    private static void Add(int rows, int columns, int depth, Operand<double> a, Operand<double> b, double* c, nint stride) =>
        Gemm<double>.Run(new(rows, columns, depth, a, b, c, stride) { Beta = 1.0 }, workers: 1, VectorPath.Widest);

    /// <summary>About half, a multiple of the small size.</summary>
    private static int Half(int size) => Math.Max(Small, ((size + Small) / 2) / Small * Small);
}
