using Hone.Contracts;
using Hone.Data;
using Hone.Recipes;

namespace Hone.Packages;

/// <summary>One file that holds all it takes to serve, explain and monitor a model: recipe, model, schema, profile, metrics and lineage.</summary>
/// <remarks>
/// Data only, never code: a stranger's file is safe to load. The same package gives the same bytes on every machine.
/// See <see cref="PackageFile"/> for the format.
/// </remarks>
public sealed record Package
{
    /// <summary>What the model is called, for example the file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>Turns a table's rows into the model's features.</summary>
    public required FittedRecipe Recipe { get; init; }

    /// <summary>The model; to be saved it must be <see cref="IStored"/>, an <see cref="IClassifier"/> or an <see cref="IRegressor"/>.</summary>
    public required IModel Model { get; init; }

    /// <summary>The columns of the training table, the target's and the unused ones included.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The name of the column that the model predicts.</summary>
    public required string Target { get; init; }

    /// <summary>What the training rows looked like, column by column: what live traffic is compared with.</summary>
    public IReadOnlyList<ColumnProfile> Profile { get; init; } = [];

    /// <summary>How good the model was found to be.</summary>
    public PackageMetrics Metrics { get; init; } = PackageMetrics.None;

    /// <summary>What the model was made from, and how.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>Whether the model predicts classes or numbers.</summary>
    public TargetKinds Task => Model is IClassifier ? TargetKinds.Classes : TargetKinds.Numbers;

    /// <summary>The classes' names in the order of the probabilities; empty for a model that predicts numbers.</summary>
    public IReadOnlyList<string> Classes => Model is IClassifier classifier ? classifier.Classes : [];

    /// <summary>The positive one of two classes; null where there are not two.</summary>
    public string? Positive => Model is IClassifier { Positive: >= 0 } classifier ? classifier.Classes[classifier.Positive] : null;

    /// <summary>Writes the package: the file there before, or the new one whole, is what a crash leaves.</summary>
    /// <param name="path">The file; its folder must exist. By convention it ends in <c>.hone</c>.</param>
    /// <exception cref="ArgumentException">The model cannot be stored.</exception>
    /// <exception cref="IOException">It could not be written; what was there before is unchanged.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the package's bytes, in order and without seeking.</summary>
    /// <exception cref="ArgumentException">The model cannot be stored.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PackageFile.Write(stream, PackageContent.Write(this));
    }

    /// <summary>Reads a package.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalogue">Where stored kinds are looked up; Hone's own by default.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It could not be read.</exception>
    /// <exception cref="InvalidDataException">It is no package, or torn, changed, from a newer version, or holds a kind that the catalogue does not.</exception>
    public static Package Load(string path, Catalogue? catalogue = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder, not a package.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Load(file, $"'{path}'", catalogue);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException($"The package '{path}' could not be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a package from a stream's position to its end.</summary>
    /// <param name="stream">Copied into memory where it cannot seek.</param>
    /// <param name="catalogue">Where stored kinds are looked up; Hone's own by default.</param>
    /// <exception cref="InvalidDataException">It is no package, or torn, changed, from a newer version, or holds a kind that the catalogue does not.</exception>
    public static Package Load(Stream stream, Catalogue? catalogue = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek && stream.Position == 0)
            return Load(stream, "the stream", catalogue);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        copy.Position = 0;
        return Load(copy, "the stream", catalogue);
    }

    private static Package Load(Stream stream, string source, Catalogue? catalogue) =>
        PackageContent.Read(PackageFile.Read(stream, source), source, catalogue ?? HoneCatalogue.Value);
}
