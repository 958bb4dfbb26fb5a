namespace Hone.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric tridiagonal matrix: halves are solved by themselves and joined by a correction of rank one.</summary>
/// <remarks>
/// T = diag(T₁, T₂) + ρ·v·vᵀ. In the basis of the halves' eigenvectors that is D + ρ·z·zᵀ, whose roots the secular equation gives. The vectors are products with those of the halves, which is where the time
/// goes and what matrix products are fast at: at most 4n³/3 operations. z takes the last entries of the first half's vectors and the first entries of the second's, so that the eigenvalues alone
/// need no more than the two ends of each vector, and a multiple of n² operations.
/// Source: J. J. M. Cuppen, "A Divide and Conquer Method for the Symmetric Tridiagonal Eigenproblem", Numerische Mathematik 36, 1981; M. Gu and S. C. Eisenstat, SIAM J. Matrix Anal. Appl. 16(1), 1995;
/// J. Rutter, "A Serial Implementation of Cuppen's Divide and Conquer Algorithm", UCB/CSD 94/799, 1994.
/// </remarks>
internal sealed class DivideAndConquer
{
    // Up to this size rotations are as fast.
    private const int Leaf = 32;

    private readonly int size, wanted;
    private readonly int? workers;
    private readonly double[] values, tears, gathered;
    private readonly Matrix vectors;
    private readonly int[] order;
    private readonly bool endsAlone;

    private DivideAndConquer(double[] d, double[] e, Matrix vectors, double[] gathered, int wanted, bool endsAlone, int? workers)
    {
        (size, this.wanted, this.workers, this.vectors, this.gathered, this.endsAlone) = (d.Length, wanted, workers, vectors, gathered, endsAlone);
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
        DivideAndConquer whole = new(d, e, vectors, scratch, wanted, endsAlone: false, workers);
        whole.Run();
        return whole.order;
    }

    /// <summary>The eigenvalues alone.</summary>
    /// <param name="d">The diagonal; on return the eigenvalues, ascending.</param>
    /// <param name="e">What stands beside it, one entry less; overwritten.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public static void Values(double[] d, double[] e, int? workers)
    {
        new DivideAndConquer(d, e, new Matrix(d.Length, 2), new double[2 * d.Length], wanted: 0, endsAlone: true, workers).Run();
        d.AsSpan().Sort();
    }

    private void Run()
    {
        HalvingTree tree = new(size, Leaf);
        for (int leaf = 1; leaf < tree.Leaves; leaf++)
        {
            int at = tree.LeafStart(leaf);
            double tear = Math.Abs(tears[at - 1]);
            values[at - 1] -= tear;
            values[at] -= tear;
        }
        tree.Run(workers, SolveLeaf, (from, middle, to, last) => Join(from, middle, to, last ? wanted : size));
    }

    private void SolveLeaf(int from, int to)
    {
        int count = to - from;
        Matrix block = endsAlone ? new Matrix(count, count) : vectors.RowRange(from, count).ColumnRange(from, count);
        for (int i = 0; i < count; i++)
        {
            block.Row(i).Clear();
            block[i, i] = 1.0;
        }
        TridiagonalQL.Diagonalize(values.AsSpan(from, count), tears.AsSpan(from, Math.Max(0, count - 1)), block);
        for (int i = 0; i < count && endsAlone; i++)
            (vectors[from + i, 0], vectors[from + i, 1]) = (block[i, 0], block[i, count - 1]);
        HalvingTree.Sort(order, from, to, values);
    }

    /// <summary>Joins the halves from … middle and middle … to.</summary>
    private void Join(int from, int middle, int to, int wantedHere)
    {
        double tear = tears[middle - 1], largest = 0.0, largestZ = 0.0;
        Junction junction = new(from, middle, to, 2.0 * Math.Abs(tear));
        (int lastOfFirst, int firstOfSecond) = endsAlone ? (1, 0) : (middle - 1, middle);
        for (int i = from; i < to; i++)
        {
            double z = Math.Sqrt(0.5) * (i < middle ? vectors[i, lastOfFirst] : tear < 0 ? -vectors[i, firstOfSecond] : vectors[i, firstOfSecond]);
            junction.Z[i - from] = z;
            (largest, largestZ) = (Math.Max(largest, Math.Abs(values[i])), Math.Max(largestZ, Math.Abs(z)));
        }
        HalfVectors halves = endsAlone ? new(vectors, gathered, 2 * from, 0..1, 1..2) : new(vectors, gathered, from * size, from..middle, middle..to);
        Span<int> here = order.AsSpan(from, to - from);
        HalvingTree.MergeOrders(here, middle - from, values);
        junction.Deflate(here, values, 8.0 * 1.1e-16 * Math.Max(largest, largestZ), double.NegativeInfinity, (x, y, c, s) => halves.Rotate(junction, x, y, c, s));
        junction.Group(value => value);
        halves.Gather(junction);
        junction.FindRoots(workers);
        halves.Make(junction, Math.Max(0, junction.Roots - wantedHere), workers, junction.UnitVectorInto);
        junction.WriteValues(values, root => root);
        HalvingTree.Sort(order, from, to, values);
    }
}
