using System.Buffers.Binary;
using System.IO.Compression;

namespace Hone.Cli.Tests;

/// <summary>Folders of images go through the corridor as tables do.</summary>
[Trait("topic", "image-classification")]
public sealed class ImageTests
{
    [Fact]
    public void A_folder_of_images_is_trained_on_predicted_and_scored()
    {
        string folder = Bars(30), model = Path.Combine(Run.Folder(), "bars.hone"), report = Path.ChangeExtension(model, "html");
        Run trained = Run.Hone("train", folder, "--learner", "mlp", "--out", model, "--report", report, "--json");
        trained.Code.ShouldBe(0, trained.Errors);
        trained.Json["learner"]!.GetValue<string>().ShouldBe("mlp");
        trained.Json["target"]!.GetValue<string>().ShouldBe("label");
        trained.Json["columns"]!.GetValue<int>().ShouldBe(65);
        trained.Json["test_score"]!.GetValue<double>().ShouldBeGreaterThan(0.8);
        File.ReadAllText(report).ShouldContain("Where it is right and wrong");

        Run one = Run.Hone("predict", model, Path.Combine(folder, "level", "3.png"), "--json");
        one.Code.ShouldBe(0, one.Errors);
        one.Json["predictions"]![0]!.GetValue<string>().ShouldBe("level");
        one.Json["files"]![0]!.GetValue<string>().ShouldEndWith("3.png");
        Run.Hone("predict", model, folder).Output.Split('\n')[0].TrimEnd().ShouldBe("file,prediction,probability_level,probability_upright");
        Run.Hone("evaluate", model, folder, "--json").Json["scores"]!["accuracy"]!.GetValue<double>().ShouldBeGreaterThan(0.9);
        Run.Hone("inspect", model).Output.ShouldContain("mlp");

        // A CSV of pixels is a table with one column a pixel.
        string csv = Run.Csv(string.Join(',', Enumerable.Range(1, 64).Select(i => $"pixel_{i}")) + "\n" + string.Join(',', Enumerable.Repeat("7", 64)) + "\n");
        Run.Hone("predict", model, csv, "--json").Json["rows"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public void Several_learners_are_compared()
    {
        string model = Path.Combine(Run.Folder(), "bars.hone");
        Run run = Run.Hone("train", Bars(20), "--learner", "baseline,mlp", "--time-limit", "100", "--out", model, "--report", Path.ChangeExtension(model, "html"), "--json");
        run.Code.ShouldBe(0, run.Errors);
        run.Json["learner"]!.GetValue<string>().ShouldBe("mlp");
        run.Json["leaderboard"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public void What_is_wrong_with_a_folder_is_said_in_a_sentence()
    {
        string empty = Run.Folder(), folder = Bars(4), model = Path.Combine(Run.Folder(), "m.hone");
        Run.Refused("train", empty).ShouldContain("holds no images to learn from");
        Run.Refused("train", folder, "--learner", "sorcery").ShouldContain("There is no learner 'sorcery'");
        Run.Refused("train", folder, "--learner", "ridge").ShouldContain("ridge does not learn classes");
        Run.Refused("train", folder, "--test-table", "other.csv").ShouldContain("--test-table");
        Run.Refused("train", folder, "--task", "regression").ShouldContain("--task is regression");
        Directory.Delete(Path.Combine(folder, "level"), recursive: true);
        Run.Refused("train", folder).ShouldContain("one class alone, 'upright'");
        Write(Path.Combine(folder, "wide", "a.png"), 9, 8, new byte[72]);
        Run.Refused("train", folder).ShouldContain("Images must be of one size");
        File.WriteAllText(Path.Combine(folder, "wide", "a.png"), "no image");
        Run.Refused("train", folder).ShouldContain("a.png' is no PNG image that can be read");

        Run.Hone("train", Run.Dataset("iris"), "--target", "species", "--learner", "baseline", "--out", model, "--report", Path.ChangeExtension(model, "html")).Code.ShouldBe(0);
        Run.Refused("predict", model, Bars(2)).ShouldContain("but the model takes rows of a table");
    }

    [Fact]
    public void Images_of_another_size_than_the_models_are_refused()
    {
        string folder = Bars(4), model = Path.Combine(Run.Folder(), "m.hone"), wide = Path.Combine(Run.Folder(), "wide.png");
        Run.Hone("train", folder, "--learner", "mlp", "--out", model, "--report", Path.ChangeExtension(model, "html")).Code.ShouldBe(0);
        Write(wide, 9, 8, new byte[72]);
        Run.Refused("predict", model, wide).ShouldContain("are 8 x 9, and the model takes images of 8 x 8");
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..^40]);
        Run.Refused("predict", model, wide).ShouldContain("m.hone");
    }

    // Upright and level bars, as many of each.
    private static string Bars(int count)
    {
        string folder = Run.Folder();
        Random random = new(3);
        for (int i = 0; i < count; i++)
        {
            foreach (string kind in (string[])["upright", "level"])
            {
                int at = random.Next(8);
                byte[] pixels = [.. Enumerable.Range(0, 64).Select(j => (byte)(random.Next(40) + ((kind == "upright" ? j % 8 : j / 8) == at ? 180 : 0)))];
                Write(Path.Combine(folder, kind, $"{i}.png"), 8, 8, pixels);
            }
        }
        return folder;
    }

    // A grey PNG of 8 bits without filters.
    private static void Write(string path, int width, int height, byte[] pixels)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels, y * width, width);
            }
        }
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        File.WriteAllBytes(path, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])]);
    }

    private static byte[] Chunk(string kind, byte[] content)
    {
        byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(kind), .. content], length = new byte[4], check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        uint crc = uint.MaxValue;
        foreach (byte value in typed)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(check, ~crc);
        return [.. length, .. typed, .. check];
    }
}
