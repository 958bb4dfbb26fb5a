using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>One fit of <see cref="GradientBoosting"/>: the rounds, and when they end.</summary>
internal sealed class BoostingRun
{
    private const int AutoStoppingRows = 500;
    private const int AutoStoppingRounds = 20;
    private const int LeastRefitRows = 2_000, MostRefitRows = 50_000;
    private const int RowsInChunk = 8_192;

    private readonly GradientBoosting settings;
    private readonly TrainingData data;
    private readonly FitContext context;
    private readonly BoostingLoss kind;
    private readonly BoostingRows rows;
    private readonly IBoostingLoss loss;
    private readonly int[]? monotone;
    private readonly int[] train;
    private readonly int[] watch;
    private readonly int patience;
    private readonly long totalRows;
    private readonly double trainWeight, watchWeight;

    public BoostingRun(GradientBoosting settings, TrainingData data, FitContext context)
    {
        (this.settings, this.data, this.context) = (settings, data, context);
        if (data.X.ColumnCount == 0)
            throw new ArgumentException("There are no columns to learn from.", nameof(data));
        RankAgreement.Check(data, context);
        kind = Kind(settings.Loss, data.Y);
        monotone = MonotoneText.Read(settings.MonotoneConstraints, data.X.Columns);
        if (monotone is not null && kind == BoostingLoss.Softmax)
            throw new ArgumentException("MonotoneConstraints cannot be kept with the softmax loss, where raising one class's score lowers the others' probabilities.", nameof(settings));
        if (data.Offsets is not null && kind == BoostingLoss.Softmax)
            throw new ArgumentException("Offsets are one number a row; the softmax loss, which has one score a class, cannot take them.", nameof(data));

        Span<double> counts = [data.X.RowCount];
        context.Ranks.AllReduce(counts);
        totalRows = (long)counts[0];
        rows = Rows();
        loss = kind switch
        {
            BoostingLoss.Squared => new SquaredLoss(rows),
            BoostingLoss.Absolute => new PinballLoss(rows, 0.5),
            BoostingLoss.Quantile => new PinballLoss(rows, settings.Quantile),
            BoostingLoss.Poisson => new PoissonLoss(rows),
            BoostingLoss.Logistic => new LogisticLoss(rows),
            _ => new SoftmaxLoss(rows, ((ClassTarget)data.Y).Classes.Count),
        };
        patience = settings.EarlyStoppingRounds ?? (totalRows >= AutoStoppingRows ? AutoStoppingRounds : 0);
        train = [.. Enumerable.Range(0, data.X.RowCount)];
        watch = [];
        if (patience > 0)
        {
            (int[] kept, int[] watched) = HeldOutRows.Split(data, settings.ValidationShare, context.Key.Child("validation").Child(context.Ranks.Rank));
            double[] sums = [watched.Sum(rows.Weight), kept.Sum(rows.Weight)];
            context.Ranks.AllReduce(sums);
            if (sums[0] > 0 && sums[1] > 0)
                (train, watch) = (kept, watched);
            else
                patience = 0;                                  // too few rows to hold any out
        }
        double[] weights = [WeightOf(train), WeightOf(watch)];
        context.Ranks.AllReduce(weights);
        (trainWeight, watchWeight) = (weights[0], weights[1]);
    }

    public BoostedTrees Fit()
    {
        (double[] start, TreeEnsemble ensemble, FitReport report) = Boost(settings.Trees);
        if (patience > 0 && report.Stop != StopReason.Stopped && report.Iterations > 0 && (settings.RefitOnAllRows ?? totalRows is >= LeastRefitRows and <= MostRefitRows))
        {
            BoostingRun all = new(settings with { EarlyStoppingRounds = 0 }, data, context);
            (double[] Start, TreeEnsemble Trees, FitReport Report) again = all.Boost(report.Iterations);
            // Asked to stop on the way, the trees already complete are the best so far.
            report = again.Report with { Stop = again.Report.Stop == StopReason.Stopped ? StopReason.Stopped : report.Stop, Validation = report.Validation };
            (start, ensemble) = again.Report.Stop == StopReason.Stopped ? (start, ensemble) : (again.Start, again.Trees);
        }
        return data.Y is ClassTarget classes
            ? new BoostedClassifier(data.X.Columns, ensemble, start, kind, report, classes.Classes, classes.Positive)
            : new BoostedRegressor(data.X.Columns, ensemble, start, kind, report);
    }

