using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>Takes a signed logarithm of the columns with long tails, where that brings them nearer to the target.</summary>
/// <remarks>
/// <para>
/// y = sign(x − c) · ln(1 + |x − c| / s), where c is 0 for a column without negative values and its median otherwise, and s the median distance from c of the
/// values that differ from it: near c the column stays as it is, far out it grows like a logarithm.
/// </para>
/// <para>
/// A column is touched where its skewness exceeds <see cref="Skewness"/>, it has more than 20 different values, and its squared correlation with the target
/// (for classes the greatest with any class) gains at least a tenth; without a target the skewness alone decides. Gaps stay gaps. Cost: O(n log n) a column.
/// </para>
/// </remarks>
public sealed record CompressTails : IStep
{
    private const int FewestDifferent = 20;

    private const double LeastGain = 1.1;

    /// <summary>Which columns are judged; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Absolute skewness above which a tail counts as long; above 0. Default 2.</summary>
    public double Skewness { get; init => field = Require.Positive(value); } = 2;

    /// <inheritdoc/>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "Compressing tails", ColumnKind.Number, ColumnKind.Whole);
        double[][] targets = TargetsOf(target);
        (double Center, double Scale, StepNote Note)?[] found = new (double, double, StepNote)?[columns.Length];
        context.For(columns.Length, j => found[j] = Judge(columns[j], targets));
        int[] chosen = [.. Enumerable.Range(0, columns.Length).Where(j => found[j] is not null)];
        return StepFit.Of(new FittedCompression(
            [.. chosen.Select(j => columns[j].Name)], [.. chosen.Select(j => found[j]!.Value.Center)], [.. chosen.Select(j => found[j]!.Value.Scale)], [.. chosen.Select(j => found[j]!.Value.Note)]), table, context.Workers);
    }

    private (double Center, double Scale, StepNote Note)? Judge(Column column, double[][] targets)
    {
        double[] present = NumericView.Present(column);
        if (present.Length <= FewestDifferent)
            return null;
        double skewness = Statistics.Skewness(present);
        if (!(Math.Abs(skewness) > Skewness))
            return null;
        double[] sorted = Statistics.Sorted(present);
        int different = 1;
        for (int i = 1; i < sorted.Length && different <= FewestDifferent; i++)
            different += sorted[i] != sorted[i - 1] ? 1 : 0;
        if (different <= FewestDifferent)
            return null;
        double center = sorted[0] >= 0 ? 0 : Statistics.Quantile(sorted, 0.5);
        double scale = Statistics.Median([.. present.Where(v => v != center).Select(v => Math.Abs(v - center))]);
        if (!(scale > 0) || !double.IsFinite(scale))
            return null;

        double[] before = NumericView.Copy(column), after = new double[before.Length];
        for (int i = 0; i < after.Length; i++)
            after[i] = FittedCompression.Compress(before[i], center, scale);
        double r2Before = Strongest(before, targets), r2After = Strongest(after, targets);
        if (targets.Length > 0 && !(r2After >= LeastGain * r2Before))
            return null;
        string why = targets.Length == 0
            ? FormattableString.Invariant($"its skewness is {skewness:F1}")
            : FormattableString.Invariant($"its skewness is {skewness:F1}, and its squared correlation with the target rises from {r2Before:F3} to {r2After:F3}");
        return (center, scale, new StepNote(column.Name, center == 0
            ? FormattableString.Invariant($"took ln(1 + x / {scale:G4})")
            : FormattableString.Invariant($"took the signed ln(1 + |x - {center:G4}| / {scale:G4})"), why));
    }

    private static double[][] TargetsOf(Target? target) => target switch
    {
        ClassTarget classes => [.. Enumerable.Range(0, classes.Classes.Count).Skip(classes.Classes.Count == 2 ? 1 : 0).Take(20)
            .Select(c => classes.Codes.ToArray().Select(code => code == c ? 1.0 : 0.0).ToArray())],
        NumberTarget numbers => [.. Enumerable.Range(0, numbers.Values.Columns).Select(numbers.Values.Column)],
        _ => [],
    };

    private static double Strongest(double[] x, double[][] targets)
    {
        double strongest = 0;
        foreach (double[] y in targets)
        {
            double r = CorrelationFilter.Correlation(x, y);
            strongest = Math.Max(strongest, r * r);
        }
        return strongest;
    }
}

/// <summary>Takes a signed logarithm of each column.</summary>
public sealed class FittedCompression : IInvertibleStep, IStored<FittedCompression>
{
    private readonly string[] names;
    private readonly double[] centers, scales;
    private readonly StepNote[] notes;

    internal FittedCompression(string[] names, double[] centers, double[] scales, StepNote[] notes) => (this.names, this.centers, this.scales, this.notes) = (names, centers, scales, notes);

    /// <inheritdoc/>
    public static string Kind => "step-compress-tails";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    internal IReadOnlyList<double> Centers => centers;

    internal IReadOnlyList<double> Scales => scales;

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
                values[i] = Compress(values[i], centers[j], scales[j]);
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public Draft Invert(Draft table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, null, (j, column) =>
        {
            double[] values = NumericView.Copy(column);
            for (int i = 0; i < values.Length; i++)
                values[i] = double.IsNaN(values[i]) ? double.NaN : centers[j] + (Math.Sign(values[i]) * scales[j] * Elementary.Expm1(Math.Abs(values[i])));
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Numbers("centers", centers);
        writer.Numbers("scales", scales);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedCompression Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns");
        double[] scales = reader.Numbers("scales", names.Length);
        return scales.All(s => s > 0) ? new FittedCompression(names, reader.Numbers("centers", names.Length), scales, StepNote.ReadAll(reader)) : throw reader.Fault("scales", "holds one that is not above 0");
    }

    // Halved first: the distance of two doubles of opposite sign may be more than a double holds.
    internal static double Compress(double x, double center, double scale) => double.IsNaN(x) ? double.NaN
        : Math.Sign(x - center) * Elementary.Log1p(Math.Min(double.MaxValue, 2 * Math.Abs((x / 2) - (center / 2)) / scale));
}
