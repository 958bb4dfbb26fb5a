namespace Hone.Numerics;

/// <summary>The singular value decomposition of an upper bidiagonal matrix, by divide and conquer.</summary>
/// <remarks>
/// Without row k, B falls into two blocks, each with one column more than rows: B = [B₁ 0; dₖ eₖ; 0 B₂]. In the basis of the blocks' vectors it is a diagonal matrix with one full row z, and in front of the diagonal
/// a 0 that belongs to row k on the left and, on the right, to what row k leaves of the two vectors that the blocks turn to 0. Its singular values σ are the roots of 1 + Σ zⱼ²/(dⱼ² − σ²) = 0; the vectors are
/// zⱼ/(dⱼ² − σ²) on the right, and dⱼ times that and −1 on the left. A column of zeros behind the matrix makes all blocks alike. At most 8n³/3 operations.
/// The squares of the diagonal count as exact: they are those of numbers that differ by rounding.
/// Source: M. Gu and S. C. Eisenstat, "A Divide-and-Conquer Algorithm for the Bidiagonal SVD", SIAM J. Matrix Anal. Appl. 16(1), 1995.
/// </remarks>
internal sealed class BidiagonalSvd
{
    // Up to this size rotations are as fast.
    private const int Leaf = 32;

    // Entries so small beside 1 are rounding; their squares and those of what is 16 digits smaller are numbers still.
    private const double Nothing = 1e-100;

    private readonly int size;
    private readonly int? workers;
    private readonly double[] values, above, gathered;
    private readonly Matrix left, right;
    private readonly int[] order;

    private BidiagonalSvd(double[] d, double[] e, Matrix left, Matrix right, double[] gathered, int? workers)
    {
        (size, this.workers, this.left, this.right, this.gathered) = (d.Length, workers, left, right, gathered);
        (values, above, order) = (d, new double[size], new int[size]);
        e.CopyTo(above, 0);
        DropTraces(values);
        DropTraces(above);
    }

    /// <summary>How many numbers of scratch a matrix of some size takes.</summary>
    public static int ScratchFor(int size) => size * (size + 1);

    /// <summary>Decomposes; entries must be scaled to about 1.</summary>
    /// <param name="d">The diagonal, n entries; on return the singular values, in the order of the rows of the vectors.</param>
    /// <param name="e">What stands right of it, one entry less.</param>
    /// <param name="left">n × n; on return row i belongs to value i.</param>
    /// <param name="right">n + 1 × n + 1; on return the first n entries of row i belong to value i. The last row and column belong to the column of zeros.</param>
    /// <param name="scratch">Overwritten; see <see cref="ScratchFor"/>.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>Where the values stand in ascending order.</returns>
    public static int[] Solve(double[] d, double[] e, Matrix left, Matrix right, double[] scratch, int? workers)
    {
        BidiagonalSvd whole = new(d, e, left, right, scratch, workers);
        new HalvingTree(whole.size, Leaf).Run(workers, whole.SolveLeaf, whole.Join);
        return whole.order;
    }

    private static void DropTraces(Span<double> entries)
    {
        foreach (ref double entry in entries)
            entry = Math.Abs(entry) < Nothing ? 0.0 : entry;
    }

    // The last row of each part but that at the end joins it to the next.
    private int End(int to) => to == size ? to : to - 1;

    private void SolveLeaf(int from, int to)
    {
        int count = End(to) - from;
        Matrix u = left.RowRange(from, count).ColumnRange(from, count), v = right.RowRange(from, count + 1).ColumnRange(from, count + 1);
        SetIdentity(u);
        SetIdentity(v);
        Span<double> d = values.AsSpan(from, count), e = above.AsSpan(from, count);
        if (count > 0)
        {
            BidiagonalQR.ClearLastColumn(d, e, 0, count, v);
            BidiagonalQR.Diagonalize(d, e[..^1], u, v);
        }
        for (int i = 0; i < count; i++)
        {
            if (d[i] < 0)
                Kernels.Scale(-1.0, v.Row(i));
            d[i] = Math.Abs(d[i]);
        }
        HalvingTree.Sort(order, from, from + count, values);
    }

