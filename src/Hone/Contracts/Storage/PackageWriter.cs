using System.Globalization;
using System.Text.Json.Nodes;
using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>Collects what stored values write: named numbers, texts, arrays and further stored values.</summary>
public sealed class PackageWriter
{
    private readonly JsonObject node;
    private readonly List<Array> arrays;

    /// <summary>An empty document.</summary>
    public PackageWriter()
        : this(new JsonObject(), [])
    {
    }

    private PackageWriter(JsonObject node, List<Array> arrays) => (this.node, this.arrays) = (node, arrays);

    /// <summary>What was written so far.</summary>
    public StoredDocument Document => new(node, arrays);

    /// <summary>Writes a number; infinities and NaN are kept.</summary>
    public void Number(string name, double value) => Add(name, double.IsFinite(value)
        ? JsonValue.Create(value)
        : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Writes a whole number.</summary>
    public void Whole(string name, long value) => Add(name, JsonValue.Create(value));

    /// <summary>Writes true or false.</summary>
    public void Flag(string name, bool value) => Add(name, JsonValue.Create(value));

    /// <summary>Writes a text, or that there is none.</summary>
    public void Text(string name, string? value) => Add(name, value is null ? null : JsonValue.Create(value));

    /// <summary>Writes an enumeration's member by name.</summary>
    public void Choice<T>(string name, T value)
        where T : struct, Enum => Text(name, value.ToString());

    /// <summary>Writes a list of texts; an entry may be null.</summary>
    public void Texts(string name, IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        JsonArray list = [];
        foreach (string? value in values)
            list.Add(value is null ? null : (JsonNode)JsonValue.Create(value));
        Add(name, list);
    }

    /// <summary>Writes an array of doubles, bit for bit.</summary>
    public void Numbers(string name, ReadOnlySpan<double> values) => Put(name, values.ToArray());

    /// <summary>Writes an array of singles, bit for bit.</summary>
    public void Singles(string name, ReadOnlySpan<float> values) => Put(name, values.ToArray());

    /// <summary>Writes an array of 32-bit whole numbers.</summary>
    public void Wholes(string name, ReadOnlySpan<int> values) => Put(name, values.ToArray());

    /// <summary>Writes an array of 64-bit whole numbers.</summary>
    public void Longs(string name, ReadOnlySpan<long> values) => Put(name, values.ToArray());

    /// <summary>Writes bytes.</summary>
    public void Bytes(string name, ReadOnlySpan<byte> values) => Put(name, values.ToArray());

    /// <summary>Writes a matrix, bit for bit.</summary>
    public void Matrix(string name, Matrix value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Group(name, w =>
        {
            w.Whole("rows", value.Rows);
            w.Whole("columns", value.Columns);
            w.Numbers("values", (value.IsContiguous ? value : value.Copy()).AsSpan());
        });
    }

    /// <summary>Writes a group of names of its own.</summary>
    public void Group(string name, Action<PackageWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        JsonObject child = [];
        Add(name, child);
        write(new PackageWriter(child, arrays));
    }

    /// <summary>Writes a list of groups, one for each item.</summary>
    public void Groups<T>(string name, IEnumerable<T> items, Action<PackageWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(write);
        JsonArray list = [];
        foreach (T item in items)
        {
            JsonObject child = [];
            list.Add((JsonNode)child);
            write(new PackageWriter(child, arrays), item);
        }
        Add(name, list);
    }

    /// <summary>Writes another stored value, or that there is none.</summary>
    public void Child(string name, IStored? value)
    {
        if (value is null)
            Add(name, null);
        else
            Group(name, w => w.Stored(value));
    }

    /// <summary>Writes a list of stored values.</summary>
    public void Children(string name, IEnumerable<IStored> values) => Groups(name, values, static (w, value) => w.Stored(value));

    /// <summary>Writes the columns that a model was fitted on.</summary>
    public void Columns(string name, IReadOnlyList<FeatureColumn> columns) => Groups(name, columns, static (w, column) =>
    {
        w.Text("name", column.Name);
        if (column.Levels is not null)
            w.Texts("levels", column.Levels);
    });

    /// <summary>Writes how a fit went.</summary>
    public void Report(string name, FitReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Group(name, w =>
        {
            w.Whole("iterations", report.Iterations);
            w.Choice("stop", report.Stop);
            w.Numbers("objective", [.. report.Objective]);
            w.Numbers("validation", [.. report.Validation]);
        });
    }

    private void Stored(IStored value)
    {
        Text("kind", value.StoredKind);
        Group("content", value.Write);
    }

    private void Put(string name, Array values)
    {
        Add(name, new JsonObject { ["array"] = JsonValue.Create((long)arrays.Count) });
        arrays.Add(values);
    }

    private void Add(string name, JsonNode? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!node.TryAdd(name, value))
            throw new InvalidOperationException($"'{name}' was written twice.");
    }
}
