namespace Hone.Contracts;

/// <summary>A type that a package can hold.</summary>
/// <param name="Kind">Its name in the file.</param>
/// <param name="Read">Reads one.</param>
public sealed record StoredEntry(string Kind, Func<PackageReader, IStored> Read)
{
    /// <summary>The entry of a stored type.</summary>
    public static StoredEntry Of<T>()
        where T : IStored<T> => new(T.Kind, static reader => T.Read(reader));
}
