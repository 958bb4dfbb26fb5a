using System.Buffers;

namespace Hone.Numerics;

/// <summary>A = V·diag(λ)·Vᵀ for a symmetric matrix: real eigenvalues and orthonormal eigenvectors.</summary>
/// <remarks>
/// Reflections to tridiagonal form, divide and conquer on that, and the reflections again on its eigenvectors: about 4n³/3, at most 4n³/3, and 2n³ operations, most of them matrix products.
/// Absolute errors are a small multiple of 2.2e-16·‖A‖. The result does not depend on the number of workers, bit for bit.
/// Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th ed., 2013, chapter 8; M. Gu and S. C. Eisenstat, "A Divide-and-Conquer Algorithm for the Symmetric Tridiagonal Eigenproblem",
/// SIAM J. Matrix Anal. Appl. 16(1), 1995.
/// </remarks>
public sealed class SymmetricEigen
{
    // Rows that one task copies or turns round.
    private const int TaskRows = 64;

    private SymmetricEigen(double[] values, Matrix vectorRows) => (Values, VectorRows) = (values, vectorRows);

    /// <summary>λ, descending: all n of them.</summary>
    public double[] Values { get; }

    /// <summary>V, n × n, or n × k where k vectors were asked for: column j belongs to λⱼ. A new matrix each time.</summary>
    public Matrix Vectors => VectorRows.Transpose();

    /// <summary>Vᵀ: row j belongs to λⱼ. Its entry of largest size is positive, so that the same matrix always gives the same signs. Shared: do not write to it.</summary>
    public Matrix VectorRows { get; }

    /// <summary>Decomposes a symmetric matrix.</summary>
    /// <param name="a">n × n, finite; only the lower triangle is read, and nothing is changed.</param>
    /// <param name="vectors">How many eigenvectors are wanted, those of the largest eigenvalues; null means all. Few take about half the time of all.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or a value is NaN or infinite; or more vectors are asked for than there are.</exception>
    public static SymmetricEigen Decompose(Matrix a, int? vectors = null, int? workers = null)
    {
        int n = CheckedSize(a), wanted = Require.Between(vectors ?? n, 0, n, nameof(vectors));
        if (wanted == 0)
            return new SymmetricEigen(Eigenvalues(a, workers), new Matrix(0, n));
        double[] first = ArrayPool<double>.Shared.Rent(n * n), second = ArrayPool<double>.Shared.Rent(n * n);
        Matrix work = Matrix.Within(first, n, n), rows = Matrix.Within(second, n, n);
        int power = CopyScaled(a, work);
        Tridiagonal form = Tridiagonal.Reduce(work, workers);
        double[] values = form.Diagonal;
        double[] scratch = GC.AllocateUninitializedArray<double>(n * n);
        int[] order = DivideAndConquer.Solve(values, form.Beside, rows, scratch, wanted, workers);

        Matrix result = wanted == n ? new Matrix(n, n, scratch) : new Matrix(wanted, n);
        WorkerPool.For((wanted + TaskRows - 1) / TaskRows, workers, task =>
        {
            for (int i = task * TaskRows; i < Math.Min(wanted, (task + 1) * TaskRows); i++)
                rows.Row(order[n - 1 - i]).CopyTo(result.Row(i));
        });
        form.TurnBack(result);
        ArrayPool<double>.Shared.Return(first);
        ArrayPool<double>.Shared.Return(second);
        for (int i = 0; i < wanted; i++)
            PointUp(result.Row(i));
        double[] sorted = new double[n];
        for (int i = 0; i < n; i++)
            sorted[i] = values[order[n - 1 - i]];
        PowerOfTwo.Scale(sorted, power);
        return new SymmetricEigen(sorted, result);
    }

    /// <summary>The eigenvalues alone, which takes about half the time and a third of the memory; to the last bit those that come with the vectors.</summary>
    /// <param name="a">n × n, finite; only the lower triangle is read, and nothing is changed.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <returns>λ, descending: all n of them.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, or a value is NaN or infinite.</exception>
    public static double[] Eigenvalues(Matrix a, int? workers = null)
    {
        int n = CheckedSize(a);
        double[] buffer = ArrayPool<double>.Shared.Rent(n * n);
        Matrix work = Matrix.Within(buffer, n, n);
        int power = CopyScaled(a, work);
        Tridiagonal form = Tridiagonal.Reduce(work, workers);
        ArrayPool<double>.Shared.Return(buffer);
        double[] values = form.Diagonal;
        DivideAndConquer.Values(values, form.Beside, workers);
        Array.Reverse(values);
        PowerOfTwo.Scale(values, power);
        return values;
    }

    private static int CheckedSize(Matrix a)
    {
        Require.Square(a, nameof(a));
        return a.Rows;
    }

    /// <summary>Copies the lower triangle, divided by a power of 2 near the largest entry, which keeps squares in range and changes no digit.</summary>
    /// <returns>The power.</returns>
    private static int CopyScaled(Matrix a, Matrix work)
    {
        double largest = 0.0;
        for (int i = 0; i < a.Rows; i++)
            largest = Math.Max(largest, Kernels.MaxAbsolute(a.Row(i)[..(i + 1)]));
        for (int i = 0; i < a.Rows && !double.IsFinite(largest); i++)
            Require.AllFinite(a.Row(i)[..(i + 1)], nameof(a));
        int power = largest > 0 ? Math.ILogB(largest) : 0;
        for (int i = 0; i < a.Rows; i++)
        {
            a.Row(i)[..(i + 1)].CopyTo(work.Row(i));
            PowerOfTwo.Scale(work.Row(i)[..(i + 1)], -power);
        }
        return power;
    }

    /// <summary>Makes the first entry of largest size positive. True where that turned the vector round.</summary>
    internal static bool PointUp(Span<double> vector)
    {
        // A trace less than the largest, so that rounding does not choose between entries of the same size.
        double enough = Kernels.MaxAbsolute(vector) / (1.0 + 1e-10);
        int at = 0;
        while (at < vector.Length && !(Math.Abs(vector[at]) >= enough))
            at++;
        if (at == vector.Length || vector[at] >= 0)
            return false;
        Kernels.Scale(-1.0, vector);
        return true;
    }

    /// <summary>√(a² + b²) without overflow.</summary>
    internal static double Hypotenuse(double a, double b)
    {
        (a, b) = (Math.Abs(a), Math.Abs(b));
        double high = Math.Max(a, b), low = Math.Min(a, b);
        if (high == 0 || low == 0)
            return high;
        double ratio = low / high;
        return high * Math.Sqrt(Math.FusedMultiplyAdd(ratio, ratio, 1.0));
    }
}
