using Hone.Numerics;

namespace Hone.Deep.Tests.Vision;

public sealed class VisionNetworkTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(9);

    [Theory]
    [InlineData("small")]
    [InlineData("large")]
    public void A_residual_network_takes_torchvisions_state_and_computes_the_same(string name)
    {
        IReadOnlyDictionary<string, Tensor> recorded = Recorded.Read("resnet", name);
        ResNet network = new(5, [1, 1], Key, channels: 2, width: 4, small: name == "small");
        network.Load(network.State.Keys.ToDictionary(key => key, key => recorded[key]));
        Tensor x = recorded["x"].WithGrad(), y = network.Call(x);
        y.ShouldBeNear(recorded["y"], 1e-5);
        y.Backward(recorded["g"]);
        x.Grad!.ShouldBeNear(recorded["by_x"], 2e-5);
        foreach ((string key, Tensor parameter) in network.Parameters)
            parameter.Grad!.ShouldBeNear(recorded[$"by_{key}"], 2e-5);
        foreach ((string key, Tensor buffer) in network.Buffers.Where(each => !each.Name.EndsWith("tracked", StringComparison.Ordinal)))
            buffer.ShouldBeNear(recorded[$"end.{key}"], 1e-5);
        network.Eval();
        network.Call(x).ShouldBeNear(recorded["y_eval"], 1e-5);
    }

    [Fact]
    public void ResNet_18_has_the_size_that_it_has_elsewhere()
    {
        ResNet network = new(1000, [2, 2, 2, 2], Key);
        network.ParameterCount.ShouldBe(11_689_512);
        network.State.Keys.ShouldContain("layer2.0.downsample.1.running_var");
    }

    // A bar across or upright, in noise.
    [Theory]
    [InlineData("lenet")]
    [InlineData("resnet")]
    public void The_networks_learn(string name)
    {
        const int Samples = 32, Size = 12;
        RandomStream random = Key.Child("bars").Open();
        float[] images = new float[Samples * Size * Size];
        long[] classes = new long[Samples];
        for (int n = 0; n < Samples; n++)
        {
            classes[n] = n % 2;
            int line = (int)random.Uniform(0, Size);
            for (int i = 0; i < Size; i++)
            {
                for (int j = 0; j < Size; j++)
                    images[(((n * Size) + i) * Size) + j] = (float)random.Uniform(-0.5, 0.5) + ((n % 2 == 0 ? i : j) == line ? 1 : 0);
            }
        }
        Layer network = name == "lenet" ? new LeNet(2, Key, size: Size, filters: 6, hidden: 16) : new ResNet(2, [1, 1], Key, channels: 1, width: 6, small: true);
        Tensor x = Tensor.From(images, [Samples, 1, Size, Size]), y = Tensor.From(classes);
        AdamW adam = new(network, learningRate: 0.01);
        for (int step = 0; step < 40; step++)
        {
            network.ZeroGrad();
            Functions.CrossEntropy(network.Call(x), y).Backward();
            adam.Step();
        }
        network.Eval();
        using NoGrad pause = NoGrad.Begin();
        network.Call(x).ArgMax(1).ToArray<long>().ShouldBe(classes);
    }

    [Fact]
    public void A_training_loop_of_convolutions_settles_at_a_constant_memory()
    {
        LeNet network = new(10, Key);
        AdamW adam = new(network, learningRate: 1e-3);
        Tensor x = Draw.Normal([64, 1, 28, 28], 1, DType.Float32), y = Tensor.From(Enumerable.Range(0, 64).Select(i => (long)(i % 10)).ToArray());
        long settled = 0;
        for (int step = 0; step < 60; step++)
        {
            network.ZeroGrad();
            Functions.CrossEntropy(network.Call(x), y).Backward();
            adam.Step();
            settled = step == 20 ? StoragePool.LentBytes + StoragePool.FreeBytes : settled;
        }
        (StoragePool.LentBytes + StoragePool.FreeBytes).ShouldBeLessThan(settled + (64L << 20));
    }
}
