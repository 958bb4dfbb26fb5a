using System.Text;

namespace Hone.Deep.Tests.Files;

/// <summary>Against files that NumPy wrote (Recorded/numpy_files.py).</summary>
public sealed class NumpyFileTests
{
    [Theory]
    [InlineData("|b1", DType.Bool)]
    [InlineData("|i1", DType.Int32)]
    [InlineData("|u1", DType.Int32)]
    [InlineData("<i2", DType.Int32)]
    [InlineData(">i2", DType.Int32)]
    [InlineData("<u2", DType.Int32)]
    [InlineData("<i4", DType.Int32)]
    [InlineData(">i4", DType.Int32)]
    [InlineData("<u4", DType.Int64)]
    [InlineData("<i8", DType.Int64)]
    [InlineData(">u8", DType.Int64)]
    [InlineData("<f2", DType.Float32)]
    [InlineData("<f4", DType.Float32)]
    [InlineData(">f4", DType.Float32)]
    [InlineData("<f8", DType.Float64)]
    [InlineData(">f8", DType.Float64)]
    [InlineData("fortran", DType.Float64)]
    [InlineData("scalar", DType.Float32)]
    [InlineData("vector", DType.Int64)]
    [InlineData("empty", DType.Float64)]
    public void What_NumPy_wrote_is_read(string name, DType type)
    {
        byte[] file = Bytes(name, "file");
        Tensor tensor = NumpyFile.Read(new MemoryStream(file)), value = Recorded.Read("numpy_files", name)["value"];
        tensor.Type.ShouldBe(type);
        tensor.IsContiguous.ShouldBeTrue();
        tensor.ShouldBeNear(value, 0);
        NumpyFile.Read(new Endless(file)).ShouldBeNear(value, 0);

        // Every shorter file is torn.
        for (int length = 0; length < file.Length; length++)
        {
            Should.Throw<FormatException>(() => NumpyFile.Read(new MemoryStream(file, 0, length)));
            Should.Throw<FormatException>(() => NumpyFile.Read(new Endless(file[..length])));
        }
    }

    [Theory]
    [InlineData("|b1")]
    [InlineData("<i4")]
    [InlineData("<i8")]
    [InlineData("<f4")]
    [InlineData("<f8")]
    [InlineData("scalar")]
    [InlineData("vector")]
    [InlineData("empty")]
    public void What_is_written_is_what_NumPy_writes(string name)
    {
        byte[] file = Bytes(name, "file");
        Tensor tensor = NumpyFile.Read(new MemoryStream(file));
        MemoryStream written = new();
        NumpyFile.Write(written, tensor);
        written.ToArray().ShouldBe(file);
        if (tensor.Rank < 2)
            return;
        written = new();
        NumpyFile.Write(written, tensor.Transpose().Contiguous().Transpose());
        written.ToArray().ShouldBe(file);
    }

