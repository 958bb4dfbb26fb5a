using Hone.Numerics;

namespace Hone.Deep.Tests.Training;

/// <summary>Each finding is provoked once; a healthy run finds nothing.</summary>
public sealed class DoctorTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(2);
    private static readonly TrainingDoctor Doctor = new() { EverySteps = 4 };

    [Fact]
    public void A_healthy_run_of_each_kind_finds_nothing_and_is_the_same_bit_for_bit()
    {
        Sequential with = Moons.Network(dropout: 0.1), without = Moons.Network(dropout: 0.1);
        DataLoader train = new(Moons.Data(400), 16) { Shuffle = true }, test = new(Moons.Data(seed: 2), 64);
        Trainer trainer = new() { Epochs = 12 };
        TrainingRun run = (trainer with { Doctor = Doctor }).Fit(with, new Adam(with, 0.005), Moons.Loss, train, test);
        run.Findings.ShouldBeEmpty(string.Join("\n", run.Findings));
        trainer.Fit(without, new Adam(without, 0.005), Moons.Loss, train, test);
        Moons.Weights(with).ShouldBe(Moons.Weights(without));

        // Regression with tanh, and a deeper classifier with sigmoids of good start.
        Tensor x = Draw.Normal([256, 3], 1, DType.Float32), y = (x.Slice(1, 0, 1) * 2).Sin() + x.Slice(1, 1, 2);
        Sequential regression = new(new Linear(3, 32, Key.Child("a")), new Tanh(), new Linear(32, 1, Key.Child("b")));
        run = new Trainer { Epochs = 15, Doctor = Doctor }.Fit(regression, new Adam(regression, 0.005), (p, t) => (p - t).Square().Mean(), new DataLoader(new TensorData(x, y), 32) { Shuffle = true });
        run.Findings.ShouldBeEmpty(string.Join("\n", run.Findings));
    }

    [Theory]
    [MemberData(nameof(Kinds.Names), MemberType = typeof(Kinds))]
    public void A_healthy_run_of_the_usual_networks_finds_nothing(string kind)
    {
        (Layer network, Dataset data) = Kinds.Of(kind);
        (Dataset train, Dataset test) = data.Split(0.2);
        TrainingRun run = new Trainer { Epochs = 8, Doctor = Doctor }.Fit(network, new AdamW(network, 0.005), Moons.Loss, new DataLoader(train, 16) { Shuffle = true }, new DataLoader(test, 64));
        run.Findings.ShouldBeEmpty(string.Join("\n", run.Findings));
        run.History.Points[^1].ValidationLoss!.Value.ShouldBeLessThan(0.8 * run.History.Losses[0]);
    }

    [Fact]
    public void Dead_ReLUs_are_found_with_their_layer_and_share()
    {
        Sequential network = Moons.Network();
        using (NoGrad.Begin())
            network.State["0.bias"].CopyFrom(Tensor.Full([16], -50));
        Finding finding = Found(network, "dead ReLUs");
        (finding.Severity, finding.Where).ShouldBe((Severity.Fault, "layer '1'"));
        finding.Seen.ShouldStartWith("16 of 16 units gave 0 for each of 56 samples in 4 batches");
    }

    [Fact]
    public void Functions_that_are_no_layers_are_seen_too()
    {
        Bare network = new();
        Found(network, "dead ReLUs").Where.ShouldBe("the network");
    }

    [Fact]
    public void Saturated_activations_are_found()
    {
        Sequential network = new(new Linear(2, 16, Key.Child("a")), new Tanh(), new Linear(16, 2, Key.Child("b")));
        using (NoGrad.Begin())
            network.State["0.weight"].CopyFrom(network.State["0.weight"] * 200);
        Finding finding = Found(network, "saturated activations");
        finding.Where.ShouldBe("layer '1'");
        finding.Seen.ShouldContain("of what tanh gave in 4 batches");
    }

    [Fact]
    public void Vanishing_gradients_are_found_in_a_deep_network_of_sigmoids()
    {
        Layer[] layers = [new Linear(2, 8, Key), .. Enumerable.Range(0, 9).SelectMany(i => new Layer[] { new Sigmoid(), new Linear(8, 8, Key.Child(i)) }), new Sigmoid(), new Linear(8, 2, Key.Child("last"))];
        Finding finding = Found(new Sequential(layers), "vanishing gradients");
        finding.Where.ShouldBe("parameter '0.weight'");
        finding.Try.ShouldContain("Relu");
    }

    [Fact]
    public void Exploding_gradients_are_found_in_a_deep_network_of_large_weights()
    {
        Layer[] layers = [new Linear(2, 16, Key), .. Enumerable.Range(0, 6).SelectMany(i => new Layer[] { new Relu(), new Linear(16, 16, Key.Child(i)) }), new Relu(), new Linear(16, 2, Key.Child("last"))];
        Sequential network = new(layers);
        using (NoGrad.Begin())
        {
            foreach ((string name, Tensor tensor) in network.Parameters)
                tensor.CopyFrom(tensor * 8);
        }
        Finding finding = Found(network, "exploding gradients");
        finding.Try.ShouldContain("ClipNorm");
        Found(network, "loss starts far above chance").Seen.ShouldContain("ln 2 = 0.693");
    }

    [Fact]
    public void A_layer_that_no_gradient_reaches_and_one_that_the_optimizer_does_not_have_are_found()
    {
        Sequential network = Moons.Network();
        Module both = new Beside(network, new Linear(2, 2, Key));
        TrainingRun run = new Trainer { Epochs = 2, Doctor = Doctor }.Fit(
            both, new Adam(both), batch => Moons.Loss(network.Call(batch.Input), batch.Target), new DataLoader(Moons.Data(), 16) { Shuffle = true });
        run.Findings.Single(each => each.Kind == "no gradient").Where.ShouldBe("parameter 'beside.weight'");
        run = new Trainer { Epochs = 1, Doctor = Doctor }.Fit(
            both, new Adam(network), batch => Moons.Loss(network.Call(batch.Input), batch.Target), new DataLoader(Moons.Data(), 16) { Shuffle = true });
        run.Findings.Single(each => each.Kind == "parameters without optimiser").Seen.ShouldStartWith("2 of 6 parameters");
    }

    [Fact]
    public void The_operation_and_layer_that_made_a_NaN_are_named()
    {
        Sequential network = Moons.Network();
        int steps = 0;
        TrainingRun run = new Trainer { Epochs = 2, Doctor = Doctor }.Fit(
            network, new Adam(network), (scores, classes) => Moons.Loss(++steps < 3 ? scores : (scores - scores.Max() - 1).Log(), classes), new DataLoader(Moons.Data(), 16));
        run.End.ShouldBe(TrainingEnd.NotFinite);
        Finding finding = run.Findings[0];
        (finding.Kind, finding.Severity, finding.Where, finding.Step).ShouldBe(("NaN or infinity", Severity.Fault, "'log' in the network", 3));
        finding.Try.ShouldContain("logits");

        // Within a layer.
        Sequential logarithm = new(new Linear(2, 4, Key), new Logarithm(), new Linear(4, 2, Key));
        run = new Trainer { Epochs = 1, Doctor = Doctor }.Fit(logarithm, new Adam(logarithm), Moons.Loss, new DataLoader(Moons.Data(), 16));
        run.Findings[0].Where.ShouldBe("'log' in layer '1'");
        run.Findings[0].Seen.ShouldContain("NaN");

        // In a gradient alone: the loss is a number, its slope is not.
        run = new Trainer { Epochs = 2, Doctor = Doctor }.Fit(
            network, new Adam(network), (scores, classes) => Moons.Loss(scores, classes) + (scores * 0).Sqrt().Mean(), new DataLoader(Moons.Data(), 16));
        (run.End, run.Steps).ShouldBe((TrainingEnd.NotFinite, 0));
        run.Findings[0].Seen.ShouldStartWith("The gradient of 'sqrt'");
        Moons.Weights(network).ShouldAllBe(weight => float.IsFinite(weight));
    }

    [Fact]
    public void A_sample_or_a_parameter_that_is_no_number_is_named()
    {
        float[] values = [.. Enumerable.Range(0, 64).Select(i => i == 22 ? float.NaN : i % 7)];
        TensorData gaps = new(Tensor.From(values, [32, 2]), Tensor.From([.. Enumerable.Range(0, 32).Select(i => i % 2L)]));
        Sequential network = Moons.Network();
        TrainingRun run = new Trainer { Epochs = 1, Doctor = Doctor }.Fit(network, new Adam(network), Moons.Loss, new DataLoader(gaps, 8) { Shuffle = true });
        run.Findings.Single(each => each.Kind == "NaN or infinity").Seen.ShouldStartWith("Sample 11 holds a number");
        using (NoGrad.Begin())
            network.State["3.bias"].CopyFrom(Tensor.Full([2], double.NaN));
        Found(network, "NaN or infinity").Where.ShouldBe("parameter '3.bias'");
    }

    [Fact]
    public void A_loss_that_stays_at_chance_is_found_with_the_number_of_classes()
    {
        // Targets that have nothing to do with the inputs.
        RandomStream random = Key.Open();
        TensorData noise = new(Draw.Normal([320, 2], 1, DType.Float32), Tensor.From([.. Enumerable.Range(0, 320).Select(_ => (long)random.Below(4))]));
        Sequential network = new(new Linear(2, 8, Key.Child("a")), new Relu(), new Linear(8, 4, Key.Child("b")));
        Finding finding = new Trainer { Epochs = 6, Doctor = Doctor }.Fit(network, new Adam(network), Moons.Loss, new DataLoader(noise, 16) { Shuffle = true })
            .Findings.Single(each => each.Kind == "loss stuck at chance");
        finding.Severity.ShouldBe(Severity.Fault);
        finding.Seen.ShouldContain("ln 4 = 1.386");
    }

    [Fact]
    public void A_loss_that_rises_and_a_rate_that_is_too_large_are_found()
    {
        Sequential network = Moons.Network();
        TrainingRun run = new Trainer { Epochs = 10, Doctor = Doctor }.Fit(network, new Adam(network, 0.1), Moons.Loss, new DataLoader(Moons.Data(), 16) { Shuffle = true });
        run.Findings.Single(each => each.Kind == "learning rate too large").Seen.ShouldContain("about 0.1 % is usual");
        int steps = 0;
        Sequential other = Moons.Network();
        run = new Trainer { Epochs = 10, Doctor = Doctor }.Fit(other, new Adam(other), (scores, classes) => Moons.Loss(scores, classes) * (1 + (0.02 * ++steps)), new DataLoader(Moons.Data(), 16) { Shuffle = true });
        run.Findings.Single(each => each.Kind == "loss rises").Severity.ShouldBe(Severity.Fault);
    }

    [Fact]
    public void A_step_larger_than_the_weights_and_a_loss_worse_than_chance_are_found()
    {
        Sequential network = Moons.Network();
        TrainingRun run = new Trainer { Steps = 1, Doctor = Doctor }.Fit(network, new Adam(network, 30), Moons.Loss, new DataLoader(Moons.Data(), 16));
        run.Findings.Single(each => each.Kind == "learning rate too large").Seen.ShouldStartWith("One step changed '0.weight' by");
        Sequential other = Moons.Network();
        run = new Trainer { Epochs = 10, Doctor = Doctor }.Fit(other, new Adam(other, 1e-9), (scores, classes) => Moons.Loss(scores + Tensor.From([0f, 4f]), classes), new DataLoader(Moons.Data(), 16) { Shuffle = true });
        run.Findings.ShouldContain(each => each.Kind == "loss worse than chance");
    }

    [Fact]
    public void Softmax_before_a_loss_that_applies_it_is_found()
    {
        Sequential twice = new(new Linear(2, 8, Key.Child("a")), new Tanh(), new Linear(8, 2, Key.Child("b")), new Softmax());
        Found(twice, "softmax applied twice").Try.ShouldStartWith("Leave the Softmax at the network's end out");
        TrainingRun right = new Trainer { Epochs = 1, Doctor = Doctor }.Fit(
            twice, new Adam(twice), (p, t) => -p.Log().Gather(-1, t.Unsqueeze(-1)).Mean(), new DataLoader(Moons.Data(), 16) { Shuffle = true });
        right.Findings.ShouldNotContain(each => each.Kind == "softmax applied twice");
    }

    [Fact]
    public void A_rate_that_is_too_small_is_found()
    {
        Sequential network = new(new Linear(2, 16, Key.Child("a")), new Tanh(), new Linear(16, 1, Key.Child("b")));
        TrainingRun run = new Trainer { Epochs = 10, Doctor = Doctor }.Fit(
            network, new Adam(network, 1e-7), (p, t) => (p.Squeeze(1) - t.To(DType.Float32)).Square().Mean(), new DataLoader(Moons.Data(), 16) { Shuffle = true });
        run.Findings.ShouldContain(each => each.Kind == "learning rate too small");
        run.Findings.ShouldContain(each => each.Kind == "loss does not fall");
    }

    [Fact]
    public void Overfitting_is_found_with_the_epoch_that_was_best()
    {
        TensorData few = new(Draw.Normal([24, 2], 1, DType.Float32), Tensor.From([.. Enumerable.Range(0, 24).Select(i => (long)(i * 7 % 3 % 2))]));
        TensorData others = new(Draw.Normal([64, 2], 2, DType.Float32), Tensor.From([.. Enumerable.Range(0, 64).Select(i => (long)(i * 5 % 3 % 2))]));
        Sequential network = new(new Linear(2, 64, Key.Child("a")), new Relu(), new Linear(64, 2, Key.Child("b")));
        TrainingRun run = new Trainer { Epochs = 60, Doctor = Doctor }.Fit(network, new Adam(network, 0.01), Moons.Loss, new DataLoader(few, 8) { Shuffle = true }, new DataLoader(others, 64));
        run.Findings.Single(each => each.Kind == "overfitting").Seen.ShouldContain(FormattableString.Invariant($"after epoch {run.Best!.Epoch} and"));
    }

    [Fact]
    public void Inputs_and_targets_that_are_constant_or_not_normalised_are_found()
    {
        Tensor y = Draw.Normal([64, 1], 2, DType.Float32);
        Run(Tensor.Ones([64, 2]), y).ShouldContain(each => each.Kind == "constant inputs" && each.Severity == Severity.Fault);
        Run((Draw.Normal([64, 2], 1, DType.Float32) * 80) + 120, y).Single(each => each.Kind == "inputs not normalised").Seen.ShouldStartWith("Values have mean 106");
        Run(Draw.Normal([64, 2], 1, DType.Float32) * Tensor.From([1f, 0.002f]), y).Single(each => each.Kind == "inputs not normalised").Seen.ShouldContain("or less, such as column 1");
        Run(Draw.Normal([64, 2], 1, DType.Float32), (y * 1000) + 5000).ShouldContain(each => each.Kind == "targets not normalised");

        static IReadOnlyList<Finding> Run(Tensor x, Tensor y)
        {
            Linear network = new(2, 1, Key);
            return new Trainer { Epochs = 1, Doctor = Doctor }.Fit(network, new Adam(network), (p, t) => (p - t).Square().Mean(), new DataLoader(new TensorData(x, y), 16)).Findings;
        }
    }

    [Fact]
    public void Rows_that_stand_in_both_parts_are_found_even_when_they_are_augmented()
    {
        TensorData data = Moons.Data(200);
        Dataset train = data.Subset([.. Enumerable.Range(0, 150)]).Augment((sample, random) => sample with { Inputs = [sample.Input + random.Normal()] });
        Dataset clean = data.Subset([.. Enumerable.Range(150, 50)]), leaky = data.Subset([.. Enumerable.Range(140, 60)]);
        Doctor.Compare(train, clean).ShouldBeEmpty();
        (Doctor with { ComparedSamples = 0 }).Compare(train, leaky).ShouldBeEmpty();
        Finding finding = Doctor.Compare(train, leaky).ShouldHaveSingleItem();
        finding.Seen.ShouldStartWith("10 of 60 validation samples (16.7 %) stand in the training data too, for example validation sample 0 as training sample 140");
        Sequential network = Moons.Network();
        new Trainer { Epochs = 1, Doctor = Doctor }.Fit(network, new Adam(network), Moons.Loss, new DataLoader(train, 16), new DataLoader(leaky, 60)).Findings.ShouldContain(each => each.Kind == "leakage between splits");
    }

    [Fact]
    public void Classes_that_are_rare_missing_or_in_order_are_found()
    {
        IReadOnlyList<Finding> imbalance = Run(i => i % 20 == 0 ? 1 : 0, 2, shuffle: true), missing = Run(i => i % 2, 3, shuffle: true), order = Run(i => i / 80, 2, shuffle: false);
        imbalance.Single(each => each.Kind == "class imbalance").Seen.ShouldStartWith("Class 0 has 152 of 160 samples and class 1 8: always saying 0 is right for 95 %");
        missing.Single(each => each.Kind == "missing classes").Seen.ShouldContain("class 2 does not");
        order.ShouldContain(each => each.Kind == "data in order of class");
        Run(i => i / 80, 2, shuffle: true).ShouldNotContain(each => each.Kind == "data in order of class");

        static IReadOnlyList<Finding> Run(Func<int, int> classOf, int classes, bool shuffle)
        {
            TensorData data = new(Draw.Normal([160, 2], 1, DType.Float32), Tensor.From([.. Enumerable.Range(0, 160).Select(i => (long)classOf(i))]));
            Linear network = new(2, classes, Key);
            return new Trainer { Epochs = 2, Doctor = Doctor }.Fit(network, new Adam(network), Moons.Loss, new DataLoader(data, 16) { Shuffle = shuffle }).Findings;
        }
    }

    [Fact]
    public void Findings_are_told_at_once_and_in_words_and_come_worst_first()
    {
        List<Finding> told = [];
        Sequential network = Moons.Network();
        using (NoGrad.Begin())
            network.State["0.bias"].CopyFrom(Tensor.Full([16], -50));
        TrainingRun run = new Trainer { Epochs = 2, Doctor = Doctor with { Found = new Told<Finding>(told.Add) } }.Fit(network, new Adam(network), Moons.Loss, new DataLoader(Moons.Data(), 16));
        told.ShouldBe(run.Findings, ignoreOrder: true);
        run.Findings.Select(each => each.Severity).ShouldBe(run.Findings.Select(each => each.Severity).OrderDescending());
        run.Findings[0].ToString().ShouldStartWith("Fault: dead ReLUs (layer '1', step 13): 16 of 16 units");
    }

    private static Finding Found(Layer network, string kind) =>
        new Trainer { Epochs = 2, Doctor = Doctor }.Fit(network, new Adam(network), Moons.Loss, new DataLoader(Moons.Data(), 16) { Shuffle = true }).Findings.First(each => each.Kind == kind);

    private sealed class Logarithm : Layer
    {
        protected override Tensor Forward(Tensor x) => x.Log();
    }

    private sealed class Bare : Layer
    {
        private readonly Linear hidden, output;

        public Bare()
        {
            hidden = Part("hidden", new Linear(2, 8, Key));
            output = Part("output", new Linear(8, 2, Key));
        }

        protected override Tensor Forward(Tensor x) => output.Call((hidden.Call(x) - 100).Relu());
    }

    private sealed class Beside : Module
    {
        public Beside(Module network, Module beside)
        {
            Part("network", network);
            Part("beside", beside);
        }
    }
}
