using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>One fit of a <see cref="NeuralNetwork"/>: its networks side by side, epoch by epoch.</summary>
internal sealed class TableTraining
{
    // With fewer rows held out than this says nothing of an epoch.
    private const int FewestRowsToSplit = 20;

    private readonly NeuralNetwork settings;
    private readonly FitContext context;
    private readonly TableMember[] members;

    public TableTraining(NeuralNetwork settings, TrainingData data, TableEncoder encoder, FitContext context)
    {
        (this.settings, this.context) = (settings, context);
        (Centres, Scales) = data.Y is NumberTarget numbers ? Standard(numbers, data.Weights) : ([], []);
        TableRows rows = new(data, encoder, Centres, Scales);
        int[] order = Order(data, context.Key.Child("order").Open());
        int held = data.X.RowCount < FewestRowsToSplit ? 0 : (int)(settings.Validation * data.X.RowCount);
        members = [.. Enumerable.Range(0, settings.Networks).Select(m =>
        {
            (int[] train, int[] validation) = Split(order, data.Groups, (int)((long)m * held % order.Length), held);
            return new TableMember(settings, rows, train, validation, context.Key.Child("network").Child(m));
        })];
    }

    /// <summary>Means of the targets that are numbers.</summary>
    public double[] Centres { get; }

    /// <summary>Their standard deviations; 0 where they never vary.</summary>
    public double[] Scales { get; }

    /// <summary>Each network at its best epoch.</summary>
    public TableWeights[] Best => [.. members.Select(m => m.Best)];

    /// <summary>Trains until all networks are done.</summary>
    public FitReport Run()
    {
        StopReason reason = StopReason.IterationLimit;
        int epoch = 0;
        for (; epoch < settings.Epochs; epoch++)
        {
            if (context.ShouldStop())
            {
                reason = StopReason.Stopped;
                break;
            }
            TableMember[] going = [.. members.Where(m => !m.IsDone)];
            if (going.Length == 0)
            {
                reason = StopReason.EarlyStopping;
                break;
            }
            context.For(going.Length, i => going[i].Epoch(context));
            context.Progress?.Report(new FitProgress("pass", epoch + 1, settings.Epochs, members.Average(m => m.BestLoss)));
        }
        return new FitReport(Math.Max(1, epoch), reason, members[0].Losses) { Validation = members[0].ValidationLosses };
    }

    // Rows so that any run of them is like all: classes in turn, in proportion; groups whole.
    private static int[] Order(TrainingData data, RandomStream random)
    {
        int[] rows = random.Permutation(data.X.RowCount);
        if (data.Groups is { } groups)
        {
            Dictionary<int, int> place = [];
            foreach (int row in rows)
                place.TryAdd(groups[row], place.Count);
            return [.. rows.OrderBy(row => place[groups[row]])];
        }
        if (data.Y is not ClassTarget classes)
            return rows;
        int[] codes = classes.Codes.ToArray(), seen = new int[classes.Classes.Count];
        double[] at = new double[rows.Length];
        foreach (int row in rows)
            at[row] = (seen[codes[row]]++ + 0.5) / classes.Counts[codes[row]];
        return [.. rows.OrderBy(row => at[row])];
    }

    private static (int[] Train, int[] Validation) Split(int[] order, int[]? groups, int start, int count)
    {
        if (count == 0)
            return (order, []);
        HashSet<int> held = [.. Enumerable.Range(start, count).Select(i => order[i % order.Length])];
        if (groups is not null)
        {
            HashSet<int> heldGroups = [.. held.Select(row => groups[row])];
            held = [.. order.Where(row => heldGroups.Contains(groups[row]))];
        }
        int[] train = [.. order.Where(row => !held.Contains(row))];
        return train.Length == 0 ? (order, []) : (train, [.. order.Where(held.Contains)]);
    }

    private static (double[] Centres, double[] Scales) Standard(NumberTarget target, double[]? weights)
    {
        int outputs = target.Values.Columns;
        double[] centres = new double[outputs], scales = new double[outputs];
        for (int k = 0; k < outputs; k++)
        {
            double[] y = target.Values.Column(k);
            double total = 0, sum = 0, squares = 0, first = y[0];
            for (int i = 0; i < y.Length; i++)
            {
                double weight = weights?[i] ?? 1;
                total += weight;
                sum += weight * (y[i] - first);
            }
            double mean = sum / total;
            for (int i = 0; i < y.Length; i++)
                squares += (weights?[i] ?? 1) * (y[i] - first - mean) * (y[i] - first - mean);
            (centres[k], scales[k]) = (first + mean, Math.Sqrt(squares / total));
            if (!double.IsFinite(centres[k]) || !double.IsFinite(scales[k]))
                throw new ArgumentException("The target's values are too large: their squares are beyond the range of a double. Divide the target by a constant.", nameof(target));
        }
        return (centres, scales);
    }
}
