using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The Cholesky factor of a symmetric matrix that is positive definite by a clear margin.</summary>
internal sealed class PositiveDefinite
{
    private readonly Matrix l;

    private PositiveDefinite(Matrix l) => this.l = l;

    /// <summary>A = LLᵀ, or null where a pivot is not above <paramref name="margin"/> times its diagonal entry: what is left of a column that the others explain.</summary>
    /// <remarks>Rows of L are contiguous, so that the inner product is one over spans. Cost d³/3.</remarks>
    public static PositiveDefinite? Factorise(Matrix a, double margin)
    {
        int d = a.Rows;
        Matrix l = new(d, d);
        for (int i = 0; i < d; i++)
        {
            Span<double> row = l.Row(i);
            for (int j = 0; j < i; j++)
                row[j] = (a[i, j] - LinearScore.Dot(row[..j], l.Row(j)[..j])) / l[j, j];
            double pivot = a[i, i] - LinearScore.Dot(row[..i], row[..i]);
            if (!(pivot > margin * a[i, i]))
                return null;
            row[i] = Math.Sqrt(pivot);
        }
        return new PositiveDefinite(l);
    }

    /// <summary>x with Ax = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        double[] x = b.ToArray();
        for (int i = 0; i < x.Length; i++)
            x[i] = (x[i] - LinearScore.Dot(l.Row(i)[..i], x.AsSpan(0, i))) / l[i, i];
        for (int i = x.Length - 1; i >= 0; i--)
        {
            x[i] /= l[i, i];
            LinearScore.AddScaled(-x[i], l.Row(i)[..i], x.AsSpan(0, i));
        }
        return x;
    }
}
