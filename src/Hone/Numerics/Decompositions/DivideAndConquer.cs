using System.Buffers;

namespace Hone.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric tridiagonal matrix: halves are solved by themselves and joined by a correction of rank one.</summary>
/// <remarks>
/// T = diag(T₁, T₂) + ρ·v·vᵀ. In the basis of the halves' eigenvectors that is D + ρ·z·zᵀ, whose roots the secular equation gives; where an entry of z vanishes or two of D agree, a vector of the half
/// is one of the whole already (deflation). The vectors of the others are products with those of the halves, which is where the time goes and what matrix products are fast at: at most 4n³/3 operations.
/// Source: J. J. M. Cuppen, "A Divide and Conquer Method for the Symmetric Tridiagonal Eigenproblem", Numerische Mathematik 36, 1981; M. Gu and S. C. Eisenstat, SIAM J. Matrix Anal. Appl. 16(1), 1995;
/// J. Rutter, "A Serial Implementation of Cuppen's Divide and Conquer Algorithm", UCB/CSD 94/799, 1994.
/// </remarks>
internal sealed class DivideAndConquer
{
    // Up to this size rotations are as fast.
    private const int Leaf = 32;

    // Rows of vectors that one task makes, at most; enough for the matrix product to pay.
    private const int MostTaskRows = 168;

    private const int RootsPerTask = 24;

    // From so many joints on, each is one task; fewer are run one after the other, each on all threads.
    private const int JointsForTasks = 4;

    private readonly int size, wanted;
    private readonly int? workers;
    private readonly double[] values, tears, gathered;
    private readonly Matrix vectors;
    private readonly int[] order;

    private DivideAndConquer(double[] d, double[] e, Matrix vectors, double[] gathered, int wanted, int? workers)
    {
        (size, this.wanted, this.workers, this.vectors, this.gathered) = (d.Length, wanted, workers, vectors, gathered);
        (values, tears, order) = (d, e, new int[size]);
    }

    /// <summary>Decomposes a tridiagonal matrix.</summary>
    /// <param name="d">The diagonal; on return the eigenvalues, in the order of the rows of <paramref name="vectors"/>.</param>
    /// <param name="e">What stands beside it, one entry less; overwritten.</param>
    /// <param name="vectors">n × n; on return row i belongs to value i.</param>
    /// <param name="scratch">n² numbers, overwritten.</param>
    /// <param name="wanted">How many vectors are wanted, those of the largest eigenvalues; the rows of others hold nothing of use.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>Where the eigenvalues stand in ascending order.</returns>
    public static int[] Solve(double[] d, double[] e, Matrix vectors, double[] scratch, int wanted, int? workers)
    {
        DivideAndConquer whole = new(d, e, vectors, scratch, wanted, workers);
        whole.Run();
        return whole.order;
    }

    private void Run()
    {
        int depth = 0;
        while ((size + (1 << depth) - 1) >> depth > Leaf)
            depth++;
        int leaves = 1 << depth;
        for (int joint = 1; joint < leaves; joint++)
        {
            int at = Start(joint, depth);
            double tear = Math.Abs(tears[at - 1]);
            values[at - 1] -= tear;
            values[at] -= tear;
        }

        WorkerPool.For(leaves, workers, leaf => SolveLeaf(Start(leaf, depth), Start(leaf + 1, depth)));
        for (int level = depth - 1; level >= 0; level--)
        {
            int count = 1 << level, here = level;
            void JoinNode(int node) => Join(Start(2 * node, here + 1), Start((2 * node) + 1, here + 1), Start((2 * node) + 2, here + 1), here == 0 ? wanted : size);
            if (count >= JointsForTasks)
            {
                WorkerPool.For(count, workers, JoinNode);
                continue;
            }
            for (int node = 0; node < count; node++)
                JoinNode(node);
        }
    }

    /// <summary>The first row of a node on a level of the tree, 2^level nodes cutting the rows evenly.</summary>
    private int Start(int node, int level) => (int)((long)size * node >> level);

