using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The triangular factor of the centred rows [X y], over all ranks, without forming X'X.</summary>
/// <remarks>
/// Householder reflections block by block of rows: each block is stacked under the factor so far and reduced again; chunks of rows
/// and ranks are combined the same way, in order. Least squares from R loses half the digits that the normal equations lose.
/// Cost O(n·p²) with p = d + k, memory O(p²) a chunk.
/// Demmel, Grigori, Hoemmen and Langou, "Communication-optimal parallel and sequential QR and LU factorizations", 2012.
/// </remarks>
internal static class TriangularFactor
{
    private const int MostChunks = 16;

    /// <summary>R of the weighted rows √wᵢ·[xᵢ−x̄, yᵢ−ȳ]: at most p rows of p = d + k, zero below the diagonal.</summary>
    public static Matrix Of(DesignRows x, Matrix y, double[]? weights, Means means, FitContext context)
    {
        int p = x.Columns + y.Columns;
        int chunks = Math.Clamp(x.Rows / Math.Max(512, 4 * p), 1, MostChunks);
        Matrix[] factors = new Matrix[chunks];
        context.For(chunks, chunk => factors[chunk] = OfRows(x, y, weights, means, (int)((long)x.Rows * chunk / chunks), (int)((long)x.Rows * (chunk + 1) / chunks)));
        Matrix factor = factors[0];
        for (int chunk = 1; chunk < chunks; chunk++)
            factor = Combined(factor, factors[chunk]);
        if (context.Ranks.Size == 1)
            return factor;

        double[][] all = context.Ranks.Gather(factor.AsSpan());
        factor = new Matrix(all[0].Length / p, p, all[0]);
        for (int rank = 1; rank < all.Length; rank++)
            factor = Combined(factor, new Matrix(all[rank].Length / p, p, all[rank]));
        return factor;
    }

    /// <summary>The factor after further rows.</summary>
    public static Matrix Combined(Matrix factor, Matrix rows)
    {
        Matrix stacked = new(factor.Rows + rows.Rows, factor.Columns);
        factor.AsSpan().CopyTo(stacked.AsSpan());
        rows.AsSpan().CopyTo(stacked.AsSpan()[(factor.Rows * factor.Columns)..]);
        return Reduce(stacked);
    }

    private static Matrix OfRows(DesignRows x, Matrix y, double[]? weights, Means means, int start, int end)
    {
        int d = x.Columns, p = d + y.Columns;
        int block = Math.Max(128, 2 * p);
        Matrix factor = new(0, p);
        for (int first = start; first < end; first += block)
        {
            int count = Math.Min(block, end - first);
            Matrix rows = new(count, p);
            for (int r = 0; r < count; r++)
            {
                Span<double> row = rows.Row(r);
                x.CopyRow(first + r, row[..d]);
                y.Row(first + r).CopyTo(row[d..]);
                Kernels.Axpy(-1, means.X, row[..d]);
                Kernels.Axpy(-1, means.Y, row[d..]);
                double root = Math.Sqrt(weights?[first + r] ?? 1);
                for (int j = 0; weights is not null && j < p; j++)
                    row[j] *= root;
            }
            factor = Combined(factor, rows);
        }
        return factor;
    }

    // Householder, row-major: each reflection is two passes over the rows, each pass an addition of scaled rows.
    private static Matrix Reduce(Matrix a)
    {
        int m = a.Rows, p = a.Columns, steps = Math.Min(m, p);
        double[] products = new double[p];
        for (int step = 0; step < steps && step < m - 1; step++)
        {
            double scale = 0;
            for (int i = step; i < m; i++)
                scale = Math.Max(scale, Math.Abs(a[i, step]));
            if (scale == 0)
                continue;
            double squares = 0;
            for (int i = step; i < m; i++)
                squares += a[i, step] / scale * (a[i, step] / scale);
            double norm = scale * Math.Sqrt(squares);
            double alpha = a[step, step] > 0 ? -norm : norm;
            double head = a[step, step] - alpha;                // v = (head, a[step+1..]): no cancellation, the signs agree
            Span<double> sum = products.AsSpan(0, p - step - 1);
            a.Row(step)[(step + 1)..].CopyTo(sum);
            for (int i = step + 1; i < m; i++)
            {
                double v = a[i, step] / head;
                a[i, step] = v;
                if (v != 0)
                    Kernels.Axpy(v, a.Row(i)[(step + 1)..], sum);
            }
            double tau = -head / alpha;                         // 2 / vᵀv for v scaled to a leading 1
            Kernels.Axpy(-tau, sum, a.Row(step)[(step + 1)..]);
            for (int i = step + 1; i < m; i++)
            {
                if (a[i, step] != 0)
                    Kernels.Axpy(-tau * a[i, step], sum, a.Row(i)[(step + 1)..]);
                a[i, step] = 0;
            }
            a[step, step] = alpha;
        }
        return steps == m ? a : a.RowRange(0, steps).Copy();
    }
}
