using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Spreads each column evenly over [0, 1], or over a normal distribution, by the ranks of the training rows.</summary>
/// <remarks>
/// A value becomes the share of training rows below it, read off <see cref="Quantiles"/> quantiles with straight lines between them; the
/// mean of reading from the left and from the right where values repeat. Values beyond the range of training go to its ends. Gaps stay gaps.
/// Cost: O(n log n) a column.
/// </remarks>
public sealed record QuantileTransform : IStep
{
    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Quantiles kept at most, at least 2; no more than there are training rows. Default 1000.</summary>
    public int Quantiles { get; init => field = Require.AtLeast(value, 2); } = 1000;

    /// <summary>Whether the result is normally distributed instead of evenly; ends then lie at ±5.2. Default false.</summary>
    public bool Normal { get; init; }

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Spreading by ranks", ColumnKind.Number, ColumnKind.Whole);
        double[][] quantiles = new double[columns.Length][];
        context.For(columns.Length, j =>
        {
            double[] sorted = Statistics.Sorted(NumericView.Present(columns[j]));
            int count = Math.Max(2, Math.Min(Quantiles, table.RowCount));
            quantiles[j] = new double[count];
            for (int k = 0; k < count && sorted.Length > 0; k++)
                quantiles[j][k] = Statistics.Quantile(sorted, k / (count - 1.0));
        });
        StepNote[] notes = [.. columns.Select(c => new StepNote(c.Name, $"spread {(Normal ? "normally" : "evenly")} by rank", Why))];
        return StepFit.Of(new FittedQuantiles([.. columns.Select(c => c.Name)], quantiles, Normal, notes), table, context.Workers);
    }
}

/// <summary>Spreads columns by rank.</summary>
public sealed class FittedQuantiles : IInvertibleStep, IStored<FittedQuantiles>
{
    // How near to 0 and 1 a share may come before the normal quantile runs away.
    private const double End = 1e-7;

    private readonly string[] names;
    private readonly double[][] quantiles;
    private readonly bool normal;
    private readonly StepNote[] notes;

    internal FittedQuantiles(string[] names, double[][] quantiles, bool normal, StepNote[] notes) => (this.names, this.quantiles, this.normal, this.notes) = (names, quantiles, normal, notes);

    /// <inheritdoc/>
    public static string Kind => "step-quantiles";

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            double[] values = NumericView.Copy(column);
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsNaN(values[i]))
                    values[i] = Spread(values[i], quantiles[j]);
            }
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    /// <remarks>To rounding for values within the range of training; the two ends of a normal spread come back within 1e-7 of the first and last step.</remarks>
    public Draft Invert(Draft table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, null, (j, column) =>
        {
            double[] values = NumericView.Copy(column), q = quantiles[j];
            for (int i = 0; i < values.Length; i++)
            {
                if (double.IsNaN(values[i]))
                    continue;
                double at = Math.Clamp(normal ? SpecialFunctions.NormalCdf(values[i]) : values[i], 0, 1) * (q.Length - 1);
                int k = Math.Min((int)at, q.Length - 2);
                values[i] = q[k] + ((at - k) * (q[k + 1] - q[k]));
            }
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Groups("columns", names.Zip(quantiles), static (w, column) =>
        {
            w.Text("name", column.First);
            w.Numbers("quantiles", column.Second);
        });
        writer.Flag("normal", normal);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedQuantiles Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (string Name, double[] Quantiles)[] columns = reader.Groups("columns", static r => (r.Text("name"), r.Numbers("quantiles")));
        foreach ((string name, double[] quantiles) in columns)
        {
            if (quantiles.Length < 2 || !quantiles.SequenceEqual(quantiles.Order()) || quantiles.Any(q => !double.IsFinite(q)))
                throw reader.Fault("columns", $"has quantiles of '{name}' that do not ascend");
        }
        return new FittedQuantiles([.. columns.Select(c => c.Name)], [.. columns.Select(c => c.Quantiles)], reader.Flag("normal"), StepNote.ReadAll(reader));
    }

    private double Spread(double x, double[] q)
    {
        double share;
        if (normal ? x - End < q[0] : x <= q[0])
            share = 0;
        else if (normal ? x + End > q[^1] : x >= q[^1])
            share = 1;
        else
            share = 0.5 * (FromLeft(x, q) + FromRight(x, q));
        return normal ? SpecialFunctions.NormalQuantile(Math.Clamp(share, End, 1 - End)) : share;
    }

    // Among equal quantiles the last one counts from the left, the first one from the right.
    private static double FromLeft(double x, double[] q)
    {
        int k = SortedSearch.NotAbove(q, x) - 1;
        return k >= q.Length - 1 ? 1 : (k + ((x - q[k]) / (q[k + 1] - q[k]))) / (q.Length - 1);
    }

    private static double FromRight(double x, double[] q)
    {
        int k = SortedSearch.Below(q, x);
        return k == 0 ? 0 : (k - ((q[k] - x) / (q[k] - q[k - 1]))) / (q.Length - 1);
    }
}
