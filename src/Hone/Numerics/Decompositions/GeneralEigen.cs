using System.Numerics;

namespace Hone.Numerics;

/// <summary>A·vⱼ = λⱼ·vⱼ for a square matrix of any kind: complex eigenvalues and eigenvectors.</summary>
/// <remarks>
/// Reflections to Hessenberg form, then the QR method with Wilkinson's shifts to triangular (Schur) form in complex arithmetic, then back substitution. About 25n³ operations.
/// For a symmetric matrix use <see cref="SymmetricEigen"/>, which is faster and whose vectors are orthonormal. Eigenvectors of a defective matrix, which has fewer than n, come out (nearly) parallel.
/// Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th ed., 2013, sections 7.4 to 7.6.
/// </remarks>
public sealed class GeneralEigen
{
    private const double Epsilon = 1.2e-16;

    private GeneralEigen(Complex[] values, Complex[,] vectors) => (Values, Vectors) = (values, vectors);

    /// <summary>λ, by descending modulus, then real part, then imaginary part. Those of a real matrix that are not real come in conjugate pairs.</summary>
    public Complex[] Values { get; }

    /// <summary>n × n: column j belongs to λⱼ, has length 1, and its entry of largest modulus is real and positive.</summary>
    public Complex[,] Vectors { get; }

    /// <summary>Decomposes a square matrix.</summary>
    /// <param name="a">n × n, finite; not changed.</param>
    /// <exception cref="ArgumentException">The matrix is not square, or a value is NaN or infinite.</exception>
    public static GeneralEigen Decompose(Matrix a)
    {
        Require.Square(a, nameof(a));
        Require.AllFinite(a, nameof(a));
        int n = a.Rows;
        double largest = a.MaxAbsolute();
        int power = largest > 0 ? Math.ILogB(largest) : 0;
        Matrix h = a.Map(value => Math.ScaleB(value, -power));
        Matrix q = Hessenberg(h);

        Complex[][] t = [.. Enumerable.Range(0, n).Select(i => h.Row(i).ToArray().Select(value => new Complex(value, 0)).ToArray())];
        Complex[][] z = [.. Enumerable.Range(0, n).Select(i => q.Row(i).ToArray().Select(value => new Complex(value, 0)).ToArray())];
        Triangularize(t, z);

        double norm = h.FrobeniusNorm();
        Complex[] values = new Complex[n];
        Complex[][] vectors = new Complex[n][];
        for (int k = 0; k < n; k++)
        {
            vectors[k] = Vector(t, z, k, norm);
            values[k] = new Complex(Math.ScaleB(t[k][k].Real, power), Math.ScaleB(t[k][k].Imaginary, power));
        }
        PairConjugates(values, vectors, Math.ScaleB(norm, power));
        return Ordered(values, vectors);
    }

    /// <summary>A ← Qᵀ·A·Q with zeros below the first subdiagonal. Returns Qᵀ.</summary>
    private static Matrix Hessenberg(Matrix a)
    {
        int n = a.Rows;
        Matrix q = Matrix.Identity(n);                        // Qᵀ, gathered by the same reflections from the left
        double[] v = new double[n], scratch = new double[n];
        for (int k = 0; k + 2 < n; k++)
        {
            int size = n - k - 1;
            Span<double> reflector = v.AsSpan(0, size);
            for (int i = 0; i < size; i++)
                reflector[i] = a[k + 1 + i, k];
            (double tau, double first) = Householder.Make(reflector);
            Householder.ApplyToRows(reflector, tau, a.RowRange(k + 1, size).ColumnRange(k + 1, size), scratch);
            for (int i = 0; i < n; i++)
                Householder.Apply(reflector, tau, a.Row(i)[(k + 1)..]);
            a[k + 1, k] = first;
            for (int i = k + 2; i < n; i++)
                a[i, k] = 0.0;
            Householder.ApplyToRows(reflector, tau, q.RowRange(k + 1, size), scratch);
        }
        return q;
    }

    /// <summary>The shifted QR method: T becomes upper triangular by rotations, and the rows of Zᴴ turn along.</summary>
    private static void Triangularize(Complex[][] t, Complex[][] z)
    {
        int n = t.Length;
        double[] cosines = new double[n];
        Complex[] sines = new Complex[n];
        int high = n - 1, sweeps = 0;
        while (high > 0)
        {
            int low = high;
            while (low > 0)
            {
                double size = Modulus(t[low - 1][low - 1]) + Modulus(t[low][low]);
                if (Modulus(t[low][low - 1]) <= Epsilon * (size == 0 ? 1.0 : size))
                    break;
                low--;
            }
            if (low > 0)
                t[low][low - 1] = Complex.Zero;
            if (low == high)
            {
                high--;
                sweeps = 0;
                continue;
            }
            if (++sweeps > 300)
                throw new InvalidOperationException("The eigenvalue iteration did not end after 300 sweeps; please report the matrix.");

            // Every tenth sweep an odd shift breaks the cycles that a regular one can fall into.
            Complex shift = sweeps % 10 == 0 ? t[high][high] + Modulus(t[high][high - 1]) : Shift(t, high);
            for (int k = low; k <= high; k++)
                t[k][k] -= shift;
            for (int k = low; k < high; k++)
            {
                (cosines[k], sines[k]) = Rotation(t[k][k], t[k + 1][k]);
                RotateRows(t[k], t[k + 1], k, n, cosines[k], sines[k]);
                RotateRows(z[k], z[k + 1], 0, n, cosines[k], sines[k]);
            }
            for (int k = low; k < high; k++)
            {
                for (int i = 0; i <= k + 1; i++)
                {
                    Complex x = t[i][k], y = t[i][k + 1];
                    t[i][k] = (cosines[k] * x) + (Complex.Conjugate(sines[k]) * y);
                    t[i][k + 1] = (cosines[k] * y) - (sines[k] * x);
                }
            }
            for (int k = low; k <= high; k++)
                t[k][k] += shift;
        }
    }

