using Google.Protobuf;
using Hone.Deep;
using Hone.Numerics;
using Hone.Onnx.Protocol;

namespace Hone.Onnx.Tests;

/// <summary>What is said of files that cannot be run, and of inputs that do not fit.</summary>
public sealed class LoadingTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_model_says_what_it_takes_and_gives()
    {
        OnnxModel model = OnnxModel.Load(Values.PathOf("bert"));
        model.Inputs.Select(input => input.ToString()).ShouldBe(["ids: Int64 [N, T]", "kinds: Int64 [N, T]", "mask: Int64 [N, T]"]);
        model.Outputs.Select(output => output.Name).ShouldBe(["y", "pooled"]);
        Should.Throw<ArgumentException>(() => model.Run(Tensor.Zeros([1, 2]))).Message.ShouldStartWith("The model has 3 inputs, ids, kinds, mask; give each by its name.");
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_named()
    {
        OnnxModel model = OnnxModel.Load(Values.PathOf("bert"));
        Tensor ids = Tensor.Zeros([2, 3], DType.Int64);
        string Said(Tensor kinds, string name = "mask", Tensor? mask = null) =>
            Should.Throw<ArgumentException>(() => model.Run(new Dictionary<string, OnnxValue> { ["ids"] = ids, ["kinds"] = kinds, [name] = mask ?? ids })).Message;
        Said(ids, "masks").ShouldStartWith("The model's input 'mask: Int64 [N, T]' was not given; given were: ids, kinds, masks.");
        Said(Tensor.Zeros([2, 3])).ShouldBe("The input 'kinds' is of Int64, and Float32 was given.");
        Said(Tensor.Zeros([2], DType.Int64)).ShouldBe("The input 'kinds' has sizes [N, T], and a value of [2] was given.");
        Said(Tensor.Zeros([2, 4], DType.Int64)).ShouldBe("The size 'T' is 3 along an axis of the input 'ids' and 4 along one of 'kinds'; it must be the same.");
        Should.Throw<ArgumentException>(() => model.Run(new Dictionary<string, OnnxValue> { ["ids"] = ids, ["kinds"] = ids, ["mask"] = ids, ["more"] = ids })).Message.ShouldStartWith("The model has no input 'more'; its inputs are: ids, kinds, mask.");
        // A word that the table does not have: the node is named, and so is what came in.
        Should.Throw<ArgumentException>(() => model.Run(new Dictionary<string, OnnxValue> { ["ids"] = Tensor.Full([2, 3], 99, DType.Int64), ["kinds"] = ids, ["mask"] = ids })).Message
            .ShouldMatch(@"^Node '.*' \(Gather\): picks position 99 along axis 0 of \[31, 16\]\. Its inputs: Float32 \[31, 16\], Int64 \[2, 3\]\.$");
    }

    [Fact]
    public void Operators_that_are_not_there_are_named_all_at_once()
    {
        GraphWriter graph = new("test");
        string x = graph.Input("x", DType.Float32, new OnnxSize(2));
        graph.Output("y", graph.Node("Det", [graph.Node("Fancy", [graph.Node("If", [graph.Node("Fancy", [x])])])]), DType.Float32);
        graph.Save(scratch.Path());
        Should.Throw<NotSupportedException>(() => OnnxModel.Load(scratch.Path())).Message.ShouldEndWith("cannot be run: It uses operators that are not supported: Det, Fancy, If.");
    }

    [Fact]
    public void Faults_of_a_file_get_a_sentence()
    {
        Fault(model => model.Graph.Node[0].Input[0] = "nowhere").ShouldEndWith("is no valid ONNX file: Node 'relu_relu' (Relu) reads 'nowhere', which is no input and computed by no node before it.");
        Fault(model => model.Graph.Node[1].Output[0] = "x").ShouldEndWith("'x' is defined twice, the second time by Node 'y_identity' (Identity).");
        Fault(model => model.Graph.Output[0].Name = "z").ShouldEndWith("its output 'z' is computed by no node.");
        Fault(model => model.Graph.Output.Clear()).ShouldEndWith("its graph has no output.");
        Fault(model => model.Graph = null).ShouldEndWith("it has no version or no graph.");
        Fault(model => model.OpsetImport.Clear()).ShouldEndWith("it uses Relu and does not say which version of its domain is meant.");
        Fault(model => model.Graph.Input.Add(model.Graph.Input[0].Clone())).ShouldEndWith("its input 'x' is declared twice.");
        Fault(model => model.Graph.Initializer[0].Dims[0] = 3).ShouldEndWith("The tensor 'c' of [3] needs 12 bytes and has 8.");
        Fault(model => model.Graph.Initializer[0].Dims[0] = -2).ShouldEndWith("The tensor 'c' has a size of -2.");
        Fault(model => model.Graph.Initializer[0].Dims.Add([int.MaxValue, int.MaxValue])).ShouldContain("The tensor 'c' is too large: ");
        Fault(model => model.Graph.Initializer[0].FloatData.Add(1)).ShouldEndWith("The tensor 'c' gives its elements twice.");
        Fault(model => model.Graph.Initializer[0].DataType = 0).ShouldEndWith("The tensor 'c' has no element type.");
        Fault(model => model.Graph.Node[0].Attribute.Add([new AttributeProto { Name = "alpha", F = 1, Type = AttributeProto.Types.AttributeType.Int }, new AttributeProto { Name = "alpha" }]), "LeakyRelu").ShouldEndWith("has the attribute 'alpha' twice.");
        Unsupported(model => model.IrVersion = 99).ShouldEndWith("cannot be run: It is of version 99 of the format; versions 3 to 13 are supported.");
        Unsupported(model => model.OpsetImport[0].Version = 22).ShouldEndWith("It needs version 22 of the operators of 'ai.onnx'; versions 7 to 21 are supported.");
        Unsupported(model => model.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "speed" })).ShouldContain("Node 'relu_relu' (Relu) has an attribute 'speed'");
        Unsupported(model => model.Graph.Initializer[0].DataType = 14).ShouldEndWith("The tensor 'c' holds COMPLEX64, which tensors here do not have.");
        Unsupported(model => model.Graph.Input[0].Type = new TypeProto { MapType = new TypeProto.Types.Other() }).ShouldContain("Its 'x' is no tensor");
    }

    [Fact]
    public void A_file_torn_anywhere_or_with_a_byte_changed_is_refused_or_run_and_never_worse()
    {
        byte[] whole = File.ReadAllBytes(Values.PathOf("conv1d"));
        (Dictionary<string, OnnxValue> inputs, _) = Values.Recorded("conv1d");
        RandomStream random = RandomKey.FromSeed(7).Open();
        for (int round = 0; round < 600; round++)
        {
            byte[] changed = round % 3 == 0 ? whole[..random.Below(whole.Length)] : [.. whole];
            if (round % 3 != 0)
                changed[random.Below(round % 3 == 1 ? changed.Length : 300)] = (byte)random.Below(256);
            try
            {
                OnnxModel.Load(new MemoryStream(changed)).Run(inputs);
            }
            catch (Exception said) when (said is FormatException or NotSupportedException or ArgumentException)
            {
                said.Message.ShouldNotBeNullOrEmpty();
            }
        }
    }

    [Fact]
    public void Numbers_in_files_beside_the_model_are_read_from_its_folder_alone()
    {
        File.WriteAllBytes(scratch.Path("numbers.bin"), [0, 0, 0, 0, .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f), 9]);
        File.CreateSymbolicLink(scratch.Path("link.bin"), scratch.Path("numbers.bin"));
        Save(("location", "numbers.bin"), ("offset", "4"), ("length", "8"));
        OnnxModel.Load(scratch.Path()).Run(Tensor.From([1f, 1f])).ToArray<float>().ShouldBe([2.5f, -1f]);
        Save(("location", "numbers.bin"), ("offset", "1"));
        OnnxModel.Load(scratch.Path()).Run(Tensor.From([1f, 1f])).Shape.ShouldBe([2]);

        Said(("location", "numbers.bin"), ("offset", "8")).ShouldContain("The tensor 'c' would lie at 8 to 16 of 'numbers.bin', which has 13 bytes.");
        Said(("location", "numbers.bin"), ("length", "4")).ShouldContain("The tensor 'c' of [2] needs 8 bytes and is said to have 4 in 'numbers.bin'.");
        Said(("location", "numbers.bin"), ("offset", "-4")).ShouldContain("The tensor 'c' has '-4' where a number of bytes is due.");
        Said(("location", "../numbers.bin")).ShouldContain("would lie in '../numbers.bin', which is not the name of a file within the model's folder.");
        Said(("location", scratch.Path("numbers.bin"))).ShouldContain("which is not the name of a file within the model's folder.");
        Said(("location", "link.bin")).ShouldContain("which goes through a link; only files within the model's folder are read.");
        Said().ShouldContain("which is not the name of a file within the model's folder.");
        Save(("location", "none.bin"));
        Should.Throw<FileNotFoundException>(() => OnnxModel.Load(scratch.Path())).Message.ShouldContain("The tensor 'c' lies in 'none.bin', and there is no such file beside the model.");
        using FileStream stream = File.OpenRead(scratch.Path());
        Should.Throw<NotSupportedException>(() => OnnxModel.Load(stream)).Message.ShouldContain("a model that is read from a stream has no files beside it. Load it by its path.");
    }

    [Fact]
    public void A_result_may_be_changed_without_changing_the_model()
    {
        GraphWriter graph = new("test");
        graph.Input("x", DType.Float32, new OnnxSize(2));
        graph.Output("y", graph.Constant("c", Tensor.From([1f, 2f])), DType.Float32);
        graph.Save(scratch.Path());
        OnnxModel model = OnnxModel.Load(scratch.Path());
        model.Run(Tensor.Zeros([2])).CopyFrom(Tensor.Zeros([2]));
        model.Run(Tensor.Zeros([2])).ToArray<float>().ShouldBe([1f, 2f]);
    }

    [Fact]
    public void A_model_runs_on_several_threads_at_once()
    {
        (Dictionary<string, OnnxValue> inputs, Dictionary<string, OnnxValue> outputs) = Values.Recorded("resnet");
        OnnxModel model = OnnxModel.Load(Values.PathOf("resnet"));
        Parallel.For(0, 16, _ =>
        {
            for (int i = 0; i < 5; i++)
                model.Run(inputs)["y"].ShouldBeNear(outputs["y"]);
        });
    }

    private void Save(params (string Key, string Value)[] entries)
    {
        ModelProto model = Small("Add");
        TensorProto stored = model.Graph.Initializer[0];
        stored.ClearRawData();
        stored.DataLocation = TensorProto.Types.DataLocation.External;
        foreach ((string key, string value) in entries)
            stored.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        File.WriteAllBytes(scratch.Path(), model.ToByteArray());
    }

    private string Said(params (string Key, string Value)[] entries)
    {
        Save(entries);
        return Should.Throw<FormatException>(() => OnnxModel.Load(scratch.Path())).Message;
    }

    private static ModelProto Small(string @operator)
    {
        GraphWriter graph = new("test");
        string x = graph.Input("x", DType.Float32, new OnnxSize(2)), c = graph.Constant("c", Tensor.From([1f, 2f]));
        graph.Output("y", graph.Node(@operator, @operator == "Add" ? [x, c] : [x]), DType.Float32, new OnnxSize(2));
        return graph.Finish();
    }

    private static string Fault(Action<ModelProto> change, string @operator = "Relu")
    {
        ModelProto model = Small(@operator);
        change(model);
        return Should.Throw<FormatException>(() => OnnxModel.Load(new MemoryStream(model.ToByteArray()))).Message;
    }

    private static string Unsupported(Action<ModelProto> change)
    {
        ModelProto model = Small("Relu");
        change(model);
        return Should.Throw<NotSupportedException>(() => OnnxModel.Load(new MemoryStream(model.ToByteArray()))).Message;
    }
}
