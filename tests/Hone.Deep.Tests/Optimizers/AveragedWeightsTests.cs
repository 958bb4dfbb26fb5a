using Hone.Numerics;

namespace Hone.Deep.Tests.Optimizers;

public sealed class AveragedWeightsTests
{
    [Fact]
    public void An_exponential_average_follows_its_formula()
    {
        Statistics module = new();
        Ema plain = new(module, 0.9) { IsWarming = false }, warming = new(module, 0.9);
        double one = 1, other = 1;
        for (int step = 1; step <= 30; step++)
        {
            module.Set(step * step);
            plain.Update();
            warming.Update();
            one = (0.9 * one) + (0.1 * step * step);
            double decay = Math.Min(0.9, (1.0 + step) / (10 + step));
            other = (decay * other) + ((1 - decay) * step * step);
        }
        plain.State["average.weight"].ShouldBeNear(Tensor.Full([3], one), 1e-5);
        warming.State["average.weight"].ShouldBeNear(Tensor.Full([3], other), 1e-5);
        plain.Updates.ShouldBe(30);
        new Ema(module).Decay.ShouldBe(0.999);
        Should.Throw<ArgumentOutOfRangeException>(() => new Ema(module, 1.5));
    }

    [Fact]
    public void A_plain_average_is_the_mean_of_weights_and_buffers()
    {
        Statistics module = new();
        Swa average = new(module);
        for (int step = 1; step <= 4; step++)
        {
            module.Set(step);
            average.Update();
        }
        average.Apply();
        module.Weight.ShouldHold(2.5, 2.5, 2.5);
        module.Mean.ShouldHold(-2.5);
        module.Count.ShouldHold(4);
    }

    [Fact]
    public void Averages_are_lent_and_the_weights_of_training_come_back_to_the_last_bit()
    {
        Statistics module = new();
        Swa average = new(module);
        module.Set(0.1);
        average.Update();
        module.Set(0.7);
        average.Update();
        byte[] before = SameBits.Of(module.Weight);
        using (average.Use())
        {
            module.Weight.ShouldBeNear(Tensor.Full([3], 0.4), 1e-6);
            Should.Throw<InvalidOperationException>(() => average.Use()).Message.ShouldBe("The averages are in use already; end that first.");
            Should.Throw<InvalidOperationException>(average.Update).Message.ShouldStartWith("The module has the averages now");
        }
        SameBits.Of(module.Weight).ShouldBe(before);
        average.Update();
        average.Updates.ShouldBe(3);
    }

    [Fact]
    public void Averages_that_go_on_from_a_state_are_the_same_to_the_last_bit()
    {
        Statistics module = new();
        Ema through = new(module, 0.8), first = new(module, 0.8), second = new(module, 0.8);
        for (int step = 0; step < 6; step++)
        {
            module.Set(Math.Sin(step));
            through.Update();
            if (step < 3)
                first.Update();
            if (step == 3)
                second.Load(first.State.ToDictionary(each => each.Key, each => each.Value.Clone()));
            if (step >= 3)
                second.Update();
        }
        second.Updates.ShouldBe(6);
        SameBits.Of(second.State["average.weight"]).ShouldBe(SameBits.Of(through.State["average.weight"]));
        Dictionary<string, Tensor> state = new(first.State) { ["average.weight"] = Tensor.Zeros([2]) };
        Should.Throw<ArgumentException>(() => second.Load(state)).Message.ShouldStartWith("'average.weight' has shape [2] in what was given and [3] in this network.");
        state.Remove("average.weight");
        Should.Throw<ArgumentException>(() => second.Load(state)).Message.ShouldStartWith("'average.weight' is not among the 2 tensors given");
        state = new(first.State) { ["more"] = Tensor.Zeros([2]) };
        Should.Throw<ArgumentException>(() => second.Load(state)).Message.ShouldStartWith("'more' was given, and this network has nothing to average by that name.");
    }

    [Fact]
    public void Averages_of_a_network_that_learns_learn_too()
    {
        RandomKey key = RandomKey.FromSeed(2);
        Linear line = new(3, 1, key);
        Tensor x = Draw.Normal([50, 3], 3, DType.Float32), y = x.MatMul(Tensor.From(new[,] { { 1f }, { -2 }, { 0.5f } }));
        Sgd sgd = new(line, 0.05);
        Ema average = new(line, 0.95);
        double first = 0;
        for (int step = 0; step < 200; step++)
        {
            double loss = sgd.Step(() => Functions.MseLoss(line.Call(x), y));
            average.Update();
            first = step == 0 ? loss : first;
        }
        using (average.Use())
            Functions.MseLoss(line.Call(x), y).Item().ShouldBeLessThan(first * 1e-3);
    }

    private sealed class Statistics : Module
    {
        public Statistics() => (Weight, Mean, Count) = (Parameter("weight", Tensor.Ones([3])), Buffer("mean", Tensor.Full([1], -1)), Buffer("count", Tensor.Zeros([1], DType.Int64)));

        public Tensor Weight { get; }

        public Tensor Mean { get; }

        public Tensor Count { get; }

        public void Set(double value)
        {
            using NoGrad pause = NoGrad.Begin();
            Weight.CopyFrom(Tensor.Scalar(value));
            Mean.CopyFrom(Tensor.Scalar(-value));
            Count.CopyFrom(Tensor.Scalar((long)value, DType.Int64));
        }
    }
}
