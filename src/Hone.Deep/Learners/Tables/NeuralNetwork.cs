using Hone.Contracts;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A neural network for tables: several residual networks of fully connected layers, whose predictions are averaged.</summary>
/// <remarks>
/// Takes columns as they are. A number enters as its distance from the median, softly bounded, and as its place among quantiles, piece by piece linear, so that a layer can bend at each of them;
/// a level of a category, or a gap there, is a vector that is learned; a gap among numbers is an input of its own. Hidden layers are ReLU with dropout, from the second on added to what they were
/// given. Each network holds rows of its own out, is trained by AdamW at a rate that rises and falls as a cosine, and keeps the epoch that was best on them; the mean of the networks is the model.
/// Numbers to predict are standardised for training. A prediction costs O(networks · width · (inputs + layers · width)), training three times that for each row and epoch.
/// Sources: Y. Gorishniy, I. Rubachev and A. Babenko, "On Embeddings for Numerical Features in Tabular Deep Learning", NeurIPS 2022; D. Holzmüller, L. Grinsztajn and I. Steinwart, "Better by
/// Default: Strong Pre-Tuned MLPs and Boosted Trees on Tabular Data", NeurIPS 2024; Y. Gorishniy et al., "Revisiting Deep Learning Models for Tabular Data", NeurIPS 2021.
/// </remarks>
public sealed record NeuralNetwork : ILearner<NetworkModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "network";

    private const string Speaker = "a neural network";

    /// <summary>Networks that are averaged, at least 1; by default 4. Each costs as much as the first; they are trained side by side.</summary>
    public int Networks { get; init => field = Require.AtLeast(value, 1); } = 4;

    /// <summary>Hidden layers, at least 1; by default 3.</summary>
    public int Layers { get; init => field = Require.AtLeast(value, 1); } = 3;

    /// <summary>Units of a hidden layer, at least 1; by default 128.</summary>
    public int Width { get; init => field = Require.AtLeast(value, 1); } = 128;

    /// <summary>Quantiles at which the effect of a number may bend, at least 1; by default 24. Fewer where there are many columns; 1 enters numbers as they are.</summary>
    public int Bins { get; init => field = Require.AtLeast(value, 1); } = 24;

    /// <summary>Share of a hidden layer's units that each step leaves out, from 0 to 0.9; by default 0.1.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0, 0.9); } = 0.1;

    /// <summary>The greatest learning rate, above 0; by default 0.002.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 2e-3;

    /// <summary>How strongly weights are drawn to 0, at least 0; by default 0.02. Biases are not.</summary>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.02;

    /// <summary>What of each row's class is spread over all classes while training, from 0 to 0.9; by default 0, which leaves probabilities honest. Numbers do not read it.</summary>
    public double LabelSmoothing { get; init => field = Require.Between(value, 0, 0.9); }

    /// <summary>Rows in a step, at least 1; left open (default) by the number of rows, from 32 to 256.</summary>
    public int? BatchRows { get; init => field = value is { } v ? Require.AtLeast(v, 1) : null; }

    /// <summary>Passes over the rows at most, at least 1; by default 40.</summary>
    public int Epochs { get; init => field = Require.AtLeast(value, 1); } = 40;

    /// <summary>Epochs without a better loss on the rows held out after which a network is done, at least 1; by default 10.</summary>
    public int Patience { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>Share of the rows that each network holds out to choose its epoch by, from 0 to 0.9; by default 0.15. With 0, or fewer than 20 rows, the last epoch is kept.</summary>
    public double Validation { get; init => field = Require.Between(value, 0, 0.9); } = 0.15;

    /// <inheritdoc/>
    public Needs Needs => Needs.None;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes | TargetKinds.Numbers;

    /// <inheritdoc/>
    public ILearner<NetworkModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            LearningRate = trial.LogUniform("learning rate", 3e-4, 1e-2, start: 2e-3),
            Layers = trial.Integer("layers", 1, 4, start: 3),
            Width = trial.Integer("width", 32, 256, log: true, start: 128),
            Bins = trial.Integer("bins", 1, 64, log: true, start: 24),
            Dropout = trial.Uniform("dropout", 0, 0.4, start: 0.1),
            WeightDecay = trial.LogUniform("weight decay", 1e-4, 0.3, start: 0.02),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value is infinite, or the data has offsets or several ranks.</exception>
    public NetworkModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        data.RefuseOffsets(Speaker);
        if (context.Ranks.Size > 1)
            throw new ArgumentException($"{Speaker} learns on one rank; there are {context.Ranks.Size}. Leave the collective out.", nameof(context));
        TableEncoder encoder = TableEncoder.Learn(data.X, Bins, context);
        TableTraining training = new(this, data, encoder, context);
        FitReport report = training.Run();
        return data.Y is ClassTarget classes
            ? new NetworkClassifier(data.X.Columns, encoder, training.Best, classes.Classes, classes.Positive, report)
            : new NetworkRegressor(data.X.Columns, encoder, training.Best, training.Centres, training.Scales, report);
    }
}
