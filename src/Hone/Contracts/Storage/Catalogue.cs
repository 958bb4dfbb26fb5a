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
    /// <exception cref="InvalidDataException">No type here has that kind.</exception>
    public Func<PackageReader, IStored> Reader(string kind) => Stored.FirstOrDefault(e => e.Kind == kind)?.Read
        ?? throw new InvalidDataException($"The package holds a '{kind}', which this program does not know. Reference the assembly that defines it, and give its catalogue when loading.");
}

/// <summary>A type that a package can hold.</summary>
/// <param name="Kind">Its name in the file.</param>
/// <param name="Read">Reads one.</param>
public sealed record StoredEntry(string Kind, Func<PackageReader, IStored> Read);

/// <summary>A learner, by the name used on the command line, in runs and in forms.</summary>
/// <param name="Name">For example "boosting".</param>
/// <param name="Type">The record's type.</param>
/// <param name="Summary">What it is, from its documentation.</param>
/// <param name="Create">A learner with default settings.</param>
/// <param name="Settings">Its hyper-parameters.</param>
public sealed record LearnerEntry(string Name, Type Type, string Summary, Func<ILearner<IModel>> Create, IReadOnlyList<Setting> Settings)
{
    /// <summary>The setting of that name, ignoring case.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest name.</exception>
    public Setting Setting(string name) => Settings.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(Suggestion.Sentence($"setting of {Name}", name, Settings.Select(s => s.Name)), nameof(name));
}

/// <summary>A hyper-parameter of a learner.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Kind">What its values are, for example "number", "whole", "flag", or the members of a choice joined by '|'; with '?' where it may be left open.</param>
/// <param name="Default">The value that a new learner has, as text; empty for none.</param>
/// <param name="Doc">Meaning, range and default, from its documentation.</param>
/// <param name="Get">A learner's value as text; empty for none.</param>
/// <param name="With">The learner with another value, read from text in invariant culture.</param>
public sealed record Setting(
    string Name, string Kind, string Default, string Doc,
    Func<ILearner<IModel>, string> Get, Func<ILearner<IModel>, string, ILearner<IModel>> With);
