using System.Text.Json;
using Hone.Numerics;

namespace Hone.Deep.Tests;

[Trait("topic", "image-preprocessing")]
public sealed class PngFileTests
{
    private static readonly JsonElement Written = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded", "png.json"))).RootElement;

    public static TheoryData<string> Names => [.. Written.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory, MemberData(nameof(Names))]
    public void Every_kind_is_read_to_the_pixel(string name)
    {
        JsonElement one = Written.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        (ImageShape shape, byte[] pixels) = PngFile.Read(one.GetProperty("file").GetBytesFromBase64(), name);
        shape.ShouldBe(new ImageShape(Written.GetProperty("height").GetInt32(), Written.GetProperty("width").GetInt32(), one.GetProperty("channels").GetInt32()));
        pixels.ShouldBe(one.GetProperty("pixels").GetBytesFromBase64());
    }

    [Fact]
    public void A_broken_file_is_refused_in_a_sentence_that_names_it_wherever_it_is_cut_or_changed()
    {
        RandomStream random = RandomKey.FromSeed(5).Open();
        foreach (JsonElement one in Written.GetProperty("cases").EnumerateArray().Take(24))
        {
            byte[] file = one.GetProperty("file").GetBytesFromBase64(), right = one.GetProperty("pixels").GetBytesFromBase64();
            for (int cut = 0; cut < file.Length; cut += 5)
                Should.Throw<InvalidDataException>(() => PngFile.Read(file.AsSpan(0, cut), "seven.png")).Message.ShouldStartWith("'seven.png' is no PNG image that can be read: ");
            for (int round = 0; round < 60; round++)
            {
                byte[] changed = [.. file];
                changed[random.Below(file.Length)] ^= (byte)(1 << random.Below(8));
                try
                {
                    PngFile.Read(changed, "seven.png").Pixels.ShouldBe(right);
                }
                catch (InvalidDataException refused)
                {
                    refused.Message.ShouldStartWith("'seven.png' is no PNG image that can be read: ");
                }
            }
        }
    }

    // A byte of the width: the first is more than an image may have, the second more than the file's pixels can unpack to.
    [Theory]
    [InlineData(16, 0x7F, "it says that it has 2130706443 x 9 pixels")]
    [InlineData(17, 0x40, "its pixels end too soon")]
    public void A_file_that_claims_to_be_huge_takes_no_memory(int place, byte value, string said)
    {
        byte[] file = Written.GetProperty("cases")[0].GetProperty("file").GetBytesFromBase64();
        file[place] = value;                                   // the checksum no longer agrees, and is mended
        byte[] header = file[12..29];
        BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Crc(header))).CopyTo(file, 29);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InvalidDataException>(() => PngFile.Read(file, "wide.png")).Message.ShouldContain(said);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Colours_become_grey_and_grey_becomes_colours()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("hone-png").FullName, "a.png");
        JsonElement colour = Written.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("name").GetString() == "colour 2, 8 bits");
        File.WriteAllBytes(path, colour.GetProperty("file").GetBytesFromBase64());
        byte[] rgb = PngFile.Read(path).Pixels, grey = PngFile.Read(path, 1).Pixels;
        grey.Length.ShouldBe(rgb.Length / 3);
        ((double)grey[5]).ShouldBe((0.299 * rgb[15]) + (0.587 * rgb[16]) + (0.114 * rgb[17]), 0.5001);
        PngFile.Read(path, 3).Pixels.ShouldBe(rgb);
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }
}
