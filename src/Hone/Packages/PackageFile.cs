using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hone.Contracts;

namespace Hone.Packages;

/// <summary>The file format of packages, version 1.</summary>
/// <remarks>
/// <para>An uncompressed zip of <c>manifest.json</c> and one entry for each element type of arrays that occurs, for example
/// <c>float64.bin</c>: all arrays of that type one after the other, little-endian. The manifest holds <c>format</c>; <c>entries</c> (name, bytes and
/// SHA-256 of each other entry); <c>arrays</c> (type and length of each, in the order of their positions); and <c>content</c>, in
/// which an array stands as <c>{"array": position}</c>.</para>
/// <para>The zip's comment is <c>sha256:</c> and the SHA-256 of every byte before it: a file that is cut short or has any byte
/// changed does not match. That finds accidents; a file made on purpose is why everything read is checked besides.</para>
/// </remarks>
internal static class PackageFile
{
    public const int Format = 1;

    private const string Manifest = "manifest.json", Ending = ".bin", SealName = "sha256:";
    private const int SealLength = 7 + 64;

    // Small values are held as text in memory many times their size; a manifest is a few megabytes for the widest of tables.
    private const int MostManifestBytes = 64 << 20;

    // Twice what a reader of stored values follows (a group and a list for each level), and some.
    private const int MostNested = 160;

    public static void Write(Stream stream, StoredDocument document)
    {
        (string Name, Array[] Arrays, long Bytes)[] entries = [.. ArrayBytes.Types
            .Select(t => (t, Arrays: document.Arrays.Where(a => ArrayBytes.TypeOf(a) == t).ToArray()))
            .Where(e => e.Arrays.Length > 0)
            .Select(e => (e.t.Name + Ending, e.Arrays, e.Arrays.Sum(a => (long)a.Length * e.t.Size)))];
        byte[] manifest = ManifestOf(document, entries);
        if (manifest.Length > MostManifestBytes)
            throw new ArgumentException(FormattableString.Invariant($"The package's names and settings take {manifest.Length} bytes, more than the {MostManifestBytes} that fit; a model must put long lists into arrays."));

        using SealedStream hashed = new(stream);
        StoredZip zip = new(hashed);
        zip.Add(Manifest, manifest.Length, sink => sink(manifest));
        foreach ((string name, Array[] arrays, long bytes) in entries)
            zip.Add(name, bytes, sink => PassAll(arrays, sink));
        zip.Finish(SealLength);
        stream.Write(Encoding.ASCII.GetBytes(SealName + hashed.Hash()));
    }

    public static StoredDocument Read(Stream stream, string source)
    {
        CheckSeal(stream, source);
        try
        {
            stream.Position = 0;
            using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(zip, stream.Length, source);
        }
        catch (InvalidDataException fault) when (!fault.Message.StartsWith("The package", StringComparison.Ordinal))
        {
            throw Damaged(source, $"it is not a sound zip file ({fault.Message.TrimEnd('.')})", fault);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException or NotSupportedException or EndOfStreamException)
        {
            throw Damaged(source, $"its manifest cannot be read ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')})", fault);
        }
    }

    private static void CheckSeal(Stream stream, string source)
    {
        // The local header of the manifest, which is the first entry.
        Span<byte> head = stackalloc byte[30 + Manifest.Length];
        stream.Position = 0;
        int found = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (found == 0)
            throw new InvalidDataException($"The package {source} is empty.");
        ReadOnlySpan<byte> expected = "PK\u0003\u0004"u8;
        if (!head[..Math.Min(found, 4)].SequenceEqual(expected[..Math.Min(found, 4)]))
            throw new InvalidDataException($"The package {source} is not a Hone package: it is not a zip file.");
        if (found == head.Length && !head[30..].SequenceEqual(Encoding.ASCII.GetBytes(Manifest)))
            throw new InvalidDataException($"The package {source} is not a Hone package: its first entry is not {Manifest}.");
        if (stream.Length < head.Length + SealLength)
            throw Damaged(source, "it is cut short");

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        stream.Position = 0;
        for (long left = stream.Length - SealLength; left > 0;)
        {
            int read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                throw Damaged(source, "it is cut short");
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        byte[] seal = new byte[SealLength];
        stream.ReadExactly(seal);
        string text = Encoding.Latin1.GetString(seal);
        if (!text.StartsWith(SealName, StringComparison.Ordinal))
            throw Damaged(source, "it does not end in its checksum, so it was cut short or changed");
        if (text[SealName.Length..] != Convert.ToHexStringLower(hash.GetHashAndReset()))
            throw Damaged(source, "its checksum does not match, so it was cut short or changed");
    }

    private static StoredDocument Read(ZipArchive zip, long fileLength, string source)
    {
        Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
        long total = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            if (entry.FullName != Manifest && !ArrayBytes.Types.Any(t => t.Name + Ending == entry.FullName))
                throw Damaged(source, $"it holds an entry '{Shown(entry.FullName)}', which no package has");
            if (!entries.TryAdd(entry.FullName, entry))
                throw Damaged(source, $"it holds the entry '{entry.FullName}' twice");

            // Uncompressed and not overlapping, the entries cannot be larger than the file: nothing below allocates more than that.
            if (entry.Length != entry.CompressedLength || entry.Length < 0 || entry.Length > fileLength - total)
                throw Damaged(source, $"its entry '{entry.FullName}' claims more bytes than the file has");
            total += entry.Length;
        }
        if (!entries.Remove(Manifest, out ZipArchiveEntry? first))
            throw Damaged(source, $"its entry '{Manifest}' is missing");
        if (first.Length > MostManifestBytes)
            throw Damaged(source, FormattableString.Invariant($"its manifest has {first.Length} bytes, more than the {MostManifestBytes} that are accepted"));
        JsonObject manifest = Parse(first, source);

        int format = Get<int>(manifest, "format", source);
        if (format > Format)
            throw new InvalidDataException(FormattableString.Invariant($"The package {source} was written by a newer version of Hone (format {format}); this version reads format {Format}. Update Hone to use it."));
        if (format < 1)
            throw Damaged(source, FormattableString.Invariant($"its format is {format}"));
        Array[] arrays = Arrays(manifest, entries, source);
        return new StoredDocument(manifest["content"] as JsonObject ?? throw Damaged(source, "its manifest lacks 'content'"), arrays);
    }

