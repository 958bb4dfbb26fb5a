using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Scores many rows with k weight vectors, sparse rows in their own form: the same bits as row by row.</summary>
internal static class LinearRows
{
    // As many rows as make handing them to a thread worth while.
    private const int RowsInChunk = 512;

    /// <summary>scores[i, c] = intercepts[c] + xᵢᵀw_c; refuses rows that do not come out finite.</summary>
    public static void Score(IModel model, Features x, double[] weights, double[] intercepts, Matrix scores, int? workers, Action<int>? then = null)
    {
        int d = model.Inputs.Count, chunks = (x.RowCount + RowsInChunk - 1) / RowsInChunk;
        x.RequireColumns(model.Inputs);
        DesignRows rows = new(x);
        WorkerPool.For(chunks, workers, chunk =>
        {
            int end = Math.Min(x.RowCount, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i++)
            {
                Span<double> score = scores.Row(i);
                for (int c = 0; c < intercepts.Length; c++)
                {
                    score[c] = intercepts[c] + rows.Dot(i, weights.AsSpan(c * d, d));
                    if (!double.IsFinite(score[c]) && double.IsFinite(intercepts[c]))
                        throw Refused(model, x, i);
                }
                then?.Invoke(i);
            }
        });
    }

    private static ArgumentException Refused(IModel model, Features x, int row)
    {
        double[] values = new double[x.ColumnCount];
        x.CopyRow(row, values);
        return new ArgumentException(FormattableString.Invariant($"Row {row}: {model.NotFiniteRow(values).Message}"), nameof(x));
    }
}
