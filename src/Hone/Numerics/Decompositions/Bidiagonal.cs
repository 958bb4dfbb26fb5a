using System.Buffers;

namespace Hone.Numerics;

/// <summary>A matrix with at least as many rows as columns reduced to upper bidiagonal form by reflections from both sides: B = Uᵀ·A·V.</summary>
/// <remarks>
/// Columns and rows are reduced in panels: a panel's reflections meet the rest of the matrix at its end, in one product; until then each column and row is brought up to date by itself.
/// Half of the 4mn² − 4n³/3 operations are products of the rest with one vector, twice a column.
/// Source: J. J. Dongarra, D. C. Sorensen and S. J. Hammarling, "Block Reduction of Matrices to Condensed Forms for Eigenvalue Computations", J. Comput. Appl. Math. 27, 1989.
/// </remarks>
internal sealed class Bidiagonal
{
    private const int PanelColumns = 24;

    // Entries of the rest that one task multiplies; and tasks at most, since each may make sums of its own.
    private const int TaskEntries = 24 * 1024;
    private const int MostTasks = 8;

    private readonly Matrix a;
    private readonly int rows, columns;
    private readonly int? workers;
    private readonly double[] leftTau, rightTau;

    // Row k: the reflector that clears column k below the diagonal, and the one that clears row k behind what stands above the diagonal of column k + 1.
    private readonly double[] leftStore, rightStore;
    private readonly Matrix left, right;

    // A is now A + Σ pₖ·nₖᵀ: of each column of the panel two pairs, v and −y from the left, x and −u from the right.
    private readonly double[] columnParts, rowParts;
    private readonly double[] sums, along;
    private readonly Action<int> combineRows, multiplyRows;
    private int from, fromColumn;
    private double[] vector = [];

    private Bidiagonal(Matrix a, int? workers)
    {
        (this.a, this.workers, rows, columns) = (a, workers, a.Rows, a.Columns);
        (Diagonal, Above) = (new double[columns], new double[Math.Max(0, columns - 1)]);
        (leftTau, rightTau) = (new double[columns], new double[columns]);
        (leftStore, rightStore) = (ArrayPool<double>.Shared.Rent(columns * rows), ArrayPool<double>.Shared.Rent(columns * columns));
        (left, right) = (Matrix.Within(leftStore, columns, rows), Matrix.Within(rightStore, columns, columns));
        (columnParts, rowParts) = (new double[2 * PanelColumns * rows], new double[2 * PanelColumns * columns]);
        (sums, along) = (new double[Math.Max(MostTasks * columns, rows)], new double[2 * PanelColumns]);
        (combineRows, multiplyRows) = (CombineRows, MultiplyRows);
    }

    /// <summary>The diagonal of B.</summary>
    public double[] Diagonal { get; }

    /// <summary>What stands right of the diagonal, one entry less.</summary>
    public double[] Above { get; }

    /// <summary>Reduces a matrix, which is overwritten.</summary>
    public static Bidiagonal Reduce(Matrix a, int? workers)
    {
        Bidiagonal result = new(a, workers);
        for (int start = 0; start < a.Columns; start += PanelColumns)
            result.ReducePanel(start, Math.Min(a.Columns, start + PanelColumns));
        return result;
    }

    /// <summary>Turns singular vectors of B, one a row, into those of A: those on the left have a number a row of A, of which those behind the columns are 0. To be called once, as the last.</summary>
    public void TurnBack(Matrix leftRows, Matrix rightRows)
    {
        new ReflectorBlocks(left, leftTau, leading: false, workers).ApplyLastFirst(leftRows);
        new ReflectorBlocks(right, rightTau, leading: false, workers).ApplyLastFirst(rightRows);
        ArrayPool<double>.Shared.Return(leftStore);
        ArrayPool<double>.Shared.Return(rightStore);
    }

