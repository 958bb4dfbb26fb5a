using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Baselines;

/// <summary>What fitting a <see cref="Baseline"/> gives: a <see cref="BaselineRegressor"/> or a <see cref="BaselineClassifier"/>, by the target.</summary>
public abstract class BaselineModel : IModel
{
    private protected BaselineModel(IReadOnlyList<FeatureColumn> inputs) => Inputs = inputs;

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public FitReport Report => FitReport.Exact;
}

/// <summary>Predicts the same numbers for every row.</summary>
public sealed class BaselineRegressor : BaselineModel, IRegressor, IStored<BaselineRegressor>
{
    private readonly double[] constants;

    internal BaselineRegressor(IReadOnlyList<FeatureColumn> inputs, double[] constants)
        : base(inputs) => this.constants = constants;

    /// <inheritdoc/>
    public static string Kind => "baseline-regressor";

    /// <summary>What is predicted: k numbers.</summary>
    public ReadOnlySpan<double> Constants => constants;

    /// <inheritdoc/>
    public int Outputs => constants.Length;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction) => constants.CopyTo(prediction);

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", Inputs);
        writer.Numbers("constants", constants);
    }

    /// <inheritdoc/>
    public static BaselineRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        return new BaselineRegressor(inputs, reader.FiniteNumbers("constants"));
    }
}

/// <summary>Predicts classes without looking at the row, or, for stratified draws, with its values as the dice.</summary>
public sealed class BaselineClassifier : BaselineModel, IClassifier, IStored<BaselineClassifier>
{
    private readonly double[] shares;
    private readonly BaselineClasses strategy;
    private readonly ulong seed;
    private readonly int majority;

    internal BaselineClassifier(IReadOnlyList<FeatureColumn> inputs, IReadOnlyList<string> classes, int positive, double[] shares, BaselineClasses strategy, ulong seed)
        : base(inputs)
    {
        (Classes, Positive, this.shares, this.strategy, this.seed) = (classes, positive, shares, strategy, seed);
        majority = Array.IndexOf(shares, shares.Max());
    }

    /// <inheritdoc/>
    public static string Kind => "baseline-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <summary>Each class's share of the training rows' weight.</summary>
    public ReadOnlySpan<double> Shares => shares;

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        if (strategy == BaselineClasses.Prior)
        {
            shares.CopyTo(probabilities);
            return;
        }
        probabilities.Clear();
        probabilities[strategy == BaselineClasses.Majority ? majority : Draw(row)] = 1;
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Columns("inputs", Inputs);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
        writer.Numbers("shares", shares);
        writer.Choice("strategy", strategy);
        writer.Whole("seed", unchecked((long)seed));
    }

    /// <inheritdoc/>
    public static BaselineClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        FeatureColumn[] inputs = reader.Columns("inputs");
        (string[] classes, int positive) = reader.ClassNames();
        double[] shares = reader.FiniteNumbers("shares", classes.Length);
        if (shares.Any(s => s < 0) || Math.Abs(shares.Sum() - 1) > 1e-6)
            throw reader.Fault("shares", "does not hold shares that sum to 1");
        return new BaselineClassifier(inputs, classes, positive, shares, reader.Choice<BaselineClasses>("strategy"), unchecked((ulong)reader.Long("seed")));
    }

    // The row's bits, mixed into the seed, are the dice; adding 0 makes the two zeros one.
    private int Draw(ReadOnlySpan<double> row)
    {
        ulong state = seed;
        foreach (double value in row)
            state = RandomKey.Mix(state ^ BitConverter.DoubleToUInt64Bits(value + 0.0));
        double dice = (RandomKey.Mix(state) >> 11) * (1.0 / (1UL << 53));
        for (int c = 0; c < shares.Length; c++)
        {
            dice -= shares[c];
            if (dice < 0)
                return c;
        }
        return majority;                                       // rounding of the shares' sum
    }
}
