using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Visits the rows to predict, sparse ones in their own form, in chunks on several threads.</summary>
internal static class LinearRows
{
    // As many rows as make handing them to a thread worth while.
    private const int RowsInChunk = 512;

    /// <summary>Calls the body once for each row, which it may read as the rows' position i.</summary>
    public static void Run(IModel model, Features x, int? workers, Action<DesignRows, int> body)
    {
        x.RequireColumns(model.Inputs);
        DesignRows rows = new(x);
        int chunks = (x.RowCount + RowsInChunk - 1) / RowsInChunk;
        WorkerPool.For(chunks, workers, chunk =>
        {
            int end = Math.Min(x.RowCount, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i++)
                body(rows, i);
        });
    }

    /// <summary>Why a row's score did not come out finite.</summary>
    public static ArgumentException Refused(IModel model, Features x, int row)
    {
        double[] values = new double[x.ColumnCount];
        x.CopyRow(row, values);
        return new ArgumentException(FormattableString.Invariant($"Row {row}: {model.NotFiniteRow(values).Message}"), nameof(x));
    }
}