    [Fact]
    public void Files_and_archives_come_back()
    {
        string path = Path.GetTempFileName();
        try
        {
            Tensor large = Draw.Normal([300, 217], 1, DType.Float32), marks = (large > 0).Slice(0, 0, 7);
            NumpyFile.Write(path, large);
            NumpyFile.Read(path).ShouldBeNear(large, 0);
            NumpyFile.Write(path, large.To(DType.BFloat16));
            NumpyFile.Read(path).ShouldBeNear(large.To(DType.BFloat16), 0);
            using (FileStream more = File.Open(path, FileMode.Append))
                more.WriteByte(1);
            Should.Throw<FormatException>(() => NumpyFile.Read(path)).Message.ShouldContain("1 bytes follow its numbers");

            foreach (bool compressed in (bool[])[false, true])
            {
                NumpyFile.WriteArchive(path, new Dictionary<string, Tensor> { ["large"] = large, ["a/marks"] = marks }, compressed);
                byte[] once = File.ReadAllBytes(path);
                IReadOnlyDictionary<string, Tensor> back = NumpyFile.ReadArchive(path);
                back.Keys.ShouldBe(["large", "a/marks"]);
                back["large"].ShouldBeNear(large, 0);
                back["a/marks"].ShouldBeNear(marks, 0);
                (once.Length < large.Count * 4).ShouldBe(compressed);
                Should.Throw<FormatException>(() => NumpyFile.ReadArchive(new MemoryStream(once[..(once.Length / 2)])));
            }
        }
        finally
        {
            File.Delete(path);
        }
        foreach (string name in (string[])["archive", "compressed"])
        {
            IReadOnlyDictionary<string, Tensor> read = NumpyFile.ReadArchive(new MemoryStream(Bytes(name, "file")));
            read["a"].ShouldHold(0, 1, 2, 3);
            read["b"].ShouldHold(1, 1, 1, 1);
            read["b"].Type.ShouldBe(DType.Float32);
        }
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", null)]
    [InlineData("{\"shape\":(1L,),'fortran_order':False,\"descr\":\"<f4\"}\n", null)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1), }", "no tuple")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "something else than sizes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1 1), }", "lacks a comma")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "more than a tensor can have")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", "more elements than a tensor can")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 0), }", "more elements than a tensor can")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,), }", "needs 8000000000 bytes")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", "neither True nor False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "is missing")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}", "'more' is unknown")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } + 1", "something follows")]
    [InlineData("{'descr': 'f', 'fortran_order': False, 'shape': (1,), }", "no type of elements")]
    [InlineData("{'descr': '<f3', 'fortran_order': False, 'shape': (1,), }", "'<f3'")]
    [InlineData("{'descr': '<f4, 'fortran_order': False, 'shape': (1,), }", "is missing")]
    [InlineData("__import__('os')", "'{' is missing")]
    [InlineData("", "'{' is missing")]
    public void A_header_is_read_with_care(string header, string? says)
    {
        foreach (byte major in (byte[])[1, 2, 3])
        {
            byte[] text = Encoding.ASCII.GetBytes(header), length = BitConverter.GetBytes(text.Length)[..(major == 1 ? 2 : 4)];
            byte[] file = [0x93, .. "NUMPY"u8, major, 0, .. length, .. text, 0, 0, 128, 63];
            if (says is null)
                NumpyFile.Read(new MemoryStream(file)).ShouldHold(1);
            else
                Should.Throw<Exception>(() => NumpyFile.Read(new MemoryStream(file))).Message.ShouldContain(says);
        }
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        string Says(string name) => Should.Throw<NotSupportedException>(() => NumpyFile.Read(new MemoryStream(Bytes("refused", name)))).Message;
        Says("object").ShouldContain("Python objects");
        Says("text").ShouldContain("'<U2'");
        Says("complex").ShouldContain("'<c16'");
        Says("record").ShouldContain("records");
        Says("large").ShouldContain("9223372036854775808");
        Says("long").ShouldContain("'<f16'");
        Should.Throw<FormatException>(() => NumpyFile.Read(new MemoryStream([0x93, .. "NUMPY"u8, 9, 0, 0, 0]))).Message.ShouldContain("version 9");
        Should.Throw<FormatException>(() => NumpyFile.Read(new MemoryStream([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]))).Message.ShouldContain("too long");
        Should.Throw<FormatException>(() => NumpyFile.ReadArchive(new MemoryStream([1, 2, 3]))).Message.ShouldContain("no whole .npz file");
    }

    [Fact]
    public void A_damaged_byte_gives_numbers_or_a_sentence()
    {
        byte[] file = Bytes("compressed", "file");
        for (int at = 0; at < file.Length; at++)
        {
            byte[] damaged = [.. file];
            damaged[at] ^= 0x55;
            try
            {
                NumpyFile.ReadArchive(new MemoryStream(damaged));
            }
            catch (Exception damage) when (damage is FormatException or NotSupportedException)
            {
            }
        }
    }

    private static byte[] Bytes(string name, string which) => [.. Recorded.Read("numpy_files", name)[which].ToArray<long>().Select(value => (byte)value)];

    // A stream whose length is not known.
    private sealed class Endless(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
