using Hone.Data;

namespace Hone.Contracts;

/// <summary>What an assembly offers: the types it can read from a package, and its learners with their settings.</summary>
/// <remarks>
/// A value, generated for each assembly at compile time (<c>HoneCatalogue.Value</c> for this one); hosts combine Hone's with
/// their own. Nothing is registered by hand and nothing reflects.
/// </remarks>
/// <param name="Stored">The stored types.</param>
/// <param name="Learners">The learners.</param>
public sealed record Catalogue(IReadOnlyList<StoredEntry> Stored, IReadOnlyList<LearnerEntry> Learners)
{
    /// <summary>This catalogue and others as one.</summary>
    /// <exception cref="ArgumentException">A kind or a learner's name stands in two of them.</exception>
    public Catalogue With(params IReadOnlyList<Catalogue> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        Catalogue all = new([.. Stored, .. others.SelectMany(o => o.Stored)], [.. Learners, .. others.SelectMany(o => o.Learners)]);
        string? twice = all.Stored.GroupBy(e => e.Kind).FirstOrDefault(g => g.Count() > 1)?.Key
            ?? all.Learners.GroupBy(e => e.Name).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? all : throw new ArgumentException($"Two catalogues hold '{twice}'.", nameof(others));
    }

    /// <summary>The learner of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest name.</exception>
    public LearnerEntry Learner(string name) => Learners.FirstOrDefault(e => e.Name == name)
        ?? throw new ArgumentException(Suggestion.Sentence("learner", name, Learners.Select(e => e.Name)), nameof(name));

    /// <summary>The entry of a learner value, found by its type; null for a learner that no catalogue here holds.</summary>
    public LearnerEntry? EntryOf(ILearner<IModel> learner)
    {
        ArgumentNullException.ThrowIfNull(learner);
        return Learners.FirstOrDefault(e => e.Type == learner.GetType());
    }

    /// <summary>What reads a stored kind.</summary>
    /// <exception cref="InvalidDataException">No type here has that kind; of a kind that names its assembly, as <c>Assembly:kind</c>, the message does too.</exception>
    public Func<PackageReader, IStored> Reader(string kind) => Stored.FirstOrDefault(e => e.Kind == kind)?.Read
        ?? throw new InvalidDataException($"The package holds a '{kind}', which this program does not know. Reference the assembly {(kind?.IndexOf(':', StringComparison.Ordinal) is > 0 and int end ? kind[..end] : "that defines it")}, and give its catalogue when loading.");
}
