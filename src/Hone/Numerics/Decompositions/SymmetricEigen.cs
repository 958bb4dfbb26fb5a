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
        Require.Square(a, nameof(a));
        int n = a.Rows, wanted = Require.Between(vectors ?? n, 0, n, nameof(vectors));
        double largest = 0.0;
        for (int i = 0; i < n; i++)
            largest = Math.Max(largest, Kernels.MaxAbsolute(a.Row(i)));
        if (!double.IsFinite(largest))
            Require.AllFinite(a, nameof(a));

        // A power of 2 near the largest entry keeps squares in range and changes no digit.
        int power = largest > 0 ? Math.ILogB(largest) : 0;
        double[] first = ArrayPool<double>.Shared.Rent(n * n), second = ArrayPool<double>.Shared.Rent(n * n);
        Matrix work = Matrix.Within(first, n, n), rows = Matrix.Within(second, n, n);
        for (int i = 0; i < n; i++)
        {
            a.Row(i)[..(i + 1)].CopyTo(work.Row(i));
            PowerOfTwo.Scale(work.Row(i)[..(i + 1)], -power);
        }
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
