using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Ensembles;

/// <summary>Voting: several learners fitted to the same rows, their predictions averaged.</summary>
/// <remarks>
/// For numbers the weighted mean of the members' predictions; for classes that of their probabilities (soft), or the weighted share of the members whose most
/// probable class it is (hard). The squared error of a mean is the members' mean squared error less the spread among them, so members help in so far as they differ.
/// Cost: the sum of the members' costs.
/// Source: A. Krogh and J. Vedelsby, "Neural network ensembles, cross validation, and active learning", NIPS 1994.
/// </remarks>
public sealed record Voting : ILearner<VotingModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "voting";

    /// <summary>The learners that vote. Default empty: a linear model (ridge or logistic regression), a random forest and gradient boosting, of 100 trees each.</summary>
    public IReadOnlyList<ILearner<IModel>> Members { get; init => field = value ?? throw new ArgumentNullException(nameof(Members)); } = [];

    /// <summary>How much each member's vote counts, at least 0 and not all 0. Default empty: 1 each.</summary>
    public IReadOnlyList<double> Weights { get; init => field = Checked(value); } = [];

    /// <summary>Whether probabilities are averaged (Soft) or each member votes for one class (Hard); numbers are always averaged. Default Soft.</summary>
    public VoteKind Vote { get; init; } = VoteKind.Soft;

    /// <inheritdoc/>
    /// <remarks>All that any member needs.</remarks>
    public Needs Needs => Members.Count == 0 ? DefaultMembers.Needs : Members.Aggregate(Needs.None, (needs, member) => needs | member.Needs);

    /// <inheritdoc/>
    public TargetKinds Targets => Members.Count == 0 ? TargetKinds.Numbers | TargetKinds.Classes : Members.Aggregate(TargetKinds.Numbers | TargetKinds.Classes, (kinds, member) => kinds & member.Targets);

    /// <inheritdoc/>
    public ILearner<VotingModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with { Members = [.. Members.Select((member, i) => member.Propose(trial.Scope(FormattableString.Invariant($"member {i + 1}"))))] };
    }

    /// <summary>Fits each member.</summary>
    /// <param name="data">What every member takes.</param>
    /// <param name="context">Each member fits with a seed of its own.</param>
    /// <exception cref="ArgumentException">A member does not learn this target, or there are not as many weights as members.</exception>
    public VotingModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        IReadOnlyList<ILearner<IModel>> learners = DefaultMembers.OrGiven(Members, data.Y, nameof(Voting));
        double[] shares = Weights.Count == 0 ? [.. Enumerable.Repeat(1.0, learners.Count)] : [.. Weights];
        Require.SameLength(shares.Length, learners.Count, nameof(Weights), "the list of members");
        double total = shares.Sum();
        shares = [.. shares.Select(share => share / total)];

        IModel[] members = new IModel[learners.Count];
        for (int m = 0; m < members.Length; m++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            members[m] = learners[m].Fit(data, context.Part(m));
            context.Progress?.Report(new FitProgress("member", m + 1, members.Length));
        }
        FitReport report = new(members.Length, members.Any(m => m.Report.Stop == StopReason.Stopped) ? StopReason.Stopped : StopReason.Completed, []);
        return data.Y is ClassTarget classes
            ? new VotingClassifier(data.X.Columns, [.. members.Cast<IClassifier>()], shares, Vote, report, classes.Classes, classes.Positive)
            : new VotingRegressor(data.X.Columns, [.. members.Cast<IRegressor>()], shares, report);
    }

    private static IReadOnlyList<double> Checked(IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights, nameof(Weights));
        foreach (double weight in weights)
            Require.AtLeastZero(weight, nameof(Weights));
        return weights.Count == 0 || weights.Sum() > 0 ? weights : throw new ArgumentException("Weights are all 0; at least one member must count.", nameof(weights));
    }
}

/// <summary>How the members of a vote are counted.</summary>
public enum VoteKind
{
    /// <summary>Probabilities are averaged.</summary>
    Soft,

    /// <summary>Each member votes for its most probable class, the first of equals.</summary>
    Hard,
}
