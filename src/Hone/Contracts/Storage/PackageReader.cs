using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>Reads back what a <see cref="PackageWriter"/> wrote, name by name.</summary>
/// <remarks>Everything is checked, because the file may be a stranger's: each fault is an <see cref="InvalidDataException"/> that names the place.</remarks>
public sealed class PackageReader
{
    private readonly JsonObject node;
    private readonly IReadOnlyList<Array> arrays;
    private readonly Catalogue catalogue;
    private readonly string path;
    private readonly int depth;

    // Deeper nesting than any model has; a file that nests further is made to exhaust the stack.
    private const int MostNested = 64;

    /// <summary>A reader over a document.</summary>
    /// <param name="document">What was written.</param>
    /// <param name="catalogue">Where kinds are looked up.</param>
    public PackageReader(StoredDocument document, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(document);
        (node, arrays, this.catalogue, path) = (document.Root, document.Arrays, catalogue, "");
    }

    private PackageReader(PackageReader parent, JsonObject node, string path)
    {
        (this.node, arrays, catalogue, this.path, depth) = (node, parent.arrays, parent.catalogue, path, parent.depth + 1);
        if (depth > MostNested)
            throw Fault(null, FormattableString.Invariant($"is nested deeper than {MostNested}"));
    }

    /// <summary>Whether a name was written.</summary>
    public bool Has(string name) => node.ContainsKey(name);

    /// <summary>A number.</summary>
    public double Number(string name)
    {
        JsonValue value = Value(name);
        if (value.TryGetValue(out double number))
            return number;
        return value.TryGetValue(out string? text) && text is "NaN" or "Infinity" or "-Infinity"
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : throw Fault(name, "is not a number");
    }

    /// <summary>A 64-bit whole number.</summary>
    public long Long(string name) => Value(name).TryGetValue(out long value) ? value : throw Fault(name, "is not a whole number");

    /// <summary>A whole number within a range.</summary>
    public int Whole(string name, int low = int.MinValue, int high = int.MaxValue)
    {
        long value = Long(name);
        return value >= low && value <= high
            ? (int)value
            : throw Fault(name, FormattableString.Invariant($"is {value}, which is not from {low} to {high}"));
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name) => Value(name).TryGetValue(out bool value) ? value : throw Fault(name, "is neither true nor false");

    /// <summary>A text.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw Fault(name, "is missing");

    /// <summary>A text, or null where none was written.</summary>
    public string? TextOrNull(string name)
    {
        if (!node.TryGetPropertyValue(name, out JsonNode? found))
            throw Fault(name, "is missing");
        if (found is null)
            return null;
        return found is JsonValue value && value.TryGetValue(out string? text) ? text : throw Fault(name, "is not a text");
    }

