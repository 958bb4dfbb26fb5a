using System.Buffers.Binary;
using System.Text;
using Hone.Numerics;

namespace Hone.Deep.Tests.Files;

[Collection("alone")] // it measures what the process holds
public sealed class SafeTensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hone-safetensors").FullName;

    private string Path => System.IO.Path.Combine(folder, "weights.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_written_by_hand_is_read_as_it_lies()
    {
        byte[] numbers = [.. Bytes(1.5f, -2f, float.NaN, float.PositiveInfinity, 5f, 6f), .. Bytes(7L), 1, 0, 1];
        File.WriteAllBytes(Path, Raw(
            """{"__metadata__":{"made by":"hand \u00e9"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"n":{"shape":[],"data_offsets":[24,32],"dtype":"I64"},"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[32,35]},"none":{"dtype":"F64","shape":[0,4],"data_offsets":[35,35]}}   """,
            numbers));
        SafeTensors file = SafeTensors.Open(Path);
        file.Names.ShouldBe(["w", "n", "mask", "none"]);
        file.Metadata.ShouldBe(new Dictionary<string, string> { ["made by"] = "hand é" });
        file["w"].Shape.ShouldBe([2, 3]);
        file["w"].ToArray<float>().ShouldBe([1.5f, -2f, float.NaN, float.PositiveInfinity, 5f, 6f]);
        file["n"].Rank.ShouldBe(0);
        file["n"].Item().ShouldBe(7);
        file["mask"].ToArray<bool>().ShouldBe([true, false, true]);
        file["none"].Shape.ShouldBe([0, 4]);
        Should.Throw<KeyNotFoundException>(() => file["weight"]).Message.ShouldEndWith("has no tensor 'weight' among its 4.");
    }

    [Fact]
    public void Every_type_comes_back_as_it_was_and_the_same_tensors_give_the_same_bytes()
    {
        Tensor x = Draw.Normal([3, 5], type: DType.Float64);
        Dictionary<string, Tensor> tensors = Enum.GetValues<DType>().ToDictionary(type => $"of {type} \"quoted\" ü", type => (x * 3).To(type).Transpose());
        Dictionary<string, string> metadata = new() { ["b"] = "2", ["a"] = "line\nbreak" };
        SafeTensors.Write(Path, tensors, metadata);
        byte[] first = File.ReadAllBytes(Path);

        SafeTensors file = SafeTensors.Open(Path);
        file.Metadata.ShouldBe(metadata, ignoreOrder: true);
        foreach ((string name, Tensor tensor) in tensors)
        {
            file[name].Type.ShouldBe(tensor.Type);
            file[name].Shape.ShouldBe([5, 3]);
            file[name].To(DType.Float64).ToArray<double>().ShouldBe(tensor.To(DType.Float64).ToArray<double>());
        }

        SafeTensors.Write(Path, tensors.Reverse().ToDictionary(), metadata.Reverse().ToDictionary());
        File.ReadAllBytes(Path).ShouldBe(first);
        // The widest elements first, and a header that ends at a multiple of eight: every tensor is aligned.
        file.Names[0].ShouldBe("of Int64 \"quoted\" ü");
        (BinaryPrimitives.ReadUInt64LittleEndian(first) % 8).ShouldBe(0ul);
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }

    // The bytes that the format's own writer gives for these tensors, by its published rules.
    [Fact]
    public void The_bytes_are_those_of_the_format_to_the_last_one()
    {
        SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["b"] = Tensor.From([1f, 2f]), ["a"] = Tensor.From([3L]), ["c"] = Tensor.From([true]) });
        File.ReadAllBytes(Path).ShouldBe(Raw(
            """{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"c":{"dtype":"BOOL","shape":[1],"data_offsets":[16,17]}}    """,
            [.. Bytes(3L), .. Bytes(1f, 2f), 1]));
    }

    [Fact]
    public void Numbers_are_mapped_not_copied_and_changing_them_leaves_the_file_alone()
    {
        SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["x"] = Tensor.Ones([1 << 20]) });
        SafeTensors file = SafeTensors.Open(Path);
        file["x"].Slice(0, 0, 3).CopyFrom(Tensor.From([7f, 8f, 9f]));
        // Two tensors over one map: a copy would not have seen the change.
        file["x"].Slice(0, 0, 4).ToArray<float>().ShouldBe([7f, 8f, 9f, 1f]);
        SafeTensors.Open(Path)["x"].Slice(0, 0, 3).ToArray<float>().ShouldBe([1f, 1f, 1f]);
    }

    [Fact]
    public void A_tensor_keeps_its_values_when_the_file_is_replaced_and_nobody_holds_it()
    {
        SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["x"] = Tensor.Full([100_000], 3) });
        Tensor part = SafeTensors.Open(Path)["x"].Slice(0, 10, 20);
        SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["x"] = Tensor.Full([100_000], 4) });
        File.Delete(Path);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        part.Sum().Item().ShouldBe(30);
    }

    [Fact]
    public void A_network_is_saved_loaded_and_trained_on_from_its_file()
    {
        RandomKey key = RandomKey.FromSeed(5);
        Sequential one = new(new Linear(3, 4, key.Child("a")), new Linear(4, 2, key.Child("b"))), other = new(new Linear(3, 4, key.Child("c")), new Linear(4, 2, key.Child("d")));
        SafeTensors.Save(one, Path, new Dictionary<string, string> { ["epoch"] = "3" });
        SafeTensors.Load(other, Path);
        Tensor x = Draw.Normal([5, 3], type: DType.Float32);
        other.Call(x).ToArray<float>().ShouldBe(one.Call(x).ToArray<float>());

        Sequential smaller = new(new Linear(3, 5, key));
        Should.Throw<ArgumentException>(() => SafeTensors.Load(smaller, Path)).Message.ShouldContain("weights.safetensors' does not fit: '0.weight' has shape [4, 3]");
    }

    // As torch.save of a state dictionary gives them when written by the format's Python writer: names of PyTorch, half precision.
    [Fact]
    public void A_state_of_half_precision_loads_into_single()
    {
        byte[] numbers = new byte[12];
        Half[] values = [(Half)0.5f, (Half)(-2f), (Half)65504f, Half.Epsilon, (Half)1f, (Half)3f];
        for (int i = 0; i < 6; i++)
            BinaryPrimitives.WriteHalfLittleEndian(numbers.AsSpan(2 * i), values[i]);
        File.WriteAllBytes(Path, Raw("""{"0.weight":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"0.bias":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}""", numbers));
        Sequential network = new(new Linear(2, 2, RandomKey.FromSeed(1)));
        SafeTensors.Load(network, Path);
        network.State["0.weight"].ToArray<float>().ShouldBe([0.5f, -2f, 65504f, (float)Half.Epsilon]);
        network.State["0.bias"].ToArray<float>().ShouldBe([1f, 3f]);
    }

    [Fact]
    public void Elements_that_are_not_aligned_are_read_all_the_same()
    {
        File.WriteAllBytes(Path, Raw("""{"m":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"F64","shape":[2],"data_offsets":[1,17]}}""", [1, .. Bytes(2.5, -3.5)]));
        SafeTensors.Open(Path)["x"].ToArray<double>().ShouldBe([2.5, -3.5]);
    }

    [Fact]
    public void What_tensors_cannot_hold_is_said_when_it_is_asked_for()
    {
        File.WriteAllBytes(Path, Raw(
            """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"u":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},"b":{"dtype":"BOOL","shape":[2],"data_offsets":[6,8]},"e":{"dtype":"F32","shape":[0,3000000000],"data_offsets":[8,8]}}""",
            [0, 0, 0, 0, 1, 2, 1, 2]));
        SafeTensors file = SafeTensors.Open(Path);
        file["x"].Item().ShouldBe(0);
        Should.Throw<NotSupportedException>(() => file["u"]).Message.ShouldEndWith("holds U8. What can be read is BOOL, BF16, I32, F32, F64, I64 and F16; convert it before it is written.");
        Should.Throw<NotSupportedException>(() => file["b"]).Message.ShouldEndWith("holds BOOL, and a byte of it is neither 0 nor 1.");
        Should.Throw<NotSupportedException>(() => file["e"]).Message.ShouldContain("has shape [0, 3000000000], which is more than a tensor holds");
        Should.Throw<NotSupportedException>(() => file.Tensors);
    }

    public static TheoryData<string, byte[], string> Damaged => new()
    {
        { "empty", [], "it has 0 bytes, fewer than the 8" },
        { "short", [1, 2, 3], "it has 3 bytes, fewer than the 8" },
        { "long header", Of(ulong.MaxValue, "{}"), "its header would have 18446744073709551615 bytes; the format allows 100000000." },
        { "just too long", Of(100_000_001, "{}"), "its header would have 100000001 bytes" },
        { "cut header", Of(50, "{}"), "its header would have 50 bytes and only 2 follow; it is cut off." },
        { "no header", Of(0, ""), "its header does not begin with a brace." },
        { "blank first", Of(3, " {}"), "its header does not begin with a brace." },
        { "no UTF-8", [4, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xFF, 0xFE, (byte)'}'], "its header is not UTF-8 text." },
        { "no JSON", Raw("{nonsense}", []), "its header is not the JSON of the format." },
        { "two documents", Raw("{}{}", []), "its header is not the JSON of the format." },
        { "half a pair", Raw("""{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", []), "its header is not the JSON of the format." },
        { "deep", Raw("""{"x":{"dtype":"F32","shape":[[[[1]]]],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "its header" },
        { "list", Raw("""{"x":[1]}""", []), "at 'x' its header has StartArray where StartObject is due." },
        { "number in metadata", Raw("""{"__metadata__":{"a":1}}""", []), "at 'a' its header has Number where String is due." },
        { "metadata twice", Raw("""{"__metadata__":{},"__metadata__":{}}""", []), "'__metadata__' stands in its header twice." },
        { "no offsets", Raw("""{"x":{"dtype":"F32","shape":[0]}}""", []), "of the tensor 'x' its header lacks" },
        { "one offset", Raw("""{"x":{"dtype":"F32","shape":[0],"data_offsets":[0]}}""", []), "of the tensor 'x' its header lacks" },
        { "twice a type", Raw("""{"x":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", []), "of the tensor 'x' its header says 'dtype' twice." },
        { "twice a name", Raw("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", [1, 2]), "the tensor 'x' stands in its header twice." },
        { "negative", Raw("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "its header says -1 where a size or place is due" },
        { "fraction", Raw("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "its header says 1.5 where" },
        { "large", Raw("""{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "its header says 99999999999999999999 where" },
        { "unknown type", Raw("""{"x":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "the tensor 'x' is of 'F33', a type that the format does not have." },
        { "overflow", Raw("""{"x":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "would have more elements than can be counted." },
        { "bytes overflow", Raw("""{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "would have more bytes than can be counted." },
        { "half a byte", Raw("""{"x":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", [0, 0]), "does not fill whole bytes." },
        { "wrong size", Raw("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", [0, 0, 0, 0]), "the tensor 'x' of F32 and shape [2] needs 8 bytes and has 4." },
        { "backwards", Raw("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", [0, 0, 0, 0]), "ends at 0, before it begins at 4." },
        { "hole", Raw("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", [0, 0]), "1 bytes before the tensor 'x' belong to none." },
        { "overlap", Raw("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", [0, 0, 0]), "the tensor 'y' begins at 1, within the one before it, which ends at 2." },
        { "cut off", Raw("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", [0, 0, 0, 0]), "ends at 8 and there are only 4 bytes of numbers; it is cut off." },
        { "left over", Raw("""{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", [0, 0]), "1 bytes at its end belong to no tensor." },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_or_hostile_file_gets_a_sentence(string what, byte[] bytes, string says)
    {
        what.ShouldNotBeEmpty();
        File.WriteAllBytes(Path, bytes);
        string message = Should.Throw<FormatException>(() => SafeTensors.Open(Path)).Message;
        message.ShouldStartWith($"'{Path}' is no whole safetensors file: ");
        message.ShouldContain(says);
    }

    [Fact]
    public void A_file_torn_anywhere_or_with_a_byte_changed_is_refused_or_read_and_never_worse()
    {
        SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["a.weight"] = Tensor.Ones([2, 3]), ["a.bias"] = Tensor.Zeros([2]), ["n"] = Tensor.From([1L]) }, new Dictionary<string, string> { ["k"] = "v" });
        byte[] whole = File.ReadAllBytes(Path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Should.Throw<FormatException>(() => SafeTensors.Open(Path));
        }
        RandomStream random = RandomKey.FromSeed(11).Open();
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= (byte)(1 << random.Below(8));
            File.WriteAllBytes(Path, changed);
            try
            {
                _ = SafeTensors.Open(Path).Tensors;
            }
            catch (Exception said) when (said is FormatException or NotSupportedException)
            {
                said.Message.ShouldContain(Path);
            }
        }
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["x"] = Tensor.Ones([2]) });
        byte[] before = File.ReadAllBytes(Path);
        Should.Throw<ArgumentException>(() => SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["__metadata__"] = Tensor.Ones([2]) }));
        Should.Throw<ArgumentException>(() => SafeTensors.Write(Path, new Dictionary<string, Tensor> { ["\ud800"] = Tensor.Ones([2]) }));
        Should.Throw<IOException>(() => SafeTensors.Write(System.IO.Path.Combine(folder, "none", "x"), new Dictionary<string, Tensor>()));
        Should.Throw<IOException>(() => SafeTensors.Open(System.IO.Path.Combine(folder, "none")));
        File.ReadAllBytes(Path).ShouldBe(before);
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }

    private static byte[] Raw(string header, byte[] numbers) => [.. Of((ulong)Encoding.UTF8.GetByteCount(header), header), .. numbers];

    private static byte[] Of(ulong length, string header) => [.. BitConverter.GetBytes(length), .. Encoding.UTF8.GetBytes(header)];

    private static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values).ToArray();
}
