using Hone.Data;

namespace Hone.Contracts;

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

    /// <summary>Every setting of a learner as text, by name, in the order of <see cref="Settings"/>: what a run or a package records.</summary>
    /// <exception cref="ArgumentException">The learner is of another type.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Describe(ILearner<IModel> learner) =>
        [.. Settings.Select(s => KeyValuePair.Create(s.Name, s.Get(learner)))];
}
