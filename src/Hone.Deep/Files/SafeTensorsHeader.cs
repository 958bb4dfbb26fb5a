using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Hone.Deep;

/// <summary>The header of a safetensors file, read and checked in full: what comes after it is numbers alone.</summary>
internal sealed class SafeTensorsHeader
{
    // The format's bound on the header's length.
    private const long Longest = 100_000_000;

    private readonly Dictionary<string, SafeTensorsEntry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);

    private SafeTensorsHeader(long start) => Start = start;

    /// <summary>Where the numbers begin.</summary>
    public long Start { get; }

    public IReadOnlyDictionary<string, SafeTensorsEntry> Entries => entries;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>The names, in the order of the bytes.</summary>
    public string[] Names { get; private set; } = [];

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="FormatException">Something in it is against the format; said as the second half of a sentence.</exception>
    public static SafeTensorsHeader Read(MappedBytes bytes)
    {
        if (bytes.Length < 8)
            throw Damage($"it has {bytes.Length} bytes, fewer than the 8 that say how long its header is.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span(0, 8));
        if (length > Longest)
            throw Damage($"its header would have {length} bytes; the format allows {Longest}.");
        if ((long)length > bytes.Length - 8)
            throw Damage($"its header would have {length} bytes and only {bytes.Length - 8} follow; it is cut off.");
        ReadOnlySpan<byte> text = bytes.Span(8, (int)length);
        if (text.IsEmpty || text[0] != (byte)'{')
            throw Damage($"its header does not begin with a brace.");
        if (!Utf8.IsValid(text))
            throw Damage($"its header is not UTF-8 text.");

        SafeTensorsHeader header = new(8 + (long)length);
        try
        {
            header.Parse(text);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The reader says 'invalid operation' of a token of another kind and of text with half a surrogate pair.
            throw new FormatException("its header is not the JSON of the format.", fault);
        }
        GC.KeepAlive(bytes);
        header.CheckLayout(bytes.Length - header.Start);
        return header;
    }

    private void Parse(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader json = new(text, new JsonReaderOptions { MaxDepth = 3 });
        json.Read();
        bool hasMetadata = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            Expect(json.TokenType, JsonTokenType.StartObject, name);
            if (name == SafeTensorsWriter.MetadataName)
            {
                if (hasMetadata)
                    throw Damage($"'{name}' stands in its header twice.");
                hasMetadata = true;
                ReadMetadata(ref json);
            }
            else if (!entries.TryAdd(name, ReadEntry(ref json, name)))
            {
                throw Damage($"the tensor '{name}' stands in its header twice.");
            }
        }
        // What follows the closing brace must be nothing: the reader sees to it.
        while (json.Read())
        {
        }
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            Expect(json.TokenType, JsonTokenType.String, name);
            if (!metadata.TryAdd(name, json.GetString()!))
                throw Damage($"the text '{name}' stands in its header twice.");
        }
    }

    private static SafeTensorsEntry ReadEntry(ref Utf8JsonReader json, string tensor)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            bool again = name switch { "dtype" => type is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (again)
                throw Damage($"of the tensor '{tensor}' its header says '{name}' twice.");
            switch (name)
            {
                case "dtype":
                    Expect(json.TokenType, JsonTokenType.String, tensor);
                    type = json.GetString();
                    break;
                case "shape":
                    shape = ReadSizes(ref json, tensor);
                    break;
                case "data_offsets":
                    offsets = ReadSizes(ref json, tensor);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
        if (type is null || shape is null || offsets is not [long begin, long end])
            throw Damage($"of the tensor '{tensor}' its header lacks the type, the shape or where it begins and ends.");
        return new SafeTensorsEntry(type, shape, begin, end);
    }

    private static long[] ReadSizes(ref Utf8JsonReader json, string tensor)
    {
        Expect(json.TokenType, JsonTokenType.StartArray, tensor);
        List<long> sizes = [];
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            if (!json.TryGetInt64(out long size) || size < 0)
                throw Damage($"of the tensor '{tensor}' its header says {Encoding.UTF8.GetString(json.ValueSpan)} where a size or place is due, a whole number from 0.");
            sizes.Add(size);
        }
        Expect(json.TokenType, JsonTokenType.EndArray, tensor);
        return [.. sizes];
    }

    // Every byte after the header must belong to one tensor: no two may share any, and none may be left over.
    private void CheckLayout(long available)
    {
        KeyValuePair<string, SafeTensorsEntry>[] ordered = [.. entries.OrderBy(each => each.Value.Begin).ThenBy(each => each.Value.End)];
        Names = Array.ConvertAll(ordered, each => each.Key);
        long reached = 0;
        foreach ((string name, SafeTensorsEntry entry) in ordered)
        {
            long due = Bytes(name, entry);
            if (entry.End < entry.Begin)
                throw Damage($"the tensor '{name}' ends at {entry.End}, before it begins at {entry.Begin}.");
            if (entry.Begin < reached)
                throw Damage($"the tensor '{name}' begins at {entry.Begin}, within the one before it, which ends at {reached}.");
            if (entry.Begin > reached)
                throw Damage($"{entry.Begin - reached} bytes before the tensor '{name}' belong to none.");
            if (entry.End > available)
                throw Damage($"the tensor '{name}' ends at {entry.End} and there are only {available} bytes of numbers; it is cut off.");
            if (entry.End - entry.Begin != due)
                throw Damage($"the tensor '{name}' of {entry.Type} and shape [{string.Join(", ", entry.Shape)}] needs {due} bytes and has {entry.End - entry.Begin}.");
            reached = entry.End;
        }
        if (reached != available)
            throw Damage($"{available - reached} bytes at its end belong to no tensor.");
    }

    private static long Bytes(string name, SafeTensorsEntry entry)
    {
        int bits = SafeTensorsTypes.Bits(entry.Type);
        if (bits == 0)
            throw Damage($"the tensor '{name}' is of '{entry.Type}', a type that the format does not have.");
        UInt128 count = 1;
        foreach (long size in entry.Shape)
        {
            count *= (ulong)size;
            if (count > long.MaxValue)
                throw Damage($"the tensor '{name}' of shape [{string.Join(", ", entry.Shape)}] would have more elements than can be counted.");
        }
        UInt128 all = count * (UInt128)bits;
        if (all % 8 != 0)
            throw Damage($"the tensor '{name}' of {entry.Type} and shape [{string.Join(", ", entry.Shape)}] does not fill whole bytes.");
        return all / 8 <= long.MaxValue ? (long)(all / 8) : throw Damage($"the tensor '{name}' of shape [{string.Join(", ", entry.Shape)}] would have more bytes than can be counted.");
    }

    private static void Expect(JsonTokenType found, JsonTokenType kind, string where)
    {
        if (found != kind)
            throw Damage($"at '{where}' its header has {found} where {kind} is due.");
    }

    private static FormatException Damage(FormattableString what) => new(FormattableString.Invariant(what));
}