    private static JsonObject Parse(ZipArchiveEntry entry, string source)
    {
        byte[] text = new byte[entry.Length];
        using (Stream content = entry.Open())
            content.ReadExactly(text);

        // Duplicate names are refused because two readers could each take another of them.
        JsonDocumentOptions options = new() { MaxDepth = MostNested, AllowDuplicateProperties = false };
        return JsonNode.Parse(text, null, options) as JsonObject ?? throw Damaged(source, "its manifest is not an object");
    }

    private static Array[] Arrays(JsonObject manifest, Dictionary<string, ZipArchiveEntry> entries, string source)
    {
        JsonArray listed = List(manifest, "arrays", source);
        (string Type, int Length)[] described = new (string, int)[listed.Count];
        for (int i = 0; i < described.Length; i++)
        {
            described[i] = listed[i] is JsonArray { Count: 2 } pair && pair[0] is JsonValue type && pair[1] is JsonValue size
                && type.TryGetValue(out string? name) && size.TryGetValue(out int length) && length >= 0
                ? (name, length)
                : throw Damaged(source, FormattableString.Invariant($"its array {i} is not described"));
            if (!entries.ContainsKey(described[i].Type + Ending))
                throw Damaged(source, $"its entry '{Shown(described[i].Type + Ending)}' is missing");
        }

        Array[] arrays = new Array[listed.Count];
        foreach (JsonNode? node in List(manifest, "entries", source))
        {
            JsonObject about = node as JsonObject ?? throw Damaged(source, "its list of entries is not one");
            string name = Get<string>(about, "name", source);
            if (!entries.Remove(name, out ZipArchiveEntry? entry))
                throw Damaged(source, $"its entry '{Shown(name)}' is missing");
            (string Name, Type Element, int Size) type = ArrayBytes.Types.First(t => t.Name + Ending == name);
            int[] members = [.. Enumerable.Range(0, described.Length).Where(i => described[i].Type == type.Name)];
            if (entry.Length != Get<long>(about, "bytes", source) || entry.Length != members.Sum(i => (long)described[i].Length * type.Size))
                throw Damaged(source, $"its entry '{name}' does not have the length that the manifest gives");

            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using Stream content = entry.Open();
            foreach (int i in members)
                arrays[i] = ArrayBytes.Fill(type.Element, described[i].Length, content, hash.AppendData);
            if (Get<string>(about, "sha256", source) != Convert.ToHexStringLower(hash.GetHashAndReset()))
                throw Damaged(source, $"its entry '{name}' does not match its checksum");
        }
        return entries.Count == 0 ? arrays : throw Damaged(source, $"its entry '{entries.Keys.First()}' is not in the manifest");
    }

    private static byte[] ManifestOf(StoredDocument document, (string Name, Array[] Arrays, long Bytes)[] entries)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { MaxDepth = MostNested }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteStartArray("entries");
            foreach ((string name, Array[] arrays, long bytes) in entries)
            {
                using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                PassAll(arrays, hash.AppendData);
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("bytes", bytes);
                json.WriteString("sha256", Convert.ToHexStringLower(hash.GetHashAndReset()));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("arrays");
            foreach (Array array in document.Arrays)
            {
                json.WriteStartArray();
                json.WriteStringValue(ArrayBytes.TypeOf(array).Name);
                json.WriteNumberValue(array.Length);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WritePropertyName("content");
            document.Root.WriteTo(json);
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    private static void PassAll(Array[] arrays, BytesSink sink)
    {
        foreach (Array array in arrays)
            ArrayBytes.Pass(array, sink);
    }

    private static T Get<T>(JsonObject node, string name, string source) =>
        node.TryGetPropertyValue(name, out JsonNode? found) && found is JsonValue value && value.TryGetValue(out T? result) && result is not null
            ? result
            : throw Damaged(source, $"its manifest lacks '{name}'");

    private static JsonArray List(JsonObject node, string name, string source) =>
        node.TryGetPropertyValue(name, out JsonNode? found) && found is JsonArray list ? list : throw Damaged(source, $"its manifest lacks '{name}'");

    private static InvalidDataException Damaged(string source, string fault, Exception? inner = null) => new($"The package {source} is damaged: {fault}.", inner);

    // A name from the file, made fit for one line of a terminal.
    private static string Shown(string name) => string.Concat(name.Take(60).Select(c => char.IsControl(c) ? '?' : c));
}
