using System.Text;
using Hone.Contracts;
using Hone.Numerics;
using Hone.Packages;

namespace Hone.Deep;

/// <summary>The networks that learn a language character by character.</summary>
public enum LanguageNetwork
{
    /// <summary>A decoder-only transformer: <see cref="CharacterTransformer"/>.</summary>
    Transformer,

    /// <summary>Long short-term memory: <see cref="CharacterLstm"/>.</summary>
    Lstm,
}

/// <summary>Learns a text character by character, so that it can be continued.</summary>
/// <remarks>
/// The last tenth of the text is held out; the weights are kept that were best on it. Windows of the text are drawn at other places each time. AdamW at a rate that rises over a twentieth of the steps and falls as a cosine;
/// gradients are cut to length 1. The loss is in nats a character: the mean of −ln of the probability that the model gave to the character that came.
/// <code>
/// LanguageModel model = new LanguageTraining { Network = LanguageNetwork.Transformer }.Fit(File.ReadAllText("input.txt"));
/// Console.WriteLine(model.Continue("ROMEO:", new Generator { Length = 300, Temperature = 0.8 }, seed: 1));
/// model.Save("model.hone");
/// </code>
/// Sources: A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019; S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997.
/// </remarks>
public sealed record LanguageTraining
{
    // Below this nothing can be held out that says anything.
    private const int FewestCharacters = 200;

    private const double WarmUp = 0.05;

    /// <summary>What learns. Default a transformer.</summary>
    public LanguageNetwork Network { get; init; } = LanguageNetwork.Transformer;

    /// <summary>Numbers that a symbol becomes, at least 1: of a transformer the width of its rows, of long short-term memory its state. Null (default) means 128 and 256.</summary>
    public int? Width { get; init => field = value is { } v ? Require.Between(v, 1, 4096) : null; }

    /// <summary>Blocks or layers, at least 1; null (default) means 4 of a transformer and 1 of long short-term memory.</summary>
    public int? Layers { get; init => field = value is { } v ? Require.Between(v, 1, 100) : null; }

    /// <summary>Heads of a transformer's attention; its width must be a multiple. Default 4.</summary>
    public int Heads { get; init => field = Require.Between(value, 1, 256); } = 4;

    /// <summary>Characters of a window: what a transformer sees at most, and through how many steps long short-term memory is followed back. Fewer where the text is short. Default 128.</summary>
    public int Context { get; init => field = Require.Between(value, 1, 1 << 16); } = 128;

    /// <summary>Share of numbers that each step leaves out, from 0 to 0.9. Default 0: a network of this size hardly learns a long text by heart.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0, 0.9); }

    /// <summary>Steps, at least 1. Default 3,000.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 3000;

    /// <summary>Windows in a step, at least 1. Default 32.</summary>
    public int BatchWindows { get; init => field = Require.AtLeast(value, 1); } = 32;

    /// <summary>The greatest learning rate, above 0; null (default) means 0.002 of a transformer and 0.005 of long short-term memory.</summary>
    public double? LearningRate { get; init => field = value is { } v ? Require.Positive(v) : null; }

    /// <summary>How strongly weights are drawn to 0, at least 0. Default 0.1.</summary>
    public double WeightDecay { get; init => field = Require.AtLeastZero(value); } = 0.1;

    /// <summary>Share of the text, its end, that is held out, above 0 and at most a half. Default 0.1.</summary>
    public double Validation { get; init => field = value is > 0 and <= 0.5 ? value : throw new ArgumentOutOfRangeException(nameof(Validation), value, FormattableString.Invariant($"Validation must be a share above 0 and at most 0.5; found {value}.")); } = 0.1;

    /// <summary>The name on the command line.</summary>
    public string Name => Network == LanguageNetwork.Transformer ? "transformer" : "lstm";

    /// <summary>Learns a text.</summary>
    /// <param name="text">At least 200 characters, of at least two kinds.</param>
    /// <param name="context">Seed, cancellation, progress; a stop ends between steps and keeps the best so far.</param>
    /// <exception cref="ArgumentException">The text is too short, or one character throughout.</exception>
    public LanguageModel Fit(string text, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        Vocabulary vocabulary = text.Length == 0 ? throw TooShort(0) : Vocabulary.Of(text);
        int[] codes = vocabulary.Encode(text);
        if (codes.Length < FewestCharacters)
            throw TooShort(codes.Length);
        if (vocabulary.Count < 2)
            throw new ArgumentException("The text is one character throughout; there is nothing to learn.", nameof(text));
        int held = Math.Max(2, (int)(Validation * codes.Length)), length = Math.Min(Context, held - 1);
        TokenWindows train = new(codes[..^held], length) { IsShifted = true }, validation = new(codes[^held..], length);

        LanguageDesign design = new(Network, vocabulary.Count, Width ?? (Network == LanguageNetwork.Transformer ? 128 : 256), Layers ?? (Network == LanguageNetwork.Transformer ? 4 : 1), Heads, length, Dropout);
        Layer network = design.Build(context.Key.Child("network"));
        double rate = LearningRate ?? (Network == LanguageNetwork.Transformer ? 2e-3 : 5e-3);
        AdamW optimizer = new(ParameterGroup.DecayingMatrices(network, rate, WeightDecay)) { Beta2 = 0.99 };
        int warm = Math.Max(1, (int)(WarmUp * Steps));
        Trainer trainer = new()
        {
            Steps = Steps,
            ValidateEverySteps = Math.Max(1, Steps / 10),
            ClipNorm = 1,
            Schedule = Schedule.Cosine(Math.Max(1, Steps - warm)).AfterWarmup(warm),
            Progress = context.Progress is null ? null : new Told(context.Progress),
        };
        TrainingRun run = trainer.Fit(
            network, optimizer, batch => Functions.CrossEntropy(network.Call(batch.Input).Reshape(-1, vocabulary.Count), batch.Target.Reshape(-1)),
            new DataLoader(train, BatchWindows) { Shuffle = true }, new DataLoader(validation, BatchWindows), context with { Progress = null });
        if (run.End == TrainingEnd.NotFinite && run.Best is null)
            throw new ArgumentException("The loss became infinite before anything was learned; choose a lower LearningRate.", nameof(text));
        return new LanguageModel(vocabulary, design, network, run.Best?.ValidationLoss ?? double.NaN, run.Report)
        {
            Lineage = new Lineage
            {
                DataHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text))),
                Rows = codes.Length,
                Columns = 1,
                Seed = context.Seed,
                Learner = Name,
                Settings =
                [
                    new("Width", design.Width.ToText()), new("Layers", design.Layers.ToText()), new("Heads", Heads.ToText()), new("Context", length.ToText()), new("Dropout", Dropout.ToText()), new("Steps", Steps.ToText()),
                    new("BatchWindows", BatchWindows.ToText()), new("LearningRate", rate.ToText()), new("WeightDecay", WeightDecay.ToText()), new("Validation", Validation.ToText()),
                ],
                Counts = run.Counts,
            },
        };
    }

    private static ArgumentException TooShort(int found) =>
        new(FormattableString.Invariant($"The text has {found} characters; at least {FewestCharacters} are needed to learn from and to hold some out."), "text");

    private sealed class Told(IProgress<FitProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(new FitProgress(value.Point is null ? "step" : "measured step", value.Step, value.Steps, value.Point?.ValidationLoss ?? value.Loss));
    }
}

/// <summary>Numbers as settings are written.</summary>
internal static class SettingText
{
    public static string ToText(this IFormattable value) => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
