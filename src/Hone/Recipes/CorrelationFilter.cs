using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Of numbers that say the same, keeps the first: leaves out each column whose correlation with one that is kept exceeds a threshold.</summary>
/// <remarks>Pearson's correlation over the rows that both columns have; its sign does not matter. Cost: O(n·d²) for d columns.</remarks>
public sealed record CorrelationFilter : IStep
{
    /// <summary>Which columns are judged; numbers and flags by default.</summary>
    public Columns Columns { get; init; } = Columns.OfKind(ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);

    /// <summary>From 0 to 1. Default 0.95.</summary>
    public double Above { get; init => field = Require.Between(value, 0, 1); } = 0.95;

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Choosing by correlation", ColumnKind.Number, ColumnKind.Whole, ColumnKind.Flag);
        double[][] x = [.. columns.Select(NumericView.Copy)];
        List<int> kept = [];
        List<StepNote> notes = [];
        for (int j = 0; j < columns.Length; j++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double[] correlations = new double[kept.Count];
            context.For(kept.Count, k => correlations[k] = Correlation(x[kept[k]], x[j]));
            int twin = Array.FindIndex(correlations, r => Math.Abs(r) > Above);
            if (twin < 0)
                kept.Add(j);
            else
                notes.Add(new StepNote(columns[j].Name, "dropped", FormattableString.Invariant($"its correlation with '{columns[kept[twin]].Name}' is {correlations[twin]:F3}")));
        }
        return StepFit.Of(new FittedDrop([.. notes]), table, context.Workers);
    }

    // 0 where either is constant over the shared rows.
    internal static double Correlation(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double meanA = 0, meanB = 0;
        int n = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (double.IsNaN(a[i]) || double.IsNaN(b[i]))
                continue;
            meanA += a[i];
            meanB += b[i];
            n++;
        }
        if (n < 2)
            return 0;
        meanA /= n;
        meanB /= n;
        double aa = 0, bb = 0, ab = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double da = a[i] - meanA, db = b[i] - meanB;
            if (double.IsNaN(da) || double.IsNaN(db))
                continue;
            aa += da * da;
            bb += db * db;
            ab += da * db;
        }
        double scale = Math.Sqrt(aa) * Math.Sqrt(bb);
        return scale > 0 ? Math.Clamp(ab / scale, -1, 1) : 0;
    }
}
