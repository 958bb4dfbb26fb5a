using System.Collections.Concurrent;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>One fit of a forest: draws rows for each tree, grows trees in parallel, and scores rows by the trees that did not draw them.</summary>
internal sealed class ForestRun(TrainingData data, CartProblem problem, CartSettings settings, int trees, bool bootstrap, double rowShare, int? bins, bool outOfBag, FitContext context)
{
    // Progress and stopping between batches; the number does not depend on workers, so that a stop at a count means the same.
    private const int TreesInBatch = 16;
    private const int RowsInChunk = 256;

    /// <summary>Columns a split looks at: a share, or √d for classes and a third of d for numbers.</summary>
    public static int Columns(double? share, TrainingData data)
    {
        int d = data.X.ColumnCount;
        double count = share is { } given ? given * d : data.Y is ClassTarget ? Math.Sqrt(d) : d / 3.0;
        return Math.Clamp((int)Math.Round(count), 1, Math.Max(1, d));
    }

    public ForestModel Fit()
    {
        (TreeEnsemble ensemble, FitReport report) = Grow();
        (Matrix? predictions, double? score) = outOfBag && (bootstrap || rowShare < 1) ? OutOfBag(ensemble) : (null, null);
        return data.Y is ClassTarget classes
            ? new ForestClassifier(data.X.Columns, ensemble, score, report, classes.Classes, classes.Positive) { OutOfBagPredictions = predictions }
            : new ForestRegressor(data.X.Columns, ensemble, score, report) { OutOfBagPredictions = predictions };
    }

    // What trees are grown with is let go of at the end, before the model is laid out.
    private (TreeEnsemble Trees, FitReport Report) Grow()
    {
        CartSearches searches = new(data.X, problem, settings, bins, context);
        ConcurrentBag<(CartSearch Search, CartGrower Grower, double[] Weights)> workplaces = [];
        List<CartTree> grown = [];
        StopReason stop = StopReason.Completed;
        while (grown.Count < trees)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (grown.Count > 0 && context.ShouldStop())
            {
                stop = StopReason.Stopped;
                break;
            }
            int first = grown.Count, count = Math.Min(TreesInBatch, trees - first);
            CartTree[] batch = new CartTree[count];
            bool[] cut = new bool[count];
            context.For(count, t =>
            {
                if (!workplaces.TryTake(out (CartSearch Search, CartGrower Grower, double[] Weights) place))
                {
                    CartSearch search = searches.Open();
                    place = (search, new CartGrower(search, problem, settings, impurities: false), new double[data.X.RowCount]);
                }
                place.Search.Reset(Drawn(first + t, place.Weights));
                batch[t] = new CartTree(place.Grower.Grow(context.Key.Child(first + t).Child("splits").Open(), context.Stop, context.Cancellation));
                cut[t] = place.Grower.WasStopped;
                workplaces.Add(place);
            });
            // A batch cut short does not count, unless it is all there is.
            if (Array.Exists(cut, c => c))
                stop = StopReason.Stopped;
            if (stop == StopReason.Stopped && first > 0)
                break;
            grown.AddRange(batch);
            context.Progress?.Report(new FitProgress("tree", grown.Count, trees));
            if (stop == StopReason.Stopped)
                break;
        }

        FitReport report = new(grown.Count, stop, []);
        return (Together(grown), report);
    }

    private TreeEnsemble Together(List<CartTree> grown)
    {
        TreeEnsembleBuilder builder = new(problem.Width);
        builder.Reserve(grown);
        foreach (CartTree tree in grown)
            builder.Add(tree);
        grown.Clear();
        return builder.Build();
    }

    // How often a tree draws each row, times the row's weight.
    private double[] Drawn(int tree, double[] weights)
    {
        ushort[] times = Times(tree);
        bool any = false;
        for (int i = 0; i < weights.Length; i++)
            any |= (weights[i] = times[i] * problem.Weights[i]) > 0;
        return any ? weights : problem.Weights;                // rows of weight 0 alone were drawn
    }

    private ushort[] Times(int tree)
    {
        int n = data.X.RowCount;
        ushort[] times = new ushort[n];
        if (!bootstrap && rowShare == 1)
        {
            Array.Fill(times, (ushort)1);
            return times;
        }
        int count = Math.Max(1, (int)Math.Round(rowShare * n));
        RandomStream random = context.Key.Child(tree).Child("rows").Open();
        if (!bootstrap)
        {
            foreach (int row in random.Sample(n, count))
                times[row] = 1;
            return times;
        }
        for (int i = 0; i < count; i++)
            times[random.Below(n)]++;
        return times;
    }

    private (Matrix, double?) OutOfBag(TreeEnsemble ensemble)
    {
        int n = data.X.RowCount, width = problem.Width;
        bool[][] drawn = new bool[ensemble.TreeCount][];
        context.For(drawn.Length, t => drawn[t] = [.. Times(t).Select(times => times > 0)]);
        Matrix predictions = new(n, width);
        context.For((n + RowsInChunk - 1) / RowsInChunk, chunk =>
        {
            double[] scratch = new double[data.X.IsSparse ? data.X.ColumnCount : 0];
            int end = Math.Min(n, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i++)
            {
                ReadOnlySpan<double> row = data.X.Row(i, scratch);
                Span<double> sums = predictions.Row(i);
                int count = 0;
                for (int t = 0; t < drawn.Length; t++)
                {
                    if (drawn[t][i])
                        continue;
                    ReadOnlySpan<double> leaf = ensemble.LeafValues(ensemble.LeafOf(t, row));
                    for (int k = 0; k < width; k++)
                        sums[k] += leaf[k];
                    count++;
                }
                for (int k = 0; k < width; k++)
                    sums[k] = count > 0 ? sums[k] / count : double.NaN;
            }
        });
        return (predictions, data.Y is ClassTarget classes ? Accuracy(predictions, classes) : RSquared(predictions, ((NumberTarget)data.Y).Values));
    }

    private double? Accuracy(Matrix predictions, ClassTarget classes)
    {
        double right = 0, all = 0;
        for (int i = 0; i < predictions.Rows; i++)
        {
            ReadOnlySpan<double> shares = predictions.Row(i);
            if (double.IsNaN(shares[0]))
                continue;
            int best = 0;
            for (int k = 1; k < shares.Length; k++)
                best = shares[k] > shares[best] ? k : best;
            double weight = data.Weights?[i] ?? 1;
            all += weight;
            right += best == classes.Codes[i] ? weight : 0;
        }
        return all > 0 ? right / all : null;
    }

    private double? RSquared(Matrix predictions, Matrix values)
    {
        double sum = 0;
        for (int k = 0; k < values.Columns; k++)
        {
            double weights = 0, mean = 0, residual = 0, total = 0;
            for (int i = 0; i < values.Rows; i++)
            {
                double weight = double.IsNaN(predictions[i, k]) ? 0 : data.Weights?[i] ?? 1;
                weights += weight;
                mean += weight * values[i, k];
            }
            mean /= weights;
            for (int i = 0; i < values.Rows; i++)
            {
                if (double.IsNaN(predictions[i, k]))
                    continue;
                double weight = data.Weights?[i] ?? 1, miss = values[i, k] - predictions[i, k], spread = values[i, k] - mean;
                residual += weight * miss * miss;
                total += weight * spread * spread;
            }
            sum += total > 0 ? 1 - (residual / total) : double.NaN;
        }
        double score = sum / values.Columns;
        return double.IsNaN(score) ? null : score;
    }
}
