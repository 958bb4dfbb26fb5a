using System.Buffers;

namespace Hone.Numerics;

/// <summary>Q as a product of Householder reflections, applied in blocks of the compact form I − V·T·Vᵀ, so that nearly all work is matrix products.</summary>
/// <remarks>
/// Columns are kept as rows, since reflections run along columns: row j holds column j of R and, from its diagonal on, reflector j.
/// Source: R. Schreiber and C. Van Loan, "A Storage-Efficient WY Representation for Products of Householder Transformations", SIAM Journal on Scientific and Statistical Computing 10(1), 1989.
/// </remarks>
internal sealed unsafe class Reflectors : OrthogonalFactor
{
    // Reflections in a block, and of these, columns that are reduced one by one.
    private const int Block = 64;
    private const int Few = 16;

    private readonly Matrix columns;
    private readonly double[] tau, diagonal;

    // −T of each block, upper triangular, Block numbers a row.
    private readonly double[] negated;

    private Reflectors(Matrix columns)
    {
        int count = Math.Min(columns.Rows, columns.Columns);
        (this.columns, tau, diagonal, negated) = (columns, new double[count], new double[count], new double[count * Block]);
    }

    public override int Rows => columns.Columns;

    /// <summary>Factors a matrix of any shape.</summary>
    public static Reflectors Factor(Matrix a, int? workers)
    {
        Reflectors result = new(a.Transpose(workers));
        int n = a.Columns;
        result.ForBlocks(lastFirst: false, (first, end, v) =>
        {
            result.FactorColumns(first, first, end, v, workers);
            if (end < n)
                result.Apply(first, first, end, v, result.columns.RowRange(end, n - end), transposed: true, workers);
        });
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
        result.ForBlocks(lastFirst: false, (first, end, v) =>
        {
            result.Load(first, first, end, v);
            for (int step = first; step < end; step++)
                result.Extend(first, first, step, v);
        });
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
        int count = tau.Length;
        double[] buffer = ArrayPool<double>.Shared.Rent(count * Rows);
        Matrix rows = Matrix.Within(buffer, count, Rows);
        rows.AsSpan().Clear();
        for (int j = 0; j < count; j++)
            rows[j, j] = 1.0;

        // The columns of Q before a block's are still unit vectors, which it leaves alone.
        Turn(rows, onesOnDiagonal: true, workers);
        Matrix result = rows.Transpose(workers);
        ArrayPool<double>.Shared.Return(buffer);
        return result;
    }

    public override Matrix TimesRows(Matrix inner, int? workers)
    {
        Matrix result = new(inner.Rows, Rows);
        inner.CopyTo(result.ColumnRange(0, inner.Columns));
        Turn(result, workers);
        return result;
    }

    /// <summary>Each row x ← Q·x, for a matrix with m columns.</summary>
    public void Turn(Matrix rows, int? workers) => Turn(rows, onesOnDiagonal: false, workers);

    private void Turn(Matrix rows, bool onesOnDiagonal, int? workers) => ForBlocks(lastFirst: true, (first, end, v) =>
    {
        Load(first, first, end, v);
        int from = onesOnDiagonal ? first : 0;
        Apply(first, first, end, v, rows.RowRange(from, rows.Rows - from), transposed: false, workers);
    });

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

    private delegate void BlockAction(int first, int end, double* v);

