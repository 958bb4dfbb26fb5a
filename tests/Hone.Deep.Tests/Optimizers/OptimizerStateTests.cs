namespace Hone.Deep.Tests.Optimizers;

public sealed class OptimizerStateTests
{
    [Fact]
    public void An_optimizer_that_takes_up_a_state_makes_the_same_steps_bit_for_bit()
    {
        (Tensor w, Adam adam) = Made();
        for (int step = 0; step < 3; step++)
            Step(w, adam);
        (Tensor other, Adam resumed) = Made();
        using (NoGrad.Begin())
            other.CopyFrom(w);
        resumed.Load(adam.State);
        resumed.Steps.ShouldBe(3);
        adam.Groups[0].LearningRate.ShouldBe(resumed.Groups[0].LearningRate);
        for (int step = 0; step < 3; step++)
        {
            Step(w, adam);
            Step(other, resumed);
        }
        other.ToArray<float>().ShouldBe(w.ToArray<float>());
    }

    [Fact]
    public void A_state_of_other_parameters_is_refused_and_nothing_changes()
    {
        (Tensor w, Adam adam) = Made();
        Step(w, adam);
        Adam wide = new(new ParameterGroup([Tensor.Ones([4]).WithGrad()], 0.1)), two = new(new ParameterGroup([Tensor.Ones([3]).WithGrad()], 0.1), new ParameterGroup([Tensor.Ones([3]).WithGrad()], 0.1));
        Should.Throw<ArgumentException>(() => wide.Load(adam.State)).Message.ShouldStartWith("'0.mean' has shape [3] in the state given and [4] here");
        Should.Throw<ArgumentException>(() => two.Load(adam.State)).Message.ShouldStartWith("'counts' has shape [1] in the state given and [2] here");
        Should.Throw<ArgumentException>(() => adam.Load(new Dictionary<string, Tensor>())).Message.ShouldStartWith("'steps' of shape [] is not among the 0 tensors given");
        adam.Steps.ShouldBe(1);
        wide.Steps.ShouldBe(0);
    }

    private static (Tensor W, Adam Adam) Made()
    {
        Tensor w = Tensor.From([1f, -2f, 3f]).WithGrad();
        return (w, new Adam(new ParameterGroup([w], 0.1)));
    }

    private static void Step(Tensor w, Adam adam)
    {
        adam.ZeroGrad();
        w.Square().Sum().Backward();
        adam.Groups[0].LearningRate *= 0.9;
        adam.Step();
    }
}
