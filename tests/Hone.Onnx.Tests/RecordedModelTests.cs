namespace Hone.Onnx.Tests;

/// <summary>Networks that PyTorch exported, against what PyTorch gives and against another runtime.</summary>
public sealed class RecordedModelTests
{
    public static TheoryData<string> Models => ["cnn", "resnet", "decoder", "conv1d", "activations", "lstm", "gru", "rnn", "encoder", "gpt2", "bert"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_network_of_PyTorch_gives_what_PyTorch_gives(string name)
    {
        (Dictionary<string, OnnxValue> inputs, Dictionary<string, OnnxValue> outputs) = Values.Recorded(name);
        OnnxModel model = OnnxModel.Load(Values.PathOf(name));
        model.Producer.ShouldBe("pytorch 1.13.0");
        IReadOnlyDictionary<string, OnnxValue> results = model.Run(inputs);
        foreach ((string output, OnnxValue expected) in outputs)
            results[output].ShouldBeNear(expected, 1e-5, $"{name}.{output}");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_network_of_PyTorch_gives_what_another_runtime_gives(string name)
    {
        (Dictionary<string, OnnxValue> inputs, _) = Values.Recorded(name);
        IReadOnlyDictionary<string, OnnxValue> results = OnnxModel.Load(Values.PathOf(name)).Run(inputs), others = OtherRuntime.Run(Values.PathOf(name), inputs);
        foreach ((string output, OnnxValue expected) in others)
            results[output].ShouldBeNear(expected, 1e-5, $"{name}.{output}");
    }
}
