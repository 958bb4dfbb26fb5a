using Hone.Contracts;
using Hone.Data;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A network that reads texts: learned vectors for words, convolutions over neighbouring words, and the strongest answer of each.</summary>
/// <remarks>
/// Columns are the numbers of words in their order, as <see cref="Hone.Recipes.WordSequence"/> makes them of a table's texts; 0 is no word, 1 an unknown one. Filters look at 1, 2, 3 and 4 words at a time; the largest response of each over the whole
/// text, and the mean of the words' vectors, decide. While training, words become unknown at random, so that unknown ones are learned too. Some rows are held out to choose the best epoch by.
/// Source: Y. Kim, "Convolutional Neural Networks for Sentence Classification", EMNLP 2014.
/// </remarks>
public sealed record TextNetwork : ILearner<TextClassifier>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "text-network";

    private const string Speaker = "a network of texts";

    /// <summary>Numbers that a word becomes, at least 1; by default 96.</summary>
    public int Width { get; init => field = Require.Between(value, 1, 4096); } = 96;

    /// <summary>Filters of each length, at least 1; by default 48.</summary>
    public int Filters { get; init => field = Require.Between(value, 1, 4096); } = 48;

    /// <summary>Share of what the filters found that each step leaves out, from 0 to 0.9; by default 0.5.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0, 0.9); } = 0.5;

    /// <summary>Share of words that each step makes unknown, from 0 to 0.9; by default 0.1.</summary>
    public double WordDropout { get; init => field = Require.Between(value, 0, 0.9); } = 0.1;

    /// <summary>Passes over the rows at most, at least 1; by default 10.</summary>
    public int Epochs { get; init => field = Require.AtLeast(value, 1); } = 10;

    /// <summary>Epochs without a better loss on the rows held out after which training ends, at least 1; by default 3.</summary>
    public int Patience { get; init => field = Require.AtLeast(value, 1); } = 3;

    /// <summary>Rows in a step, at least 1; by default 32.</summary>
    public int BatchRows { get; init => field = Require.AtLeast(value, 1); } = 32;

    /// <summary>The greatest learning rate, above 0; by default 0.001.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>How strongly weights are drawn to 0, at least 0; by default 0.1.</summary>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.1;

    /// <summary>Share of the rows held out to choose the best epoch by, from 0 to 0.9; by default 0.1. With 0, or fewer than 20 rows, the last epoch is kept.</summary>
    public double Validation { get; init => field = Require.Between(value, 0, 0.9); } = 0.1;

    /// <inheritdoc/>
    public Needs Needs => Needs.WordOrder | Needs.Numbers | Needs.Complete | Needs.NonNegative;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes;

    /// <inheritdoc/>
    public ILearner<TextClassifier> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            LearningRate = trial.LogUniform("learning rate", 2e-4, 5e-3, start: 1e-3),
            Width = trial.Integer("width", 16, 256, log: true, start: 96),
            Filters = trial.Integer("filters", 16, 128, log: true, start: 48),
            Dropout = trial.Uniform("dropout", 0.1, 0.7, start: 0.5),
            WordDropout = trial.Uniform("word dropout", 0, 0.3, start: 0.1),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target is no classes, or a value is no number of a word.</exception>
    public TextClassifier Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        ClassTarget classes = data.RequireClasses(Speaker);
        data.RefuseOffsets(Speaker);
        if (context.Ranks.Size > 1)
            throw new ArgumentException($"{Speaker} learns on one rank; there are {context.Ranks.Size}. Leave the collective out.", nameof(context));
        data.X.RequireCompleteNumbers(Speaker, context.Workers);
        int words = 2 + WordRows.Largest(data.X, Speaker);
        (int[] learned, int[]? held) = Split(data, classes, context);
        double mean = data.Weights is null ? 1 : data.Weights.Sum() / data.Weights.Length;
        double[]? weights = data.Weights is null ? null : [.. data.Weights.Select(w => w / mean)];

        TextDesign design = new(words, data.X.ColumnCount, Width, Filters, classes.Classes.Count, Dropout);
        TextReader network = new(design, context.Key.Child("network"));
        DataLoader train = new(new WordRows(data.X, words, learned, classes, weights, WordDropout), BatchRows) { Shuffle = true };
        DataLoader? validation = held is null ? null : new(new WordRows(data.X, words, held, classes, weights, 0), 256);
        AdamW optimizer = new(ParameterGroup.DecayingMatrices(network, LearningRate, WeightDecay));
        Trainer trainer = new() { Epochs = Epochs, Patience = held is null ? null : Patience, Schedule = Schedule.Cosine(train.Count * Epochs).AfterWarmup(train.Count) };
        TrainingRun run = trainer.Fit(
            network, optimizer,
            batch =>
            {
                Tensor losses = Functions.CrossEntropy(network.Call(batch.Input), batch.Target, reduction: LossReduction.None);
                return batch.Targets.Count == 1 ? losses.Mean() : (losses * batch.Targets[1]).Mean();
            },
            train, validation, context);
        return new TextClassifier(data.X.Columns, design, network, classes.Classes, classes.Positive, run.Report);
    }

    private (int[] Learned, int[]? Held) Split(TrainingData data, ClassTarget classes, FitContext context)
    {
        if (Validation == 0 || data.X.RowCount < 20)
            return ([.. Enumerable.Range(0, data.X.RowCount)], null);
        Fold fold = new HoldOut { Test = Validation }.Split(new SplitRows(data.X.RowCount) { Strata = data.Groups is null ? classes.Codes.ToArray() : null, Groups = data.Groups }, context.Key.Child("validation").State)[0];
        return (fold.Train, fold.Test);
    }
}
