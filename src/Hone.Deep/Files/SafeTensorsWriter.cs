using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hone.Deep;

/// <summary>Writes safetensors: the widest types first and by name among themselves, so that all elements are aligned and the bytes depend on nothing else.</summary>
internal static class SafeTensorsWriter
{
    public const string MetadataName = "__metadata__";

    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        (string Name, Tensor Tensor)[] ordered = Order(tensors);
        byte[] header = Header(ordered, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        using NoGrad pause = NoGrad.Begin();
        foreach ((_, Tensor tensor) in ordered)
            WriteNumbers(stream, tensor.Contiguous());
    }

    private static (string Name, Tensor Tensor)[] Order(IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (name.Length == 0 || name == MetadataName)
                throw new ArgumentException($"A tensor cannot be named '{name}' in a safetensors file; give it another name.", nameof(tensors));
            RequireWhole(name, nameof(tensors));
            if (tensor is null)
                throw new ArgumentException($"The tensor '{name}' is null.", nameof(tensors));
        }
        return
        [
            .. tensors.OrderByDescending(each => SafeTensorsTypes.Of(each.Value.Type).Rank)
                .ThenBy(each => Encoding.UTF8.GetBytes(each.Key), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
                .Select(each => (each.Key, each.Value)),
        ];
    }

    private static byte[] Header((string Name, Tensor Tensor)[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> text = new();
        using Utf8JsonWriter json = new(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            json.WriteStartObject(MetadataName);
            foreach ((string name, string value) in metadata.OrderBy(each => each.Key, StringComparer.Ordinal))
            {
                RequireWhole(name, nameof(metadata));
                RequireWhole(value, nameof(metadata));
                json.WriteString(name, value);
            }
            json.WriteEndObject();
        }
        long at = 0;
        foreach ((string name, Tensor tensor) in ordered)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", SafeTensorsTypes.Of(tensor.Type).Name);
            json.WriteStartArray("shape");
            foreach (int size in tensor.Shape.Sizes)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(at);
            at += (long)tensor.Count * tensor.Type.Size;
            json.WriteNumberValue(at);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.Flush();

        // Blanks after it, so that the numbers begin at a multiple of eight.
        byte[] padded = new byte[(text.WrittenCount + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        text.WrittenSpan.CopyTo(padded);
        return padded;
    }

    // Half of a surrogate pair has no UTF-8; replaced by a mark, two names could become one.
    private static void RequireWhole(string text, string name)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                continue;
            if (!(at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])))
                throw new ArgumentException(FormattableString.Invariant($"A name or text has half of a surrogate pair at position {at} and cannot be written as UTF-8."), name);
            at++;
        }
    }

    private static unsafe void WriteNumbers(Stream stream, Tensor tensor)
    {
        const long Piece = 1L << 30;
        byte* from = tensor.Pointer<byte>() + ((long)tensor.Offset * (tensor.Type.Size - 1));
        long bytes = (long)tensor.Count * tensor.Type.Size;
        for (long at = 0; at < bytes; at += Piece)
            stream.Write(new ReadOnlySpan<byte>(from + at, (int)Math.Min(Piece, bytes - at)));
        GC.KeepAlive(tensor);
    }
}