    /// <summary>Runs something for each block of reflections, with room for them: a row each, from the first one's diagonal on.</summary>
    private void ForBlocks(bool lastFirst, BlockAction action)
    {
        int count = tau.Length, blocks = (count + Block - 1) / Block;
        double[] buffer = ArrayPool<double>.Shared.Rent(Math.Min(count, Block) * Rows);
        fixed (double* v = buffer)
        {
            for (int k = 0; k < blocks; k++)
            {
                int first = (lastFirst ? blocks - 1 - k : k) * Block;
                action(first, Math.Min(count, first + Block), v);
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>Copies reflectors start to end − 1 to where their block keeps them, with zeros before each diagonal.</summary>
    private void Load(int first, int start, int end, double* v)
    {
        for (int r = start; r < end; r++)
        {
            double* row = v + ((nint)(r - first) * (Rows - first));
            new Span<double>(row, r - first).Clear();
            columns.Row(r)[r..].CopyTo(new Span<double>(row + r - first, Rows - r));
        }
    }

    /// <summary>Reduces columns of a block, the earlier of which are done, by halves: the second half meets the first half's reflections in one product.</summary>
    /// <remarks>Source: E. Elmroth and F. Gustavson, "Applying Recursion to Serial and Parallel QR Factorization", IBM Journal of Research and Development 44(4), 2000.</remarks>
    private void FactorColumns(int first, int start, int end, double* v, int? workers)
    {
        if (end - start <= Few)
        {
            for (int step = start; step < end; step++)
                Reduce(first, start, step, v);
            return;
        }
        int middle = start + ((end - start + Few) / 2 / Few * Few), one = middle - start, other = end - middle, stride = Rows - first;
        FactorColumns(first, start, middle, v, workers);
        Apply(first, start, middle, v, columns.RowRange(middle, other), transposed: true, workers);
        FactorColumns(first, middle, end, v, workers);

        // (1 − V₁·T₁·V₁ᵀ)·(1 − V₂·T₂·V₂ᵀ): beside −T₁ and −T₂ stands T₁·V₁ᵀ·V₂·T₂.
        double* left = v + ((nint)(start - first) * stride) + middle - first, right = v + ((nint)(middle - first) * stride) + middle - first;
        double* products = stackalloc double[Block * Block / 4], turned = stackalloc double[Block * Block / 4];
        fixed (double* n = negated)
        {
            double* corner = n + (start * Block) + middle - first;
            Multiply(one, other, Rows - middle, new(left, stride, false), new(right, stride, true), products, other, 0.0, workers);
            Multiply(one, other, one, new(n + (start * Block) + start - first, Block, false), new(products, other, false), turned, other, 0.0, workers: 1);
            Multiply(one, other, other, new(turned, other, false), new(n + (middle * Block) + middle - first, Block, false), corner, Block, 0.0, workers: 1);
        }
    }

    /// <summary>Brings one column up to date with the reflections from <paramref name="start"/> on, and makes its own.</summary>
    private void Reduce(int first, int start, int step, double* v)
    {
        int stride = Rows - first, count = step - start, length = Rows - start;
        double* products = stackalloc double[Few], turned = stackalloc double[Few];
        fixed (double* n = negated, y = columns.Row(step)[start..])
        {
            double* reflectors = v + ((nint)(start - first) * stride) + start - first;
            Kernels.DotRows(reflectors, stride, count, y, length, products);
            for (int c = 0; c < count; c++)
            {
                turned[c] = 0.0;
                for (int r = 0; r <= c; r++)
                    turned[c] = Math.FusedMultiplyAdd(n[((start + r) * Block) + start + c - first], products[r], turned[c]);
            }
            Kernels.AxpyRows(turned, reflectors, stride, count, y, length);
        }
        (tau[step], diagonal[step]) = Householder.Make(columns.Row(step)[step..]);
        Load(first, step, step + 1, v);
        Extend(first, start, step, v);
    }

    /// <summary>Column <paramref name="step"/> of −T from the row <paramref name="start"/> on: τ times T·Vᵀv, and −τ.</summary>
    private void Extend(int first, int start, int step, double* v)
    {
        int stride = Rows - first, count = step - start;
        double* products = stackalloc double[Block];
        fixed (double* n = negated)
        {
            double* reflectors = v + ((nint)(start - first) * stride) + step - first;
            Kernels.DotRows(reflectors, stride, count, v + ((nint)(step - first) * stride) + step - first, Rows - step, products);
            for (int i = 0; i < count; i++)
            {
                double* row = n + ((start + i) * Block) + start - first;
                row[count] = -tau[step] * Kernels.Dot(new(row + i, count - i), new(products + i, count - i));
            }
            n[(step * Block) + step - first] = -tau[step];
        }
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

    /// <summary>Applies a block's reflections start to end − 1, or their product transposed, to vectors that are rows.</summary>
    private void Apply(int first, int start, int end, double* v, Matrix rows, bool transposed, int? workers)
    {
        int size = end - start, length = Rows - start, stride = Rows - first, count = rows.Rows;
        if (count == 0)
            return;
        double[] buffer = ArrayPool<double>.Shared.Rent(2 * size * count);
        fixed (double* product = buffer, target = rows.Strided, n = negated)
        {
            // rows ← rows − (rows·V)·T·Vᵀ, with T transposed for the product itself.
            double* from = target + start, turned = product + ((long)size * count), reflectors = v + ((nint)(start - first) * stride) + start - first;
            Multiply(count, size, length, new(from, rows.Stride, false), new(reflectors, stride, true), product, size, 0.0, workers);
            Multiply(count, size, size, new(product, size, false), new(n + (start * Block) + start - first, Block, !transposed), turned, size, 0.0, workers);
            Multiply(count, length, size, new(turned, size, false), new(reflectors, stride, false), from, rows.Stride, 1.0, workers);
        }
        ArrayPool<double>.Shared.Return(buffer);
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