    private void SolveLeaf(int from, int to)
    {
        Matrix block = vectors.RowRange(from, to - from).ColumnRange(from, to - from);
        for (int i = 0; i < block.Rows; i++)
        {
            block.Row(i).Clear();
            block[i, i] = 1.0;
        }
        TridiagonalQL.Diagonalize(values.AsSpan(from, to - from), tears.AsSpan(from, Math.Max(0, to - from - 1)), block);
        Sort(from, to);
    }

    private void Sort(int from, int to)
    {
        Span<int> here = order.AsSpan(from, to - from);
        for (int i = 0; i < here.Length; i++)
            here[i] = from + i;
        here.Sort((i, j) => values[i] != values[j] ? values[i].CompareTo(values[j]) : i.CompareTo(j));
    }

    /// <summary>Joins the halves from … middle and middle … to.</summary>
    private void Join(int from, int middle, int to, int wantedHere)
    {
        double tear = tears[middle - 1];
        Joint joint = new(from, middle, to);
        for (int i = from; i < to; i++)
            joint.Z[i - from] = Math.Sqrt(0.5) * (i < middle ? vectors[i, middle - 1] : tear < 0 ? -vectors[i, middle] : vectors[i, middle]);
        MergeOrders(from, middle, to);
        Deflate(joint, 2.0 * Math.Abs(tear));
        Gather(joint);
        FindRoots(joint);
        MakeVectors(joint, Math.Max(0, joint.Roots - wantedHere));
        for (int i = 0; i < joint.Roots; i++)
            values[from + i] = joint.Origins[i] + joint.Shifts[i];
        for (int i = 0; i < joint.Aside.Count; i++)
            values[from + joint.Roots + i] = joint.AsideValues[i];
        Sort(from, to);
    }

    private void MergeOrders(int from, int middle, int to)
    {
        int[] merged = ArrayPool<int>.Shared.Rent(to - from);
        int a = from, b = middle;
        for (int i = 0; i < to - from; i++)
            merged[i] = b >= to || (a < middle && values[order[a]] <= values[order[b]]) ? order[a++] : order[b++];
        merged.AsSpan(0, to - from).CopyTo(order.AsSpan(from));
        ArrayPool<int>.Shared.Return(merged);
    }

    /// <summary>Sets the pairs aside that the correction leaves as they are, after turning those of nearly equal eigenvalues so that one of them is.</summary>
    private void Deflate(Joint joint, double rho)
    {
        (int from, int middle, int to) = (joint.From, joint.Middle, joint.To);
        double largest = 0.0, largestZ = 0.0;
        for (int i = from; i < to; i++)
            (largest, largestZ) = (Math.Max(largest, Math.Abs(values[i])), Math.Max(largestZ, Math.Abs(joint.Z[i - from])));
        double tiny = 8.0 * 1.1e-16 * Math.Max(largest, largestZ);
        joint.Rho = rho;
        int before = -1;
        for (int k = from; k < to; k++)
        {
            int at = order[k];
            if (rho * Math.Abs(joint.Z[at - from]) <= tiny)
            {
                joint.SetAside(at, values[at]);
                continue;
            }
            if (before >= 0)
            {
                double c = joint.Z[at - from], s = joint.Z[before - from];
                double length = SymmetricEigen.Hypotenuse(c, s);
                double apart = values[at] - values[before];
                (c, s) = (c / length, -s / length);
                if (Math.Abs(apart * c * s) <= tiny)
                {
                    joint.Z[at - from] = length;
                    joint.Z[before - from] = 0.0;
                    Rotate(joint, before, at, c, s);
                    double lower = (values[before] * c * c) + (values[at] * s * s);
                    values[at] = (values[before] * s * s) + (values[at] * c * c);
                    values[before] = lower;
                    joint.SetAside(before, lower);
                    before = at;
                    continue;
                }
                joint.Keep(before, values[before]);
            }
            before = at;
        }
        if (before >= 0)
            joint.Keep(before, values[before]);
    }

