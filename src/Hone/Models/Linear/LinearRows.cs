using System.Buffers;
using System.Runtime.CompilerServices;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The linear scores of rows to predict, sparse ones in their own form, in chunks on several threads.</summary>
internal static class LinearRows
{
    // As many rows as make handing them to a thread worth while, and few enough for their values to stay in the cache from one score to the next.
    private const int RowsInChunk = 256;

    /// <summary>Takes the scores of rows from first on: all those of the first score, then of the second, and so on.</summary>
    public delegate void Scored(int first, int count, Span<double> scores);

    /// <summary>Computes K scores a row, b_k + xᵢᵀw_k, and hands them over chunk by chunk.</summary>
    /// <param name="model">Whose columns the rows must have.</param>
    /// <param name="x">The rows.</param>
    /// <param name="weights">K rows of d coefficients.</param>
    /// <param name="intercepts">K.</param>
    /// <param name="workers">Threads at most.</param>
    /// <param name="scored">Called from several threads.</param>
    public static void Run(IModel model, Features x, double[] weights, double[] intercepts, int? workers, Scored scored)
    {
        x.RequireColumns(model.Inputs);
        DesignRows rows = new(x);
        int d = x.ColumnCount, scores = intercepts.Length;
        WorkerPool.For((x.RowCount + RowsInChunk - 1) / RowsInChunk, workers, chunk =>
        {
            int first = chunk * RowsInChunk, count = Math.Min(RowsInChunk, x.RowCount - first);
            double[] scratch = ArrayPool<double>.Shared.Rent(scores * count);
            for (int k = 0; k < scores; k++)
            {
                Span<double> own = scratch.AsSpan(k * count, count);
                rows.DotsInto(first, weights.AsSpan(k * d, d), own);
                Kernels.AddConstant(intercepts[k], own);
            }
            scored(first, count, scratch.AsSpan(0, scores * count));
            ArrayPool<double>.Shared.Return(scratch);
        });
    }

    /// <summary>The scores themselves as predictions, n × K.</summary>
    public static void Predict(IModel model, Features x, double[] weights, double[] intercepts, Matrix predictions, int? workers) =>
        Run(model, x, weights, intercepts, workers, (first, count, scores) =>
        {
            if (!Kernels.AllFinite(scores))
                throw FirstRefused(model, x, first, count, scores);
            Spread(scores, count, predictions.RowRange(first, count));
        });

    /// <summary>The probabilities of the classes, n × 2 for one score a row and n × K for several.</summary>
    public static void PredictProbabilities(IModel model, Features x, double[] weights, double[] intercepts, Matrix probabilities, int? workers) =>
        Run(model, x, weights, intercepts, workers, (first, count, scores) =>
        {
            if (intercepts.Length == 1)
                OfTwo(model, x, first, scores, probabilities);
            else
                OfMany(model, x, first, count, scores, probabilities);
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OfTwo(IModel model, Features x, int first, Span<double> scores, Matrix probabilities)
    {
        if (!Kernels.AllFinite(scores))
            throw FirstRefused(model, x, first, scores.Length, scores);
        Span<double> both = stackalloc double[2 * scores.Length], opposite = both[..scores.Length];
        Kernels.Multiply(-1, scores, opposite);
        scores.CopyTo(both[scores.Length..]);
        Kernels.Sigmoid(both, both);
        Spread(both, scores.Length, probabilities.RowRange(first, scores.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OfMany(IModel model, Features x, int first, int count, ReadOnlySpan<double> scores, Matrix probabilities)
    {
        Spread(scores, count, probabilities.RowRange(first, count));
        if (probabilities.IsContiguous)
            Kernels.SoftmaxRows(probabilities.RowRange(first, count).Strided, probabilities.Columns);
        for (int i = 0; i < count; i++)
        {
            Span<double> row = probabilities.Row(first + i);
            if (!probabilities.IsContiguous)
                Kernels.Softmax(row);
            if (double.IsNaN(row[0]))
                throw Refused(model, x, first + i);
        }
    }

    /// <summary>From score by score to row by row.</summary>
    // Compiled in full at once: a program that predicts once should not wait for the loop to prove itself.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(ReadOnlySpan<double> scores, int count, Matrix rows)
    {
        Span<double> to = rows.Strided;
        if (rows.Columns == 1 && rows.IsContiguous)
        {
            scores.CopyTo(to);
            return;
        }
        int stride = rows.Stride;
        for (int k = 0; k < rows.Columns; k++)
        {
            ReadOnlySpan<double> own = scores.Slice(k * count, count);
            for (int i = 0; i < own.Length; i++)
                to[(i * stride) + k] = own[i];
        }
    }

    /// <summary>Why a row's score did not come out finite.</summary>
    public static ArgumentException Refused(IModel model, Features x, int row)
    {
        double[] values = new double[x.ColumnCount];
        x.CopyRow(row, values);
        return new ArgumentException(FormattableString.Invariant($"Row {row}: {model.NotFiniteRow(values).Message}"), nameof(x));
    }

    private static ArgumentException FirstRefused(IModel model, Features x, int first, int count, ReadOnlySpan<double> scores)
    {
        int row = count;
        for (int at = 0; at < scores.Length; at++)
        {
            if (!double.IsFinite(scores[at]))
                row = Math.Min(row, at % count);
        }
        return Refused(model, x, first + row);
    }
}