    private (double[] Start, TreeEnsemble Trees, FitReport Report) Boost(int most)
    {
        BinnedFeatures x = data.X.Binned(settings.Bins, context);
        int outputs = loss.Outputs;
        double[] start = loss.Initial(train, context);
        for (int k = 0; k < outputs; k++)
        {
            for (int i = 0; i < rows.Count; i++)
                loss.Scores[k][i] = start[k] + rows.Offset(i);
        }

        GradientPairs pairs = new(rows.Count);
        HistogramGrower grower = new(x, settings, pairs, monotone, context);
        RowPartition partition = new(rows.Count, context);
        TreeEnsembleBuilder trees = new(width: 1);
        int[] notTrained = Others(train);
        List<double> objective = [], validation = [];
        StopReason stop = StopReason.Completed;
        int best = 0;
        double bestLoss = patience > 0 ? MeanLosses().Watched : double.NaN;
        for (int round = 1; round <= most; round++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (context.ShouldStop())
            {
                stop = StopReason.Stopped;
                break;
            }
            int[] drawn = DrawRows(round), others = drawn == train ? notTrained : Others(drawn);
            loss.BeginRound(context);
            bool grew = false;
            double totalWeight = trainWeight + watchWeight;
            for (int k = 0; k < outputs; k++)
            {
                pairs.Fill(loss, k, totalRows, totalWeight, rows.Weights, context);
                partition.Reset(drawn);
                BinnedTree tree = grower.Grow(partition, drawn.Length, DrawColumns(round, k));
                Shrink(tree, k, partition.Rows);
                grew |= tree.Nodes.Count > 1;
                AddToScores(x, tree, loss.Scores[k], partition.Rows, drawn.Length, others);
                trees.Add(tree.Nodes);
            }
            (double trained, double watched) = MeanLosses();
            objective.Add(trained);
            if (patience > 0)
            {
                validation.Add(watched);
                if (validation[^1] < bestLoss)
                    (best, bestLoss) = (round, validation[^1]);
            }
            context.Progress?.Report(new FitProgress("tree", round, most, patience > 0 ? validation[^1] : objective[^1]));
            if (patience > 0 && round - best >= patience)
            {
                stop = StopReason.EarlyStopping;
                break;
            }
            if (!grew && settings.RowShare == 1 && settings.ColumnShare == 1 && loss.LeafQuantile is null)
            {
                stop = StopReason.Converged;                   // no split gains anything any more, and none will
                break;
            }
        }

        int kept = patience > 0 ? best : trees.TreeCount / outputs;
        return (start, trees.Build(kept * outputs), new FitReport(kept, stop, objective) { Validation = validation });
    }

    private static BoostingLoss Kind(BoostingLoss asked, Target y)
    {
        if (y is ClassTarget classes)
        {
            return asked switch
            {
                BoostingLoss.Auto => classes.Classes.Count == 2 ? BoostingLoss.Logistic : BoostingLoss.Softmax,
                BoostingLoss.Logistic when classes.Classes.Count == 2 => asked,
                BoostingLoss.Logistic => throw new ArgumentException(FormattableString.Invariant($"The logistic loss is for two classes; the target has {classes.Classes.Count}. Use Softmax."), nameof(GradientBoosting.Loss)),
                BoostingLoss.Softmax => asked,
                _ => throw new ArgumentException($"The loss {asked} is for numbers, but the target holds classes. Use Auto, Logistic or Softmax.", nameof(GradientBoosting.Loss)),
            };
        }
        if (asked is BoostingLoss.Logistic or BoostingLoss.Softmax)
            throw new ArgumentException($"The loss {asked} is for classes, but the target holds numbers. Use Auto, Squared, Absolute, Quantile or Poisson.", nameof(GradientBoosting.Loss));
        return asked == BoostingLoss.Auto ? BoostingLoss.Squared : asked;
    }

    private BoostingRows Rows()
    {
        int n = data.X.RowCount;
        double[]? weights = settings.ClassWeights == ClassWeights.Balanced && data.Y is ClassTarget ? BalancedWeights() : data.Weights;
        if (data.Y is ClassTarget classes)
        {
            int[] codes = classes.Codes.ToArray();
            return kind == BoostingLoss.Logistic
                ? new BoostingRows([[.. codes.Select(code => (double)code)]], codes, 1, n, weights, data.Offsets)
                : new BoostingRows([], codes, classes.Classes.Count, n, weights, data.Offsets);
        }
        Matrix values = ((NumberTarget)data.Y).Values;
        double[][] targets = [.. Enumerable.Range(0, values.Columns).Select(values.Column)];
        for (int k = 0; k < targets.Length && kind == BoostingLoss.Poisson; k++)
        {
            int negative = Array.FindIndex(targets[k], y => y < 0);
            if (negative >= 0)
                throw new ArgumentException(FormattableString.Invariant($"The target is {targets[k][negative]} in row {negative}; the Poisson loss takes numbers of at least 0."), nameof(data));
        }
        return new BoostingRows(targets, [], targets.Length, n, weights, data.Offsets);
    }

    private double[] BalancedWeights()
    {
        ClassTarget classes = (ClassTarget)data.Y;
        double[] totals = new double[classes.Classes.Count];
        double[] weights = new double[data.X.RowCount];
        for (int i = 0; i < weights.Length; i++)
            totals[classes.Codes[i]] += data.Weights?[i] ?? 1;
        context.Ranks.AllReduce(totals);
        double all = totals.Sum(), present = totals.Count(t => t > 0);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = totals[classes.Codes[i]] > 0 ? (data.Weights?[i] ?? 1) * all / (present * totals[classes.Codes[i]]) : 0;
        return weights;
    }

