using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>One run of a trainer.</summary>
internal sealed class TrainingLoop
{
    private readonly Trainer trainer;
    private readonly Module network;
    private readonly Optimizer optimizer;
    private readonly Func<Batch, Outcome> step;
    private readonly DataLoader train;
    private readonly DataLoader? validation;
    private readonly FitContext context;
    private readonly RandomKey key;
    private readonly CheckpointFolder? folder;
    private readonly TrainingState state = new();
    private readonly AveragedWeights? average;
    private readonly int totalSteps;
    private readonly Examination? examination;

    public TrainingLoop(Trainer trainer, Module network, Optimizer optimizer, Func<Batch, Outcome> step, DataLoader train, DataLoader? validation, FitContext context)
    {
        (this.trainer, this.network, this.optimizer, this.step, this.train, this.validation, this.context) = (trainer, network, optimizer, step, train, validation, context);
        key = context.Key.Child("training");
        folder = trainer.Folder is { } path ? new CheckpointFolder(path, new TrainingIdentity(trainer, train, validation, context)) : null;
        int perEpoch = (train.Count + trainer.Accumulate - 1) / trainer.Accumulate;
        totalSteps = (int)Math.Min(trainer.Steps ?? int.MaxValue, (long)trainer.EpochLimit * perEpoch);
        state.Meter = NewMeter();
        average = trainer.Average?.Invoke(network);
        examination = trainer.Doctor is { } doctor ? new Examination(doctor, network, optimizer, train) : null;
    }

    // Metrics are measured on training batches where there is nothing else to measure them on.
    private Meter NewMeter() => new(validation is null ? trainer.Metrics : []);

    public TrainingRun Run()
    {
        // A trainer can be used again: what its schedule learns in a run goes with the run.
        IReadOnlyDictionary<string, Tensor>? schedule = trainer.Schedule?.State;
        try
        {
            return Trained();
        }
        finally
        {
            if (schedule is not null)
                trainer.Schedule!.Load(schedule);
        }
    }

    private TrainingRun Trained()
    {
        folder?.Begin(trainer.Resume, network, optimizer, trainer.Schedule, average, state);
        network.Train();
        examination?.Begin(train, validation);
        TrainingEnd? end = null;
        while (end is null)
        {
            try
            {
                end = Epoch();
            }
            catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
            {
                Save();
                throw;
            }
        }
        if (end is not TrainingEnd.Completed)
            Save();

        // What was begun is measured too, so that the last point is always that of the last step.
        if (state.MeasuredAt < state.Step && end is not TrainingEnd.NotFinite)
            Measure();
        network.Eval();
        if (average is { Updates: > 0 })
            average.Apply();
        if (trainer.RestoreBest && state.BestWeights is { } best)
            network.Load(best);
        return new TrainingRun
        {
            History = new TrainingHistory { Losses = [.. state.Losses], LearningRates = [.. state.Rates], GradientNorms = [.. state.Norms], Points = [.. state.Points], MetricNames = [.. trainer.Metrics.Select(metric => metric.Name)] },
            End = end.Value,
            Epochs = state.Epoch,
            Steps = state.Step,
            Findings = examination?.Findings ?? [],
            Best = state.BestPoint < 0 ? null : state.Points[state.BestPoint],
        };
    }

