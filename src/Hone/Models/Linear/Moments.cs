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
                LinearScore.AddScaled(weight, y.Row(i), sum.Slice(1, k));
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
            intercepts[o] = Y[o] - LinearScore.Dot(X, w.AsSpan(o * X.Length, X.Length));
        return intercepts;
    }
}

/// <summary>The weighted, centred second moments, over all ranks: S = Σwᵢ(xᵢ−x̄)(xᵢ−x̄)ᵀ and Σwᵢ(xᵢ−x̄)(yᵢ−ȳ)ᵀ.</summary>
/// <remarks>Cost O(n·d²); for sparse rows O(Σ entries²) and one centring at the end. Memory O(d²) for each of at most 32 chunks.</remarks>
/// <param name="Gram">d × d, both triangles.</param>
/// <param name="Cross">k rows of d.</param>
/// <param name="Squares">Σwᵢ(yᵢ−ȳ)², k numbers.</param>
internal sealed record Moments(Matrix Gram, double[] Cross, double[] Squares)
{
    // Rows taken together: the block of centred rows stays in the first-level cache while the Gram matrix is passed over once.
    private const int Block = 8;

    public static Moments Of(DesignRows x, Matrix y, double[]? weights, Means means, FitContext context)
    {
        int d = x.Columns, k = y.Columns;
        double[] sums = RowSums.Over(x.Rows, (d * d) + (d * k) + k, context, (start, end, sum) =>
        {
            if (x.Sparse is null)
                AddDense(x, y, weights, means, start, end, sum);
            else
                AddSparse(x, y, weights, means, start, end, sum);
        });
        Matrix gram = new(d, d, sums[..(d * d)]);
        for (int i = 0; i < d; i++)
        {
            for (int j = i; j < d; j++)
            {
                // Sparse rows were summed as they are; their centring is one matrix of rank one.
                if (x.Sparse is not null)
                    gram[i, j] -= means.Weight * means.X[i] * means.X[j];
                gram[j, i] = gram[i, j];
            }
        }
        return new Moments(gram, sums[(d * d)..((d * d) + (d * k))], sums[^k..]);
    }

    private static void AddDense(DesignRows x, Matrix y, double[]? weights, Means means, int start, int end, Span<double> sum)
    {
        int d = x.Columns, k = y.Columns;
        double[] block = new double[Block * d];
        double[] weight = new double[Block];
        for (int first = start; first < end; first += Block)
        {
            int count = Math.Min(Block, end - first);
            block.AsSpan().Clear();
            weight.AsSpan().Clear();
            for (int r = 0; r < count; r++)
            {
                Span<double> row = block.AsSpan(r * d, d);
                x.CopyRow(first + r, row);
                LinearScore.AddScaled(-1, means.X, row);
                weight[r] = weights?[first + r] ?? 1;
                AddTarget(y.Row(first + r), weight[r], means.Y, row, sum[(d * d)..]);
            }
            for (int i = 0; i < d; i++)
            {
                Span<double> target = sum.Slice((i * d) + i, d - i);
                for (int r = 0; r < count; r++)
                    LinearScore.AddScaled(weight[r] * block[(r * d) + i], block.AsSpan((r * d) + i, d - i), target);
            }
        }
    }

    private static void AddSparse(DesignRows x, Matrix y, double[]? weights, Means means, int start, int end, Span<double> sum)
    {
        int d = x.Columns, k = y.Columns;
        Span<double> cross = sum.Slice(d * d, d * k), squares = sum[^k..];
        for (int r = start; r < end; r++)
        {
            double weight = weights?[r] ?? 1;
            ReadOnlySpan<int> columns = x.Sparse!.RowColumns(r);
            ReadOnlySpan<double> values = x.Sparse.RowValues(r);
            for (int a = 0; a < columns.Length; a++)
            {
                Span<double> target = sum.Slice(columns[a] * d, d);
                double scaled = weight * values[a];
                for (int b = a; b < columns.Length; b++)
                    target[columns[b]] += scaled * values[b];
            }
            for (int o = 0; o < k; o++)
            {
                double centred = y.Row(r)[o] - means.Y[o];
                x.AddScaled(r, weight * centred, cross.Slice(o * d, d));       // Σw(y−ȳ)x̄ is zero
                squares[o] += weight * centred * centred;
            }
        }
    }

    private static void AddTarget(ReadOnlySpan<double> y, double weight, double[] mean, ReadOnlySpan<double> row, Span<double> sum)
    {
        int d = row.Length, k = y.Length;
        for (int o = 0; o < k; o++)
        {
            double centred = y[o] - mean[o];
            LinearScore.AddScaled(weight * centred, row, sum.Slice(o * d, d));
            sum[(k * d) + o] += weight * centred * centred;
        }
    }
}
