using System.Buffers;

namespace Hone.Numerics;

/// <summary>Q as a product of Householder reflections, applied in blocks of the compact form I − V·T·Vᵀ, so that nearly all work is matrix products.</summary>
/// <remarks>
/// Columns are kept as rows, since reflections run along columns: row j holds column j of R and, from its diagonal on, reflector j.
/// Source: R. Schreiber and C. Van Loan, "A Storage-Efficient WY Representation for Products of Householder Transformations", SIAM Journal on Scientific and Statistical Computing 10(1), 1989.
/// </remarks>
internal sealed unsafe class Reflectors : OrthogonalFactor
{
    private const int Block = 32;

    private readonly Matrix columns;
    private readonly double[] tau, diagonal;

    private Reflectors(Matrix columns) =>
        (this.columns, tau, diagonal) = (columns, new double[Math.Min(columns.Rows, columns.Columns)], new double[Math.Min(columns.Rows, columns.Columns)]);

    public override int Rows => columns.Columns;

    /// <summary>Factors a matrix of any shape.</summary>
    public static Reflectors Factor(Matrix a, int? workers)
    {
        Reflectors result = new(a.Transpose(workers));
        int n = a.Columns, count = result.tau.Length;
        for (int start = 0; start < count; start += Block)
        {
            int end = Math.Min(count, start + Block);
            for (int step = start; step < end; step++)
            {
                (result.tau[step], result.diagonal[step]) = Householder.Make(result.columns.Row(step)[step..]);
                result.Reflect(step, step + 1, end);
            }
            if (end < n)
                result.Apply(start, end, result.columns.RowRange(end, n - end), transposed: true, workers);
        }
        return result;
    }

    /// <summary>Factors a matrix and exchanges columns, the longest of those left first.</summary>
    /// <param name="a">m × n.</param>
    /// <param name="permutation">0 … n − 1 at first; then column j of the factored matrix is column permutation[j] of A.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public static Reflectors FactorPivoted(Matrix a, int[] permutation, int? workers)
    {
        Reflectors result = new(a.Transpose(workers));
        Matrix columns = result.columns;
        int m = a.Rows, n = a.Columns;
        double[] left = new double[n];
        for (int j = 0; j < n; j++)
            left[j] = VectorOperations.Norm(columns.Row(j));
        for (int step = 0; step < result.tau.Length; step++)
        {
            Exchange(columns, permutation, left, step, step + Kernels.ArgMax(left.AsSpan(step)));
            (result.tau[step], result.diagonal[step]) = Householder.Make(columns.Row(step)[step..]);
            int at = step, remaining = n - step - 1, tasks = Math.Max(1, Math.Min(remaining, (int)((long)remaining * (m - step) >> 16)));
            WorkerPool.For(tasks, workers, task =>
            {
                int first = at + 1 + (int)((long)remaining * task / tasks), end = at + 1 + (int)((long)remaining * (task + 1) / tasks);
                result.Reflect(at, first, end);
                for (int j = first; j < end; j++)
                    left[j] = Shrunk(columns.Row(j), at, left[j]);
            });
        }
        return result;
    }

    public override Matrix R()
    {
        Matrix r = columns.ColumnRange(0, tau.Length).Transpose();
        for (int i = 0; i < tau.Length; i++)
        {
            r.Row(i)[..Math.Min(i, r.Columns)].Clear();
            r[i, i] = diagonal[i];
        }
        return r;
    }

    public override Matrix Q(int? workers)
    {
        Matrix rows = new(tau.Length, Rows);
        for (int j = 0; j < rows.Rows; j++)
            rows[j, j] = 1.0;
        for (int start = (tau.Length - 1) / Block * Block; start >= 0; start -= Block)
        {
            // The columns of Q before the block's are still unit vectors, which it leaves alone.
            Apply(start, Math.Min(tau.Length, start + Block), rows.RowRange(start, rows.Rows - start), transposed: false, workers);
        }
        return rows.Transpose(workers);
    }

    /// <summary>Q times each row of a matrix with m columns, on the calling thread.</summary>
    public void TimesRows(Matrix rows)
    {
        for (int start = (tau.Length - 1) / Block * Block; start >= 0; start -= Block)
            Apply(start, Math.Min(tau.Length, start + Block), rows, transposed: false, workers: 1);
    }

