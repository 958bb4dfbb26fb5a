using System.Buffers;
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
/// <remarks>
/// Dense rows are read once: their moments about a rough mean of a few rows give the mean and the moments about it (Chan, Golub and LeVeque, "Algorithms for
/// computing the sample variance", 1983). Where the rough mean is so far out that digits cancel, a second pass takes them about the mean.
/// Cost O(n·p²), p = d + k; for sparse rows O(Σ entries²) and one centring at the end. Memory O(p²) a block of rows, 32 MiB at most.
/// </remarks>
/// <param name="Gram">d × d, both triangles.</param>
/// <param name="Cross">k rows of d.</param>
/// <param name="Squares">Σwᵢ(yᵢ−ȳ)², k numbers.</param>
internal sealed record Moments(Matrix Gram, double[] Cross, double[] Squares)
{
    // Rows of which the rough mean is taken.
    private const int Sample = 256;

    // A squared distance of the rough mean from the mean, in variances, at which two digits of the moments have cancelled.
    private const double Far = 100;

    // A distance below this share of the mean is the rounding of the mean.
    private const double Rounding = 1e-13;

    public static (Means Means, Moments Moments) Of(DesignRows x, Matrix y, double[]? weights, bool intercept, FitContext context)
    {
        if (x.Sparse is not null)
        {
            Means means = Means.Of(x, y, weights, intercept, context);
            return (means, OfSparse(x, y, weights, means, context));
        }
        double[] about = intercept ? RoughMeans(x, y, context) : new double[x.Columns + y.Columns];
        Matrix joint = Joint(x, y, weights, about, context);
        if (intercept && IsFar(joint, about))
        {
            Shift(joint, about);
            joint = Joint(x, y, weights, about, context);
        }
        int d = x.Columns, p = about.Length;
        if (intercept)
            Shift(joint, about);
        return (new Means(joint[p, p], about[..d], about[d..]), Parts(joint, d, p - d));
    }

    // Rows at equal distances, over all ranks: values about their mean, whatever order the rows are in.
    private static double[] RoughMeans(DesignRows x, Matrix y, FitContext context)
    {
        int d = x.Columns, k = y.Columns, count = Math.Min(Sample, x.Rows);
        double[] sums = new double[d + k + 1];
        for (int s = 0; s < count; s++)
        {
            int row = (int)((long)s * x.Rows / count);
            x.AddScaled(row, 1, sums.AsSpan(0, d));
            Kernels.Axpy(1, y.Row(row), sums.AsSpan(d, k));
        }
        sums[d + k] = count;
        context.Ranks.AllReduce(sums);
        return [.. sums[..(d + k)].Select(sum => sum / sums[d + k])];
    }

    // The moments of the rows (x − a, y − b, 1) about a point (a, b): the last column holds their sums, its end Σw. On and above the diagonal.
    private static Matrix Joint(DesignRows x, Matrix y, double[]? weights, double[] about, FitContext context)
    {
        int d = x.Columns, k = y.Columns, q = d + k + 1, width = OuterSums.Width(q), stride = OuterSums.Stride(q);
        return new Matrix(width, width, RowSums.Over(x.Rows, width * width, context, (start, end, sum) =>
        {
            int block = DesignRows.BlockRows(stride), room = (block * stride) + OuterSums.Unit;
            double[] scratch = ArrayPool<double>.Shared.Rent(2 * room);
            Span<double> shifted = scratch.AsSpan(0, room), weighted = weights is null ? shifted : scratch.AsSpan(room, room);
            shifted.Clear();
            weighted.Clear();
            for (int first = start; first < end; first += block)
            {
                int count = Math.Min(block, end - first);
                for (int r = 0; r < count; r++)
                {
                    Span<double> row = shifted.Slice(r * stride, q);
                    Kernels.Subtract(x.DenseRow(first + r), about.AsSpan(0, d), row[..d]);
                    Kernels.Subtract(y.Row(first + r), about.AsSpan(d), row.Slice(d, k));
                    row[d + k] = 1;
                    if (weights is not null)
                        Kernels.Multiply(weights[first + r], row, weighted.Slice(r * stride, q));
                }
                AddProducts(weighted, shifted, stride, count, q, sum, width);
            }
            ArrayPool<double>.Shared.Return(scratch);
        }));
    }

    private static unsafe void AddProducts(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int stride, int count, int columns, Span<double> sum, int width)
    {
        fixed (double* a = left, b = right, c = sum)
            OuterSums.Add(columns, width, count, a, stride, b, stride, c, width, upperOnly: true, VectorPath.Widest);
    }

    private static bool IsFar(Matrix joint, double[] about)
    {
        int p = about.Length;
        for (int j = 0; j < p; j++)
        {
            double distance = joint[j, p] / joint[p, p], spread = (joint[j, j] / joint[p, p]) - (distance * distance);
            if (Math.Abs(distance) > Rounding * Math.Abs(about[j]) && distance * distance > Far * spread)
                return true;
        }
        return false;
    }

    // From moments about a point to moments about the mean, which takes the point's place.
    private static void Shift(Matrix joint, double[] about)
    {
        int p = about.Length;
        for (int i = 0; i < p; i++)
        {
            double distance = joint[i, p] / joint[p, p];
            about[i] += distance;
            for (int j = i; j < p; j++)
                joint[i, j] -= distance * joint[j, p];
        }
    }

    private static Moments Parts(Matrix joint, int d, int k)
    {
        Matrix gram = new(d, d);
        double[] cross = new double[k * d], squares = new double[k];
        for (int i = 0; i < d; i++)
        {
            for (int j = i; j < d; j++)
                gram[i, j] = gram[j, i] = joint[i, j];
            for (int o = 0; o < k; o++)
                cross[(o * d) + i] = joint[i, d + o];
        }
        for (int o = 0; o < k; o++)
            squares[o] = Math.Max(0, joint[d + o, d + o]);
        return new Moments(gram, cross, squares);
    }

    // Sparse rows are summed as they are; their centring is one matrix of rank one.
    private static Moments OfSparse(DesignRows x, Matrix y, double[]? weights, Means means, FitContext context)
    {
        int d = x.Columns, p = d + y.Columns;
        Matrix joint = new(p, p, RowSums.Over(x.Rows, p * p, context, (start, end, sum) => AddSparse(x, y, weights, means, start, end, sum)));
        for (int i = 0; i < d; i++)
        {
            for (int j = i; j < d; j++)
                joint[i, j] -= means.Weight * means.X[i] * means.X[j];
        }
        return Parts(joint, d, y.Columns);
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
