using System.Numerics;

namespace Hone.Numerics;

/// <summary>C ← alpha·A·B + beta·C for matrices of floats or doubles that lie in spans, one product or a batch of equal shape.</summary>
/// <remarks>
/// Each entry of C is one chain of fused multiply-adds along the depth, in order, starting from beta·C; alpha is multiplied into A first. So the bits do not depend on
/// the number of workers, on strides, on batches, or on the machine's vectors. NaN and infinities go through by the rules of IEEE 754; where beta is 0, C is not read.
/// Cost rows·columns·depth multiplications; packing takes at most a few megabytes of pooled memory. For whole matrices see <see cref="MatrixProducts"/>.
/// </remarks>
public static unsafe class MatrixProduct
{
    // A product of so many multiplications is worth more than one thread of its own.
    private const long Large = 1 << 24;

    // Multiplications in one task of a batch of smaller ones: many, so that a thread reads its operands in long runs.
    private const long TaskWork = 1 << 20;

    /// <summary>One product of doubles.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Columns of A and rows of B; 0 leaves beta·C.</param>
    /// <param name="a">rows × depth, once transposed where it is to be.</param>
    /// <param name="b">depth × columns, once transposed where it is to be.</param>
    /// <param name="c">The result, row by row; it must not overlap A or B.</param>
    /// <param name="stride">Numbers from the start of one row of C to the start of the next; what lies between rows is left alone.</param>
    /// <param name="alpha">Factor of the product. Default 1.</param>
    /// <param name="beta">Factor of what C holds. Default 0.</param>
    /// <param name="workers">Threads at most; null means one a processor. Small products stay on the calling thread.</param>
    /// <exception cref="ArgumentException">A size is negative, a stride is shorter than a row, or a span too short for its matrix.</exception>
    public static void Multiply(
        int rows, int columns, int depth, DenseOperand<double> a, DenseOperand<double> b, Span<double> c, int stride, double alpha = 1.0, double beta = 0.0, int? workers = null) =>
        Run(1, rows, columns, depth, a, b, c, stride, 0, alpha, beta, workers);

    /// <summary>One product of floats.</summary>
    /// <inheritdoc cref="Multiply(int, int, int, DenseOperand{double}, DenseOperand{double}, Span{double}, int, double, double, int?)"/>
    public static void Multiply(
        int rows, int columns, int depth, DenseOperand<float> a, DenseOperand<float> b, Span<float> c, int stride, float alpha = 1f, float beta = 0f, int? workers = null) =>
        Run(1, rows, columns, depth, a, b, c, stride, 0, alpha, beta, workers);

    /// <summary>Many products of doubles of one shape, dealt to the threads.</summary>
    /// <param name="count">Number of products.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Columns of A and rows of B; 0 leaves beta·C.</param>
    /// <param name="a">The left operands, <see cref="DenseOperand{T}.Step"/> numbers apart.</param>
    /// <param name="b">The right operands, likewise.</param>
    /// <param name="c">The results; they must not overlap A, B or each other.</param>
    /// <param name="stride">Numbers from the start of one row of C to the start of the next.</param>
    /// <param name="step">Numbers from the start of one C to the start of the next.</param>
    /// <param name="alpha">Factor of the products. Default 1.</param>
    /// <param name="beta">Factor of what C holds. Default 0.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">A size is negative, a stride is shorter than a row, results overlap, or a span is too short for its matrices.</exception>
    public static void MultiplyBatch(
        int count, int rows, int columns, int depth, DenseOperand<double> a, DenseOperand<double> b, Span<double> c, int stride, int step,
        double alpha = 1.0, double beta = 0.0, int? workers = null) =>
        Run(count, rows, columns, depth, a, b, c, stride, step, alpha, beta, workers);

    /// <summary>Many products of floats of one shape, dealt to the threads.</summary>
    /// <inheritdoc cref="MultiplyBatch(int, int, int, int, DenseOperand{double}, DenseOperand{double}, Span{double}, int, int, double, double, int?)"/>
    public static void MultiplyBatch(
        int count, int rows, int columns, int depth, DenseOperand<float> a, DenseOperand<float> b, Span<float> c, int stride, int step,
        float alpha = 1f, float beta = 0f, int? workers = null) =>
        Run(count, rows, columns, depth, a, b, c, stride, step, alpha, beta, workers);

    private static void Run<T>(
        int count, int rows, int columns, int depth, DenseOperand<T> a, DenseOperand<T> b, Span<T> c, int stride, int step, T alpha, T beta, int? workers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require.AtLeast(count, 0, nameof(count));
        Require.AtLeast(rows, 0, nameof(rows));
        Require.AtLeast(columns, 0, nameof(columns));
        Require.AtLeast(depth, 0, nameof(depth));
        Require.AtLeast(workers ?? 1, 1, nameof(workers));
        Check(a.Values.Length, count, a.Transposed ? depth : rows, a.Transposed ? rows : depth, a.Stride, a.Step, nameof(a));
        Check(b.Values.Length, count, b.Transposed ? columns : depth, b.Transposed ? depth : columns, b.Stride, b.Step, nameof(b));
        Check(c.Length, count, rows, columns, stride, step, nameof(c));
        if (count > 1 && step < ((long)(rows - 1) * stride) + columns)
            throw new ArgumentException(FormattableString.Invariant($"step is {step}, so that the results, each of {rows} rows {stride} apart, would overlap."), nameof(step));
        if (count == 0 || rows == 0 || columns == 0)
            return;
        fixed (T* pa = a.Values, pb = b.Values, pc = c)
        {
            long aStep = a.Step, bStep = b.Step;
            Operand<T> left = new(pa, a.Stride, a.Transposed), right = new(pb, b.Stride, b.Transposed);
            T* results = pc;
            Product<T> At(int index) => new(
                rows, columns, depth, new(left.Data + (index * aStep), left.Stride, left.Transposed), new(right.Data + (index * bStep), right.Stride, right.Transposed),
                results + ((long)index * step), stride)
            { Alpha = alpha, Beta = beta };

            long work = (long)rows * columns * Math.Max(1, depth);
            if (count == 1 || work >= Large)
            {
                for (int index = 0; index < count; index++)
                    Gemm<T>.Run(At(index), workers, VectorPath.Widest);
                return;
            }
            int together = (int)Math.Clamp(TaskWork / work, 1, count);
            Cut tasks = new(count, together, 1);
            WorkerPool.For(tasks.Count, workers, task =>
            {
                for (int index = tasks.Start(task); index < tasks.Start(task + 1); index++)
                    Gemm<T>.Run(At(index), workers: 1, VectorPath.Widest);
            });
        }
    }

    private static void Check(int length, int count, int lines, int lineLength, int stride, int step, string name)
    {
        if (lines > 1 && stride < lineLength)
            throw new ArgumentException(FormattableString.Invariant($"The stride of {name} is {stride}; its rows have {lineLength} numbers."), name);
        if (step < 0)
            throw new ArgumentException(FormattableString.Invariant($"The step of {name} is {step}; it must be at least 0."), name);
        long needed = count == 0 || lines == 0 || lineLength == 0 ? 0 : ((count - 1) * (long)step) + ((lines - 1) * (long)stride) + lineLength;
        if (length < needed)
            throw new ArgumentException(FormattableString.Invariant($"{name} has {length} numbers; {count} x {lines} rows of {lineLength} with stride {stride} take {needed}."), name);
    }
}
