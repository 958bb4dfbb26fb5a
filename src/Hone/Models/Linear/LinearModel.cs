using System.Diagnostics;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Predicts ŷ = b + Xwᵀ: what <see cref="LinearRegression"/>, <see cref="Ridge"/>, <see cref="Lasso"/> and <see cref="ElasticNet"/> give.</summary>
/// <remarks>A prediction costs O(d·k); for sparse rows O(entries·k).</remarks>
[DebuggerDisplay("{Outputs} x {Inputs.Count}")]
public sealed class LinearModel : IRegressor, IStored<LinearModel>
{
    private readonly double[] weights;
    private readonly double[] intercepts;

    internal LinearModel(IReadOnlyList<FeatureColumn> inputs, double[] weights, double[] intercepts, FitReport report) =>
        (Inputs, this.weights, this.intercepts, Report) = (inputs, weights, intercepts, report);

    /// <inheritdoc/>
    public static string Kind => "linear-regressor";

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public FitReport Report { get; }

    /// <inheritdoc/>
    public int Outputs => intercepts.Length;

    /// <summary>The d coefficients of the first output, in the columns' order.</summary>
    public ReadOnlySpan<double> Coefficients => CoefficientsOf(0);

    /// <summary>The intercept of the first output; 0 where none was fitted.</summary>
    public double Intercept => intercepts[0];

    /// <summary>The k intercepts.</summary>
    public ReadOnlySpan<double> Intercepts => intercepts;

    /// <summary>The uncertainty of the coefficients, where <see cref="LinearRegression.StandardErrors"/> asked for it; otherwise null.</summary>
    public LinearSummary? Summary { get; internal init; }

    /// <summary>The d coefficients of one output.</summary>
    /// <param name="output">From 0 to k − 1.</param>
    public ReadOnlySpan<double> CoefficientsOf(int output) =>
        weights.AsSpan(Require.Between(output, 0, Outputs - 1, nameof(output)) * Inputs.Count, Inputs.Count);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The row's width is not the model's, or it holds a value that is not finite.</exception>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction)
    {
        this.RequireRow(row);
        for (int output = 0; output < intercepts.Length; output++)
        {
            double value = intercepts[output] + Kernels.Dot(row, weights.AsSpan(output * row.Length, row.Length));
            prediction[output] = double.IsFinite(value) ? value : throw this.NotFiniteRow(row);
        }
    }

    /// <inheritdoc/>
    public void Predict(Features x, Matrix predictions, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(predictions);
        LinearRows.Predict(this, x, weights, intercepts, predictions, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", Inputs);
        writer.Numbers("weights", weights);
        writer.Numbers("intercepts", intercepts);
        writer.Report("report", Report);
        if (Summary is { } summary)
            writer.Group("summary", summary.Write);
    }

    /// <inheritdoc/>
    public static LinearModel Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        double[] intercepts = reader.FiniteNumbers("intercepts");
        if (intercepts.Length == 0)
            throw reader.Fault("intercepts", "is empty");
        double[] weights = reader.FiniteNumbers("weights", checked(inputs.Length * intercepts.Length));
        return new LinearModel(inputs, weights, intercepts, reader.Report("report"))
        {
            Summary = reader.Has("summary") ? LinearSummary.Read(reader.Group("summary"), inputs) : null,
        };
    }
}
