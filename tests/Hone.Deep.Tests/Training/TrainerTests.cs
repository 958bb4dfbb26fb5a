using Hone.Contracts;

namespace Hone.Deep.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void A_network_learns_and_what_was_measured_is_told()
    {
        Sequential network = Moons.Network();
        List<TrainingProgress> told = [];
        Trainer trainer = new() { Epochs = 60, Metrics = [TrainingMetric.Accuracy, TrainingMetric.TopK(2), TrainingMetric.Perplexity], Progress = new Told<TrainingProgress>(told.Add) };
        DataLoader train = new(Moons.Data(), 32) { Shuffle = true }, test = new(Moons.Data(seed: 2), 64);
        TrainingRun run = trainer.Fit(network, new Adam(network, 0.01), Functions.CrossEntropy, train, test);
        (run.End, run.Epochs, run.Steps).ShouldBe((TrainingEnd.Completed, 60, 420));
        run.History.Losses.Count.ShouldBe(420);
        run.History.Points.Count.ShouldBe(60);
        run.Best.ShouldNotBeNull().Metrics[0].ShouldBeGreaterThan(0.97);
        run.Best.Metrics[1].ShouldBe(1);
        run.Best.Metrics[2].ShouldBe(Math.Exp(run.Best.ValidationLoss!.Value), 1e-9);
        run.Best.ValidationLoss.ShouldBe(run.History.Points.Min(point => point.ValidationLoss));
        network.IsTraining.ShouldBeFalse();
        (double loss, IReadOnlyList<double> metrics) = trainer.Evaluate(network, Moons.Loss, test);
        loss.ShouldBe(run.Best.ValidationLoss!.Value);
        metrics.ShouldBe(run.Best.Metrics);
        told.Count.ShouldBe(480);
        told[^1].Point.ShouldBe(run.History.Points[^1]);
        run.Report.Stop.ShouldBe(StopReason.Completed);
        run.History.ToSvg().ShouldContain("validation");
        run.History.MetricChart("accuracy").ToSvg().ShouldContain("accuracy");
        Trainer.Predict(network, test.Data, 7).ArgMax(-1).ToArray<long>().Zip(test.Data.All().Target.ToArray<long>()).Count(pair => pair.First == pair.Second).ShouldBe((int)Math.Round(200 * metrics[0]));
    }

    [Fact]
    public void One_seed_gives_the_same_bits_at_one_and_at_more_threads_and_another_seed_others()
    {
        float[] one = Trained(new FitContext(Seed: 4, Workers: 1)), many = Trained(new FitContext(Seed: 4)), other = Trained(new FitContext(Seed: 5));
        many.ShouldBe(one);
        other.ShouldNotBe(one);

        static float[] Trained(FitContext context)
        {
            Sequential network = Moons.Network(dropout: 0.2);
            new Trainer { Epochs = 3 }.Fit(network, new Adam(network), Moons.Loss, new DataLoader(Moons.Data(), 16) { Shuffle = true }, context: context);
            return Moons.Weights(network);
        }
    }

    [Trait("topic", "early-stopping")]
    [Fact]
    public void Training_ends_when_validation_gets_no_better_and_the_best_weights_come_back()
    {
        // Pure noise: whatever is learned of it is wrong on other noise.
        TensorData noise = new(Draw.Normal([40, 2], 1, DType.Float32), Tensor.From([.. Enumerable.Range(0, 40).Select(i => (long)(i * 7 % 3 % 2))]));
        DataLoader train = new(noise, 40), test = new(Moons.Data(40), 40);
        Sequential network = Moons.Network(), kept = Moons.Network();
        Trainer trainer = new() { Epochs = 400, Patience = 5 };
        TrainingRun run = trainer.Fit(network, new Adam(network, 0.05), Moons.Loss, train, test);
        run.End.ShouldBe(TrainingEnd.EarlyStopping);
        run.Epochs.ShouldBe(run.Best!.Epoch + 5);
        trainer.Evaluate(network, Moons.Loss, test).Loss.ShouldBe(run.Best.ValidationLoss!.Value);

        TrainingRun last = (trainer with { RestoreBest = false }).Fit(kept, new Adam(kept, 0.05), Moons.Loss, train, test);
        trainer.Evaluate(kept, Moons.Loss, test).Loss.ShouldBe(last.History.Points[^1].ValidationLoss!.Value);
        Sequential again = Moons.Network();
        (trainer with { MinimumImprovement = 10 }).Fit(again, new Adam(again, 0.05), Moons.Loss, train, test).Epochs.ShouldBe(6);
    }

    [Fact]
    public void The_monitored_metric_decides_what_is_best()
    {
        DataLoader train = new(Moons.Data(60), 20) { Shuffle = true }, test = new(Moons.Data(60, seed: 2), 60);
        TrainingMetric worst = TrainingMetric.Of("first epochs", (_, _) => 0);
        Sequential network = Moons.Network();
        TrainingRun run = new Trainer { Epochs = 4, Metrics = [worst], Monitor = worst }.Fit(network, new Adam(network), Moons.Loss, train, test);
        run.Best!.Epoch.ShouldBe(1);
        network = Moons.Network();
        new Trainer { Epochs = 4, Metrics = [worst] }.Fit(network, new Adam(network), Moons.Loss, train, test).Best!.Epoch.ShouldBe(4);
    }

    [Fact]
    public void Batches_accumulate_to_the_step_of_one_large_batch()
    {
        Sequential small = Moons.Network(), large = Moons.Network();
        TensorData data = Moons.Data(100);
        new Trainer { Epochs = 3, Accumulate = 4 }.Fit(small, new Adam(small), Moons.Loss, new DataLoader(data, 8)).Steps.ShouldBe(12);
        new Trainer { Epochs = 3 }.Fit(large, new Adam(large), Moons.Loss, new DataLoader(data, 32)).Steps.ShouldBe(12);
        Moons.Weights(small).Zip(Moons.Weights(large)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
    }

    [Trait("topic", "gradient-clipping")]
    [Fact]
    public void Long_gradients_are_cut_to_length()
    {
        Sequential network = Moons.Network();
        float[] before = Moons.Weights(network);
        TrainingRun run = new Trainer { Steps = 1, ClipNorm = 1e-3 }.Fit(network, new Sgd(network, learningRate: 1), Moons.Loss, new DataLoader(Moons.Data(), 32));
        run.History.GradientNorms.ShouldHaveSingleItem().ShouldBeGreaterThan(0.01);
        Math.Sqrt(Moons.Weights(network).Zip(before).Sum(pair => Math.Pow(pair.First - pair.Second, 2))).ShouldBe(1e-3, 1e-6);
    }

    [Trait("topic", "gradient-clipping")]
    [Fact]
    public void Large_elements_of_gradients_are_cut_to_size()
    {
        Sequential network = Moons.Network();
        float[] before = Moons.Weights(network);
        new Trainer { Steps = 1, ClipValue = 1e-4 }.Fit(network, new Sgd(network, learningRate: 1), Moons.Loss, new DataLoader(Moons.Data(), 32));
        Moons.Weights(network).Zip(before).Max(pair => Math.Abs((double)pair.First - pair.Second)).ShouldBe(1e-4, 1e-7);
    }

    [Fact]
    public void Learning_rates_follow_a_schedule_and_one_that_waits_for_a_plateau_is_told()
    {
        Sequential network = Moons.Network();
        DataLoader train = new(Moons.Data(), 40);
        TrainingRun run = new Trainer { Epochs = 2, Schedule = Schedule.Linear(10) }.Fit(network, new Sgd(network, learningRate: 1), Moons.Loss, train);
        run.History.LearningRates.Select(rate => Math.Round(rate, 12)).ShouldBe([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]);
        TrainingMetric same = TrainingMetric.Of("same", (_, _) => 1);
        Trainer waiting = new() { Epochs = 6, Metrics = [same], Monitor = same, Schedule = new ReduceOnPlateau { Patience = 1, Factor = 0.5 } };
        for (int again = 0; again < 2; again++)
            waiting.Fit(network, new Sgd(network, learningRate: 1), Moons.Loss, new DataLoader(train.Data, 200), train).History.LearningRates.ShouldBe([1, 1, 1, 0.5, 0.5, 0.25]);
    }

    [Fact]
    public void Averages_are_what_is_measured_and_what_the_network_holds_in_the_end()
    {
        DataLoader train = new(Moons.Data(), 40), test = new(Moons.Data(seed: 2), 100);
        Sequential plain = Moons.Network(), last = Moons.Network(), averaged = Moons.Network();
        Trainer trainer = new() { Epochs = 3, RestoreBest = false };
        TrainingRun without = trainer.Fit(plain, new Sgd(plain, learningRate: 0.5), Moons.Loss, train, test);
        List<float[]> weights = [];
        (trainer with { Progress = new Told<TrainingProgress>(progress => Keep(progress.Point is null)) }).Fit(last, new Sgd(last, learningRate: 0.5), Moons.Loss, train, test);
        void Keep(bool now)
        {
            if (now)
                weights.Add(Moons.Weights(last));
        }

        // From step 5 on, every fifth step: those after epochs two and three.
        TrainingRun swa = (trainer with { Average = network => new Swa(network), AverageEverySteps = 5, AverageFromStep = 5 }).Fit(averaged, new Sgd(averaged, learningRate: 0.5), Moons.Loss, train, test);
        Moons.Weights(averaged).Zip(weights[9].Zip(weights[14])).ShouldAllBe(pair => Math.Abs(pair.First - ((pair.Second.First + pair.Second.Second) / 2)) < 1e-6);
        swa.History.Losses.ShouldBe(without.History.Losses);
        swa.History.Points.Take(2).Select(point => point.ValidationLoss).ShouldBe(without.History.Points.Take(2).Select(point => point.ValidationLoss));
        trainer.Evaluate(averaged, Moons.Loss, test).Loss.ShouldBe(swa.History.Points[2].ValidationLoss!.Value);
        swa.History.Points[2].ValidationLoss.ShouldNotBe(without.History.Points[2].ValidationLoss);
    }

    [Fact]
    public void An_optimizer_that_computes_the_loss_several_times_in_a_step_is_served()
    {
        Sequential network = Moons.Network();
        TrainingRun run = new Trainer { Epochs = 15, Accumulate = 2, Metrics = [TrainingMetric.Accuracy], Doctor = new TrainingDoctor() }.Fit(network, new Lbfgs(network), Moons.Loss, new DataLoader(Moons.Data(), 100), new DataLoader(Moons.Data(seed: 2), 200));
        run.Steps.ShouldBe(15);
        run.Findings.ShouldBeEmpty(string.Join("\n", run.Findings));
        run.Best!.Metrics[0].ShouldBeGreaterThan(0.97);
        Should.Throw<ArgumentException>(() => new Trainer { ClipNorm = 1 }.Fit(network, new Lbfgs(network), Moons.Loss, new DataLoader(Moons.Data(), 100))).Message.ShouldStartWith("L-BFGS searches along directions of its own");
    }

    [Fact]
    public void A_run_that_is_stopped_is_replayed_by_its_number_of_steps()
    {
        using CancellationTokenSource stop = new();
        Sequential stopped = Moons.Network(), replayed = Moons.Network();
        DataLoader train = new(Moons.Data(), 16) { Shuffle = true }, test = new(Moons.Data(seed: 2), 100);
        Trainer trainer = new() { Epochs = 10, Progress = new Told<TrainingProgress>(progress => Cancel(progress.Step == 20, stop)) };
        TrainingRun run = trainer.Fit(stopped, new Adam(stopped), Moons.Loss, train, test, new FitContext(Stop: stop.Token));
        (run.End, run.Steps, run.Epochs).ShouldBe((TrainingEnd.Stopped, 20, 1));
        run.History.Points[^1].Step.ShouldBe(20);
        TrainingRun replay = new Trainer { Steps = run.Steps }.Fit(replayed, new Adam(replayed), Moons.Loss, train, test);
        replay.End.ShouldBe(TrainingEnd.StepLimit);
        replay.History.Losses.ShouldBe(run.History.Losses);
        Moons.Weights(replayed).ShouldBe(Moons.Weights(stopped));
    }

    [Fact]
    public void Validation_can_come_every_so_many_steps_and_metrics_without_validation_are_of_training()
    {
        Sequential network = Moons.Network();
        DataLoader train = new(Moons.Data(), 32) { Shuffle = true };
        new Trainer { Epochs = 3, ValidateEverySteps = 4 }.Fit(network, new Adam(network), Moons.Loss, train, train).History.Points.Select(point => point.Step).ShouldBe([4, 8, 12, 16, 20, 21]);
        TrainingRun run = new Trainer { Epochs = 20, Metrics = [TrainingMetric.Accuracy] }.Fit(network, new Adam(network, 0.01), Moons.Loss, train);
        run.Best.ShouldBeNull();
        run.History.Metric("accuracy")[^1].ShouldBeInRange(0.85, 1);
        Should.Throw<ArgumentException>(() => run.History.Metric("recall")).Message.ShouldStartWith("No metric is called 'recall'; there is accuracy.");
    }

    [Fact]
    public void A_step_of_ones_own_serves_other_networks_and_losses()
    {
        Linear one = new(2, 1, Key("one")), two = new(3, 1, Key("two"));
        TensorData data = new([Draw.Normal([64, 2], 1, DType.Float32), Draw.Normal([64, 3], 2, DType.Float32)], [Draw.Normal([64, 1], 3, DType.Float32)]);
        Both both = new(one, two);
        TrainingRun run = new Trainer { Epochs = 30, Metrics = [TrainingMetric.RootMeanSquaredError, TrainingMetric.MeanAbsoluteError] }.Fit(
            both, new Adam(both, 0.05),
            batch =>
            {
                Tensor prediction = one.Call(batch.Inputs[0]) + two.Call(batch.Inputs[1]);
                return new Outcome((prediction - batch.Target).Square().Mean(), prediction);
            },
            new DataLoader(data, 16) { Shuffle = true }, new DataLoader(data, 64));
        run.History.Points[^1].ValidationLoss!.Value.ShouldBeLessThan(0.9 * run.History.Points[0].ValidationLoss!.Value);
        run.History.Points[^1].Metrics[0].ShouldBe(Math.Sqrt(run.History.Points[^1].ValidationLoss!.Value), 1e-6);
    }

    [Fact]
    public void Places_that_count_for_nothing_are_left_out_of_accuracy()
    {
        Identity network = new();
        Tensor scores = Tensor.From(new float[,] { { 3, 2, 1 }, { 3, 2, 1 }, { 3, 2, 1 }, { 2, 2, 1 } });
        (double _, IReadOnlyList<double> values) = new Trainer { Metrics = [TrainingMetric.Accuracy, TrainingMetric.TopK(2)] }.Evaluate(
            network, batch => new Outcome(network.Call(batch.Input).Mean(), batch.Input), new DataLoader(new TensorData(scores, Tensor.From([0L, -100, 2, 1])), 4));
        values.ShouldBe([1.0 / 3, 2.0 / 3]);
        (_, values) = new Trainer { Metrics = [TrainingMetric.Accuracy] }.Evaluate(network, Functions.MseLoss, new DataLoader(new TensorData(scores, Tensor.From(new float[,] { { 0.9f, 0.1f, 0 }, { 0, 1, 0 }, { 0.4f, 0.3f, 0.3f }, { 0, 0, 1 } })), 4));
        values.ShouldBe([0.5]);
        (_, values) = new Trainer { Metrics = [TrainingMetric.Accuracy] }.Evaluate(
            network, (p, t) => Functions.BinaryCrossEntropyWithLogits(p, t), new DataLoader(new TensorData(Tensor.From(new float[,] { { 2 }, { -1 }, { 3 } }), Tensor.From(new float[,] { { 1 }, { 0 }, { 0 } })), 4));
        values.ShouldBe([2.0 / 3]);
        Trainer.Predict(network, batch => batch.Input + 1, new TensorData([scores], []), 3).ShouldHold(4, 3, 2, 4, 3, 2, 4, 3, 2, 3, 3, 2);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_training_before_it_reaches_the_weights()
    {
        Sequential network = Moons.Network();
        int steps = 0;
        TrainingRun run = new Trainer { Epochs = 2 }.Fit(network, new Adam(network), (scores, classes) => Moons.Loss(scores, classes) * (++steps == 5 ? double.NaN : 1), new DataLoader(Moons.Data(), 32));
        (run.End, run.Steps).ShouldBe((TrainingEnd.NotFinite, 4));
        double.IsNaN(run.History.Losses[^1]).ShouldBeTrue();
        Moons.Weights(network).ShouldAllBe(weight => float.IsFinite(weight));
    }

    [Fact]
    public void What_does_not_go_together_is_said()
    {
        Sequential network = Moons.Network();
        DataLoader data = new(Moons.Data(), 32);
        void Fit(Trainer trainer, DataLoader train, DataLoader? validation = null) => trainer.Fit(network, new Adam(network), Moons.Loss, train, validation);
        Should.Throw<ArgumentException>(() => Fit(new Trainer { Patience = 2 }, data)).Message.ShouldStartWith("Patience counts looks at validation data");
        Should.Throw<ArgumentException>(() => Fit(new Trainer { Monitor = TrainingMetric.Accuracy }, data, data)).Message.ShouldStartWith("Monitor is 'accuracy', which is not among Metrics");
        Should.Throw<ArgumentException>(() => Fit(new Trainer { Resume = true }, data)).Message.ShouldStartWith("Resume goes on from the checkpoint in Folder");
        Should.Throw<ArgumentException>(() => Fit(new Trainer(), new DataLoader(data.Data.Subset(), 32))).Message.ShouldStartWith("There are no samples to learn from");
        Should.Throw<ArgumentException>(() => Fit(new Trainer(), new DataLoader(data.Data, 500) { DropLast = true })).Message.ShouldStartWith("200 samples do not fill one batch of 500");
        Should.Throw<ArgumentException>(() => new Trainer().Fit(network, new Adam(network), (scores, _) => scores, data)).Message.ShouldStartWith("The loss of a batch must be a single number");
        Should.Throw<ArgumentException>(() => new Trainer { Metrics = [TrainingMetric.RootMeanSquaredError] }.Fit(network, new Adam(network), Moons.Loss, data)).Message.ShouldStartWith("RMSE: predictions of [32, 2] and targets of [32]");
    }

    private static Hone.Numerics.RandomKey Key(string name) => Hone.Numerics.RandomKey.FromSeed(1).Child(name);

    private static void Cancel(bool now, CancellationTokenSource source)
    {
        if (now)
            source.Cancel();
    }

    private sealed class Both : Module
    {
        public Both(Linear one, Linear two)
        {
            Part("one", one);
            Part("two", two);
        }
    }
}

/// <summary>Progress that is told at once, on the thread that tells.</summary>
internal sealed class Told<T>(Action<T> told) : IProgress<T>
{
    public void Report(T value) => told(value);
}
