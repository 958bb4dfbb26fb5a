using Hone.Numerics;

namespace Hone.Deep.Tests.Layers;

public sealed class ModuleTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3);

    [Fact]
    public void A_state_of_another_network_gives_the_same_answers_after_loading()
    {
        Sequential one = Network(Key.Child("one")), other = Network(Key.Child("other"));
        Tensor x = Draw.Normal([5, 3], type: DType.Float32);
        one.Call(x).ToArray<float>().ShouldNotBe(other.Call(x).ToArray<float>());
        other.Load(one.State);
        one.Call(x).ToArray<float>().ShouldBe(other.Call(x).ToArray<float>());
    }

    [Fact]
    public void The_first_tensor_that_does_not_fit_is_named_and_nothing_changes()
    {
        Sequential network = Network(Key);
        float[] before = network.State["0.weight"].ToArray<float>();
        Dictionary<string, Tensor> state = new(network.State) { ["0.weight"] = Tensor.Ones([4, 3]), ["1.bias"] = Tensor.Zeros([3]) };
        Should.Throw<ArgumentException>(() => network.Load(state)).Message.ShouldStartWith("'1.bias' has shape [3] in what was given and [2] in this network");
        state.Remove("1.bias");
        Should.Throw<ArgumentException>(() => network.Load(state)).Message.ShouldStartWith("'1.bias' of shape [2] is not among the 3 tensors given");
        state["1.bias"] = Tensor.Zeros([2]);
        state["2.weight"] = Tensor.Zeros([2]);
        Should.Throw<ArgumentException>(() => network.Load(state)).Message.ShouldStartWith("'2.weight' of shape [2] was given, and this network has nothing by that name");
        network.State["0.weight"].ToArray<float>().ShouldBe(before);
    }

    [Fact]
    public void A_watcher_sees_the_calls_from_the_inside_out()
    {
        List<string> seen = [];
        Calls.Watch((path, module, inputs, result) => seen.Add($"{path}:{module.GetType().Name} {inputs[0].Shape} to {result.Shape}"), () => Network(Key).Call(Tensor.Zeros([5, 3])));
        seen.ShouldBe(["0:Linear [5, 3] to [5, 4]", "1:Linear [5, 4] to [5, 2]", ":Sequential [5, 3] to [5, 2]"]);
    }

    private static Sequential Network(RandomKey key) => new(new Linear(3, 4, key.Child("first")), new Linear(4, 2, key.Child("second")));
}
