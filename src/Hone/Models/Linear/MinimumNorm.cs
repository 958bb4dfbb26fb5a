using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The least-squares solution of least norm, from the triangular factor of [X y].</summary>
/// <remarks>
/// The factor's columns are brought to one scale and reduced with column pivoting; a column counts while what is left of it stands
/// above the rounding of its own making, so that the rank does not depend on the columns' units. The rows that count, back in the columns' own units, have full rank r:
/// B w = c. For r = d that is a triangular system; for r &lt; d the solution of least norm is Bᵀ(BBᵀ)⁻¹c, by a second factorisation.
/// Golub and Van Loan, "Matrix Computations", 4th edition, 2013, section 5.5.
/// </remarks>
internal sealed class MinimumNorm
{
    private readonly Matrix reduced;           // R P of the scaled columns, then the k targets
    private readonly int[] order;              // order[position] = column
    private readonly double[] scales;          // what each column was divided by
    private readonly int d;

    // Rounding errors are bounded by modest multiples of ε; a column that remains below this multiple is taken for a combination.
    private const double Slack = 16, Epsilon = 1.0 / (1L << 52);

    /// <summary>Factorises; <paramref name="factor"/> has d columns of X and k of y.</summary>
    public MinimumNorm(Matrix factor, Means means)
    {
        d = means.X.Length;
        reduced = factor.Copy();
        order = [.. Enumerable.Range(0, d)];
        scales = new double[d];
        double[] noise = new double[d];
        for (int j = 0; j < d; j++)
        {
            // Taking the mean off leaves rounding of the mean's size: a column that is no larger than that is constant.
            noise[j] = Slack * Epsilon * Math.Abs(means.X[j]) * Math.Sqrt(means.Weight);
            double norm = ColumnNorm(j, 0);
            scales[j] = norm > noise[j] ? norm : 0;
            for (int i = 0; i < reduced.Rows; i++)
                reduced[i, j] = scales[j] > 0 ? reduced[i, j] / scales[j] : 0;
            noise[j] = scales[j] > 0 ? (noise[j] / scales[j]) + (Slack * Epsilon * Math.Max(d, Math.Sqrt(means.Weight))) : 1;
        }
        Rank = Pivot(noise);
    }

    /// <summary>r.</summary>
    public int Rank { get; }

    /// <summary>Columns that are combinations of those before them in pivot order.</summary>
    public IEnumerable<int> Dependent => order.Skip(Rank).Order();

    /// <summary>The coefficients of one target: d numbers.</summary>
    public double[] Solve(int target)
    {
        double[] c = new double[Rank];
        for (int i = 0; i < Rank; i++)
            c[i] = reduced[i, d + target];
        double[] w = new double[d];
        if (Rank == d)
        {
            double[] z = BackSubstituted(c);
            for (int position = 0; position < d; position++)
                w[order[position]] = z[position] / scales[order[position]];
            return w;
        }
        if (Rank == 0)
            return w;

        // Bᵀ = Q L̃: w = Q·L̃⁻ᵀc. The rows of B are orthonormalised twice, which is as orthogonal as reflections.
        double[][] q = new double[Rank][];
        Matrix l = new(Rank, Rank);
        for (int i = 0; i < Rank; i++)
        {
            double[] row = new double[d];
            for (int position = i; position < d; position++)
                row[order[position]] = reduced[i, position] * scales[order[position]];
            for (int pass = 0; pass < 2; pass++)
            {
                for (int k = 0; k < i; k++)
                {
                    double along = Kernels.Dot(q[k], row);
                    l[i, k] += along;
                    Kernels.Axpy(-along, q[k], row);
                }
            }
            l[i, i] = Math.Sqrt(Kernels.Dot(row, row));
            for (int j = 0; j < d; j++)
                row[j] /= l[i, i];
            q[i] = row;
        }
        for (int i = 0; i < Rank; i++)
        {
            for (int k = 0; k < i; k++)
                c[i] -= l[i, k] * c[k];
            c[i] /= l[i, i];
            Kernels.Axpy(c[i], q[i], w);
        }
        return w;
    }

    /// <summary>(X'X)⁻¹, d × d; only for full rank.</summary>
    public Matrix InverseGram()
    {
        double[][] inverse = new double[d][];                  // columns of R⁻¹
        for (int j = 0; j < d; j++)
        {
            double[] unit = new double[d];
            unit[j] = 1;
            inverse[j] = BackSubstituted(unit);
        }
        Matrix result = new(d, d);
        for (int a = 0; a < d; a++)
        {
            for (int b = 0; b < d; b++)
            {
                double sum = 0;
                for (int j = 0; j < d; j++)
                    sum += inverse[j][a] * inverse[j][b];
                result[order[a], order[b]] = sum / (scales[order[a]] * scales[order[b]]);
            }
        }
        return result;
    }

    private double[] BackSubstituted(double[] right)
    {
        double[] z = [.. right];
        for (int i = z.Length - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < z.Length; j++)
                z[i] -= reduced[i, j] * z[j];
            z[i] /= reduced[i, i];
        }
        return z;
    }

    private int Pivot(double[] tolerances)
    {
        int most = Math.Min(reduced.Rows, d);
        for (int step = 0; step < most; step++)
        {
            int best = -1;
            double largest = 0;
            for (int position = step; position < d; position++)
            {
                double norm = ColumnNorm(position, step);
                if (norm > largest && norm > tolerances[order[position]])
                    (best, largest) = (position, norm);
            }
            if (best < 0)
                return step;
            Exchange(step, best);
            Reflect(step);
        }
        return most;
    }

    private double ColumnNorm(int column, int from)
    {
        double scale = 0, squares = 0;
        for (int i = from; i < reduced.Rows; i++)
            scale = Math.Max(scale, Math.Abs(reduced[i, column]));
        for (int i = from; scale > 0 && i < reduced.Rows; i++)
            squares += reduced[i, column] / scale * (reduced[i, column] / scale);
        return scale * Math.Sqrt(squares);
    }

    private void Exchange(int a, int b)
    {
        if (a == b)
            return;
        (order[a], order[b]) = (order[b], order[a]);
        for (int i = 0; i < reduced.Rows; i++)
            (reduced[i, a], reduced[i, b]) = (reduced[i, b], reduced[i, a]);
    }

    private void Reflect(int step)
    {
        int m = reduced.Rows, p = reduced.Columns;
        double norm = ColumnNorm(step, step);
        double alpha = reduced[step, step] > 0 ? -norm : norm;
        double head = reduced[step, step] - alpha;
        double tau = -head / alpha;
        double[] sum = reduced.Row(step)[(step + 1)..].ToArray();
        for (int i = step + 1; i < m; i++)
            Kernels.Axpy(reduced[i, step] / head, reduced.Row(i)[(step + 1)..], sum);
        Kernels.Axpy(-tau, sum, reduced.Row(step)[(step + 1)..]);
        for (int i = step + 1; i < m; i++)
        {
            Kernels.Axpy(-tau * (reduced[i, step] / head), sum, reduced.Row(i)[(step + 1)..p]);
            reduced[i, step] = 0;
        }
        reduced[step, step] = alpha;
    }
}