    // Each row by itself with the probability of the share; ascending, so that memory is read in order.
    private int[] DrawRows(int round)
    {
        if (settings.RowShare == 1)
            return train;
        RandomStream random = context.Key.Child("rows").Child(round).Child(context.Ranks.Rank).Open();
        int[] drawn = new int[train.Length];
        int count = 0;
        foreach (int row in train)
        {
            if (random.Uniform() < settings.RowShare)
                drawn[count++] = row;
        }
        return count > 0 ? drawn[..count] : [train[random.Below(train.Length)]];
    }

    private int[]? DrawColumns(int round, int output)
    {
        int all = data.X.ColumnCount, count = Math.Max(1, (int)Math.Round(settings.ColumnShare * all));
        return count == all ? null : context.Key.Child("columns").Child(round).Child(output).Open().Sample(all, count);
    }

    // Sets the leaves where the loss has its own best constant, and multiplies by the learning rate.
    private void Shrink(BinnedTree tree, int output, int[] order)
    {
        foreach ((int node, int start, int end, double lower, double upper) in tree.Leaves)
        {
            double[] value = tree.Nodes[node].Values;
            if (loss.LeafQuantile is { } level)
            {
                double[] residuals = new double[end - start], weights = new double[end - start];
                for (int i = start; i < end; i++)
                    (residuals[i - start], weights[i - start]) = (loss.Residual(output, order[i]), rows.Weight(order[i]));
                if (context.Ranks.Size > 1)
                {
                    residuals = [.. context.Ranks.Gather(residuals).SelectMany(part => part)];
                    weights = [.. context.Ranks.Gather(weights).SelectMany(part => part)];
                }
                double quantile = WeightedQuantile.Of(residuals, weights, level);
                value[0] = double.IsNaN(quantile) ? 0 : Math.Clamp(quantile, lower, upper);
            }
            value[0] *= settings.LearningRate;
        }
    }

    // The tree's own rows lie leaf by leaf in the partition, ascending; a task adds the values of all leaves to rows that lie near each other. The others walk down.
    private void AddToScores(BinnedFeatures x, BinnedTree tree, double[] scores, int[] order, int drawn, int[] others)
    {
        context.For(drawn == 0 ? 0 : (rows.Count + RowsInChunk - 1) / RowsInChunk, chunk =>
        {
            int first = chunk * RowsInChunk, end = first + RowsInChunk;
            foreach ((int node, int from, int to, _, _) in tree.Leaves)
            {
                double value = tree.Nodes[node].Values[0];
                ReadOnlySpan<int> leaf = order.AsSpan(from, to - from);
                foreach (int row in leaf[Below(leaf, first)..Below(leaf, end)])
                    scores[row] += value;
            }
        });
        context.For((others.Length + RowsInChunk - 1) / RowsInChunk, chunk =>
        {
            foreach (int row in others.AsSpan(chunk * RowsInChunk, Math.Min(RowsInChunk, others.Length - (chunk * RowsInChunk))))
                scores[row] += tree.Nodes[tree.LeafOf(x.Row(row))].Values[0];
        });
    }

    // How many of the ascending numbers are below a limit.
    private static int Below(ReadOnlySpan<int> ascending, int limit)
    {
        int at = ascending.BinarySearch(limit);
        return at < 0 ? ~at : at;
    }

    // The rows that an ascending choice leaves out.
    private int[] Others(int[] drawn)
    {
        int[] others = new int[rows.Count - drawn.Length];
        int count = 0, next = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            if (next < drawn.Length && drawn[next] == row)
                next++;
            else
                others[count++] = row;
        }
        return others;
    }

    private double WeightOf(int[] of)
    {
        if (rows.Weights is null)
            return of.Length;
        double sum = 0;
        foreach (int row in of)
            sum += rows.Weight(row);
        return sum;
    }

    // Chunks of rows whose losses are computed together, whichever of them are trained on and whichever are watched.
    private (double Trained, double Watched) MeanLosses()
    {
        int chunks = (rows.Count + RowsInChunk - 1) / RowsInChunk;
        double[] trained = new double[chunks], watched = new double[chunks];
        context.For(chunks, chunk =>
        {
            int first = chunk * RowsInChunk, count = Math.Min(RowsInChunk, rows.Count - first);
            Span<double> losses = stackalloc double[count];
            loss.Losses(first, losses);
            for (int i = 0; i < count && rows.Weights is not null; i++)
                losses[i] = rows.Weight(first + i) > 0 ? rows.Weight(first + i) * losses[i] : 0;
            (trained[chunk], watched[chunk]) = (SumOf(train, first, losses), SumOf(watch, first, losses));
        });
        double[] totals = [trained.Sum(), watched.Sum()];
        context.Ranks.AllReduce(totals);
        return (totals[0] / trainWeight, totals[1] / watchWeight);
    }

    private static double SumOf(int[] of, int first, ReadOnlySpan<double> losses)
    {
        ReadOnlySpan<int> own = of.AsSpan()[Below(of, first)..Below(of, first + losses.Length)];
        if (own.Length == losses.Length)
            return Kernels.Sum(losses);
        double sum = 0;
        foreach (int row in own)
            sum += losses[row - first];
        return sum;
    }
}