    private static void SetIdentity(Matrix block)
    {
        for (int i = 0; i < block.Rows; i++)
        {
            block.Row(i).Clear();
            block[i, i] = 1.0;
        }
    }

    /// <summary>Joins the blocks of rows from … middle − 2 and middle … to by row middle − 1.</summary>
    private void Join(int from, int middle, int to, bool last)
    {
        int k = middle - 1, end = End(to);
        double largest = Math.Max(Math.Abs(values[k]), Math.Abs(above[k]));
        for (int i = from; i < end; i++)
            largest = Math.Max(largest, Math.Abs(values[i]));
        double tiny = 8.0 * 1.1e-16 * largest;

        Junction junction = new(from, middle, end, rho: 1.0);
        for (int i = from; i < end; i++)
            junction.Z[i - from] = i < k ? values[k] * right[i, k] : above[k] * right[i, middle];
        junction.Z[k - from] = Math.Max(tiny, SplitNullVectors(k, from, end, tiny));
        junction.Parts[k - from] = HalfColumns.First | HalfColumns.Second;
        left.Row(k)[from..end].Clear();
        values[k] = 0.0;

        HalfVectors lefts = new(left, gathered, from * (size + 1), from..k, middle..end), rights = new(right, gathered, from * (size + 1), from..middle, middle..(end + 1));
        order.AsSpan(from, k - from).CopyTo(order.AsSpan(from + 1));
        Span<int> others = order.AsSpan(from + 1, end - from - 1);
        HalvingTree.MergeOrders(others, k - from, values);
        junction.Keep(k, 0.0);
        junction.Deflate(others, values, tiny, 0.5 * tiny, (x, y, c, s) =>
        {
            lefts.Rotate(junction, x, y, c, s);
            rights.Rotate(junction, x, y, c, s);
        });
        junction.Group(value => value * value);
        junction.FindRoots(workers);
        rights.Gather(junction);
        rights.Make(junction, 0, workers, junction.UnitVectorInto);
        lefts.Gather(junction);
        lefts.Make(junction, 0, workers, (root, vector) => left[from + root, k] = LeftVectorInto(junction, root, vector));
        junction.WriteValues(values, root => Math.Sqrt(Math.Max(0.0, root)));
        HalvingTree.Sort(order, from, end, values);
    }

    /// <summary>Of the two vectors that the blocks turn to 0, makes the one that row k does not, in row <paramref name="end"/>, and the one at right angles, in row k.</summary>
    /// <returns>Row k of B times the latter.</returns>
    private double SplitNullVectors(int k, int from, int end, double tiny)
    {
        Span<double> one = right.Row(k)[from..(end + 1)], other = right.Row(end)[from..(end + 1)];
        int half = k + 1 - from;
        double a = values[k] * one[half - 1], b = above[k] * other[half], length = SymmetricEigen.Hypotenuse(a, b);
        (double c, double s) = length > tiny ? (a / length, b / length) : (1.0, 0.0);
        Kernels.Multiply(s, other[half..], one[half..]);
        Kernels.Scale(c, other[half..]);
        Kernels.Multiply(-s, one[..half], other[..half]);
        Kernels.Scale(c, one[..half]);
        return length;
    }

    /// <summary>The vector on the left in the basis of the grouped rows, less its entry for the joining row, which is returned.</summary>
    private static double LeftVectorInto(Junction junction, int root, Span<double> vector)
    {
        junction.VectorInto(root, vector);
        Kernels.Multiply(junction.GroupedValues, vector);
        double length = SymmetricEigen.Hypotenuse(1.0, VectorOperations.Norm(vector));
        Kernels.Scale(1.0 / length, vector);
        return junction.Roots == 1 ? 1.0 : -1.0 / length;
    }
}
