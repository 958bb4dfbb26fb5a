using Hone.Numerics;

namespace Hone.Deep.Tests.Optimizers;

/// <summary>Curves against PyTorch 1.13, and LAMB and Lion against their papers' equations; see Recorded/optimizers.py.</summary>
public sealed class OptimizerTests
{
    private static readonly Dictionary<string, Func<ParameterGroup, Optimizer>> Cases = new()
    {
        ["sgd"] = group => new Sgd(group),
        ["sgd_decay"] = group => new Sgd(Decayed(group, 0.1)),
        ["sgd_momentum"] = group => new Sgd(group) { Momentum = 0.9 },
        ["sgd_dampening"] = group => new Sgd(Decayed(group, 0.1)) { Momentum = 0.9, Dampening = 0.3 },
        ["sgd_nesterov"] = group => new Sgd(Decayed(group, 0.1)) { Momentum = 0.9, Nesterov = true },
        ["adagrad"] = group => new Adagrad(group),
        ["adagrad_all"] = group => new Adagrad(Decayed(group, 0.1)) { RateDecay = 0.05, StartSquare = 0.2, Epsilon = 1e-3 },
        ["rmsprop"] = group => new RmsProp(group),
        ["rmsprop_alpha"] = group => new RmsProp(Decayed(group, 0.1)) { Alpha = 0.9, Epsilon = 1e-3 },
        ["rmsprop_centered"] = group => new RmsProp(group) { IsCentered = true },
        ["rmsprop_momentum"] = group => new RmsProp(group) { Momentum = 0.8 },
        ["rmsprop_both"] = group => new RmsProp(Decayed(group, 0.1)) { Momentum = 0.8, IsCentered = true },
        ["adam"] = group => new Adam(group),
        ["adam_all"] = group => new Adam(Decayed(group, 0.1)) { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3 },
        ["adam_amsgrad"] = group => new Adam(Decayed(group, 0.1)) { Beta1 = 0.5, Beta2 = 0.6, AmsGrad = true },
        ["adamw"] = group => new AdamW(Decayed(group, 0.1)),
        ["adamw_amsgrad"] = group => new AdamW(Decayed(group, 0.1)) { Beta1 = 0.5, Beta2 = 0.6, AmsGrad = true },
        ["lion"] = group => new Lion(group),
        ["lion_all"] = group => new Lion(Decayed(group, 0.1)) { Beta1 = 0.7, Beta2 = 0.8 },
        ["lamb"] = group => new Lamb(Decayed(group, 0.01)),
        ["lamb_all"] = group => new Lamb(Decayed(group, 0.2)) { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3 },
        ["lbfgs_search"] = group => new Lbfgs(group) { Iterations = 4 },
        ["lbfgs_history"] = group => new Lbfgs(group) { Iterations = 4, History = 2 },
        ["lbfgs_plain"] = group => new Lbfgs(group) { Iterations = 3, IsSearching = false },
        ["lbfgs_evaluations"] = group => new Lbfgs(group) { Iterations = 10, Evaluations = 4, IsSearching = false },
        ["lbfgs_far"] = group => new Lbfgs(group) { Iterations = 5 },
        ["clip_norm"] = group => new Sgd(group),
        ["clip_value"] = group => new Sgd(group),
    };

