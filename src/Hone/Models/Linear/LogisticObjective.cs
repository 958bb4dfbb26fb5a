using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The logistic loss Σwᵢ·(−ln p(yᵢ|xᵢ)) with its gradient and its second derivatives, over all ranks.</summary>
/// <remarks>
/// Parameters are K rows of p: d coefficients, then the intercept where one is fitted. K = 1 is the two-class form, whose score is the
/// logarithm of the odds of class 1; otherwise each class has a score and the probabilities are their softmax.
/// Dense rows are read from memory once: a block of them stays in the cache while its scores, losses, gradient and curvature are computed.
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
    private readonly SparseScores? sparse = x.Sparse is { } rows ? new SparseScores(rows, scores, intercept, context) : null;

    /// <summary>K.</summary>
    public int Scores => scores;

    /// <summary>d.</summary>
    public int Columns => x.Columns;

    /// <summary>p = d + 1, or d without an intercept.</summary>
    public int Width => x.Columns + (intercept ? 1 : 0);

    // Within the sums each score's part is as wide as outer products take it.
    private int Padded => OuterSums.Width(x.Columns + 1);

    /// <summary>K·p.</summary>
    public int Length => scores * Width;

    /// <summary>The scores of sparse rows; null for dense ones.</summary>
    public SparseScores? Sparse => sparse;

    /// <summary>A weight a row.</summary>
    public double[] Weights => weights;

    /// <summary>The loss, its gradient into <paramref name="gradient"/>, and where a matrix is given its second derivatives into that: Σwᵢ(p_k·[k=l] − p_k·p_l)·xᵢxᵢᵀ in block (k, l).</summary>
    public double Evaluate(double[] parameters, double[] gradient, Matrix? curvature = null)
    {
        if (sparse is not null && curvature is null)
            return EvaluateSparse(sparse, parameters, gradient);

        int p = Width, gradients = scores * Padded, curvatures = curvature is null ? 0 : gradients * gradients;
        double[] sums = RowSums.Over(x.Rows, 1 + gradients + curvatures, context, (start, end, sum) =>
            AddRows(start, end, parameters, sum[..1], sum.Slice(1, gradients), sum[(1 + gradients)..]));
        for (int k = 0; k < scores; k++)
            sums.AsSpan(1 + (k * Padded), p).CopyTo(gradient.AsSpan(k * p));
        if (curvature is not null)
            CompleteCurvature(sums.AsSpan(1 + gradients), curvature);
        return sums[0];
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

    private void AddRows(int start, int end, double[] parameters, Span<double> loss, Span<double> gradient, Span<double> curvature)
    {
        int d = Columns, stride = OuterSums.Stride(d + 1), block = DesignRows.BlockRows(stride), across = (scores + 3) / 4 * 4;
        bool bent = !curvature.IsEmpty;
        // Scores and slopes, probabilities, bends; rows written out, padded, and padded times bends.
        int own = block * scores, copy = x.Sparse is null ? 0 : block * d, padded = scores > 1 || bent ? (block * stride) + OuterSums.Unit : 0;
        double[] scratch = ArrayPool<double>.Shared.Rent((2 * own) + (block * across) + OuterSums.Unit + block + copy + (2 * padded));
        Span<double> rest = scratch;
        Span<double> slopes = Take(ref rest, own), probabilities = Take(ref rest, own), spread = Take(ref rest, (block * across) + OuterSums.Unit), bends = Take(ref rest, block);
        Span<double> written = Take(ref rest, copy), right = Take(ref rest, padded), left = Take(ref rest, padded);
        for (int first = start; first < end; first += block)
        {
            int count = Math.Min(block, end - first);
            RowView rows = x.View(first, count, written);
            rows.ScoresInto(parameters, Width, scores, slopes[..(count * scores)]);
            loss[0] += Losses(first, slopes[..(count * scores)], bent ? probabilities[..(count * scores)] : []);
            if (padded > 0)
                rows.PadInto(right, stride);
            if (scores == 1)
                rows.AddTimes(slopes, gradient[..(d + 1)]);
            else
                AddGradient(slopes, spread, across, right, stride, count, gradient);
            if (bent)
                AddCurvature(probabilities, bends[..count], first, left, right, stride, curvature);
        }
        ArrayPool<double>.Shared.Return(scratch);
    }

    private static Span<double> Take(ref Span<double> rest, int length)
    {
        Span<double> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private unsafe void AddGradient(ReadOnlySpan<double> slopes, Span<double> spread, int across, ReadOnlySpan<double> rows, int stride, int count, Span<double> gradient)
    {
        for (int r = 0; r < count; r++)
            slopes.Slice(r * scores, scores).CopyTo(spread[(r * across)..]);
        fixed (double* a = spread, b = rows, c = gradient)
            OuterSums.Add(scores, Padded, count, a, across, b, stride, c, Padded, upperOnly: false, VectorPath.Widest);
    }

    private double EvaluateSparse(SparseScores rows, double[] parameters, double[] gradient)
    {
        double[] coefficients = new double[rows.Length], sums = new double[rows.Length];
        rows.Arrange(parameters, coefficients);
        double loss = rows.Pass(coefficients, sums, 0, (first, own) => SparseLosses(first, own, []));
        rows.Restore(sums, gradient);
        return loss;
    }

    /// <summary><see cref="Losses"/> of scores that are filled up to the width of <see cref="SparseScores"/>; what fills them stays 0.</summary>
    public double SparseLosses(int first, Span<double> own, Span<double> bends)
    {
        int width = sparse!.Width, count = own.Length / width;
        if (width == scores)
            return Losses(first, own, bends);
        double[] scratch = ArrayPool<double>.Shared.Rent(count * scores);
        Span<double> dense = scratch.AsSpan(0, count * scores);
        for (int r = 0; r < count; r++)
            own.Slice(r * width, scores).CopyTo(dense[(r * scores)..]);
        double loss = Losses(first, dense, bends);
        for (int r = 0; r < count; r++)
            dense.Slice(r * scores, scores).CopyTo(own[(r * width)..]);
        ArrayPool<double>.Shared.Return(scratch);
        return loss;
    }

    /// <summary>The loss of the rows from first on; scores become slopes, and bends, where asked for, what the second derivatives are made of: w·p·(1 − p) for K = 1, else the K probabilities.</summary>
    private double Losses(int first, Span<double> own, Span<double> bends)
    {
        int count = own.Length / scores;
        if (scores > 1)
            return LogisticRows.OfMany(own, scores, codes.AsSpan(first, count), weights.AsSpan(first, count), bends);
        if (offsets is not null)
            Kernels.Axpy(1, offsets.AsSpan(first, count), own);
        return LogisticRows.OfTwo(own, codes.AsSpan(first, count), weights.AsSpan(first, count), bends);
    }

    // The upper triangle of every block (k, l) with k ≤ l.
    private unsafe void AddCurvature(ReadOnlySpan<double> probabilities, Span<double> bends, int first, Span<double> left, ReadOnlySpan<double> right, int stride, Span<double> curvature)
    {
        int length = scores * Padded;
        for (int k = 0; k < scores; k++)
        {
            for (int l = k; l < scores; l++)
            {
                for (int r = 0; r < bends.Length; r++)
                {
                    double own = probabilities[(r * scores) + k];
                    bends[r] = scores == 1 ? own : weights[first + r] * own * (k == l ? 1 - own : -probabilities[(r * scores) + l]);
                    Kernels.Multiply(bends[r], right.Slice(r * stride, stride), left.Slice(r * stride, stride));
                }
                fixed (double* a = left, b = right, c = curvature)
                    OuterSums.Add(Width, Padded, bends.Length, a, stride, b, stride, c + ((nint)k * Padded * length) + (l * Padded), length, upperOnly: true, VectorPath.Widest);
            }
        }
    }

    private void CompleteCurvature(ReadOnlySpan<double> sums, Matrix curvature)
    {
        int p = Width, length = scores * Padded;
        for (int i = 0; i < Length; i++)
        {
            int k = i / p, a = i % p;
            for (int j = k * p; j < Length; j++)
            {
                // Within a block (k, l) the entries (a, b) and (b, a) are the same, and only those of a ≤ b were summed.
                int l = j / p, b = j % p;
                double value = sums[(((k * Padded) + Math.Min(a, b)) * length) + (l * Padded) + Math.Max(a, b)];
                curvature[i, j] = curvature[j, i] = value;
            }
            RequireRange(curvature[i, i]);
        }
    }
}