    private unsafe void ReducePanel(int start, int end)
    {
        // The columns of the panel as they are before it; it changes nothing of the matrix until its end.
        fixed (double* from = a.Strided, to = left.Strided)
            GemmPacking.Transpose(from + ((nint)start * a.Stride) + start, a.Stride, rows - start, end - start, left.Stride, to + ((nint)start * left.Stride) + start);
        fixed (double* pc = columnParts, pr = rowParts, pl = along)
        {
            int pairs = 0;
            for (int k = start; k < end; k++, pairs += 2)
            {
                // Column k as it is now, and the reflector that clears it.
                left.Row(k)[..k].Clear();
                right.Row(k).Clear();
                Span<double> v = left.Row(k)[k..];
                for (int q = 0; q < pairs; q++)
                    pl[q] = pr[(q * columns) + k];
                fixed (double* pv = v)
                    Kernels.AxpyRows(pl, pc + k, rows, pairs, pv, rows - k);
                (leftTau[k], Diagonal[k]) = Householder.Make(v);
                if (k + 1 == columns)
                    break;

                // −y = −τ·Aᵀ·v, and with it row k as it is now.
                int width = columns - k - 1;
                Span<double> y = new(pr + (pairs * columns) + k + 1, width);
                Combine(k, k + 1, left.Row(k), y);
                fixed (double* pv = v)
                    Kernels.DotRows(pc + k, rows, pairs, pv, rows - k, pl);
                fixed (double* py = y)
                    Kernels.AxpyRows(pl, pr + k + 1, columns, pairs, py, width);
                Kernels.Scale(-leftTau[k], y);
                v.CopyTo(new Span<double>(pc + (pairs * rows) + k, rows - k));

                Span<double> u = right.Row(k)[(k + 1)..];
                a.Row(k)[(k + 1)..].CopyTo(u);
                for (int q = 0; q <= pairs; q++)
                    pl[q] = pc[(q * rows) + k];
                fixed (double* pu = u)
                    Kernels.AxpyRows(pl, pr + k + 1, columns, pairs + 1, pu, width);
                (rightTau[k], Above[k]) = Householder.Make(u);

                // x = τ·A·u, and −u.
                Span<double> x = new(pc + ((pairs + 1) * rows) + k + 1, rows - k - 1);
                Multiply(k + 1, k + 1, right.Row(k), x);
                fixed (double* pu = u)
                    Kernels.DotRows(pr + k + 1, columns, pairs + 1, pu, width, pl);
                fixed (double* px = x)
                    Kernels.AxpyRows(pl, pc + k + 1, rows, pairs + 1, px, rows - k - 1);
                Kernels.Scale(rightTau[k], x);
                Span<double> mate = new(pr + ((pairs + 1) * columns) + k + 1, width);
                u.CopyTo(mate);
                Kernels.Scale(-1.0, mate);
            }
        }
        if (end < columns)
            UpdateRest(end, 2 * (end - start));
    }

    /// <summary>The rest of the matrix, from a row and column on, and the panel's pairs.</summary>
    private unsafe void UpdateRest(int at, int pairs)
    {
        fixed (double* pa = a.Strided, pc = columnParts, pr = rowParts)
        {
            Gemm<double>.Run(
                new(rows - at, columns - at, pairs, new(pc + at, rows, true), new(pr + at, columns, false), pa + ((nint)at * a.Stride) + at, a.Stride) { Beta = 1.0 },
                workers, VectorPath.Widest);
        }
    }

    /// <summary>result ← Σ weightᵢ·(row i of A from a column on), over the rows from one on.</summary>
    private void Combine(int row, int column, Span<double> weights, Span<double> result)
    {
        int tasks = Open(row, column, weights);
        WorkerPool.For(tasks, tasks == 1 ? 1 : workers, combineRows);
        sums.AsSpan(0, result.Length).CopyTo(result);
        for (int task = 1; task < tasks; task++)
            Kernels.Axpy(1.0, sums.AsSpan(task * columns, result.Length), result);
    }

    /// <summary>result ← the dot products of the rows of A, from a row and column on, with a vector.</summary>
    private void Multiply(int row, int column, Span<double> by, Span<double> result)
    {
        int tasks = Open(row, column, by);
        WorkerPool.For(tasks, tasks == 1 ? 1 : workers, multiplyRows);
        sums.AsSpan(0, result.Length).CopyTo(result);
    }

    // The vector lies in one of the two matrices of reflectors, in full length.
    private int Open(int row, int column, Span<double> by)
    {
        (from, fromColumn) = (row, column);
        if (vector.Length != Math.Max(rows, columns))
            vector = new double[Math.Max(rows, columns)];
        by.CopyTo(vector);
        return Tasks;
    }

    private int Tasks => (int)Math.Clamp((long)(rows - from) * (columns - fromColumn) / TaskEntries, 1, MostTasks);

    private (int Start, int End) Share(int task)
    {
        int count = rows - from, tasks = Tasks;
        return (from + ((int)((long)count * task / tasks) & ~3), task + 1 == tasks ? rows : from + ((int)((long)count * (task + 1) / tasks) & ~3));
    }

    private unsafe void CombineRows(int task)
    {
        (int start, int end) = Share(task);
        int width = columns - fromColumn;
        sums.AsSpan(task * columns, width).Clear();
        fixed (double* pa = a.Strided, pv = vector, ps = sums)
            Kernels.AxpyRows(pv + start, pa + ((nint)start * a.Stride) + fromColumn, a.Stride, end - start, ps + (task * columns), width);
    }

    private unsafe void MultiplyRows(int task)
    {
        (int start, int end) = Share(task);
        fixed (double* pa = a.Strided, pv = vector, ps = sums)
            Kernels.DotRows(pa + ((nint)start * a.Stride) + fromColumn, a.Stride, end - start, pv + fromColumn, columns - fromColumn, ps + start - from);
    }
}