    // What is left of an epoch; why training ends there, or null.
    private TrainingEnd? Epoch()
    {
        if (state.Epoch >= trainer.EpochLimit)
            return TrainingEnd.Completed;
        using IEnumerator<Batch> batches = train.Batches(key, state.Epoch, state.Batch, context.Cancellation).GetEnumerator();
        while (state.Batch < train.Count)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (trainer.Patience is { } patience && state.Waited >= patience)
                return TrainingEnd.EarlyStopping;
            if (state.Step >= trainer.Steps)
                return TrainingEnd.StepLimit;
            if (context.ShouldStop())
                return TrainingEnd.Stopped;
            if (!Step(batches))
                return TrainingEnd.NotFinite;
            bool isOver = state.Batch == train.Count;
            if (isOver)
                (state.Epoch, state.Batch) = (state.Epoch + 1, 0);
            if (trainer.ValidateEverySteps is { } steps ? state.Step % steps == 0 : isOver)
                Measure();
            if (isOver || (trainer.SaveEverySteps is { } save && state.Step % save == 0))
                Save();
            if (isOver)
                break;
        }
        return null;
    }

    // One step of the optimiser; false if the loss or a gradient was no number, and the step was not taken.
    private bool Step(IEnumerator<Batch> batches)
    {
        // All are fetched before anything is computed, so that a cancelled wait leaves the network as it was after the last step.
        Batch[] group = new Batch[Math.Min(trainer.Accumulate, train.Count - state.Batch)];
        for (int i = 0; i < group.Length; i++)
            group[i] = batches.MoveNext() ? batches.Current : throw new InvalidOperationException("The data ended before the epoch did.");
        trainer.Schedule?.Set(optimizer, state.Step);
        double rate = optimizer.Groups[0].LearningRate;
        (double loss, bool isTaken) = optimizer is Lbfgs ? Searched(group) : Stepped(group);
        if (!isTaken)
        {
            state.Losses.Add(loss);
            state.Rates.Add(rate);
            examination?.NotFinite(group, step);
            return false;
        }
        examination?.AfterUpdate();
        state.Step++;
        if (state.Step > trainer.AverageFromStep && state.Step % trainer.AverageEverySteps == 0)
            average?.Update();
        state.Batch += group.Length;
        state.Losses.Add(loss);
        state.Rates.Add(rate);
        context.Progress?.Report(new FitProgress("step", state.Step, totalSteps, loss));
        trainer.Progress?.Report(new TrainingProgress(state.Epoch, state.Step, totalSteps, loss, rate, null));
        return true;
    }

    private (double Loss, bool IsTaken) Stepped(Batch[] group)
    {
        network.ZeroGrad();
        double loss = 0;
        foreach ((Batch batch, double share) in Shares(group))
        {
            Tensor part = Part(batch, share, isFirst: true);
            loss += part.Item();
            part.Backward();
        }
        if (!double.IsFinite(loss) || !optimizer.Parameters.All(parameter => parameter.Grad is not { } gradient || Device.Cpu.IsFinite(gradient)))
            return (loss, false);
        examination?.BeforeUpdate();
        if (trainer.ClipValue is { } largest)
            Clip.Value(optimizer.Parameters, largest);
        if (trainer.ClipNorm is { } longest)
            state.Norms.Add(Clip.Norm(optimizer.Parameters, longest));
        optimizer.Step();
        return (loss, true);
    }

    // An optimiser that computes the loss several times in a step; what it computed first is what is measured.
    private (double Loss, bool IsTaken) Searched(Batch[] group)
    {
        bool isFirst = true;
        double loss = optimizer.Step(() =>
        {
            Tensor sum = Shares(group).Select(each => Part(each.Batch, each.Share, isFirst)).ToArray().Aggregate((a, b) => a + b);
            isFirst = false;
            return sum;
        });
        return (loss, double.IsFinite(loss));
    }

    // Batches with their shares of the group's samples: what their mean losses are weighted by.
    private static IEnumerable<(Batch Batch, double Share)> Shares(Batch[] group)
    {
        double samples = group.Sum(batch => batch.Count);
        return group.Select(batch => (batch, batch.Count / samples));
    }

    private Tensor Part(Batch batch, double share, bool isFirst)
    {
        Outcome outcome = isFirst && examination is not null ? examination.Step(state.Step + 1, batch, step) : step(batch);
        if (outcome.Loss.Count != 1)
            throw new ArgumentException($"The loss of a batch must be a single number; this one has shape {outcome.Loss.Shape}. Take its mean.");
        if (isFirst)
            state.Meter.Add(outcome, batch);
        return share == 1 ? outcome.Loss : outcome.Loss * share;
    }

    private void Measure()
    {
        using IDisposable? averages = average is { Updates: > 0 } ? average.Use() : null;
        double trainingLoss = state.Meter.Loss;
        double[] metrics = state.Meter.Values;
        double? validationLoss = null;
        if (validation is not null)
        {
            Meter meter = Evaluation.Of(network, step, validation, trainer.Metrics, key.Child("validation"), default);
            (validationLoss, metrics) = (meter.Loss, meter.Values);
        }
        TrainingPoint point = new(state.Epoch, state.Step, trainingLoss, validationLoss, metrics);
        state.Points.Add(point);
        (state.MeasuredAt, state.Meter) = (state.Step, NewMeter());
        if (validation is not null)
            Compare(point);
        trainer.Schedule?.Report(trainer.Monitor is null ? validationLoss ?? trainingLoss : metrics[trainer.Metrics.ToList().IndexOf(trainer.Monitor)]);
        examination?.Measured(state.Losses, state.Points);
        trainer.Progress?.Report(new TrainingProgress(state.Epoch, state.Step, totalSteps, state.Losses[^1], state.Rates[^1], point));
    }

    private void Compare(TrainingPoint point)
    {
        bool isBetter = state.BestPoint < 0
            ? !double.IsNaN(Monitored(point))
            : Monitored(point) < Monitored(state.Points[state.BestPoint]) - trainer.MinimumImprovement;
        state.Waited = isBetter ? 0 : state.Waited + 1;
        if (!isBetter)
            return;
        state.BestPoint = state.Points.Count - 1;
        Dictionary<string, Tensor> weights = network.State.ToDictionary(entry => entry.Key, entry => entry.Value.Detach().Clone());
        if (trainer.RestoreBest || folder is not null)
            state.BestWeights = weights;
        folder?.SaveBest(weights, point);
    }

    // Lower is better.
    private double Monitored(TrainingPoint point) =>
        trainer.Monitor is { } metric ? point.Metrics[trainer.Metrics.ToList().IndexOf(metric)] * (metric.IsBetterHigher ? -1 : 1) : point.ValidationLoss!.Value;

    private void Save() => folder?.Save(network, optimizer, trainer.Schedule, average, state);
}
