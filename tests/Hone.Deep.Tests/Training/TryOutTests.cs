using Hone.Numerics;

namespace Hone.Deep.Tests.Training;

public sealed class TryOutTests
{
    [Fact]
    public void A_sweep_suggests_a_rate_that_learns_and_leaves_everything_as_it_was()
    {
        Sequential network = Moons.Network(dropout: 0.1);
        Adam adam = new(network, 0.001);
        DataLoader train = new(Moons.Data(), 32) { Shuffle = true };
        new Trainer { Epochs = 1 }.Fit(network, adam, Moons.Loss, train);
        float[] weights = Moons.Weights(network), moments = adam.State.Values.Where(tensor => tensor.Type == DType.Float32).SelectMany(tensor => tensor.ToArray<float>()).ToArray();
        LearningRateSweep sweep = new LearningRateFinder().Find(network, adam, Moons.Loss, train);
        Moons.Weights(network).ShouldBe(weights);
        adam.State.Values.Where(tensor => tensor.Type == DType.Float32).SelectMany(tensor => tensor.ToArray<float>()).ShouldBe(moments);
        (adam.Steps, adam.Groups[0].LearningRate, network.IsTraining).ShouldBe((7, 0.001, false));
        network.TransientBuffers.Single().Tensor.Item().ShouldBe(7);

        sweep.Suggestion.ShouldNotBeNull().ShouldBeInRange(1e-3, 0.5);
        sweep.Rates.Zip(sweep.Rates.Skip(1)).ShouldAllBe(pair => pair.Second > pair.First);
        sweep.ToSvg().ShouldContain("suggestion");
        (new LearningRateFinder { Steps = 20, Low = 1e-3, High = 1e-2 }).Find(network, adam, Moons.Loss, train).Rates.Count.ShouldBe(20);
        new LearningRateFinder { Low = 1e-12, High = 1e-11 }.Find(network, adam, Moons.Loss, new DataLoader(train.Data, 200)).Suggestion.ShouldBeNull();
        LearningRateFinder far = new() { High = 1e6 };
        Should.Throw<ArgumentException>(() => new LearningRateFinder { Low = 1, High = 1 }.Find(network, adam, Moons.Loss, train)).Message.ShouldStartWith("The last rate, High = 1, must be above");
        (far with { Rise = 1.5 }).Find(network, adam, Moons.Loss, train).Rates.Count.ShouldBeLessThan(far.Find(network, adam, Moons.Loss, train).Rates.Count);
    }

    [Trait("topic", "overfit-single-batch")]
    [Fact]
    public void A_network_that_can_learn_a_batch_does_and_is_put_back()
    {
        Sequential network = Moons.Network();
        float[] weights = Moons.Weights(network);
        Adam adam = new(network, 0.05);
        OverfitResult result = new OverfitCheck().Run(network, adam, Moons.Loss, Moons.Data().Take([.. Enumerable.Range(0, 16)]));
        result.CanLearn.ShouldBeTrue(result.ToString());
        result.Advice.ShouldBeEmpty();
        result.ToString().ShouldStartWith("The network learns the batch: the loss went from");
        Moons.Weights(network).ShouldBe(weights);
        adam.Steps.ShouldBe(0);
        new OverfitCheck { Steps = 10, Target = 1e-6 }.Run(network, adam, Moons.Loss, Moons.Data().Take([0, 1, 2, 3])).CanLearn.ShouldBeFalse();
    }

    [Trait("topic", "overfit-single-batch")]
    [Fact]
    public void A_network_that_cannot_says_what_to_look_at()
    {
        Sequential network = Moons.Network();
        using (NoGrad.Begin())
            network.State["0.bias"].CopyFrom(Tensor.Full([16], -50));
        OverfitResult dead = new OverfitCheck().Run(network, new Adam(network, 0.001), Moons.Loss, Moons.Data().Take([0, 1, 2, 3, 4, 5]));
        dead.CanLearn.ShouldBeFalse();
        dead.Advice[0].ShouldStartWith("Dead ReLUs (layer '1'): 16 of 16 units");
        dead.Advice[^1].ShouldStartWith("The loss hardly moved");

        // The same input with two classes.
        Sequential sound = Moons.Network();
        OverfitResult torn = new OverfitCheck { Target = 0.01 }.Run(sound, new Adam(sound, 0.01), Moons.Loss, new Batch(Tensor.From(new float[,] { { 1, 0 }, { 1, 0 }, { -1, 0 } }), Tensor.From([0L, 1, 1])));
        torn.Advice[^1].ShouldContain("samples with equal inputs and different targets cannot be learned at all");
    }
}
