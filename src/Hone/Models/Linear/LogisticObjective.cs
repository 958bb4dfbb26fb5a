using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The logistic loss Σwᵢ·(−ln p(yᵢ|xᵢ)) with its gradient and its second derivatives, over all ranks.</summary>
/// <remarks>
/// Parameters are K rows of p: d coefficients, then the intercept where one is fitted. K = 1 is the two-class form, whose score is the
/// logarithm of the odds of class 1; otherwise each class has a score and the probabilities are their softmax.
/// </remarks>
/// <param name="x">The rows.</param>
/// <param name="codes">0 or 1 for K = 1; otherwise 0 to K − 1.</param>
/// <param name="weights">A weight a row.</param>
/// <param name="offsets">Added to the score of class 1 for K = 1; null for none.</param>
/// <param name="scores">K.</param>
/// <param name="intercept">Whether there is an intercept.</param>
/// <param name="context">Workers, ranks and cancellation.</param>
internal sealed class LogisticObjective(DesignRows x, int[] codes, double[] weights, double[]? offsets, int scores, bool intercept, FitContext context)
{
    // Rows multiplied together in the second derivatives.
    private const int Block = 256;

    /// <summary>K.</summary>
    public int Scores => scores;

    /// <summary>d.</summary>
    public int Columns => x.Columns;

    /// <summary>p = d + 1, or d without an intercept.</summary>
    public int Width => x.Columns + (intercept ? 1 : 0);

    /// <summary>K·p.</summary>
    public int Length => scores * Width;

    /// <summary>The loss, and its gradient into <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] parameters, double[] gradient)
    {
        int d = Columns, p = Width;
        double[] sums = RowSums.Over(x.Rows, 1 + Length, context, (start, end, sum) =>
        {
            double[] probabilities = new double[scores];
            for (int i = start; i < end; i++)
            {
                sum[0] += weights[i] * Row(i, parameters, probabilities);
                for (int k = 0; k < scores; k++)
                {
                    double slope = weights[i] * (probabilities[k] - (IsOwn(i, k) ? 1 : 0));
                    x.AddScaled(i, slope, sum.Slice(1 + (k * p), d));
                    if (intercept)
                        sum[1 + (k * p) + d] += slope;
                }
            }
        });
        sums.AsSpan(1).CopyTo(gradient);
        return sums[0];
    }

    /// <summary>The second derivatives, K·p × K·p: Σwᵢ(p_k·[k=l] − p_k·p_l)·xᵢxᵢᵀ in block (k, l).</summary>
    public Matrix Curvature(double[] parameters)
    {
        int d = Columns, p = Width, length = Length;
        double[] sums = RowSums.Over(x.Rows, length * length, context, (start, end, sum) =>
        {
            Matrix block = new(Math.Min(Block, end - start), p);
            Matrix probabilities = new(block.Rows, scores);
            double[] one = new double[scores];
            for (int first = start; first < end; first += Block)
            {
                int count = Math.Min(Block, end - first);
                Matrix rows = block.RowRange(0, count);
                for (int r = 0; r < count; r++)
                {
                    Span<double> row = rows.Row(r);
                    x.CopyRow(first + r, row[..d]);
                    if (intercept)
                        row[d] = 1;
                    Row(first + r, parameters, one);
                    one.CopyTo(probabilities.Row(r));
                }
                AddBlocks(rows, probabilities, first, sum);
            }
        });
        Matrix curvature = new(length, length, sums);
        for (int i = 0; i < length; i++)
        {
            RequireRange(curvature[i, i]);
            for (int j = 0; j < i; j++)
                curvature[i, j] = curvature[j, i];
        }
        return curvature;
    }

    /// <summary>Σwᵢxᵢⱼ²/Σwᵢ, its root: the scale of each parameter's column; 1 for the intercept and for columns of zeros.</summary>
    public double[] Scales()
    {
        int d = Columns;
        double[] sums = RowSums.Over(x.Rows, d + 1, context, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
            {
                x.AddSquares(i, weights[i], sum[..d]);
                sum[d] += weights[i];
            }
        });
        double[] scales = new double[Length];
        for (int k = 0; k < scores; k++)
        {
            for (int j = 0; j < Width; j++)
                scales[(k * Width) + j] = j < d && sums[j] > 0 ? Math.Sqrt(sums[j] / sums[d]) : 1;
        }
        Array.ForEach(scales, RequireRange);
        return scales;
    }

    private static void RequireRange(double squares)
    {
        if (!double.IsFinite(squares))
            throw new ArgumentException("The columns hold values too large for the fit: their squares are beyond the range of a double. Scale the columns first.", "data");
    }

    private void AddBlocks(Matrix rows, Matrix probabilities, int first, Span<double> sum)
    {
        int p = Width, length = Length;
        double[] bends = new double[rows.Rows];
        for (int k = 0; k < scores; k++)
        {
            for (int l = k; l < scores; l++)
            {
                for (int r = 0; r < bends.Length; r++)
                {
                    double own = probabilities[r, k];
                    bends[r] = weights[first + r] * own * (k == l ? 1 - own : -probabilities[r, l]);
                }
                Matrix product = rows.Gram(bends, workers: 1);
                for (int j = 0; j < p; j++)
                    Kernels.Axpy(1, product.Row(j), sum.Slice((((k * p) + j) * length) + (l * p), p));
            }
        }
    }

    // The row's loss, and the probabilities of its classes (K = 1: of class 1).
    private double Row(int i, double[] parameters, double[] probabilities)
    {
        int d = Columns, p = Width;
        for (int k = 0; k < scores; k++)
        {
            ReadOnlySpan<double> own = parameters.AsSpan(k * p, p);
            probabilities[k] = x.Dot(i, own[..d]) + (intercept ? own[d] : 0);
        }
        if (scores == 1)
        {
            double score = probabilities[0] + (offsets?[i] ?? 0);
            probabilities[0] = Elementary.Sigmoid(score);
            return Elementary.Softplus(codes[i] == 1 ? -score : score);
        }
        double loss = Elementary.LogSumExp(probabilities) - probabilities[codes[i]];
        Kernels.Softmax(probabilities);
        return loss;
    }

    private bool IsOwn(int i, int k) => scores == 1 ? codes[i] == 1 : codes[i] == k;
}