    /// <summary>An enumeration's member.</summary>
    public T Choice<T>(string name)
        where T : struct, Enum
    {
        string text = Text(name);
        return Enum.TryParse(text, out T value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw Fault(name, $"is '{text}', which is none of {string.Join(", ", Enum.GetNames<T>())}");
    }

    /// <summary>A list of texts.</summary>
    public string[] Texts(string name)
    {
        string?[] texts = TextsOrNull(name);
        return [.. texts.Select(text => text ?? throw Fault(name, "holds an empty entry"))];
    }

    /// <summary>A list of texts, of which each may be null.</summary>
    public string?[] TextsOrNull(string name)
    {
        JsonArray list = List(name);
        string?[] texts = new string?[list.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            if (list[i] is { } entry)
                texts[i] = entry.GetValueKind() == JsonValueKind.String ? entry.GetValue<string>() : throw Fault(name, "is not a list of texts");
        }
        return texts;
    }

    /// <summary>An array of doubles; give the length where it is known.</summary>
    public double[] Numbers(string name, int? length = null) => Array<double>(name, length);

    /// <summary>An array of singles; give the length where it is known.</summary>
    public float[] Singles(string name, int? length = null) => Array<float>(name, length);

    /// <summary>An array of 32-bit whole numbers; give the length where it is known.</summary>
    public int[] Wholes(string name, int? length = null) => Array<int>(name, length);

    /// <summary>An array of 64-bit whole numbers; give the length where it is known.</summary>
    public long[] Longs(string name, int? length = null) => Array<long>(name, length);

    /// <summary>Bytes; give the length where it is known.</summary>
    public byte[] Bytes(string name, int? length = null) => Array<byte>(name, length);

    /// <summary>A matrix.</summary>
    public Matrix Matrix(string name)
    {
        PackageReader group = Group(name);
        int rows = group.Whole("rows", 0), columns = group.Whole("columns", 0);
        double[] values = group.Numbers("values");
        return (long)rows * columns == values.Length
            ? new Matrix(rows, columns, values)
            : throw Fault(name, FormattableString.Invariant($"says {rows} x {columns} but holds {values.Length} values"));
    }

    /// <summary>A group of names.</summary>
    public PackageReader Group(string name) =>
        node.TryGetPropertyValue(name, out JsonNode? found) && found is JsonObject group
            ? new PackageReader(this, group, Place(name))
            : throw Fault(name, "is missing");

    /// <summary>A list of groups.</summary>
    public T[] Groups<T>(string name, Func<PackageReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        JsonArray list = List(name);
        T[] items = new T[list.Count];
        for (int i = 0; i < items.Length; i++)
        {
            string place = FormattableString.Invariant($"{Place(name)}[{i}]");
            items[i] = read(new PackageReader(this, list[i] as JsonObject ?? throw Fault(name, "is not a list of groups"), place));
        }
        return items;
    }

    /// <summary>Another stored value of the type expected.</summary>
    public T Child<T>(string name)
        where T : class => ChildOrNull<T>(name) ?? throw Fault(name, "is missing");

    /// <summary>Another stored value, or null where none was written.</summary>
    public T? ChildOrNull<T>(string name)
        where T : class
    {
        if (!node.TryGetPropertyValue(name, out JsonNode? found))
            throw Fault(name, "is missing");
        return found is null ? null : Group(name).Stored<T>();
    }

    /// <summary>A list of stored values of the type expected.</summary>
    public T[] Children<T>(string name)
        where T : class => Groups(name, static group => group.Stored<T>());

    /// <summary>The columns that a model was fitted on.</summary>
    public FeatureColumn[] Columns(string name) => Groups(name, static group =>
        new FeatureColumn(group.Text("name"), group.Has("levels") ? group.Texts("levels") : null));

    /// <summary>How a fit went.</summary>
    public FitReport Report(string name)
    {
        PackageReader group = Group(name);
        return new FitReport(group.Whole("iterations", 0), group.Choice<StopReason>("stop"), group.Numbers("objective"))
        {
            Validation = group.Numbers("validation"),
        };
    }

    /// <summary>The exception of a value that was read but cannot be right.</summary>
    /// <param name="name">Where, or null for this group itself.</param>
    /// <param name="fault">For example "is negative".</param>
    public InvalidDataException Fault(string? name, string fault) => new($"The package is damaged: {(name is null ? path : Place(name))} {fault}.");

    private T Stored<T>()
        where T : class
    {
        string kind = Text("kind");
        object value = catalogue.Reader(kind)(Group("content"));
        return value as T ?? throw Fault("kind", $"is '{kind}', which is not a {typeof(T).Name}");
    }

    private string Place(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private JsonValue Value(string name) =>
        node.TryGetPropertyValue(name, out JsonNode? found) && found is JsonValue value ? value : throw Fault(name, "is missing");

    private JsonArray List(string name) =>
        node.TryGetPropertyValue(name, out JsonNode? found) && found is JsonArray list ? list : throw Fault(name, "is missing");

    private T[] Array<T>(string name, int? length)
    {
        int position = Group(name).Whole("array", 0, arrays.Count - 1);
        T[] values = arrays[position] as T[] ?? throw Fault(name, $"is not an array of {typeof(T).Name}");
        return length is null || values.Length == length
            ? values
            : throw Fault(name, FormattableString.Invariant($"holds {values.Length} values where {length} belong"));
    }
}
