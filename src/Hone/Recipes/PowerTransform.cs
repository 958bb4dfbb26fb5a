using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;

namespace Hone.Recipes;

/// <summary>A family of power transformations.</summary>
public enum PowerFamily
{
    /// <summary>For any sign: ((x + 1)^λ − 1) / λ for x ≥ 0, −((1 − x)^(2 − λ) − 1) / (2 − λ) for x &lt; 0, with logarithms at λ = 0 and 2.</summary>
    YeoJohnson,

    /// <summary>For values above 0: (x^λ − 1) / λ, the logarithm at λ = 0.</summary>
    BoxCox,
}

/// <summary>Bends each column by the power that makes it most like a normal distribution, then standardises it.</summary>
/// <remarks>
/// λ maximises the likelihood of a normal distribution: −n/2 · ln(variance of the transformed) + (λ − 1) Σ sign(x) ln(1 + |x|) for Yeo and
/// Johnson; found by Brent's method to about 1e-8. Gaps stay gaps; a constant column is only centred.
/// Cost: O(n) an evaluation, some 30 evaluations a column.
/// Source: I.-K. Yeo and R. A. Johnson, "A New Family of Power Transformations to Improve Normality or Symmetry", Biometrika 87(4), 2000;
/// G. E. P. Box and D. R. Cox, "An Analysis of Transformations", Journal of the Royal Statistical Society B 26(2), 1964.
/// </remarks>
public sealed record PowerTransform : IStep
{
    /// <summary>Which columns; numbers by default.</summary>
    public Columns Columns { get; init; } = Columns.Numbers;

    /// <summary>Which powers. Default Yeo and Johnson's.</summary>
    public PowerFamily Family { get; init; }

    /// <summary>Whether the result is standardised. Default true.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>The reason that the notes give; empty by default.</summary>
    public string Why { get; init; } = "";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Box and Cox's powers are asked for and a value is not above 0.</exception>
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        Column[] columns = Columns.In(table.Table, "A power transformation", ColumnKind.Number, ColumnKind.Whole);
        double[] powers = new double[columns.Length], means = new double[columns.Length], deviations = new double[columns.Length];
        StepNote[] notes = new StepNote[columns.Length];
        context.For(columns.Length, j =>
        {
            FittedPowers.RequireDomain(columns[j], Family);
            double[] x = NumericView.Present(columns[j]);
            powers[j] = x.Length == 0 || x.Max() == x.Min() ? 1 : BestPower(x);
            double[] y = new double[x.Length];
            for (int i = 0; i < y.Length; i++)
                y[i] = FittedPowers.Bend(x[i], powers[j], Family);
            means[j] = Standardize && y.Length > 0 ? Statistics.Mean(y) : 0;
            double variance = y.Length > 0 ? Statistics.Variance(y, means[j]) : 0;
            deviations[j] = Standardize && variance > 0 ? Math.Sqrt(variance) : 1;
            notes[j] = new StepNote(columns[j].Name, FormattableString.Invariant($"power {powers[j]:G4}{(Standardize ? ", then standardised" : "")}: skewness {Statistics.Skewness(x):F2} became {Statistics.Skewness(y):F2}"), Why);
        });
        return StepFit.Of(new FittedPowers([.. columns.Select(c => c.Name)], Family, powers, means, deviations, notes), table, context.Workers);
    }

    private double BestPower(double[] x)
    {
        double logs = 0;
        foreach (double value in x)
            logs += Family == PowerFamily.BoxCox ? Elementary.Log(value) : Math.Sign(value) * Elementary.Log1p(Math.Abs(value));
        double[] y = new double[x.Length];
        return BrentMinimum.Find(-2, 2, lambda =>
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = FittedPowers.Bend(x[i], lambda, Family);
            double variance = Statistics.Variance(y, Statistics.Mean(y));
            return variance > 0 && double.IsFinite(variance) ? (x.Length / 2.0 * Elementary.Log(variance)) - ((lambda - 1) * logs) : double.MaxValue;
        });
    }
}

/// <summary>Bends each column by a power of its own.</summary>
public sealed class FittedPowers : IInvertibleStep, IStored<FittedPowers>
{
    // Powers of far outliers leave the range of doubles; the ends of this one stand for them.
    private const double Limit = 1e150;

    private readonly string[] names;
    private readonly PowerFamily family;
    private readonly double[] powers, means, deviations;
    private readonly StepNote[] notes;

    internal FittedPowers(string[] names, PowerFamily family, double[] powers, double[] means, double[] deviations, StepNote[] notes) =>
        (this.names, this.family, this.powers, this.means, this.deviations, this.notes) = (names, family, powers, means, deviations, notes);

    /// <inheritdoc/>
    public static string Kind => "step-power";

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>λ of each column.</summary>
    public IReadOnlyList<double> Powers => powers;

    /// <inheritdoc/>
    public IReadOnlyList<StepNote> Notes => notes;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value is outside the family's domain; the message names column and row.</exception>
    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Replace(names, workers, (j, column) =>
        {
            RequireDomain(column, family);
            double[] values = NumericView.Copy(column);
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsNaN(values[i]))
                    values[i] = (Bend(values[i], powers[j], family) - means[j]) / deviations[j];
            }
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
            {
                if (!double.IsNaN(values[i]))
                    values[i] = Unbend((values[i] * deviations[j]) + means[j], powers[j], family);
            }
            return new NumberColumn(column.Name, values);
        });
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Texts("columns", names);
        writer.Choice("family", family);
        writer.Numbers("powers", powers);
        writer.Numbers("means", means);
        writer.Numbers("deviations", deviations);
        StepNote.WriteAll(writer, notes);
    }

    /// <inheritdoc/>
    public static FittedPowers Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.Texts("columns");
        return new FittedPowers(names, reader.Choice<PowerFamily>("family"), reader.Numbers("powers", names.Length), reader.Numbers("means", names.Length), reader.Numbers("deviations", names.Length), StepNote.ReadAll(reader));
    }

    internal static void RequireDomain(Column column, PowerFamily family)
    {
        if (family != PowerFamily.BoxCox)
            return;
        ReadOnlySpan<double> values = NumericView.Of(column);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] <= 0)
                throw new ArgumentException(FormattableString.Invariant($"Column '{column.Name}' holds {values[i]} in row {i + 1} (counting from 1); Box and Cox's powers take values above 0. Use Yeo and Johnson's."));
        }
    }

    internal static double Bend(double x, double lambda, PowerFamily family)
    {
        double y = family == PowerFamily.BoxCox ? Power(Elementary.Log(x), lambda)
            : x >= 0 ? Power(Elementary.Log1p(x), lambda)
            : -Power(Elementary.Log1p(-x), 2 - lambda);
        return Math.Clamp(y, -Limit, Limit);
    }

    // (e^(λ·log) − 1) / λ, without loss near λ = 0.
    private static double Power(double log, double lambda) => Math.Abs(lambda) < 1e-19 ? log : Elementary.Expm1(lambda * log) / lambda;

    private static double Unbend(double y, double lambda, PowerFamily family)
    {
        if (family == PowerFamily.BoxCox)
            return Elementary.Exp(LogOf(y, lambda));
        return y >= 0 ? Elementary.Expm1(LogOf(y, lambda)) : -Elementary.Expm1(LogOf(-y, 2 - lambda));
    }

    private static double LogOf(double y, double lambda) => Math.Abs(lambda) < 1e-19 ? y : Elementary.Log1p(Math.Max(lambda * y, -1 + 1e-16)) / lambda;
}
