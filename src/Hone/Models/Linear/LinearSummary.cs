using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The uncertainty of least-squares coefficients under independent errors of equal variance.</summary>
/// <remarks>
/// Covariance s²(X'WX)⁻¹ with s² = Σwᵢ(yᵢ−ŷᵢ)²/(n−p), p counting the intercept. A weight is the inverse of a row's variance, up to a
/// factor; it does not stand for several rows: n counts the rows.
/// </remarks>
public sealed class LinearSummary
{
    private readonly double[] coefficients;
    private readonly double[] errors;

    private LinearSummary(IReadOnlyList<string> terms, double[] coefficients, double[] errors) =>
        (Terms, this.coefficients, this.errors) = (terms, coefficients, errors);

    /// <summary>What each entry belongs to: "(intercept)" first where one was fitted, then the columns.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The estimates, a term each.</summary>
    public ReadOnlySpan<double> Coefficients => coefficients;

    /// <summary>The standard errors, a term each.</summary>
    public ReadOnlySpan<double> StandardErrors => errors;

    /// <summary>n − p.</summary>
    public required int DegreesOfFreedom { get; init; }

    /// <summary>s², the variance of the errors.</summary>
    public required double ResidualVariance { get; init; }

    /// <summary>The share of the target's variance explained: about the mean with an intercept, about 0 without.</summary>
    public required double RSquared { get; init; }

    /// <summary>R² with the variances divided by their degrees of freedom.</summary>
    public double AdjustedRSquared
    {
        get
        {
            int terms = Terms.Count, rows = DegreesOfFreedom + terms;
            int withoutColumns = HasIntercept ? rows - 1 : rows;
            return 1 - ((1 - RSquared) * withoutColumns / DegreesOfFreedom);
        }
    }

    /// <summary>Estimates divided by their standard errors.</summary>
    public double[] TValues()
    {
        double[] t = new double[errors.Length];
        for (int j = 0; j < t.Length; j++)
            t[j] = coefficients[j] == 0 ? 0 : coefficients[j] / errors[j];
        return t;
    }

    /// <summary>The share of Student's t distribution farther out than each t value: small where a coefficient of 0 would be a surprise.</summary>
    public double[] PValues() => [.. TValues().Select(t => SpecialFunctions.StudentTTwoSided(t, DegreesOfFreedom))];

    /// <summary>An interval for each term that covers the true coefficient in that share of samples, if the errors are normal.</summary>
    /// <param name="level">Above 0 and below 1; by default 0.95.</param>
    public (double Low, double High)[] Intervals(double level = 0.95)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, FormattableString.Invariant($"level must be above 0 and below 1; found {level}."));
        double reach = SpecialFunctions.StudentTQuantile(0.5 + (0.5 * level), DegreesOfFreedom);
        return [.. coefficients.Zip(errors, (w, e) => (w - (reach * e), w + (reach * e)))];
    }

    /// <summary>F, the explained over the residual variance: whether the columns together explain anything. +∞ for a perfect fit.</summary>
    public double FStatistic
    {
        get
        {
            int columns = HasIntercept ? Terms.Count - 1 : Terms.Count;
            return columns == 0 ? 0 : RSquared / columns / ((1 - RSquared) / DegreesOfFreedom);
        }
    }

    private bool HasIntercept => Terms.Count > 0 && Terms[0] == Intercept;

    private const string Intercept = "(intercept)";

    internal static LinearSummary Of(LeastSquaresData problem, double[] w, Matrix inverse, bool intercept, FitContext context)
    {
        int d = problem.Columns;
        double[] intercepts = problem.Means.Intercepts(w);
        double[] sums = RowSums.Over(problem.X.Rows, 3, context, (start, end, sum) =>
        {
            for (int i = start; i < end; i++)
            {
                double weight = problem.Weights?[i] ?? 1, y = problem.Y.Row(i)[0];
                double residual = y - intercepts[0] - problem.X.Dot(i, w);
                sum[0] += 1;
                sum[1] += weight * residual * residual;
                sum[2] += weight * (y - problem.Means.Y[0]) * (y - problem.Means.Y[0]);
            }
        });
        int p = intercept ? d + 1 : d, freedom = (int)sums[0] - p;
        if (freedom < 1)
            throw new ArgumentException(FormattableString.Invariant($"Standard errors take more rows than coefficients; there are {sums[0]} rows and {p} coefficients."), nameof(problem));

        double variance = sums[1] / freedom;
        double[] errors = new double[p], estimates = new double[p];
        for (int j = 0; j < d; j++)
        {
            errors[p - d + j] = Math.Sqrt(variance * inverse[j, j]);
            estimates[p - d + j] = w[j];
        }
        if (intercept)
        {
            double spread = 0;
            for (int j = 0; j < d; j++)
                spread += problem.Means.X[j] * Kernels.Dot(inverse.Row(j), problem.Means.X);
            errors[0] = Math.Sqrt(variance * ((1 / problem.Means.Weight) + spread));
            estimates[0] = intercepts[0];
        }
        IEnumerable<string> columns = problem.Inputs.Select(c => c.Name);
        return new LinearSummary(intercept ? [Intercept, .. columns] : [.. columns], estimates, errors)
        {
            DegreesOfFreedom = freedom,
            ResidualVariance = variance,
            RSquared = sums[2] > 0 ? 1 - (sums[1] / sums[2]) : 0,
        };
    }

    internal void Write(PackageWriter writer)
    {
        writer.Flag("intercept", HasIntercept);
        writer.Numbers("coefficients", coefficients);
        writer.Numbers("errors", errors);
        writer.Whole("freedom", DegreesOfFreedom);
        writer.Number("variance", ResidualVariance);
        writer.Number("r2", RSquared);
    }

    internal static LinearSummary Read(PackageReader reader, FeatureColumn[] inputs)
    {
        bool intercept = reader.Flag("intercept");
        IEnumerable<string> columns = inputs.Select(c => c.Name);
        string[] terms = intercept ? [Intercept, .. columns] : [.. columns];
        return new LinearSummary(terms, reader.FiniteNumbers("coefficients", terms.Length), reader.FiniteNumbers("errors", terms.Length))
        {
            DegreesOfFreedom = reader.Whole("freedom", 1),
            ResidualVariance = reader.Number("variance"),
            RSquared = reader.Number("r2"),
        };
    }
}
