using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Hone.Numerics;

namespace Hone.Tests.Packages;

public sealed class DamagedPackageTests
{
    private static string Refused(byte[] bytes)
    {
        string message = Should.Throw<InvalidDataException>(() => Sample.Load(bytes)).Message;
        message.ShouldStartWith("The package the stream ");
        message.ShouldEndWith(".");
        message.ShouldNotContain("\n");
        return message;
    }

    private static byte[] WithManifest(Action<JsonObject> change)
    {
        List<(string Name, byte[] Bytes)> entries = Sample.Entries(Sample.Bytes());
        JsonObject manifest = (JsonObject)JsonNode.Parse(entries[0].Bytes)!;
        change(manifest);
        entries[0] = (entries[0].Name, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        return Sample.File(entries);
    }

    private static byte[] WithText(string old, string replacement)
    {
        List<(string Name, byte[] Bytes)> entries = Sample.Entries(Sample.Bytes());
        string manifest = Encoding.UTF8.GetString(entries[0].Bytes);
        manifest.ShouldContain(old);
        entries[0] = (entries[0].Name, Encoding.UTF8.GetBytes(manifest.Replace(old, replacement, StringComparison.Ordinal)));
        return Sample.File(entries);
    }

    [Fact]
    public void A_file_made_by_hand_of_the_same_entries_loads() => Sample.Load(WithManifest(_ => { })).Name.ShouldBe("prices");

    [Fact]
    public void A_file_cut_short_at_any_byte_is_refused()
    {
        byte[] whole = Sample.Bytes();
        for (int length = 0; length < whole.Length; length++)
            Refused(whole[..length]).ShouldContain(length == 0 ? "is empty" : "cut short");
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused()
    {
        byte[] whole = Sample.Bytes();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= (byte)(1 << (i % 8));
            Refused(changed);
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_refused() => Refused([.. Sample.Bytes(), 0]).ShouldContain("does not end in its checksum");

    [Theory]
    [InlineData("hello, I am text", "is not a Hone package: it is not a zip file.")]
    [InlineData("P", "is damaged: it is cut short.")]
    [InlineData("a", "is not a Hone package: it is not a zip file.")]
    public void Another_kind_of_file_is_told_apart(string content, string message) =>
        Refused(Encoding.UTF8.GetBytes(content)).ShouldBe("The package the stream " + message);

    [Fact]
    public void Another_zip_file_is_told_apart() =>
        Refused(Sample.File([("word/document.xml", "<x/>"u8.ToArray())])).ShouldBe("The package the stream is not a Hone package: its first entry is not manifest.json.");

    [Fact]
    public void A_newer_format_says_to_update() =>
        Refused(WithManifest(m => m["format"] = 2)).ShouldBe("The package the stream was written by a newer version of Hone (format 2); this version reads format 1. Update Hone to use it.");

    [Theory]
    [InlineData("\"format\":1", "\"format\":0", "is damaged: its format is 0.")]
    [InlineData("\"format\":1", "\"format\":\"1\"", "is damaged: its manifest lacks 'format'.")]
    [InlineData("\"format\":1", "\"format\":1,\"format\":1", "its manifest cannot be read")]
    [InlineData("\"format\":1", "format", "its manifest cannot be read")]
    [InlineData("\"kind\":\"tiny-test-model\"", "\"kind\":\"alien\"", "The package the stream holds a 'alien', which this program does not know. Reference the assembly that defines it, and give its catalogue when loading.")]
    [InlineData("\"kind\":\"tiny-test-model\"", "\"kind\":\"recipe\"", "is damaged:")]
    [InlineData("\"task\":\"regression\"", "\"task\":\"classification\"", "is damaged: task is 'classification', which is not what the model does.")]
    [InlineData("\"classes\":[]", "\"classes\":[\"a\"]", "is damaged: classes are not those of the model.")]
    [InlineData("\"role\":\"Target\"", "\"role\":\"Boss\"", "is damaged: schema[2].role is 'Boss', which is none of Input, Target, Weight, Group, Ignored.")]
    [InlineData("\"seed\":\"18446744073709551615\"", "\"seed\":\"-1\"", "is damaged: lineage.seed is not a whole number.")]
    [InlineData("\"created\":\"2026", "\"created\":\"soon", "which is not a time.")]
    [InlineData("[\"int64\",2]", "[\"int64\",-2]", "is not described")]
    [InlineData("[\"int64\",2]", "[\"int64\",2147483647]", "is damaged: its entry 'int64.bin' does not have the length that the manifest gives.")]
    [InlineData("[\"int64\",2]", "[\"int65\",2]", "is damaged: its entry 'int65.bin' is missing.")]
    [InlineData("[\"int64\",2]", "[\"int32\",2]", "does not have the length that the manifest gives")]
    [InlineData("{\"array\":1}", "{\"array\":99}", "which is not from 0 to")]
    [InlineData("{\"array\":1}", "{\"array\":-1}", "which is not from 0 to")]
    [InlineData("\"rows\":4,\"columns\":3", "\"rows\":4", "is damaged: lineage.columns is missing.")]
    public void A_value_that_no_writer_wrote_is_refused(string old, string replacement, string message) => Refused(WithText(old, replacement)).ShouldContain(message);

    [Fact]
    public void An_entry_that_was_changed_is_named()
    {
        List<(string Name, byte[] Bytes)> entries = Sample.Entries(Sample.Bytes());
        entries[1].Bytes[3] ^= 1;
        Refused(Sample.File(entries)).ShouldBe("The package the stream is damaged: its entry 'float64.bin' does not match its checksum.");
    }

    [Fact]
    public void A_missing_a_doubled_and_a_foreign_entry_are_named()
    {
        List<(string Name, byte[] Bytes)> entries = Sample.Entries(Sample.Bytes());
        Refused(Sample.File(entries.Where(e => e.Name != "int32.bin"))).ShouldBe("The package the stream is damaged: its entry 'int32.bin' is missing.");
        Refused(Sample.File([.. entries, entries[1]])).ShouldBe("The package the stream is damaged: it holds the entry 'float64.bin' twice.");
        foreach (string name in (string[])["../evil.bin", "/etc/passwd", "C:\\x", "float64.bin/", "FLOAT64.BIN", "a\nb"])
            Refused(Sample.File([.. entries, (name, [1])])).ShouldContain("which no package has");
        Refused(WithManifest(m => ((JsonArray)m["entries"]!).RemoveAt(0))).ShouldContain("is not in the manifest");
        Refused(WithManifest(m => ((JsonArray)m["entries"]!).Add(((JsonArray)m["entries"]!)[0]!.DeepClone()))).ShouldContain("is missing");
        Refused(WithManifest(m => m.Remove("arrays"))).ShouldContain("lacks 'arrays'");
    }

    [Fact]
    public void What_unpacks_into_more_than_the_file_is_refused()
    {
        byte[] bomb = Sample.File([("manifest.json", new byte[50_000_000])], CompressionLevel.Optimal);
        bomb.Length.ShouldBeLessThan(200_000);
        Refused(bomb).ShouldContain("claims more bytes than the file has");
    }

    [Fact]
    public void A_length_that_is_only_claimed_allocates_nothing()
    {
        // The central directory's two lengths of the first entry, raised to 4 GiB each.
        byte[] bytes = Sample.Bytes();
        int central = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(central + 20), 0xFFFFFFF0);
        BitConverter.TryWriteBytes(bytes.AsSpan(central + 24), 0xFFFFFFF0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Sample.Seal(bytes));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
    }

    [Fact]
    public void A_manifest_that_nests_without_end_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 100_000));
        Refused(Sample.File([("manifest.json", Encoding.ASCII.GetBytes(deep))])).ShouldContain("its manifest cannot be read");
        Refused(WithManifest(m =>
        {
            JsonObject model = (JsonObject)m["content"]!["model"]!;
            for (int i = 0; i < 60; i++)
                model = new JsonObject { ["kind"] = "recipe", ["content"] = new JsonObject { ["inputs"] = new JsonArray(), ["kinds"] = new JsonArray(), ["steps"] = new JsonArray(model.DeepClone()) } };
            m["content"]!["model"] = model;
        }));
    }

    [Fact]
    public void Random_changes_never_give_another_exception_and_never_hang()
    {
        byte[] whole = Sample.Bytes();
        RandomStream random = RandomKey.FromSeed(20).Open();
        for (int round = 0; round < 3000; round++)
        {
            List<byte> bytes = [.. whole];
            int edits = 1 + (int)(random.NextBits() % 4);
            for (int e = 0; e < edits; e++)
            {
                int at = (int)(random.NextBits() % (ulong)bytes.Count);
                switch (random.NextBits() % 4)
                {
                    case 0:
                        bytes[at] = (byte)random.NextBits();
                        break;
                    case 1:
                        bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + (int)(random.NextBits() % 20)));
                        break;
                    case 2:
                        bytes.InsertRange(at, bytes.GetRange(0, Math.Min(at, 30)));
                        break;
                    default:
                        bytes[at] = (byte)(random.NextBits() % 2 == 0 ? 0xFF : 0);
                        break;
                }
            }

            // Every second one with a fitting checksum, so that what lies behind it is reached.
            Survives(round % 2 == 0 || bytes.Count < 71 ? [.. bytes] : Sample.Seal([.. bytes]));
        }
    }

    [Fact]
    public void Random_changes_of_the_manifest_s_values_never_give_another_exception()
    {
        RandomStream random = RandomKey.FromSeed(21).Open();
        int loaded = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = WithManifest(m =>
            {
                JsonNode at = m;
                while (true)
                {
                    List<JsonNode?> children = at is JsonObject o ? [.. o.Select(p => p.Value)] : [.. (JsonArray)at];
                    if (children.Count == 0)
                        return;
                    int pick = (int)(random.NextBits() % (ulong)children.Count);
                    if (children[pick] is JsonObject or JsonArray && random.NextBits() % 8 != 0)
                    {
                        at = children[pick]!;
                        continue;
                    }
                    JsonNode? other = (random.NextBits() % 10) switch
                    {
                        0 => null,
                        1 => JsonValue.Create(-1),
                        2 => JsonValue.Create(int.MaxValue),
                        3 => JsonValue.Create(1e308),
                        4 => JsonValue.Create(""),
                        5 => JsonValue.Create("NaN"),
                        6 => new JsonArray(),
                        7 => new JsonObject(),
                        8 => JsonValue.Create(long.MaxValue),
                        _ => JsonValue.Create(true),
                    };
                    if (at is JsonObject parent)
                    {
                        string name = parent.ElementAt(pick).Key;
                        if (random.NextBits() % 4 == 0)
                            parent.Remove(name);
                        else
                            parent[name] = other;
                    }
                    else
                    {
                        ((JsonArray)at)[pick] = other;
                    }
                    return;
                }
            });
            loaded += Survives(bytes) ? 1 : 0;
        }
        loaded.ShouldBeInRange(1, 1500);
    }

    private static bool Survives(byte[] bytes)
    {
        try
        {
            Sample.Load(bytes);
            return true;
        }
        catch (InvalidDataException refused)
        {
            refused.Message.ShouldStartWith("The package ");
            return false;
        }
    }
}