    /// <summary>(x, y) ← (c·x + s·y, c·y − s·x); a row that has been in one half only spreads to both.</summary>
    private void Rotate(Joint joint, int x, int y, double c, double s)
    {
        (int from, int middle, int to) = (joint.From, joint.Middle, joint.To);
        Part both = joint.Parts[x - from] | joint.Parts[y - from];
        foreach (int row in (ReadOnlySpan<int>)[x, y])
        {
            Part missing = both & ~joint.Parts[row - from];
            if (missing == Part.First)
                vectors.Row(row)[from..middle].Clear();
            else if (missing == Part.Second)
                vectors.Row(row)[middle..to].Clear();
            joint.Parts[row - from] = both;
        }
        Range columns = (both.HasFlag(Part.First) ? from : middle)..(both.HasFlag(Part.Second) ? to : middle);
        Kernels.Rotate(vectors.Row(x)[columns], vectors.Row(y)[columns], c, s);
    }

    /// <summary>Copies the vectors that take part next to each other: the first halves of those that have one, the second halves, and whole those set aside.</summary>
    private void Gather(Joint joint)
    {
        joint.Group();
        (int from, int middle, int to) = (joint.From, joint.Middle, joint.To);
        int first = middle - from, second = to - middle, start = from * size;
        int seconds = start + (joint.FirstCount * first), asides = seconds + (joint.SecondCount * second);
        (joint.FirstStart, joint.SecondStart) = (start, seconds);
        int[] grouped = joint.Grouped;
        for (int k = 0; k < joint.FirstCount; k++)
            vectors.Row(grouped[k])[from..middle].CopyTo(gathered.AsSpan(start + (k * first)));
        for (int k = 0; k < joint.SecondCount; k++)
            vectors.Row(grouped[joint.SecondFrom + k])[middle..to].CopyTo(gathered.AsSpan(seconds + (k * second)));
        for (int k = 0; k < joint.Aside.Count; k++)
        {
            int row = joint.Aside[k];
            Span<double> target = gathered.AsSpan(asides + (k * (to - from)), to - from);
            target.Clear();
            Part part = joint.Parts[row - from];
            if (part.HasFlag(Part.First))
                vectors.Row(row)[from..middle].CopyTo(target);
            if (part.HasFlag(Part.Second))
                vectors.Row(row)[middle..to].CopyTo(target[first..]);
        }
        for (int k = 0; k < joint.Aside.Count; k++)
            gathered.AsSpan(asides + (k * (to - from)), to - from).CopyTo(vectors.Row(from + joint.Kept.Count + k)[from..to]);
    }

    private void FindRoots(Joint joint)
    {
        int count = joint.Roots, tasks = (count + RootsPerTask - 1) / RootsPerTask;
        WorkerPool.For(tasks, workers, task =>
        {
            for (int i = task * RootsPerTask; i < Math.Min(count, (task + 1) * RootsPerTask); i++)
                (joint.Origins[i], joint.Shifts[i]) = SecularEquation.Root(joint.D, joint.Weights, joint.Rho, i);
        });
        WorkerPool.For(tasks, workers, task =>
        {
            for (int i = task * RootsPerTask; i < Math.Min(count, (task + 1) * RootsPerTask); i++)
                joint.Exact[i] = SecularEquation.ExactWeight(joint.D, joint.Weights, joint.Rho, joint.Origins, joint.Shifts, i);
        });
        for (int k = 0; k < count; k++)
            (joint.GroupedD[k], joint.GroupedWeights[k]) = (joint.D[joint.Place[k]], joint.Exact[joint.Place[k]]);
    }

    /// <summary>Vectors of the roots from <paramref name="first"/> on: some rows at a time in the halves' basis, times the halves' vectors.</summary>
    private void MakeVectors(Joint joint, int first)
    {
        int count = joint.Roots, made = count - first;
        if (made <= 0)
            return;
        int tasks = 2 * ((made + (2 * MostTaskRows) - 1) / (2 * MostTaskRows)), rows = ((made + tasks - 1) / tasks + 11) / 12 * 12;
        WorkerPool.For((made + rows - 1) / rows, workers, task => MakeRows(joint, first + (task * rows), Math.Min(count, first + ((task + 1) * rows))));
    }

