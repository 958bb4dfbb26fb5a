using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>One of the networks of a <see cref="NeuralNetwork"/> while it is trained: rows of its own to learn from, and rows held out to choose its epoch by.</summary>
internal sealed class TableMember
{
    private const int RowsInCheck = 1024, WarmUpEpochs = 1;

    private readonly NeuralNetwork settings;
    private readonly TableRows rows;
    private readonly int[] train, validation;
    private readonly TableNetwork network;
    private readonly AdamW optimizer;
    private readonly RandomKey key;
    private readonly int batch;
    private readonly double trainWeight, validationWeight;
    private readonly List<double> losses = [], validationLosses = [];
    private int sinceBest;

    public TableMember(NeuralNetwork settings, TableRows rows, int[] train, int[] validation, RandomKey key)
    {
        (this.settings, this.rows, this.train, this.validation, this.key) = (settings, rows, train, validation, key);
        batch = settings.BatchRows ?? (train.Length < 2_000 ? 32 : train.Length < 8_000 ? 64 : train.Length < 20_000 ? 128 : 256);
        (trainWeight, validationWeight) = (rows.MeanWeight(train), rows.MeanWeight(validation));
        network = new TableNetwork(rows.Encoder, settings.Width, settings.Layers, rows.Outputs, settings.Dropout, key.Child("start"));
        network.StartAt(rows.Start());
        (IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> others) = network.Groups;
        optimizer = new AdamW(new ParameterGroup(weights, settings.LearningRate) { WeightDecay = settings.WeightDecay }, new ParameterGroup(others, settings.LearningRate));
        Best = network.Copy();
    }

    /// <summary>The network at the epoch that was best on the rows held out; where none were, the last.</summary>
    public TableWeights Best { get; private set; }

    /// <summary>Its loss there.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>Mean loss of each epoch's steps.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>Loss on the rows held out after each epoch.</summary>
    public IReadOnlyList<double> ValidationLosses => validationLosses;

    /// <summary>Whether further epochs are not worth their time.</summary>
    public bool IsDone => validation.Length > 0 && sinceBest >= settings.Patience;

    /// <summary>Goes through its rows once, in an order of the epoch's own.</summary>
    public void Epoch(FitContext context)
    {
        RandomStream random = key.Child("epoch").Child(losses.Count).Open();
        int[] order = [.. train];
        random.Shuffle<int>(order);
        int steps = (order.Length + batch - 1) / batch, total = steps * settings.Epochs, warm = steps * WarmUpEpochs;
        double sum = 0;
        int done = 0;
        // Stopped amid an epoch, it is judged on what it learned of it.
        for (; done < steps && !context.Stop.IsCancellationRequested; done++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int step = (losses.Count * steps) + done;
            double share = step < warm ? (step + 1.0) / warm : 0.5 * (1 + Elementary.Cos(Math.PI * (step - warm) / Math.Max(1, total - warm)));
            foreach (ParameterGroup group in optimizer.Groups)
                group.LearningRate = settings.LearningRate * share;
            int[] some = order[(done * batch)..Math.Min(order.Length, (done + 1) * batch)];
            (Tensor inputs, Tensor places) = rows.Inputs(some);
            optimizer.ZeroGrad();
            Tensor loss = rows.Loss(network.Outputs(inputs, places, random), some, settings.LabelSmoothing, trainWeight);
            loss.Backward();
            optimizer.Step();
            sum += loss.Item();
        }
        losses.Add(sum / Math.Max(1, done));
        Judge();
    }

    private void Judge()
    {
        if (validation.Length == 0)
        {
            (Best, BestLoss) = (network.Copy(), losses[^1]);
            return;
        }
        using NoGrad pause = NoGrad.Begin();
        double sum = 0;
        for (int at = 0; at < validation.Length; at += RowsInCheck)
        {
            int[] some = validation[at..Math.Min(validation.Length, at + RowsInCheck)];
            (Tensor inputs, Tensor places) = rows.Inputs(some);
            sum += rows.Loss(network.Outputs(inputs, places, null), some, 0, validationWeight).Item() * some.Length;
        }
        validationLosses.Add(sum / validation.Length);
        sinceBest++;
        if (validationLosses[^1] < BestLoss)
            (Best, BestLoss, sinceBest) = (network.Copy(), validationLosses[^1], 0);
    }
}