    public override void Times(Span<double> y)
    {
        for (int k = tau.Length - 1; k >= 0; k--)
            Householder.Apply(columns.Row(k)[k..], tau[k], y[k..]);
    }

    public override void TransposeTimes(Span<double> y)
    {
        for (int k = 0; k < tau.Length; k++)
            Householder.Apply(columns.Row(k)[k..], tau[k], y[k..]);
    }

    /// <summary>Applies one reflection to columns first to end − 1.</summary>
    private void Reflect(int step, int first, int end)
    {
        int m = Rows, length = m - step;
        double* products = stackalloc double[Block];
        fixed (double* start = columns.Strided)
        {
            double* v = start + ((long)step * m) + step;
            for (int j = first; j < end; j += Block)
            {
                int count = Math.Min(Block, end - j);
                double* block = start + ((long)j * m) + step;
                Kernels.DotRows(block, m, count, v, length, products);
                for (int k = 0; k < count; k++)
                    Kernels.Axpy(-tau[step] * products[k], new(v, length), new(block + ((long)k * m), length));
            }
        }
    }

    /// <summary>Applies reflections first to end − 1, or their product transposed, to vectors that are rows.</summary>
    private void Apply(int first, int end, Matrix rows, bool transposed, int? workers)
    {
        int size = end - first, length = Rows - first, count = rows.Rows;
        if (count == 0)
            return;
        double[] buffer = ArrayPool<double>.Shared.Rent((size * (length + (2 * count))) + (2 * Block * Block));
        fixed (double* start = buffer, target = rows.Strided)
        {
            double* gram = start, t = gram + (Block * Block), v = t + (Block * Block), product = v + ((long)size * length), turned = product + ((long)size * count);
            for (int r = 0; r < size; r++)
            {
                Span<double> row = new(v + ((long)r * length), length);
                row[..r].Clear();
                columns.Row(first + r)[(first + r)..].CopyTo(row[r..]);
            }
            Operand<double> reflectors = new(v, length, false), reflectorsTransposed = new(v, length, true);
            Multiply(size, size, length, reflectors, reflectorsTransposed, gram, size, 0.0, workers);
            NegativeT(first, size, gram, t);

            // rows ← rows − (rows·V)·T·Vᵀ, with T transposed for the product itself.
            double* from = target + first;
            Multiply(count, size, length, new(from, rows.Stride, false), reflectorsTransposed, product, size, 0.0, workers);
            Multiply(count, size, size, new(product, size, false), new(t, size, !transposed), turned, size, 0.0, workers);
            Multiply(count, length, size, new(turned, size, false), reflectors, from, rows.Stride, 1.0, workers);
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>−T, upper triangular: column j of T is τⱼ times (−T·Vᵀvⱼ, 1).</summary>
    private void NegativeT(int first, int size, double* gram, double* t)
    {
        new Span<double>(t, size * size).Clear();
        for (int j = 0; j < size; j++)
        {
            t[(j * size) + j] = -tau[first + j];
            for (int i = 0; i < j; i++)
            {
                double sum = 0.0;
                for (int k = i; k < j; k++)
                    sum = Math.FusedMultiplyAdd(t[(i * size) + k], gram[(k * size) + j], sum);
                t[(i * size) + j] = -tau[first + j] * sum;
            }
        }
    }

    private static void Multiply(int rows, int columns, int depth, Operand<double> a, Operand<double> b, double* c, nint stride, double beta, int? workers) =>
        Gemm<double>.Run(new(rows, columns, depth, a, b, c, stride) { Beta = beta }, workers, VectorPath.Widest);

    private static void Exchange(Matrix columns, int[] permutation, double[] left, int a, int b)
    {
        if (a == b)
            return;
        (permutation[a], permutation[b]) = (permutation[b], permutation[a]);
        (left[a], left[b]) = (left[b], left[a]);
        Span<double> first = columns.Row(a), second = columns.Row(b);
        for (int i = 0; i < first.Length; i++)
            (first[i], second[i]) = (second[i], first[i]);
    }

    /// <summary>What is left of a column's length below the row just done; computed afresh once too much has cancelled.</summary>
    private static double Shrunk(ReadOnlySpan<double> column, int step, double before)
    {
        if (before == 0)
            return 0.0;
        double share = column[step] / before, kept = 1.0 - (share * share);
        return kept > 0.01 ? before * Math.Sqrt(kept) : VectorOperations.Norm(column[(step + 1)..]);
    }
}
