using Hone.Contracts;

namespace Hone.Deep.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private static Dataset Changed => Moons.Data().Augment((sample, random) => sample with { Inputs = [sample.Input + (0.1 * random.Normal())] });

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    // Dropout, shuffling, augmentation, accumulation, clipping, a schedule that remembers and averaged weights; broken off within an epoch, at the end of one, and at the first step.
    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(14)]
    [InlineData(23)]
    public void A_resumed_run_equals_an_uninterrupted_one_bit_for_bit(int at)
    {
        (float[] weights, TrainingRun whole) = Run(new Trainer());
        using CancellationTokenSource cancel = new();
        Should.Throw<OperationCanceledException>(() => Run(new Trainer { Folder = folder, Progress = new Told<TrainingProgress>(progress => Cancel(progress.Step == at, cancel)) }, cancel.Token));
        (float[] resumed, TrainingRun rest) = Run(new Trainer { Folder = folder, Resume = true });
        resumed.ShouldBe(weights);
        rest.History.Losses.ShouldBe(whole.History.Losses);
        rest.History.GradientNorms.ShouldBe(whole.History.GradientNorms);
        rest.History.LearningRates.ShouldBe(whole.History.LearningRates);
        rest.History.Points.Select(Text).ShouldBe(whole.History.Points.Select(Text));
        (rest.Steps, rest.Epochs, rest.End).ShouldBe((whole.Steps, whole.Epochs, whole.End));
        Text(rest.Best!).ShouldBe(Text(whole.Best!));
    }

    [Fact]
    public void A_run_that_is_broken_off_again_and_again_ends_as_though_it_had_not_been()
    {
        (float[] weights, TrainingRun whole) = Run(new Trainer());
        int breaks = 0;
        while (true)
        {
            // Each time on other threads.
            DataLoader train = Train with { Prefetch = breaks % 4, Workers = 1 + (breaks % 3) };
            using CancellationTokenSource cancel = new();
            int steps = 0;
            try
            {
                (float[] resumed, TrainingRun run) = Run(new Trainer { Folder = folder, Resume = true, Progress = new Told<TrainingProgress>(progress => Cancel(progress.Point is null && ++steps == 5, cancel)) }, cancel.Token, train: train);
                resumed.ShouldBe(weights);
                run.History.Losses.ShouldBe(whole.History.Losses);
                break;
            }
            catch (OperationCanceledException)
            {
                breaks++;
            }
        }
        breaks.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Kinds.Names), MemberType = typeof(Kinds))]
    public void The_usual_networks_go_on_bit_for_bit_and_are_the_same_at_one_thread(string kind)
    {
        float[] Fitted(Trainer trainer, CancellationToken cancellation = default, int? workers = null)
        {
            (Layer network, Dataset data) = Kinds.Of(kind);
            (Dataset train, Dataset test) = data.Split(0.2);
            trainer = trainer with { Epochs = 2, Accumulate = 2 };
            trainer.Fit(network, new AdamW(network, 0.005), Moons.Loss, new DataLoader(train, 16) { Shuffle = true }, new DataLoader(test, 64), new FitContext(Cancellation: cancellation, Workers: workers));
            return Moons.Weights(network);
        }
        using CancellationTokenSource cancel = new();
        float[] whole = Fitted(new Trainer());
        Should.Throw<OperationCanceledException>(() => Fitted(new Trainer { Folder = folder, Progress = new Told<TrainingProgress>(progress => Cancel(progress.Step == 7, cancel)) }, cancel.Token));
        Fitted(new Trainer { Folder = folder, Resume = true }).ShouldBe(whole);
        Fitted(new Trainer(), workers: 1).ShouldBe(whole);
    }

    [Fact]
    public void A_crash_loses_no_more_than_the_steps_since_the_last_checkpoint()
    {
        (float[] weights, _) = Run(new Trainer());
        Should.Throw<TimeoutException>(() => Run(new Trainer { Folder = folder, SaveEverySteps = 5, Progress = new Told<TrainingProgress>(progress => { if (progress.Step == 13) throw new TimeoutException(); }) }));
        List<int> steps = [];
        // As though the machine had died while the next checkpoint was written: half of it lies beside the last.
        File.WriteAllBytes(Path.Combine(folder, "last.safetensors.0.tmp"), File.ReadAllBytes(Path.Combine(folder, "last.safetensors"))[..100]);
        (float[] resumed, _) = Run(new Trainer { Folder = folder, Resume = true, Progress = new Told<TrainingProgress>(progress => steps.Add(progress.Step)) });
        steps[0].ShouldBe(11);
        resumed.ShouldBe(weights);
        Directory.GetFiles(folder).Select(Path.GetFileName).Order().ShouldBe(["best.safetensors", "last.safetensors"]);
    }

    [Fact]
    public void A_run_that_is_cancelled_while_it_waits_for_data_leaves_a_checkpoint_of_its_last_step()
    {
        using CancellationTokenSource cancel = new();
        using ManualResetEventSlim blocked = new(false);
        int made = 0;
        Dataset slow = Changed.Augment((sample, _) =>
        {
            // The data dry up in the second epoch, and who waits gives up.
            if (Interlocked.Increment(ref made) == 290)
            {
                cancel.CancelAfter(30);
                blocked.Wait();
            }
            return sample;
        });
        cancel.Token.Register(blocked.Set);
        Sequential network = Moons.Network(dropout: 0.3);
        Should.Throw<OperationCanceledException>(() => Settled(new Trainer { Folder = folder }).Fit(network, new Adam(network, 0.01), Moons.Loss, new DataLoader(slow, 16) { Shuffle = true }, Test, new FitContext(7, cancel.Token)));
        List<int> steps = [];
        Run(new Trainer { Folder = folder, Resume = true, Progress = new Told<TrainingProgress>(progress => steps.Add(progress.Step)) });
        steps[0].ShouldBeInRange(10, 11);                     // the batch may come just as the wait is given up

        static Trainer Settled(Trainer trainer) => trainer with { Epochs = 4, Accumulate = 2, ClipNorm = 0.5, Schedule = new ReduceOnPlateau { Patience = 0, Threshold = 0.2 }, Average = network => new Ema(network, 0.9), Metrics = [TrainingMetric.Accuracy] };
    }

    [Fact]
    public void A_finished_run_can_be_made_longer()
    {
        (float[] weights, _) = Run(new Trainer { Epochs = 4 });
        Run(new Trainer { Epochs = 2, Folder = folder });
        (float[] longer, TrainingRun run) = Run(new Trainer { Epochs = 4, Folder = folder, Resume = true });
        longer.ShouldBe(weights);
        run.Epochs.ShouldBe(4);
    }

    [Fact]
    public void The_best_weights_are_a_file_of_their_own()
    {
        (float[] weights, TrainingRun run) = Run(new Trainer { Folder = folder });
        Sequential other = Moons.Network(seed: 9, dropout: 0.3);
        string best = Path.Combine(folder, "best.safetensors");
        SafeTensors.Load(other, best);
        Moons.Weights(other).ShouldBe(weights);
        SafeTensors.Open(best).Metadata["step"].ShouldBe(FormattableString.Invariant($"{run.Best!.Step}"));
    }

    [Fact]
    public void The_file_of_best_weights_is_of_the_run_that_goes_on()
    {
        using CancellationTokenSource stop = new();
        Run(new Trainer { Folder = folder, Progress = new Told<TrainingProgress>(progress => Cancel(progress.Step == 12, stop)) }, stop: stop.Token);
        (float[] weights, TrainingRun run) = Run(new Trainer { Folder = folder, Resume = true, RestoreBest = false });
        string best = Path.Combine(folder, "best.safetensors");
        SafeTensors.Open(best).Metadata["step"].ShouldBe(FormattableString.Invariant($"{run.Best!.Step}"));
        File.Delete(best);
        (float[] again, _) = Run(new Trainer { Folder = folder, Resume = true, RestoreBest = false });
        again.ShouldBe(weights);
        SafeTensors.Open(best).Metadata["step"].ShouldBe(FormattableString.Invariant($"{run.Best!.Step}"));
    }

    [Fact]
    public void A_checkpoint_of_another_run_or_network_is_refused_in_a_sentence()
    {
        Run(new Trainer { Epochs = 1, Folder = folder });
        Trainer again = new() { Folder = folder, Resume = true };
        Should.Throw<IOException>(() => Run(new Trainer { Folder = folder })).Message.ShouldContain("Set Resume to go on from it");
        Should.Throw<FormatException>(() => Run(again, seed: 8)).Message.ShouldContain("its run had seed: 7; this one has seed: 8");
        Sequential other = new(new Linear(2, 16, default), new Relu(), new Dropout(0.3, default), new Linear(16, 3, default));
        again = again with { Metrics = [TrainingMetric.Accuracy] };
        Should.Throw<FormatException>(() => again.Fit(other, new Adam(other), Moons.Loss, Train, Test, new FitContext(7)))
            .Message.ShouldContain("last.safetensors': its run had batches a step: 2; this one has batches a step: 1");
        Should.Throw<FormatException>(() => (again with { Accumulate = 2, Schedule = new ReduceOnPlateau(), Average = network => new Ema(network, 0.9) }).Fit(other, new Adam(other), Moons.Loss, Train, Test, new FitContext(7)))
            .Message.ShouldContain("'3.weight' has shape [2, 16] in what was given and [3, 16] in this network: they are of different architectures. The best weights are in");
        Sequential bare = new(new Linear(2, 16, default), new Relu(), new Relu(), new Linear(16, 2, default));
        Should.Throw<FormatException>(() => (again with { Accumulate = 2, Schedule = new ReduceOnPlateau(), Average = network => new Ema(network, 0.9) }).Fit(bare, new Adam(bare), Moons.Loss, Train, Test, new FitContext(7)))
            .Message.ShouldContain("this network has no '2.draws': the checkpoint is of another architecture");
    }

    [Fact]
    public void A_torn_or_foreign_file_is_refused_in_a_sentence()
    {
        Run(new Trainer { Epochs = 1, Folder = folder });
        string last = Path.Combine(folder, "last.safetensors");
        byte[] bytes = File.ReadAllBytes(last);
        Trainer again = new() { Folder = folder, Resume = true };
        foreach (int length in (int[])[0, 7, 50, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(last, bytes[..length]);
            Should.Throw<FormatException>(() => Run(again)).Message.ShouldStartWith($"The run cannot go on from '{last}': ");
        }
        for (int at = bytes.Length - 1; at > 0; at -= Math.Max(1, bytes.Length / 40))
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 0x10;
            File.WriteAllBytes(last, flipped);
            Should.Throw<FormatException>(() => Run(again), $"byte {at}").Message.ShouldStartWith($"The run cannot go on from '{last}': ");
        }
        SafeTensors.Save(Moons.Network(), last);
        Should.Throw<FormatException>(() => Run(again)).Message.ShouldContain("it holds tensors, but no checkpoint of a training");
    }

    [Fact]
    public void A_run_that_is_stopped_goes_on_as_though_it_had_not_been()
    {
        (float[] weights, TrainingRun whole) = Run(new Trainer());
        using CancellationTokenSource stop = new();
        (_, TrainingRun part) = Run(new Trainer { Folder = folder, Progress = new Told<TrainingProgress>(progress => Cancel(progress.Step == 12, stop)) }, stop: stop.Token);
        part.End.ShouldBe(TrainingEnd.Stopped);
        (float[] resumed, TrainingRun rest) = Run(new Trainer { Folder = folder, Resume = true });
        resumed.ShouldBe(weights);
        rest.History.Points.Select(Text).ShouldBe(whole.History.Points.Select(Text));
    }

    private static DataLoader Train => new(Changed, 16) { Shuffle = true };

    private static DataLoader Test => new(Moons.Data(seed: 2), 64);

    [Fact]
    public void A_network_of_brain_floats_goes_on_bit_for_bit_with_the_finer_values_of_its_optimiser()
    {
        float[] Fitted(Trainer trainer, CancellationToken cancellation = default)
        {
            Sequential network = Moons.Network(dropout: 0.3);
            network.ConvertTo(DType.BFloat16);
            (trainer with { Epochs = 3 }).Fit(network, new Adam(network, 0.001), Moons.Loss, Train, Test, new FitContext(7, cancellation));
            network.Parameters.ShouldAllBe(each => each.Tensor.Type == DType.BFloat16);
            return Moons.Weights(network);
        }
        using CancellationTokenSource cancel = new();
        float[] whole = Fitted(new Trainer());
        Should.Throw<OperationCanceledException>(() => Fitted(new Trainer { Folder = folder, Progress = new Told<TrainingProgress>(progress => Cancel(progress.Step == 9, cancel)) }, cancel.Token));
        Fitted(new Trainer { Folder = folder, Resume = true }).ShouldBe(whole);
    }

    private static (float[] Weights, TrainingRun Run) Run(Trainer trainer, CancellationToken cancellation = default, ulong seed = 7, CancellationToken stop = default, DataLoader? train = null)
    {
        Sequential network = Moons.Network(dropout: 0.3);
        trainer = trainer with { Epochs = trainer.Epochs ?? 4, Accumulate = 2, ClipNorm = 0.5, Schedule = new ReduceOnPlateau { Patience = 0, Threshold = 0.2 }, Average = network => new Ema(network, 0.9), Metrics = [TrainingMetric.Accuracy] };
        TrainingRun run = trainer.Fit(network, new Adam(network, 0.01), Moons.Loss, train ?? Train, Test, new FitContext(seed, cancellation, stop));
        return (Moons.Weights(network), run);
    }

    private static string Text(TrainingPoint point) => FormattableString.Invariant($"{point.Epoch} {point.Step} {point.TrainingLoss:R} {point.ValidationLoss:R} {string.Join(' ', point.Metrics)}");

    private static void Cancel(bool now, CancellationTokenSource source)
    {
        if (now)
            source.Cancel();
    }
}
