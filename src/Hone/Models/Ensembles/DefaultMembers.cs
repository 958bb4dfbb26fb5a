using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Models.Trees;

namespace Hone.Models.Ensembles;

/// <summary>The members of an ensemble that names none: three kinds of model that err differently.</summary>
internal static class DefaultMembers
{
    private const int Trees = 100;

    /// <summary>What the linear member needs; the trees need nothing.</summary>
    public static Needs Needs => new Ridge().Needs | new LogisticRegression().Needs;

    /// <summary>The members given, or the default ones for the target.</summary>
    /// <exception cref="ArgumentException">A member does not learn the target.</exception>
    public static IReadOnlyList<ILearner<IModel>> OrGiven(IReadOnlyList<ILearner<IModel>> given, Target target, string ensemble)
    {
        if (given.Count == 0)
            return [target is ClassTarget ? new LogisticRegression() : new Ridge(), new RandomForest { Trees = Trees }, new GradientBoosting { Trees = Trees }];
        foreach (ILearner<IModel> member in given)
        {
            if (!member.Targets.HasFlag(target.Kind))
                throw new ArgumentException($"{ensemble} has the member {member.GetType().Name}, which does not learn {target.Kind.ToString().ToLowerInvariant()}.", nameof(given));
        }
        return given;
    }
}
