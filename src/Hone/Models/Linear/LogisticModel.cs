using System.Diagnostics;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Linear scores turned into probabilities: what <see cref="LogisticRegression"/> gives.</summary>
/// <remarks>A prediction costs O(d) a score; for sparse rows O(entries).</remarks>
[DebuggerDisplay("{Classes.Count} classes x {Inputs.Count}")]
public sealed class LogisticModel : IClassifier, IStored<LogisticModel>
{
    private readonly double[] weights;
    private readonly double[] intercepts;

    private LogisticModel(IReadOnlyList<FeatureColumn> inputs, IReadOnlyList<string> classes, int positive, double[] weights, double[] intercepts, bool separated, FitReport report) =>
        (Inputs, Classes, Positive, this.weights, this.intercepts, Separated, Report) = (inputs, classes, positive, weights, intercepts, separated, report);

    /// <inheritdoc/>
    public static string Kind => "logistic-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public FitReport Report { get; }

    /// <summary>Whether the fit puts every training row on its own side, which an unpenalised fit reaches only where no finite optimum exists.</summary>
    public bool Separated { get; }

    /// <summary>How many scores there are: 1 for two classes, whose score is ln(p₁/p₀); otherwise one a class.</summary>
    public int Scores => intercepts.Length;

    /// <summary>The intercepts, one a score; −∞ for a class that no training row had.</summary>
    public ReadOnlySpan<double> Intercepts => intercepts;

    /// <summary>The d coefficients of a score: 0 for two classes (in favour of the second), otherwise the class's position.</summary>
    /// <param name="score">From 0 to <see cref="Scores"/> − 1.</param>
    public ReadOnlySpan<double> CoefficientsOf(int score = 0) =>
        weights.AsSpan(Require.Between(score, 0, Scores - 1, nameof(score)) * Inputs.Count, Inputs.Count);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The row's width is not the model's, or it holds a value that is not finite.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        this.RequireRow(row);
        for (int k = 0; k < intercepts.Length; k++)
            probabilities[k] = intercepts[k] + Kernels.Dot(row, weights.AsSpan(k * row.Length, row.Length));
        if (!Finish(probabilities, intercepts.Length))
            throw this.NotFiniteRow(row);
    }

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        LinearRows.PredictProbabilities(this, x, weights, intercepts, probabilities, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", Inputs);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
        writer.Numbers("weights", weights);
        writer.Numbers("intercepts", intercepts);
        writer.Flag("separated", Separated);
        writer.Report("report", Report);
    }

    /// <inheritdoc/>
    public static LogisticModel Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        (string[] classes, int positive) = reader.ClassNames();
        int scores = classes.Length == 2 ? 1 : classes.Length;
        double[] intercepts = reader.Numbers("intercepts", scores);
        if (!Array.Exists(intercepts, double.IsFinite) || Array.Exists(intercepts, b => double.IsNaN(b) || double.IsPositiveInfinity(b)))
            throw reader.Fault("intercepts", "holds a number that is not finite");
        double[] weights = reader.FiniteNumbers("weights", checked(inputs.Length * scores));
        return new LogisticModel(inputs, classes, positive, weights, intercepts, reader.Flag("separated"), reader.Report("report"));
    }

    /// <summary>The model of parameters in rows of d coefficients and an intercept, one row for each class that is present.</summary>
    internal static LogisticModel From(IReadOnlyList<FeatureColumn> inputs, ClassTarget target, double[] parameters, bool intercept, int[] present, bool separated, FitReport report)
    {
        int d = inputs.Count, p = intercept ? d + 1 : d, scores = target.Classes.Count == 2 ? 1 : target.Classes.Count;
        double[] weights = new double[scores * d], intercepts = new double[scores];
        if (scores > 1)
            Array.Fill(intercepts, double.NegativeInfinity);
        for (int k = 0; k < parameters.Length / Math.Max(1, p); k++)
        {
            int score = scores == 1 ? 0 : present[k];
            parameters.AsSpan(k * p, d).CopyTo(weights.AsSpan(score * d));
            intercepts[score] = intercept ? parameters[(k * p) + d] : 0;
        }
        return new LogisticModel(inputs, target.Classes, target.Positive, weights, intercepts, separated, report);
    }

    /// <summary>Scores to probabilities in place; false where a score is not a number or is +∞.</summary>
    internal static bool Finish(Span<double> values, int scores)
    {
        if (scores > 1)
        {
            Kernels.Softmax(values[..scores]);
            return !double.IsNaN(values[0]);
        }
        double score = values[0];
        values[0] = Elementary.Sigmoid(-score);
        values[1] = Elementary.Sigmoid(score);
        return double.IsFinite(score);
    }
}
