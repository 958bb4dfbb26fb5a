using System.Globalization;
using Hone.Deep;
using Hone.Onnx.Protocol;

namespace Hone.Onnx;

/// <summary>The files beside a model that hold its large tensors. They are mapped, and only such as lie in the model's own folder.</summary>
internal sealed class ExternalFiles(string folder)
{
    private readonly Dictionary<string, MappedBytes> open = new(StringComparer.Ordinal);

    /// <summary>Reads a tensor.</summary>
    /// <param name="stored">Says which file and where in it.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="due">How many bytes it has.</param>
    /// <param name="what">What it is called in messages.</param>
    /// <param name="type">The type that can be used as it lies, or null where it must be widened.</param>
    public OnnxValue Read(TensorProto stored, Shape shape, long due, string what, DType? type)
    {
        string location = "";
        long offset = 0, length = due;
        foreach (StringStringEntryProto entry in stored.ExternalData)
        {
            if (entry.Key == "location")
                location = entry.Value;
            else if (entry.Key == "offset")
                offset = Number(entry.Value, what);
            else if (entry.Key == "length")
                length = Number(entry.Value, what);
        }
        if (length != due)
            throw new FormatException(FormattableString.Invariant($"{what} of {shape} needs {due} bytes and is said to have {length} in '{location}'."));
        MappedBytes bytes = Open(location, what);
        if (offset > bytes.Length - due)
            throw new FormatException(FormattableString.Invariant($"{what} would lie at {offset} to {offset + due} of '{location}', which has {bytes.Length} bytes."));
        if (type is { } own && offset % own.Size == 0)
            return new Tensor(bytes.Storage(offset, due), own, shape, shape.RowMajor(), 0);
        if (due > int.MaxValue)
            throw new NotSupportedException($"{what} is larger than 2 GiB and lies where it cannot be read in place.");
        OnnxValue copied = StoredValues.Raw((TensorProto.Types.DataType)stored.DataType, bytes.Span(offset, (int)due), shape, what);
        GC.KeepAlive(bytes);
        return copied;
    }

    private MappedBytes Open(string location, string what)
    {
        if (open.TryGetValue(location, out MappedBytes? bytes))
            return bytes;
        string[] parts = location.Split('/', '\\');
        if (location.Length == 0 || Path.IsPathRooted(location) || parts.Any(part => part is "" or "." or ".." || part.Contains(':', StringComparison.Ordinal)))
            throw new FormatException($"{what} would lie in '{location}', which is not the name of a file within the model's folder.");
        string path = folder;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            FileSystemInfo found = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (found.LinkTarget is not null)
                throw new FormatException($"{what} would lie in '{location}', which goes through a link; only files within the model's folder are read.");
        }
        if (!File.Exists(path))
            throw new FileNotFoundException($"{what} lies in '{location}', and there is no such file beside the model.", path);
        return open[location] = MappedBytes.Of(path);
    }

    private static long Number(string text, string what) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw new FormatException($"{what} has '{text}' where a number of bytes is due.");
}
