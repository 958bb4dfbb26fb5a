namespace Hone.Contracts;

/// <summary>A value that can be written into a package. Implement <see cref="IStored{TSelf}"/>.</summary>
public interface IStored
{
    /// <summary>The name under which the type is found again when it is read.</summary>
    string StoredKind { get; }

    /// <summary>Writes everything that reading needs.</summary>
    void Write(PackageWriter writer);
}

/// <summary>A type that can be written into a package and read back.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
/// <remarks>
/// The catalogue generator finds every implementation, so nothing is registered by hand. A released kind and what it
/// wrote stay readable for ever: add names with a default, never change the meaning of one.
/// </remarks>
public interface IStored<TSelf> : IStored
    where TSelf : IStored<TSelf>
{
    /// <summary>A name unique among stored types, for example "linear-regressor"; outside Hone with its assembly before it, "My.Models:tide-regressor", so that a program that lacks the assembly can name it. It never changes.</summary>
    static abstract string Kind { get; }

    /// <summary>Reads what <see cref="IStored.Write"/> wrote, checking it: the file may be a stranger's.</summary>
    /// <exception cref="InvalidDataException">What is there is not what was written.</exception>
    static abstract TSelf Read(PackageReader reader);

    string IStored.StoredKind => TSelf.Kind;
}
