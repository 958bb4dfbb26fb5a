using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The weighted means of X and y, over all ranks: what is taken off before a fit with an intercept.</summary>
/// <param name="Weight">Σwᵢ.</param>
/// <param name="X">x̄, d numbers; zeros without an intercept.</param>
/// <param name="Y">ȳ, k numbers; zeros without an intercept.</param>
internal sealed record Means(double Weight, double[] X, double[] Y)
{
    public static Means Of(DesignRows x, Matrix y, double[]? weights, bool intercept, FitContext context)
    {
        int d = x.Columns, k = y.Columns;
        double[] sums = RowSums.Over(x.Rows, intercept ? d + k + 1 : 1, context, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
            {
                double weight = weights?[i] ?? 1;
                sum[0] += weight;
                if (!intercept)
                    continue;
                Kernels.Axpy(weight, y.Row(i), sum.Slice(1, k));
                x.AddScaled(i, weight, sum[(1 + k)..]);
            }
        });
        double[] meanX = new double[d], meanY = new double[k];
        for (int j = 0; intercept && j < d; j++)
            meanX[j] = sums[1 + k + j] / sums[0];
        for (int o = 0; intercept && o < k; o++)
            meanY[o] = sums[1 + o] / sums[0];
        return new Means(sums[0], meanX, meanY);
    }

    /// <summary>b = ȳ − x̄ᵀw for each output; w holds k rows of d.</summary>
    public double[] Intercepts(double[] w)
    {
        double[] intercepts = new double[Y.Length];
        for (int o = 0; o < intercepts.Length; o++)
            intercepts[o] = Y[o] - Kernels.Dot(X, w.AsSpan(o * X.Length, X.Length));
        return intercepts;
    }
}

/// <summary>The weighted, centred second moments, over all ranks: S = Σwᵢ(xᵢ−x̄)(xᵢ−x̄)ᵀ and Σwᵢ(xᵢ−x̄)(yᵢ−ȳ)ᵀ.</summary>
/// <remarks>Cost O(n·p²), p = d + k; for sparse rows O(Σ entries²) and one centring at the end. Memory O(p²) a block of rows, 128 MiB at most.</remarks>
/// <param name="Gram">d × d, both triangles.</param>
/// <param name="Cross">k rows of d.</param>
/// <param name="Squares">Σwᵢ(yᵢ−ȳ)², k numbers.</param>
internal sealed record Moments(Matrix Gram, double[] Cross, double[] Squares)
{
    // Rows centred and multiplied together: enough for a matrix product at full speed.
    private const int Block = 256;

    public static Moments Of(DesignRows x, Matrix y, double[]? weights, Means means, FitContext context)
    {
        int d = x.Columns, k = y.Columns, p = d + k;
        double[] sums = RowSums.Over(x.Rows, p * p, context, (start, end, sum) =>
        {
            if (x.Sparse is null)
                AddDense(x, y, weights, means, start, end, sum);
            else
                AddSparse(x, y, weights, means, start, end, sum);
        });
        Matrix joint = new(p, p, sums), gram = new(d, d);
        double[] cross = new double[k * d], squares = new double[k];
        for (int i = 0; i < d; i++)
        {
            for (int j = i; j < d; j++)
                // Sparse rows were summed as they are; their centring is one matrix of rank one.
                gram[i, j] = gram[j, i] = joint[i, j] - (x.Sparse is null ? 0 : means.Weight * means.X[i] * means.X[j]);
            for (int o = 0; o < k; o++)
                cross[(o * d) + i] = joint[i, d + o];
        }
        for (int o = 0; o < k; o++)
            squares[o] = joint[d + o, d + o];
        return new Moments(gram, cross, squares);
    }

    private static void AddDense(DesignRows x, Matrix y, double[]? weights, Means means, int start, int end, Span<double> sum)
    {
        int d = x.Columns, p = d + y.Columns;
        Matrix block = new(Math.Min(Block, end - start), p);
        for (int first = start; first < end; first += Block)
        {
            Matrix rows = block.RowRange(0, Math.Min(Block, end - first));
            for (int r = 0; r < rows.Rows; r++)
            {
                Span<double> row = rows.Row(r);
                x.CopyRow(first + r, row[..d]);
                y.Row(first + r).CopyTo(row[d..]);
                Kernels.Axpy(-1, means.X, row[..d]);
                Kernels.Axpy(-1, means.Y, row[d..]);
            }
            Kernels.Axpy(1, rows.Gram(weights?[first..(first + rows.Rows)], workers: 1).AsSpan(), sum);
        }
    }

    // The upper triangle of X'WX, and X'W(y−ȳ), which needs no centring of X because Σw(y−ȳ) is 0.
    private static void AddSparse(DesignRows x, Matrix y, double[]? weights, Means means, int start, int end, Span<double> sum)
    {
        int d = x.Columns, k = y.Columns, p = d + k;
        for (int r = start; r < end; r++)
        {
            double weight = weights?[r] ?? 1;
            ReadOnlySpan<int> columns = x.Sparse!.RowColumns(r);
            ReadOnlySpan<double> values = x.Sparse.RowValues(r);
            for (int a = 0; a < columns.Length; a++)
            {
                Span<double> target = sum.Slice(columns[a] * p, p);
                double scaled = weight * values[a];
                for (int b = a; b < columns.Length; b++)
                    target[columns[b]] += scaled * values[b];
                for (int o = 0; o < k; o++)
                    target[d + o] += scaled * (y.Row(r)[o] - means.Y[o]);
            }
            for (int o = 0; o < k; o++)
            {
                double centred = y.Row(r)[o] - means.Y[o];
                sum[((d + o) * p) + d + o] += weight * centred * centred;
            }
        }
    }
}