    private static readonly Dictionary<string, double> Rates = new()
    {
        ["sgd"] = 0.1,
        ["adagrad"] = 0.1,
        ["rmsprop"] = 0.01,
        ["adam"] = 0.05,
        ["adamw"] = 0.05,
        ["lion"] = 0.01,
        ["lamb"] = 0.05,
        ["clip"] = 0.5,
        ["lbfgs_search"] = 1,
        ["lbfgs_history"] = 1,
        ["lbfgs_plain"] = 0.3,
        ["lbfgs_evaluations"] = 0.5,
        ["lbfgs_far"] = 30,
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> Resumable => [.. Cases.Keys.Where(name => !name.StartsWith("clip", StringComparison.Ordinal))];

    [Trait("topic", "stochastic-gradient-descent"), Trait("topic", "momentum"), Trait("topic", "rmsprop")]
    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_and_weights_of_ten_steps_are_as_recorded(string name)
    {
        Run run = new(name);
        IReadOnlyDictionary<string, Tensor> case_ = Recorded.Read("optimizers", name);
        double[] losses = case_["losses"].ToArray<double>(), norms = case_["norms"].ToArray<double>();
        for (int step = 0; step < 10; step++)
        {
            (double loss, double norm) = run.Step();
            loss.ShouldBe(losses[step], 1e-9, $"step {step}");
            if (name == "clip_norm")
                norm.ShouldBe(norms[step], 1e-12);
        }
        foreach ((string parameter, Tensor value) in run.Network.State)
            value.ShouldBeNear(case_[parameter], 1e-8);
    }

    [Theory]
    [MemberData(nameof(Resumable))]
    public void A_run_that_is_resumed_equals_one_that_went_through_to_the_last_bit(string name)
    {
        Run through = new(name), first = new(name), second = new(name);
        for (int step = 0; step < 7; step++)
        {
            through.Step();
            if (step < 3)
                first.Step();
        }
        Dictionary<string, Tensor> state = first.Optimizer.State.ToDictionary(each => each.Key, each => each.Value.Clone());
        second.Network.Load(first.Network.State);
        second.Optimizer.Load(state);
        second.Optimizer.Steps.ShouldBe(3);
        for (int step = 3; step < 7; step++)
            second.Step();
        foreach ((string parameter, Tensor value) in second.Network.State)
            SameBits.Of(value).ShouldBe(SameBits.Of(through.Network.State[parameter]));
        second.Optimizer.State.Keys.ShouldBe(through.Optimizer.State.Keys);
        foreach ((string kept, Tensor value) in second.Optimizer.State)
            SameBits.Of(value).ShouldBe(SameBits.Of(through.Optimizer.State[kept]), kept);
    }

    [Theory]
    [MemberData(nameof(Resumable))]
    public void Each_learns_and_gives_the_same_bits_for_any_number_of_threads(string name)
    {
        byte[][] Trained(int threads)
        {
            byte[][]? bits = null;
            void Train(int _)
            {
                Run run = new(name);
                double first = run.Step().Loss, last = first;
                for (int step = 1; step < 30; step++)
                    last = run.Step().Loss;
                last.ShouldBeLessThan(first * 0.97);
                bits = [.. run.Network.State.Values.Select(SameBits.Of)];
            }
            if (threads == 1)
                WorkerPool.For(1, 1, Train);
            else
                Train(0);
            return bits!;
        }
        byte[][] one = Trained(1), many = Trained(2);
        for (int i = 0; i < one.Length; i++)
            one[i].ShouldBe(many[i]);
    }

    [Fact]
    public void A_state_that_does_not_fit_gets_a_sentence_and_changes_nothing()
    {
        Run adam = new("adam"), sgd = new("sgd_momentum");
        adam.Step();
        sgd.Step();
        byte[] before = SameBits.Of(sgd.Optimizer.State["0.momentum"]);
        Should.Throw<ArgumentException>(() => sgd.Optimizer.Load(adam.Optimizer.State)).Message
            .ShouldStartWith("'0.momentum' of shape [6, 4] is not among the 11 tensors given: they are the state of another optimiser than Sgd with these settings");
        Dictionary<string, Tensor> state = new(sgd.Optimizer.State) { ["2.momentum"] = Tensor.Zeros([2]) };
        Should.Throw<ArgumentException>(() => sgd.Optimizer.Load(state)).Message.ShouldStartWith("'2.momentum' has shape [2] in the state given and [3, 6] here");
        state = new(sgd.Optimizer.State) { ["0.mean"] = Tensor.Zeros([6, 4]) };
        Should.Throw<ArgumentException>(() => sgd.Optimizer.Load(state)).Message.ShouldStartWith("'0.mean' of shape [6, 4] was given, and Sgd with these settings keeps nothing by that name");
        SameBits.Of(sgd.Optimizer.State["0.momentum"]).ShouldBe(before);
        sgd.Optimizer.Steps.ShouldBe(1);
        Run search = new("lbfgs_search");
        Should.Throw<ArgumentException>(() => search.Optimizer.Load(new Run("lbfgs_far").Optimizer.State.Where(each => each.Key != "changes").ToDictionary())).Message
            .ShouldStartWith("'changes' is not among the 7 tensors given");
    }

    [Fact]
    public void A_parameter_without_gradients_stays_and_starts_counting_when_it_has_one()
    {
        Tensor a = Tensor.From([1.0]).WithGrad(), b = Tensor.From([1.0]).WithGrad();
        Adam adam = new(new ParameterGroup([a, b], 0.1));
        for (int step = 0; step < 3; step++)
        {
            adam.ZeroGrad();
            (step < 2 ? a.Sum() : a.Sum() + b.Sum()).Backward();
            adam.Step();
        }

        // A first step of Adam is as long as the rate, whenever it is taken.
        b.Item().ShouldBe(0.9, 1e-8);
        adam.State["counts"].ShouldHold(3, 1);
        adam.Load(adam.State);
        adam.State["counts"].ShouldHold(3, 1);
    }

    [Fact]
    public void Groups_have_rates_and_decays_of_their_own()
    {
        Linear layer = new(3, 2, RandomKey.FromSeed(1));
        ParameterGroup[] groups = ParameterGroup.DecayingMatrices(layer, 0.5, 0.1);
        groups.Select(group => (group.Parameters.Count, group.WeightDecay)).ShouldBe([(1, 0.1), (1, 0.0)]);
        groups[1].LearningRate = 0.25;
        Tensor weight = layer.Weight.Detach().Clone(), bias = layer.Bias!.Detach().Clone();
        layer.Call(Tensor.Ones([1, 3])).Sum().Backward();
        new Sgd(groups).Step();
        layer.Weight.Detach().ShouldBeNear(weight - (0.5 * (1 + (0.1 * weight))), 1e-6);
        layer.Bias!.Detach().ShouldBeNear(bias - 0.25, 1e-6);
        new Sgd(groups).State["rates"].ShouldHold(0.5, 0.25);
    }

    [Fact]
    public void Brain_floats_learn_from_steps_too_small_for_them()
    {
        Tensor rounded = Tensor.Ones([3], DType.BFloat16).WithGrad(), whole = Tensor.Ones([3]).WithGrad();
        Adam one = new(new ParameterGroup([rounded], 1e-4)), other = new(new ParameterGroup([whole], 1e-4));
        for (int step = 0; step < 200; step++)
        {
            rounded.Grad = Tensor.Ones([3], DType.BFloat16);
            whole.Grad = Tensor.Ones([3]);
            one.Step();
            other.Step();
        }
        SameBits.Of(rounded).ShouldBe(SameBits.Of(whole.Detach().To(DType.BFloat16)));
        Adam resumed = new(new ParameterGroup([rounded], 1e-4));
        resumed.Load(one.State);
        rounded.Grad = Tensor.Ones([3]);
        resumed.Step();
        other.Step();
        SameBits.Of(resumed.State["0.value"]).ShouldBe(SameBits.Of(whole));
    }

    [Fact]
    public void An_optimiser_of_ones_own_has_a_state_too()
    {
        Tensor w = Tensor.From([4.0, -2]).WithGrad();
        Halving halving = new(new ParameterGroup([w], 1));
        for (int step = 0; step < 3; step++)
            halving.Step(() => w.Square().Sum()).ShouldBe(20 / Math.Pow(16, step), 1e-12);
        w.ShouldBeNear(Tensor.From([4.0 / 64, -2.0 / 64]), 1e-12);
        halving.State["0.calls"].ShouldHold(3, 3);
        halving.State.Keys.ShouldBe(["steps", "counts", "rates", "0.calls"]);
    }

    [Fact]
    public void Wrong_uses_get_a_sentence()
    {
        Tensor w = Tensor.Zeros([2, 2]).WithGrad();
        ParameterGroup group = new([w], 0.1);
        Should.Throw<InvalidOperationException>(() => new Lbfgs(group).Step()).Message.ShouldStartWith("L-BFGS computes the loss several times in a step");
        Should.Throw<ArgumentException>(() => new Lbfgs(Decayed(group, 0.1))).Message.ShouldStartWith("L-BFGS has no weight decay, but 0.1 was asked for");
        Should.Throw<ArgumentException>(() => new Sgd(new ParameterGroup([Tensor.Zeros([2, 3]).Transpose().WithGrad()], 0.1))).Message.ShouldContain("do not lie row by row");
        Should.Throw<ArgumentException>(() => new Sgd(new ParameterGroup([Tensor.Zeros([2])], 0.1))).Message.ShouldContain("is no parameter");
        w.Grad = Tensor.Ones([2, 2]);
        Should.Throw<InvalidOperationException>(() => new Sgd(group) { Nesterov = true }.Step()).Message.ShouldBe("Nesterov's steps need a momentum above 0 and no dampening.");
        w.Grad = Tensor.Ones([2]);
        Should.Throw<InvalidOperationException>(() => new Sgd(group).Step()).Message.ShouldBe("A parameter of [2, 2] has a gradient of [2]; they must agree.");
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_told_and_left_alone()
    {
        Tensor a = Tensor.Zeros([2]).WithGrad(), b = Tensor.Zeros([3]).WithGrad(), none = Tensor.Zeros([1]).WithGrad();
        (a.Grad, b.Grad) = (Tensor.Ones([2]), Tensor.From([1f, float.NaN, 2f]));
        Clip.Norm([none, a, b], 1).ShouldBe(double.NaN);
        a.Grad.ShouldHold(1, 1);
        Should.Throw<InvalidOperationException>(() => Clip.Norm([none, a, b], 1, refuseNonFinite: true)).Message
            .ShouldBe("The gradient of parameter 2, of [3], has elements that are infinite or not a number. Skip this batch, or lower the learning rate.");
        b.Grad = Tensor.From([2f, -3f, 0f]);
        Clip.Norm([none, a, b], 100).ShouldBe(Math.Sqrt(15), 1e-6);
        b.Grad.ShouldHold(2, -3, 0);
        Clip.Norm([none, a, b], 1).ShouldBe(Math.Sqrt(15), 1e-6);
        Clip.Norm([none, a, b], 1).ShouldBe(1, 1e-6);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Kernels_give_the_same_bits_on_every_path_and_number_of_threads(DType type)
    {
        int[] sizes = [0, 1, 5, 16, 33, 1000, 70_000, 3];
        Tensor[][] drawn = [.. Enumerable.Range(1, 5).Select(which => sizes.Select((size, i) => which < 3 ? Draw.Normal([size], (10 * which) + i, type) : Draw.Positive([size], (10 * which) + i, type)).ToArray())];
        foreach (StepRule rule in Enum.GetValues<StepRule>())
        {
            SameBits.Check(cpu =>
            {
                TensorStep[] steps = [.. sizes.Select((_, i) => new TensorStep(
                    drawn[0][i].Clone(), drawn[1][i], drawn[2][i].Clone(), drawn[3][i].Clone(), drawn[4][i].Clone(),
                    new StepNumbers { Rate = 0.1 + i, Beta1 = 0.9, Rest1 = 0.1, Beta2 = 0.8, Rest2 = 0.3, Epsilon = 0.5, Correction = 2, Shrink = 0.99, Penalty = 0.01 }))];
                cpu.Step(rule, steps);
                return [.. steps.SelectMany(step => (Tensor[])[step.Value, step.A!, step.B!, step.C!]), Tensor.From(cpu.SquareSums(Array.ConvertAll(steps, step => step.Value)))];
            });
        }
        double[] sums = Device.Cpu.SquareSums([.. sizes.Select(size => Tensor.Full([size], 0.5, type))]);
        sums.ShouldBe([.. sizes.Select(size => size / 4.0)]);
    }

    private static ParameterGroup Decayed(ParameterGroup group, double decay) => new(group.Parameters, group.LearningRate) { WeightDecay = decay };

    private sealed class Run
    {
        private readonly string name;
        private readonly Tensor x, y;

        public Run(string name)
        {
            this.name = name;
            IReadOnlyDictionary<string, Tensor> recorded = Recorded.Read("optimizers", "network");
            (x, y) = (recorded["x"], recorded["y"]);
            Network = new DoubleNetwork(recorded);
            double rate = Rates.FirstOrDefault(each => name == each.Key || name.StartsWith(each.Key + "_", StringComparison.Ordinal)).Value;
            Optimizer = Cases[name](new ParameterGroup(Network.Parameters.Select(parameter => parameter.Tensor), rate));
        }

        public DoubleNetwork Network { get; }

        public Optimizer Optimizer { get; }

        public (double Loss, double Norm) Step()
        {
            Tensor Loss() => Functions.CrossEntropy(Network.Call(x), y);
            if (!name.StartsWith("clip", StringComparison.Ordinal))
                return (Optimizer.Step(Loss), 0);
            Optimizer.ZeroGrad();
            Tensor loss = Loss();
            loss.Backward();
            double norm = 0;
            if (name == "clip_norm")
                norm = Clip.Norm(Optimizer.Parameters, 0.2);
            else
                Clip.Value(Optimizer.Parameters, 0.01);
            Optimizer.Step();
            return (loss.Item(), norm);
        }
    }

    private sealed class DoubleNetwork : Layer
    {
        private readonly Tensor[] tensors;

        public DoubleNetwork(IReadOnlyDictionary<string, Tensor> start) => tensors =
        [
            .. ((string[])["0", "2"]).SelectMany(part =>
            {
                Pair pair = Part(part, new Pair(start[$"{part}.weight"].Clone(), start[$"{part}.bias"].Clone()));
                return (Tensor[])[pair.Weight, pair.Bias];
            }),
        ];

        protected override Tensor Forward(Tensor x) => Functions.Linear(Functions.Linear(x, tensors[0], tensors[1]).Tanh(), tensors[2], tensors[3]);
    }

    private sealed class Pair : Module
    {
        public Pair(Tensor weight, Tensor bias) => (Weight, Bias) = (Parameter("weight", weight), Parameter("bias", bias));

        public Tensor Weight { get; }

        public Tensor Bias { get; }
    }

    // Goes three quarters of the way to the minimum of Σw².
    private sealed class Halving(ParameterGroup group) : Optimizer(group)
    {
        protected override IReadOnlyList<string> SlotNames => ["calls"];

        protected override void Update(Tensor parameter, Tensor gradient, ParameterGroup group)
        {
            Slot(parameter, "calls").CopyFrom(Slot(parameter, "calls") + 1);
            parameter.CopyFrom(parameter - (gradient * 0.375));
        }
    }
}
