using Hone.Data;

namespace Hone.Deep;

/// <summary>Files of named tensors in the format safetensors: a short header, then the numbers as they lie in memory.</summary>
/// <remarks>
/// <code>
/// SafeTensors.Save(network, "network.safetensors");
/// SafeTensors.Load(network, "network.safetensors");
///
/// SafeTensors file = SafeTensors.Open("weights.safetensors");
/// Tensor embedding = file["embedding.weight"];
/// </code>
/// Opening a file reads its header and maps the rest: a tensor's numbers are the file's, fetched by the operating system when they are first read, and nothing is copied.
/// The map lasts as long as any of the tensors. Changing such a tensor in place copies the pages that are touched and never changes the file. The file may be replaced or
/// deleted meanwhile, as <see cref="Write"/> replaces it, but not be cut or overwritten where it lies.
/// <para>A file holds data alone and never code, and everything in the header is checked before a tensor is made, so opening a stranger's file is safe.
/// Names and shapes are those of PyTorch's state dictionaries where layers have its names, so weights go both ways.</para>
/// </remarks>
public sealed class SafeTensors
{
    private readonly string path;
    private readonly MappedBytes bytes;
    private readonly SafeTensorsHeader header;

    private SafeTensors(string path, MappedBytes bytes, SafeTensorsHeader header) => (this.path, this.bytes, this.header) = (path, bytes, header);

    /// <summary>The names of the tensors, in the order in which they lie in the file.</summary>
    public IReadOnlyList<string> Names => header.Names;

    /// <summary>Texts by name that were written along with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>All tensors by name.</summary>
    /// <exception cref="NotSupportedException">One of them is of a type that tensors do not have, or larger than one can be.</exception>
    public IReadOnlyDictionary<string, Tensor> Tensors => Names.ToDictionary(name => name, name => this[name], StringComparer.Ordinal);

    /// <summary>A tensor over the file's numbers. Those of half precision (F16) are copied to single precision, which holds each of them.</summary>
    /// <exception cref="KeyNotFoundException">There is none by that name.</exception>
    /// <exception cref="NotSupportedException">It is of a type that tensors do not have, or larger than one can be.</exception>
    public Tensor this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return header.Entries.TryGetValue(name, out SafeTensorsEntry? entry)
                ? entry.Over(bytes, header.Start, $"The tensor '{name}' of '{path}'")
                : throw new KeyNotFoundException(FormattableString.Invariant($"'{path}' has no tensor '{name}' among its {header.Entries.Count}."));
        }
    }

    /// <summary>Opens a file: reads and checks its header, and maps its numbers.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no such file, or a torn or damaged one.</exception>
    public static SafeTensors Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            MappedBytes bytes = MappedBytes.Of(path);
            return new SafeTensors(path, bytes, SafeTensorsHeader.Read(bytes));
        }
        catch (FormatException damage)
        {
            throw new FormatException($"'{path}' is no whole safetensors file: {damage.Message}", damage);
        }
    }

    /// <summary>Writes tensors to a file, whole or not at all: beside it, flushed to the disk, then renamed.</summary>
    /// <param name="path">Replaced if it is there.</param>
    /// <param name="tensors">By name; names are not empty, and none is <c>__metadata__</c>.</param>
    /// <param name="metadata">Texts by name to keep along with them, or null.</param>
    /// <remarks>The same tensors and texts give the same bytes, whatever their order. Elements are aligned to their size.</remarks>
    /// <exception cref="IOException">It cannot be written; a file that was there is unchanged.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        AtomicFile.Write(path, stream => SafeTensorsWriter.Write(stream, tensors, metadata));
    }

    /// <summary>Writes a module's parameters and buffers to a file.</summary>
    /// <inheritdoc cref="Write"/>
    /// <param name="module">The module.</param>
    /// <param name="path">Replaced if it is there.</param>
    /// <param name="metadata">Texts by name to keep along with them, or null.</param>
    public static void Save(Module module, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        Write(path, module.State, metadata);
    }

    /// <summary>Reads a file into the parameters and buffers of a module that has the same names, such as a state that was saved from PyTorch's module of that kind.</summary>
    /// <param name="module">Its tensors get the file's values, converted where types differ.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no such file, or a torn or damaged one.</exception>
    /// <exception cref="ArgumentException">A tensor is missing, left over or of another shape: the first is named, and nothing is changed.</exception>
    public static void Load(Module module, string path)
    {
        ArgumentNullException.ThrowIfNull(module);
        SafeTensors file = Open(path);
        try
        {
            module.Load(file.Tensors);
        }
        catch (ArgumentException other)
        {
            throw new ArgumentException($"'{path}' does not fit: {other.Message}", other);
        }
    }
}
