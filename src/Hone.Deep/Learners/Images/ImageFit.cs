using Hone.Contracts;
using Hone.Data;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The fit that all image learners share.</summary>
internal static class ImageFit
{
    private const double WarmUp = 0.1;

    public static ImageClassifier Run(TrainingData data, Func<ImageShape, int, ImageDesign> design, ImageSettings settings, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        ClassTarget classes = data.RequireClasses(settings.Speaker);
        data.RefuseOffsets(settings.Speaker);
        if (context.Ranks.Size > 1)
            throw new ArgumentException($"{settings.Speaker} learns on one rank; there are {context.Ranks.Size}. Leave the collective out.", nameof(context));
        if (data.X.Bytes.IsEmpty)
            data.X.RequireCompleteNumbers(settings.Speaker, context.Workers);
        ImageShape shape = settings.ShapeOf(data.X.ColumnCount);
        (float[] means, float[] scales) = Moments(data.X, shape);
        double[]? weights = Weights(data.Weights);

        (int[] learned, int[]? held) = Split(data, classes, settings.Validation, context);
        int shift = settings.Shift ?? (shape.Height / settings.ShiftShare);
        DataLoader train = new(new ImageRows(data.X, shape, means, scales, learned, classes, weights, shift), settings.BatchImages) { Shuffle = true };
        DataLoader? validation = held is null ? null : new(new ImageRows(data.X, shape, means, scales, held, classes, weights), 256);

        ImageDesign drawn = design(shape, classes.Classes.Count);
        Layer network = drawn.Build(context.Key.Child("network"));
        AdamW optimizer = new(ParameterGroup.DecayingMatrices(network, settings.LearningRate, settings.WeightDecay));
        int total = train.Count * settings.Epochs, warm = Math.Max(1, (int)(WarmUp * total));
        Outcome Step(Batch batch)
        {
            Tensor scores = network.Call(batch.Input);
            return new Outcome(
                batch.Targets.Count == 1 ? Functions.CrossEntropy(scores, batch.Target) : (Functions.CrossEntropy(scores, batch.Target, reduction: LossReduction.None) * batch.Targets[1]).Mean(), scores);
        }
        Trainer trainer = new() { Epochs = settings.Epochs, Schedule = Schedule.Cosine(Math.Max(1, total - warm)).AfterWarmup(warm), Progress = context.Progress is null ? null : new Told(context.Progress, settings.Epochs) };
        TrainingRun run = trainer.Fit(network, optimizer, Step, train, validation, context with { Progress = null });
        return new ImageClassifier(data.X.Columns, drawn, network, means, scales, classes.Classes, classes.Positive, run.Report);
    }

    // Mean and deviation of each channel; a channel that never varies is left at its scale.
    private static (float[] Means, float[] Scales) Moments(Features x, ImageShape shape)
    {
        double[] sums = new double[shape.Channels], squares = new double[shape.Channels], scratch = new double[x.ColumnCount];
        // A sample of the images tells as well as all.
        int step = Math.Max(1, x.RowCount / 5000), count = 0;
        for (int i = 0; i < x.RowCount; i += step, count++)
        {
            x.CopyRow(i, scratch);
            for (int j = 0; j < scratch.Length; j++)
            {
                sums[j % shape.Channels] += scratch[j];
                squares[j % shape.Channels] += scratch[j] * scratch[j];
            }
        }
        double numbers = (double)count * shape.Height * shape.Width;
        float[] means = new float[shape.Channels], scales = new float[shape.Channels];
        for (int c = 0; c < means.Length; c++)
        {
            double mean = sums[c] / numbers, deviation = Math.Sqrt(Math.Max(0, (squares[c] / numbers) - (mean * mean)));
            (means[c], scales[c]) = ((float)mean, (float)(1 / (deviation > 0 ? deviation : 1)));
            if (!float.IsFinite(means[c]) || !float.IsFinite(scales[c]))
                throw new ArgumentException("The pixels are too large or too small for single precision; scale them to 0 to 255.", nameof(x));
        }
        return (means, scales);
    }

    private static double[]? Weights(double[]? weights)
    {
        if (weights is null)
            return null;
        double mean = weights.Sum() / weights.Length;
        return [.. weights.Select(w => w / mean)];
    }

    private static (int[] Learned, int[]? Held) Split(TrainingData data, ClassTarget classes, double share, FitContext context)
    {
        if (share == 0 || data.X.RowCount < 20)
            return ([.. Enumerable.Range(0, data.X.RowCount)], null);
        Fold fold = new HoldOut { Test = share }.Split(new SplitRows(data.X.RowCount) { Strata = data.Groups is null ? classes.Codes.ToArray() : null, Groups = data.Groups }, context.Key.Child("validation").State)[0];
        return (fold.Train, fold.Test);
    }

    private sealed class Told(IProgress<FitProgress> progress, int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Point is { } point)
                progress.Report(new FitProgress("epoch", point.Epoch, epochs, point.ValidationLoss ?? point.TrainingLoss));
            else
                progress.Report(new FitProgress("step", value.Step, value.Steps, value.Loss));
        }
    }
}
