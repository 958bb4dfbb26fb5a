using Hone.Numerics;

namespace Hone.Deep.Tests;

public sealed class TrainingTests
{
    [Fact]
    public void A_network_with_a_hidden_layer_learns_exclusive_or()
    {
        RandomKey key = RandomKey.FromSeed(7);
        Linear hidden = new(2, 8, key.Child("hidden")), output = new(8, 2, key.Child("output"));
        Sequential network = new(hidden, output);
        network.Parameters.Select(parameter => parameter.Name).ShouldBe(["0.weight", "0.bias", "1.weight", "1.bias"]);
        network.ParameterCount.ShouldBe(42);
        Tensor x = Tensor.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }), y = Tensor.From([0L, 1, 1, 0]);
        Adam adam = new(network, learningRate: 0.05);
        Tensor loss = x;
        for (int step = 0; step < 300; step++)
        {
            network.ZeroGrad();
            loss = Functions.CrossEntropy(output.Call(hidden.Call(x).Tanh()), y);
            loss.Backward();
            adam.Step();
        }
        loss.Item().ShouldBeLessThan(0.01);
    }

    // torch.optim.Adam and AdamW of PyTorch 1.13.0, in doubles: w = [1, −2, 3], the loss Σw², three steps at a rate of 0.1.
    [Fact]
    public void Adam_and_AdamW_step_as_PyTorch_does()
    {
        Steps(w => new Adam(new ParameterGroup([w], 0.1)), [0.7015862729460302, -1.700623392046465, 2.7003815234507473]);
        Steps(w => new Adam(new ParameterGroup([w], 0.1) { WeightDecay = 0.5 }), [0.7015862726343534, -1.7006233918933353, 2.700381523349332]);
        Steps(w => new AdamW(new ParameterGroup([w], 0.1) { WeightDecay = 0.5 }), [0.5749739307415966, -1.4310252436661588, 2.2880519099681123]);
    }

    private static void Steps(Func<Tensor, Optimizer> make, double[] expected)
    {
        Tensor w = Tensor.From([1.0, -2.0, 3.0]).WithGrad();
        Optimizer optimizer = make(w);
        for (int step = 0; step < 3; step++)
        {
            optimizer.ZeroGrad();
            w.Square().Sum().Backward();
            optimizer.Step();
        }
        double[] values = w.ToArray<double>();
        for (int i = 0; i < 3; i++)
            values[i].ShouldBe(expected[i], 1e-12);
    }
}