    /// <summary>The eigenvalue of the last 2 × 2 block that is nearer its corner.</summary>
    private static Complex Shift(Complex[][] t, int high)
    {
        Complex a = t[high - 1][high - 1], b = t[high - 1][high], c = t[high][high - 1], d = t[high][high];
        Complex half = 0.5 * (a - d), root = Complex.Sqrt((half * half) + (b * c));
        Complex denominator = Modulus(half + root) > Modulus(half - root) ? half + root : half - root;
        return denominator == Complex.Zero ? d : d - (b * c / denominator);
    }

    /// <summary>c (real) and s with c·a + s·b = r and c·b − s̄·a = 0.</summary>
    private static (double C, Complex S) Rotation(Complex a, Complex b)
    {
        double sizeA = Modulus(a), sizeB = Modulus(b);
        if (sizeB == 0)
            return (1.0, Complex.Zero);
        if (sizeA == 0)
            return (0.0, Complex.Conjugate(b) / sizeB);
        double r = SymmetricEigen.Hypotenuse(sizeA, sizeB);
        return (sizeA / r, a / sizeA * Complex.Conjugate(b) / r);
    }

    private static void RotateRows(Complex[] x, Complex[] y, int from, int to, double c, Complex s)
    {
        Complex conjugate = Complex.Conjugate(s);
        for (int j = from; j < to; j++)
        {
            Complex a = x[j], b = y[j];
            x[j] = (c * a) + (s * b);
            y[j] = (c * b) - (conjugate * a);
        }
    }

    /// <summary>Solves (T − tₖₖ)·x = 0 by back substitution and turns x back: v = Z·x.</summary>
    private static Complex[] Vector(Complex[][] t, Complex[][] z, int k, double norm)
    {
        int n = t.Length;
        Complex[] x = new Complex[n];
        x[k] = Complex.One;
        double tiny = Math.Max(norm * Epsilon, 1e-290);
        for (int i = k - 1; i >= 0; i--)
        {
            Complex sum = Complex.Zero;
            for (int j = i + 1; j <= k; j++)
                sum += t[i][j] * x[j];
            Complex gap = t[k][k] - t[i][i];
            // An eigenvalue that repeats: the smallest shift that matters, so that the vector of a defective one stays finite.
            x[i] = sum / (Modulus(gap) < tiny ? tiny : gap);
            if (Modulus(x[i]) > 1e100)
            {
                for (int j = i; j <= k; j++)
                    x[j] *= 1e-100;
            }
        }

        Complex[] v = new Complex[n];
        for (int j = 0; j <= k; j++)
        {
            for (int i = 0; i < n; i++)
                v[i] += Complex.Conjugate(z[j][i]) * x[j];
        }
        Normalize(v);
        return v;
    }

    private static void Normalize(Complex[] v)
    {
        Complex largest = Complex.Zero;
        foreach (Complex entry in v)
        {
            if (Modulus(entry) > Modulus(largest) * (1.0 + 1e-10))
                largest = entry;
        }
        double length = VectorOperations.Norm(Array.ConvertAll(v, Modulus));
        Complex factor = Complex.Conjugate(largest) / Modulus(largest) / length;
        for (int i = 0; i < v.Length; i++)
            v[i] *= factor;
    }

    /// <summary>Takes for real what rounding alone made complex, and makes the others exact conjugates of each other.</summary>
    private static void PairConjugates(Complex[] values, Complex[][] vectors, double norm)
    {
        bool[] done = new bool[values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            if (done[k])
                continue;
            int mate = -1;
            for (int j = k + 1; j < values.Length; j++)
            {
                if (!done[j] && (mate < 0 || Distance(j) < Distance(mate)))
                    mate = j;
            }
            bool real = Math.Abs(values[k].Imaginary) <= 1e-13 * norm || mate < 0 || Distance(mate) > 2.0 * Math.Abs(values[k].Imaginary);
            done[k] = true;
            if (real)
            {
                values[k] = values[k].Real;
                MakeReal(vectors[k]);
                continue;
            }
            done[mate] = true;
            values[mate] = Complex.Conjugate(values[k]);
            vectors[mate] = Array.ConvertAll(vectors[k], Complex.Conjugate);

            double Distance(int j) => Modulus(values[j] - Complex.Conjugate(values[k]));
        }
    }

    private static void MakeReal(Complex[] v)
    {
        for (int i = 0; i < v.Length; i++)
            v[i] = v[i].Real;
        Normalize(v);
    }

    private static GeneralEigen Ordered(Complex[] values, Complex[][] vectors)
    {
        int n = values.Length;
        double[] moduli = Array.ConvertAll(values, Modulus);
        int[] order = [.. Enumerable.Range(0, n)
            .OrderByDescending(k => moduli[k]).ThenByDescending(k => values[k].Real).ThenByDescending(k => values[k].Imaginary)];
        Complex[,] columns = new Complex[n, n];
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++)
                columns[i, j] = vectors[order[j]][i];
        }
        return new GeneralEigen(Array.ConvertAll(order, k => values[k]), columns);
    }

    private static double Modulus(Complex value) => SymmetricEigen.Hypotenuse(value.Real, value.Imaginary);
}
