namespace Hone.Deep.Tests.Optimizers;

[Trait("topic", "learning-rate-schedule")]
public sealed class ScheduleTests
{
    private static readonly Dictionary<string, Schedule> Cases = new()
    {
        ["step"] = Schedule.Step(7, 0.3),
        ["multi_step"] = Schedule.MultiStep([3, 11, 20], 0.4),
        ["exponential"] = Schedule.Exponential(0.93),
        ["cosine"] = Schedule.Cosine(30, 0.1),
        ["cosine_restarts"] = Schedule.CosineRestarts(6, 1, 0.05),
        ["cosine_restarts_longer"] = Schedule.CosineRestarts(4, 2),
        ["one_cycle"] = Schedule.OneCycle(30),
        ["one_cycle_all"] = Schedule.OneCycle(30, 0.5, 10, 20),
        ["linear"] = Schedule.Linear(12, 0.2, 0.9),
        ["polynomial"] = Schedule.Polynomial(25, 3),
        ["warmup"] = Schedule.Warmup(8),
    };

    private static readonly Dictionary<string, Func<ReduceOnPlateau>> Plateaus = new()
    {
        [""] = () => new() { Patience = 2 },
        ["_absolute"] = () => new() { Patience = 1, Threshold = 0.2, IsRelative = false, Factor = 0.5 },
        ["_cooldown"] = () => new() { Patience = 1, Cooldown = 3, Factor = 0.5, Least = 0.2 },
        ["_max"] = () => new() { Patience = 2, IsMaximized = true, Factor = 0.3 },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string> PlateauNames => [.. Plateaus.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rates_are_PyTorchs_at_every_step(string name)
    {
        double[] rates = Recorded.Read("optimizers", $"schedule_{name}")["rates"].ToArray<double>();
        for (int step = 0; step < rates.Length; step++)
            Cases[name].At(step).ShouldBe(rates[step], 1e-12, $"step {step}");
        Cases[name].State.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(PlateauNames))]
    public void A_plateau_lowers_rates_as_PyTorch_does_and_goes_on_from_its_state(string name)
    {
        IReadOnlyDictionary<string, Tensor> case_ = Recorded.Read("optimizers", $"plateau{name}");
        double[] values = case_["values"].ToArray<double>(), rates = case_["rates"].ToArray<double>();
        ReduceOnPlateau schedule = Plateaus[name]();
        for (int i = 0; i < values.Length; i++)
        {
            ReduceOnPlateau next = Plateaus[name]();
            next.Load(schedule.State);
            schedule = next;
            schedule.Report(values[i]);
            schedule.At(i).ShouldBe(rates[i], 1e-12, $"value {i}");
        }
        rates[^1].ShouldBeLessThan(1);
    }

    [Fact]
    public void Schedules_join()
    {
        Schedule warm = Schedule.Cosine(100).AfterWarmup(10);
        warm.At(0).ShouldBe(0.1);
        warm.At(9).ShouldBe(1);
        warm.At(10).ShouldBe(1);
        warm.At(60).ShouldBe(0.5, 1e-12);
        warm.At(110).ShouldBe(0, 1e-12);
        warm.At(1000).ShouldBe(0, 1e-12);
        (Schedule.Step(10) * Schedule.Exponential(0.5)).At(11).ShouldBe(0.1 * Math.Pow(0.5, 11), 1e-15);
        Schedule.Constant.Then(5, Schedule.Of(step => 0.25 * step)).At(7).ShouldBe(0.5);
        Schedule.Polynomial(10, 1, 0.4).At(5).ShouldBe(0.7, 1e-12);
        Schedule.Linear(10).At(20).ShouldBe(0);
    }

    [Fact]
    public void A_plateau_within_others_is_told_and_remembers()
    {
        Schedule schedule = new ReduceOnPlateau { Patience = 0 }.AfterWarmup(4), other = new ReduceOnPlateau { Patience = 0 }.AfterWarmup(4);
        schedule.Report(1);
        schedule.Report(double.NaN);
        schedule.At(0).ShouldBe(0.25);
        schedule.At(4).ShouldBe(0.1);
        other.Load(schedule.State);
        other.At(4).ShouldBe(0.1);
        Should.Throw<ArgumentException>(() => Schedule.Cosine(5).Load(schedule.State)).Message.ShouldStartWith("The state of a schedule holds 'plateau', but this one remembers nothing");
        Should.Throw<ArgumentException>(() => schedule.Load(Schedule.Constant.State)).Message.ShouldStartWith("The state given is not that of a schedule that reduces rates on a plateau");
    }

    [Fact]
    public void A_schedule_sets_the_rates_of_all_groups()
    {
        ParameterGroup one = new([Tensor.Zeros([1]).WithGrad()], 0.4), other = new([Tensor.Zeros([1]).WithGrad()], 0.02);
        Sgd sgd = new(one, other);
        Schedule.Exponential(0.5).Set(sgd, 1);
        Schedule.Exponential(0.5).Set(sgd, 2);
        (one.LearningRate, other.LearningRate).ShouldBe((0.1, 0.005));
        one.InitialLearningRate.ShouldBe(0.4);
        Should.Throw<ArgumentOutOfRangeException>(() => Schedule.Cosine(0)).Message.ShouldStartWith("0 steps were asked for");
        Should.Throw<ArgumentOutOfRangeException>(() => Schedule.OneCycle(1)).Message.ShouldStartWith("One cycle needs at least 2 steps");
    }
}
