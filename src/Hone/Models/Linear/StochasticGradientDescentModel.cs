using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>What <see cref="StochasticGradientDescent"/> gives: a <see cref="GradientRegressor"/> or a <see cref="GradientClassifier"/>. It keeps where the fit stands, so that it can go on.</summary>
public abstract class StochasticGradientDescentModel : IModel
{
    private protected StochasticGradientDescentModel(IReadOnlyList<FeatureColumn> inputs, GradientState state, FitReport report)
    {
        (Inputs, State, Report) = (inputs, state, report);
        int d = inputs.Count;
        Weights = new double[state.Scores * d];
        OwnIntercepts = new double[state.Scores];
        for (int s = 0; s < state.Scores; s++)
        {
            double scale = state.Scales.Length > 0 ? state.Scales[s] : 1;
            for (int j = 0; j < d; j++)
                Weights[(s * d) + j] = scale * state.Final[(s * d) + j];
            OwnIntercepts[s] = (scale * state.Final[(state.Scores * d) + s]) + (state.Centres.Length > 0 ? state.Centres[s] : 0);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public FitReport Report { get; }

    /// <summary>The intercepts, one a score.</summary>
    public ReadOnlySpan<double> Intercepts => OwnIntercepts;

    internal GradientState State { get; }

    private protected double[] Weights { get; }

    private protected double[] OwnIntercepts { get; }

    /// <summary>The d coefficients of a score: of an output, of a class, or for two classes of the second.</summary>
    /// <param name="score">From 0.</param>
    public ReadOnlySpan<double> CoefficientsOf(int score = 0) =>
        Weights.AsSpan(Require.Between(score, 0, OwnIntercepts.Length - 1, nameof(score)) * Inputs.Count, Inputs.Count);

    internal abstract void RequireTarget(Target target);

    internal static StochasticGradientDescentModel From(TrainingData data, GradientState state, FitReport report) => data.Y is ClassTarget target
        ? new GradientClassifier(data.X.Columns, target.Classes, target.Positive, state, report)
        : new GradientRegressor(data.X.Columns, state, report);

    private protected void WriteCommon(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Report("report", Report);
        writer.Numbers("weights", State.Weights);
        writer.Numbers("final", State.Final);
        writer.Numbers("centres", State.Centres);
        writer.Numbers("scales", State.Scales);
        writer.Numbers("factors", State.Factors);
        writer.Whole("scores", State.Scores);
        writer.Whole("seen", State.Seen);
    }

    private protected static GradientState ReadState(PackageReader reader, int inputs, int? classes)
    {
        int scores = classes is null ? reader.Whole("scores", 1) : reader.Whole("scores", classes == 2 ? 1 : classes.Value, classes == 2 ? 1 : classes.Value);
        int length = checked(scores * (inputs + 1)), outputs = classes is null ? scores : 0;
        GradientState state = new()
        {
            Scores = scores,
            Weights = reader.FiniteNumbers("weights", length),
            Final = reader.FiniteNumbers("final", length),
            Centres = reader.FiniteNumbers("centres", outputs),
            Scales = reader.FiniteNumbers("scales", outputs),
            Factors = reader.FiniteNumbers("factors", classes ?? 0),
            Seen = reader.Long("seen"),
        };
        return state.Seen >= 0 && Array.TrueForAll(state.Scales, s => s > 0) && Array.TrueForAll(state.Factors, f => f >= 0)
            ? state
            : throw reader.Fault("scales", "or the numbers beside it are out of range");
    }
}

/// <summary>Predicts numbers, ŷ = b + Xwᵀ.</summary>
public sealed class GradientRegressor : StochasticGradientDescentModel, IRegressor, IStored<GradientRegressor>
{
    internal GradientRegressor(IReadOnlyList<FeatureColumn> inputs, GradientState state, FitReport report)
        : base(inputs, state, report)
    {
    }

    /// <inheritdoc/>
    public static string Kind => "gradient-regressor";

    /// <inheritdoc/>
    public int Outputs => OwnIntercepts.Length;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The row's width is not the model's, or it holds a value that is not finite.</exception>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction)
    {
        this.RequireRow(row);
        for (int output = 0; output < OwnIntercepts.Length; output++)
        {
            double value = OwnIntercepts[output] + Kernels.Dot(row, CoefficientsOf(output));
            prediction[output] = double.IsFinite(value) ? value : throw this.NotFiniteRow(row);
        }
    }

    /// <inheritdoc/>
    public void Predict(Features x, Matrix predictions, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(predictions);
        LinearRows.Predict(this, x, Weights, OwnIntercepts, predictions, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteCommon(writer);
    }

    /// <inheritdoc/>
    public static GradientRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        return new GradientRegressor(inputs, ReadState(reader, inputs.Length, null), reader.Report("report"));
    }

    internal override void RequireTarget(Target target)
    {
        if (target is not NumberTarget numbers || numbers.Values.Columns != Outputs)
            throw new ArgumentException(FormattableString.Invariant($"The model predicts {Outputs} numbers a row; the target must hold as many."), nameof(target));
    }
}

/// <summary>Predicts classes from linear scores.</summary>
public sealed class GradientClassifier : StochasticGradientDescentModel, IClassifier, IStored<GradientClassifier>
{
    internal GradientClassifier(IReadOnlyList<FeatureColumn> inputs, IReadOnlyList<string> classes, int positive, GradientState state, FitReport report)
        : base(inputs, state, report) => (Classes, Positive) = (classes, positive);

    /// <inheritdoc/>
    public static string Kind => "gradient-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The row's width is not the model's, or it holds a value that is not finite.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        this.RequireRow(row);
        for (int s = 0; s < OwnIntercepts.Length; s++)
            probabilities[s] = OwnIntercepts[s] + Kernels.Dot(row, CoefficientsOf(s));
        if (!LogisticModel.Finish(probabilities, OwnIntercepts.Length))
            throw this.NotFiniteRow(row);
    }

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        LinearRows.PredictProbabilities(this, x, Weights, OwnIntercepts, probabilities, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteCommon(writer);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
    }

    /// <inheritdoc/>
    public static GradientClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        (string[] classes, int positive) = reader.ClassNames();
        return new GradientClassifier(inputs, classes, positive, ReadState(reader, inputs.Length, classes.Length), reader.Report("report"));
    }

    internal override void RequireTarget(Target target)
    {
        if (target is not ClassTarget classes || !classes.Classes.SequenceEqual(Classes))
            throw new ArgumentException($"The model was fitted on the classes {string.Join(", ", Classes)}; the target must list the same ones in the same order. They need not all have rows.", nameof(target));
    }
}
