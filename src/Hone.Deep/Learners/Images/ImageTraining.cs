using System.Security.Cryptography;
using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Packages;
using Hone.Pipelines;
using Hone.Plotting;
using Hone.Recipes;
using Hone.Reports;
using Hone.Tuning;

namespace Hone.Deep;

/// <summary>The whole way from images to a model you can trust: hold images out, compare learners where there are several, fit the best, score it once. What <see cref="Training"/> is for tables.</summary>
/// <remarks>
/// Pixels stay bytes from the file to the batch. A single learner without trials is fitted on all images to learn from, without a comparison; several, or trials of settings, are judged by
/// <see cref="ModelSearch"/>. The package takes one column a pixel, so that a model of images predicts and is served as one of tables.
/// </remarks>
public sealed record ImageTraining
{
    /// <summary>The name of the classes, as the column that the model predicts.</summary>
    public const string Target = "label";

    // The profile of live pixels need not know more images than these.
    private const int MostProfiled = 2000, MostPictures = 8;

    /// <summary>Learners to compare, by name; by default the convolutional network.</summary>
    public IReadOnlyList<string> Learners { get; init; } = [ImageCnn.Name];

    /// <summary>What to choose by; null (default) means <see cref="Metric.DefaultFor"/>.</summary>
    public Metric? Metric { get; init; }

    /// <summary>The positive one of two classes; null (default) means the rarer.</summary>
    public string? Positive { get; init; }

    /// <summary>Trials of the best learner's settings, at least 0; null (default) means none.</summary>
    public int? Trials { get; init => field = value is { } v ? Require.AtLeast(v, 0) : null; }