    private unsafe void MakeRows(Joint joint, int start, int end)
    {
        int count = joint.Roots, from = joint.From, rows = end - start;
        double[] inner = ArrayPool<double>.Shared.Rent(rows * count);
        for (int i = start; i < end; i++)
        {
            Span<double> row = inner.AsSpan((i - start) * count, count);
            if (count == 1)
                row[0] = 1.0;
            else
                Kernels.OverDistances(joint.GroupedD, joint.GroupedWeights, joint.Origins[i], joint.Shifts[i], row);
            Kernels.Scale(1.0 / VectorOperations.Norm(row), row);
        }
        fixed (double* left = inner, right = gathered, target = vectors.Strided)
        {
            double* c = target + ((long)(from + start) * vectors.Stride) + from;
            int first = joint.Middle - from, second = joint.To - joint.Middle;
            Operand<double> inFirst = new(left, count, false), inSecond = new(left + joint.SecondFrom, count, false);
            Operand<double> firsts = new(right + joint.FirstStart, first, false), seconds = new(right + joint.SecondStart, second, false);
            Gemm<double>.Run(new(rows, first, joint.FirstCount, inFirst, firsts, c, vectors.Stride), workers: 1, VectorPath.Widest);
            Gemm<double>.Run(new(rows, second, joint.SecondCount, inSecond, seconds, c + first, vectors.Stride), workers: 1, VectorPath.Widest);
        }
        ArrayPool<double>.Shared.Return(inner);
    }

    /// <summary>The columns in which a vector of a half is not 0.</summary>
    [Flags]
    private enum Part : byte
    {
        None = 0,
        First = 1,
        Second = 2,
    }

    /// <summary>What joining two halves is about.</summary>
    private sealed class Joint
    {
        private readonly List<double> keptValues = [];

        public Joint(int from, int middle, int to)
        {
            (From, Middle, To) = (from, middle, to);
            Z = new double[to - from];
            Parts = new Part[to - from];
            Parts.AsSpan(0, middle - from).Fill(Part.First);
            Parts.AsSpan(middle - from).Fill(Part.Second);
        }

        public int From { get; }

        public int Middle { get; }

        public int To { get; }

        public double Rho { get; set; }

        /// <summary>The correction's vector in the basis of the halves.</summary>
        public double[] Z { get; }

        public Part[] Parts { get; }

        /// <summary>Rows that take part, by ascending eigenvalue.</summary>
        public List<int> Kept { get; } = [];

        public List<int> Aside { get; } = [];

        public List<double> AsideValues { get; } = [];

        public int Roots => Kept.Count;

        public double[] D { get; private set; } = [];

        public double[] Weights { get; private set; } = [];

        public double[] Exact { get; private set; } = [];

        public double[] Origins { get; private set; } = [];

        public double[] Shifts { get; private set; } = [];

        /// <summary>The kept rows in groups: those in the first half, in both, in the second. Where each is among the kept ones: <see cref="Place"/>.</summary>
        public int[] Grouped { get; private set; } = [];

        public int[] Place { get; private set; } = [];

        public double[] GroupedD { get; private set; } = [];

        public double[] GroupedWeights { get; private set; } = [];

        /// <summary>How many of the groups reach into the first half, and into the second; the latter start at <see cref="SecondFrom"/>.</summary>
        public int FirstCount { get; private set; }

        public int SecondCount => Roots - SecondFrom;

        public int SecondFrom { get; private set; }

        public int FirstStart { get; set; }

        public int SecondStart { get; set; }

        public void Keep(int row, double value)
        {
            Kept.Add(row);
            keptValues.Add(value);
        }

        public void SetAside(int row, double value)
        {
            Aside.Add(row);
            AsideValues.Add(value);
        }

        public void Group()
        {
            int count = Roots;
            (D, Weights) = ([.. keptValues], [.. Kept.Select(row => Z[row - From])]);
            (Exact, Origins, Shifts) = (new double[count], new double[count], new double[count]);
            (Grouped, Place, GroupedD, GroupedWeights) = (new int[count], new int[count], new double[count], new double[count]);
            int at = 0;
            foreach (Part part in (ReadOnlySpan<Part>)[Part.First, Part.First | Part.Second, Part.Second])
            {
                if (part == Part.Second)
                    FirstCount = at;
                for (int k = 0; k < count; k++)
                {
                    if (Parts[Kept[k] - From] == part)
                        (Grouped[at], Place[at++]) = (Kept[k], k);
                }
                if (part == Part.First)
                    SecondFrom = at;
            }
        }
    }
}
