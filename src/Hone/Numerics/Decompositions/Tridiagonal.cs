namespace Hone.Numerics;

/// <summary>A symmetric matrix reduced to tridiagonal form by reflections from both sides: T = Qᵀ·A·Q.</summary>
/// <remarks>
/// The last row goes first, so that what is left is always the leading part. Rows are reduced in panels: a panel's reflections meet the matrix at its end, in one product of rank twice their number; until then
/// each new row is brought up to date by itself. Half of the 4n³/3 operations are products of what is left with one vector, each of which reads it anew; they are what the reduction waits for.
/// Source: J. J. Dongarra, D. C. Sorensen and S. J. Hammarling, "Block Reduction of Matrices to Condensed Forms for Eigenvalue Computations", J. Comput. Appl. Math. 27, 1989.
/// </remarks>
internal sealed class Tridiagonal
{
    private const int PanelRows = 32;

    // Entries of the lower triangle that one task multiplies; and tasks at most, since each makes sums of its own.
    private const int TaskEntries = 24 * 1024;
    private const int MostTasks = 8;

    private readonly Matrix a;
    private readonly int size, stride;
    private readonly int? workers;
    private readonly double[] tau;

    // Of each reflection of the panel two rows, v and w, such that A ← A − v·wᵀ − w·vᵀ; and their mates −w and −v.
    private readonly double[] panel, mates;
    private readonly double[] sums, along;
    private readonly Action<int> multiply;
    private int current;

    private Tridiagonal(Matrix a, int? workers)
    {
        (this.a, this.workers, size, stride) = (a, workers, a.Rows, a.Stride);
        (Diagonal, Beside, tau) = (new double[size], new double[Math.Max(0, size - 1)], new double[size]);
        (panel, mates) = (new double[2 * PanelRows * size], new double[2 * PanelRows * size]);
        (sums, along) = (new double[MostTasks * size], new double[2 * PanelRows]);
        multiply = MultiplyPart;
    }

    /// <summary>The diagonal of T.</summary>
    public double[] Diagonal { get; }

    /// <summary>What stands beside the diagonal, one entry less.</summary>
    public double[] Beside { get; }

    /// <summary>Reduces a matrix, of which the lower triangle is read and all is overwritten.</summary>
    public static Tridiagonal Reduce(Matrix a, int? workers)
    {
        Tridiagonal result = new(a, workers);
        for (int top = a.Rows; top > 0; top -= PanelRows)
            result.ReducePanel(Math.Max(0, top - PanelRows), top);
        return result;
    }

    /// <summary>Brings rows from … to − 1 into form, last first, and then what is above them up to date.</summary>
    private unsafe void ReducePanel(int from, int to)
    {
        fixed (double* pa = a.Strided, pp = panel, pm = mates, ps = sums, pl = along)
        {
            int pairs = 0;
            for (int i = to - 1; i >= from; i--, pairs += 2)
            {
                double* row = pa + ((long)i * stride);
                for (int k = 0; k < pairs; k++)
                    pl[k] = pp[(k * size) + i];
                Kernels.AxpyRows(pl, pm, size, pairs, row, i + 1);
                Diagonal[i] = row[i];
                if (i == 0)
                    break;

                Span<double> v = new(row, i);
                (tau[i], Beside[i - 1]) = MakeReflection(v);
                Span<double> w = new(pp + ((pairs + 1) * size), i);
                ProductInto(i, w);
                Kernels.DotRows(pm, size, pairs, row, i, pl);
                fixed (double* pw = w)
                    Kernels.AxpyRows(pl, pp, size, pairs, pw, i);
                Kernels.Scale(tau[i], w);
                Kernels.Axpy(-0.5 * tau[i] * Kernels.Dot(w, v), v, w);

                v.CopyTo(new Span<double>(pp + (pairs * size), i));
                Negate(w, new Span<double>(pm + (pairs * size), i));
                Negate(v, new Span<double>(pm + ((pairs + 1) * size), i));
            }
        }
        if (from > 0)
            UpdateAbove(from, 2 * (to - from));
    }

    /// <summary>Turns x into v with 1 as its last entry; returns τ and the last entry of H·x.</summary>
    private static (double Tau, double Last) MakeReflection(Span<double> x)
    {
        double alpha = x[^1], rest = VectorOperations.Norm(x[..^1]);
        x[^1] = 1.0;
        if (rest == 0)
            return (0.0, alpha);
        double beta = -Math.CopySign(SymmetricEigen.Hypotenuse(alpha, rest), alpha);
        Kernels.Scale(1.0 / (alpha - beta), x[..^1]);
        return ((beta - alpha) / beta, beta);
    }

    /// <summary>w ← A·v for the leading i rows and columns as they were when the panel began, v being row i.</summary>
    private void ProductInto(int i, Span<double> w)
    {
        current = i;
        int tasks = Tasks(i);
        WorkerPool.For(tasks, tasks == 1 ? 1 : workers, multiply);
        sums.AsSpan(0, i).CopyTo(w);
        for (int task = 1; task < tasks; task++)
        {
            int end = Cut(i, task + 1, tasks);
            Kernels.Axpy(1.0, sums.AsSpan(task * size, end), w[..end]);
        }
    }

    private unsafe void MultiplyPart(int task)
    {
        int i = current, tasks = Tasks(i), from = Cut(i, task, tasks), to = Cut(i, task + 1, tasks);
        // The first task's sums are those that the others are added to.
        sums.AsSpan(task * size, task == 0 ? i : to).Clear();
        fixed (double* pa = a.Strided, py = sums)
            Kernels.SymmetricTimes(pa, stride, from, to, pa + ((long)i * stride), py + (task * size));
    }

    private static int Tasks(int i) => (int)Math.Clamp((long)i * i / (2 * TaskEntries), 1, MostTasks);

    /// <summary>Where a task's rows start, such that each has about as many entries before the diagonal.</summary>
    private static int Cut(int rows, int task, int tasks) => task == tasks ? rows : (int)(rows * Math.Sqrt((double)task / tasks)) & ~3;

    /// <summary>The lower triangle of the leading part less the panel's pairs.</summary>
    private unsafe void UpdateAbove(int rows, int pairs)
    {
        fixed (double* pa = a.Strided, pp = panel, pm = mates)
            Gemm<double>.Run(new(rows, rows, pairs, new(pp, size, true), new(pm, size, false), pa, stride) { Beta = 1.0, Part = Triangle.Lower }, workers, VectorPath.Widest);
    }

    private static void Negate(ReadOnlySpan<double> from, Span<double> to)
    {
        from.CopyTo(to);
        Kernels.Scale(-1.0, to);
    }

    /// <summary>Turns eigenvectors of T, one a row, into eigenvectors of A. To be called once: what the reduction left behind the reflectors is cleared for it.</summary>
    public void TurnBack(Matrix rows)
    {
        for (int i = 0; i < size; i++)
            a.Row(i)[i..].Clear();
        new ReflectorBlocks(a, tau, leading: true, workers).ApplyFirstFirst(rows);
    }
}