    /// <summary>Time for everything; null (default) means no limit. Needs <see cref="Clock"/>.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What tells the time; null (default) measures nothing.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Share of the images to hold out where none are given to score on, above 0 and below 1. Default 0.2.</summary>
    public double Test { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Test), value, FormattableString.Invariant($"Test must be a share above 0 and below 1; found {value}.")); } = 0.2;

    /// <summary>Where learners are found by name; null (default) means those of Hone and Hone.Deep.</summary>
    public Catalogue? Catalogue { get; init; }

    /// <summary>Trains on a folder: see <see cref="ImageFolder.Read"/>.</summary>
    public TrainingResult Run(string folder, FitContext context = default)
    {
        (ImageSet train, ImageSet? test) = ImageFolder.Read(folder);
        return Run(train, test, context);
    }

    /// <summary>Trains.</summary>
    /// <param name="images">To learn from, and without others to hold out from; with classes.</param>
    /// <param name="test">To score on, with classes; null holds images out.</param>
    /// <param name="context">Seed, progress, cancellation, workers; a stop keeps the best so far.</param>
    /// <returns>As for a table; its tables hold the classes alone, because pixels as numbers would take eight times their memory.</returns>
    /// <exception cref="ArgumentException">A learner does not exist or does not learn classes, or there are too few images.</exception>
    public TrainingResult Run(ImageSet images, ImageSet? test = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        images = WithPositive(images);
        string hash = Hash(images);
        int all = images.Count;
        if (test is null)
            (images, test) = images.Split(Test, context.Seed);
        TrainingData train = images.Data, score = WithPositive(test).Data;
        score.X.RequireColumns(train.X.Columns);
        Catalogue catalogue = Catalogue ?? HoneCatalogue.Value.With(DeepCatalogue.Value);
        ModelSearchResult search = Search(catalogue, images, test.Count, context);
        LeaderboardEntry best = search.Best;
        IModel model = best.Learner.Fit(train, context);
        EvaluationResult heldOut = EvaluationResult.Of(model, score, context.Workers);
        IReadOnlyDictionary<string, ScoreInterval> intervals = Training.Intervals(heldOut, context.Part("intervals"));

        Frame profiled = Table(images.Take([.. Evenly(images.Count, MostProfiled)]));
        Schema schema = profiled.Schema(Target);
        LearnerEntry? entry = catalogue.EntryOf(best.Learner);
        Package package = new()
        {
            Name = Target,
            Target = Target,
            Model = model,
            Recipe = Recipe.Of().Fit(profiled.Without(Target), null, context.Part("recipe")).Recipe,
            Schema = new Schema([.. schema.Columns]),
            Profile = ColumnProfile.Of(profiled),
            Metrics = new PackageMetrics(
                search.Metric.Name, best.Score,
                [.. heldOut.Scores.Select(s => intervals.TryGetValue(s.Key, out ScoreInterval? i) ? new PackageScore(s.Key, s.Value, i.Low, i.High) : new PackageScore(s.Key, s.Value))],
                [.. search.Leaderboard.Where(e => e.Score is not null).Select(e => new LeaderboardRow(e.Name, e.Score!.Value, e.Score - e.StandardError, e.Score + e.StandardError, Clock is null ? null : e.FitTime.TotalSeconds))]),
            Lineage = new Lineage
            {
                DataHash = hash,
                Rows = images.Count,
                Columns = images.Shape.Count + 1,
                Seed = context.Seed,
                Learner = entry?.Name ?? best.Name,
                Settings = entry?.Describe(best.Learner) ?? [],
                Counts = [new("iterations", model.Report.Iterations), new("candidates", search.Counts.Candidates), new("trials", search.Counts.Trials)],
                CreatedAt = Clock?.GetUtcNow(),
            },
        };
        return new TrainingResult
        {
            Model = new PipelineModel(package),
            Search = search,
            HeldOut = heldOut,
            Intervals = intervals,
            Table = Labels(images.Labels!, all == images.Count ? null : test.Labels),
            Train = Labels(images.Labels!),
            Test = Labels(test.Labels!),
        };
    }

    /// <summary>The report of such a training: classes, scores, curves, the loss as it fell, and pictures of the worst mistakes.</summary>
    /// <param name="result">What training gave.</param>
    /// <param name="test">The images scored on; null leaves the pictures out.</param>
    /// <param name="title">The heading.</param>
    /// <param name="modelFile">The model's file as a user names it.</param>
    public static TrainingReport Report(TrainingResult result, ImageSet? test, string title, string modelFile)
    {
        ArgumentNullException.ThrowIfNull(result);
        IReadOnlyList<Mistake> mistakes = Mistake.Worst(result.Test.Without(Target), result.HeldOut);
        List<Chart> charts = [];
        FitReport fit = result.Model.Package.Model.Report;
        if (fit.Objective.Count > 1)
        {
            List<Series> series = [new Series("training", [.. fit.Objective])];
            if (fit.Validation.Count > 0)
                series.Add(new Series("held out", [.. fit.Validation]));
            charts.Add(new LineChart { Title = "Loss", X = "epoch", Y = "loss", Series = series });
        }
        if (test is not null && test.Count == result.HeldOut.RowCount)
            charts.AddRange(mistakes.Take(MostPictures).Select(m => Picture(test, m)));
        return TrainingReport.Of(result.Model.Package, DataOverview.Of(result.Table, Target, TargetKinds.Classes)) with
        {
            Title = title,
            ModelFile = modelFile,
            HeldOut = result.HeldOut,
            Mistakes = mistakes,
            Charts = charts,
        };
    }

    private ModelSearchResult Search(Catalogue catalogue, ImageSet images, int scored, FitContext context)
    {
        Target target = images.Labels!;
        Metric metric = Metric ?? Metric.DefaultFor(target);
        List<Candidate> candidates = [];
        foreach (string name in Learners.Distinct(StringComparer.Ordinal))
        {
            ILearner<IModel> learner = catalogue.Learner(name).Create();
            if (!learner.Targets.HasFlag(TargetKinds.Classes))
                throw new ArgumentException($"The learner {name} does not learn classes, which images have.");
            candidates.Add(new Candidate(name, learner is IImageLearner own ? own.For(images.Shape) : learner));
        }
        if (candidates.Count == 0)
            throw new ArgumentException("No learner was named.");
        if (candidates.Count == 1 && Trials is null or 0)
            return new ModelSearchResult(metric, [new LeaderboardEntry(candidates[0].Name, candidates[0].Learner, null, null, TimeSpan.Zero, "the only one, not compared")], 0, new SearchCounts(0, 0), null, ["fitted without a comparison"]);
        Frame numbers = new(new WholeColumn("row", [.. Enumerable.Range(0, images.Count).Select(i => (long)i)]));
        return new ModelSearch
        {
            Candidates = candidates,
            Metric = metric,
            Trials = Trials ?? 0,
            TimeLimit = TimeLimit,
            RowsToPredict = scored,
            Clock = Clock,
            Features = images.Features,
        }.Run(new LabelledTable(numbers, target), context);
    }

    private ImageSet WithPositive(ImageSet images)
    {
        if (Positive is null || images.Labels is not { } labels)
            return images;
        int code = labels.Classes.ToList().IndexOf(Positive);
        if (code < 0)
            throw new ArgumentException(Suggestion.Sentence("class", Positive, labels.Classes));
        if (labels.Classes.Count != 2)
            throw new ArgumentException(FormattableString.Invariant($"A positive class belongs to two classes; these images have {labels.Classes.Count}."));
        return images.With(new ClassTarget(labels.Codes.ToArray(), labels.Classes, code));
    }

    private static IEnumerable<int> Evenly(int count, int most)
    {
        int taken = Math.Min(count, most);
        for (int i = 0; i < taken; i++)
            yield return (int)((long)i * count / taken);
    }

    private static Frame Table(ImageSet images) => new([.. images.ToFrame().Columns, Column(images.Labels!)]);

    private static CategoryColumn Column(ClassTarget labels) => new(Target, labels.Codes.ToArray(), [.. labels.Classes]);

    private static Frame Labels(ClassTarget labels, ClassTarget? more = null) =>
        new(more is null ? Column(labels) : new CategoryColumn(Target, [.. labels.Codes, .. more.Codes], [.. labels.Classes]));

    private static string Hash(ImageSet images)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(images.Features.Bytes);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', images.Labels!.Classes)));
        foreach (int code in images.Labels.Codes)
            hash.AppendData([(byte)code, (byte)(code >> 8)]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static HeatMap Picture(ImageSet images, Mistake mistake)
    {
        ImageShape shape = images.Shape;
        ReadOnlySpan<byte> pixels = images[mistake.Row - 1];
        Matrix values = new(shape.Height, shape.Width);
        for (int y = 0; y < shape.Height; y++)
        {
            for (int x = 0; x < shape.Width; x++)
            {
                int sum = 0;
                for (int c = 0; c < shape.Channels; c++)
                    sum += pixels[(((y * shape.Width) + x) * shape.Channels) + c];
                values[y, x] = (double)sum / shape.Channels;
            }
        }
        return new HeatMap { Title = FormattableString.Invariant($"Image {mistake.Row}: {mistake.Truth}, taken for {mistake.Predicted}"), Values = values, Rows = [.. Enumerable.Repeat("", shape.Height)], Columns = [.. Enumerable.Repeat("", shape.Width)], Low = 0, High = 255, ShowValues = false, Width = 300, Height = 300, ShowLegend = false };
    }
}
