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
    private readonly MeanLosses losses;

    public BoostingRun(GradientBoosting settings, TrainingData data, FitContext context)
    {
        (this.settings, this.data, this.context) = (settings, data, context);
        if (data.X.ColumnCount == 0)
            throw new ArgumentException("There are no columns to learn from.", nameof(data));
        RankAgreement.Check(data, context);
        kind = BoostingProblem.Kind(settings.Loss, data.Y);
        monotone = MonotoneText.Read(settings.MonotoneConstraints, data.X.Columns);
        if (monotone is not null && kind == BoostingLoss.Softmax)
            throw new ArgumentException("MonotoneConstraints cannot be kept with the softmax loss, where raising one class's score lowers the others' probabilities.", nameof(settings));
        if (data.Offsets is not null && kind == BoostingLoss.Softmax)
            throw new ArgumentException("Offsets are one number a row; the softmax loss, which has one score a class, cannot take them.", nameof(data));

        Span<double> counts = [data.X.RowCount];
        context.Ranks.AllReduce(counts);
        totalRows = (long)counts[0];
        rows = BoostingProblem.Rows(kind, settings, data, context);
        loss = BoostingProblem.Loss(kind, settings, data, rows);
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
        losses = new MeanLosses(rows, loss, train, watch, context);
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
        double bestLoss = patience > 0 ? losses.Now().Watched : double.NaN;
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
            double totalWeight = losses.TrainWeight + losses.WatchWeight;
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
            (double trained, double watched) = losses.Now();
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
                foreach (int row in leaf[MeanLosses.Below(leaf, first)..MeanLosses.Below(leaf, end)])
                    scores[row] += value;
            }
        });
        context.For((others.Length + RowsInChunk - 1) / RowsInChunk, chunk =>
        {
            foreach (int row in others.AsSpan(chunk * RowsInChunk, Math.Min(RowsInChunk, others.Length - (chunk * RowsInChunk))))
                scores[row] += tree.Nodes[tree.LeafOf(x.Row(row))].Values[0];
        });
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
}
