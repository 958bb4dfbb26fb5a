using Hone.Contracts;
using Hone.Data;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Models.Ensembles;

/// <summary>Stacking: a final learner is fitted to what the members predict for rows that they have not seen.</summary>
/// <remarks>
/// Each member is fitted k times on all folds but one and predicts the fold left out; those predictions are the final learner's columns, so it learns how far
/// each member can be trusted on new rows rather than how well it repeats old ones. Members are then fitted to all rows. A member gives the final learner one
/// column a class (for two classes that of the second alone), or one a number, in units of the target's standard deviation so that a penalty means the same for any target.
/// Cost: k + 1 times the members' costs.
/// Sources: D. H. Wolpert, "Stacked generalization", Neural Networks 5(2), 1992; L. Breiman, "Stacked regressions", Machine Learning 24(1), 1996.
/// </remarks>
public sealed record Stacking : ILearner<StackingModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "stacking";

    /// <summary>The learners whose predictions are combined. Default empty: a linear model (ridge or logistic regression), a random forest and gradient boosting, of 100 trees each.</summary>
    public IReadOnlyList<ILearner<IModel>> Members { get; init => field = value ?? throw new ArgumentNullException(nameof(Members)); } = [];

    /// <summary>What learns to combine them. Default empty: ridge for numbers, logistic regression for classes.</summary>
    public ILearner<IModel>? Final { get; init; }

    /// <summary>k, at least 2: folds for the members' unseen predictions, by class, or by group where there are groups; fewer where there are fewer rows. Default 5.</summary>
    public int Folds { get; init => field = Require.AtLeast(value, 2); } = 5;

    /// <summary>Whether the final learner also sees the columns themselves. Default false.</summary>
    public bool Passthrough { get; init; }

    /// <inheritdoc/>
    /// <remarks>All that any member needs, and with Passthrough what the final learner needs.</remarks>
    public Needs Needs
    {
        get
        {
            Needs needs = Members.Count == 0 ? DefaultMembers.Needs : Members.Aggregate(Needs.None, (all, member) => all | member.Needs);
            return Passthrough ? needs | (Final?.Needs ?? DefaultMembers.Needs) : needs;
        }
    }

    /// <inheritdoc/>
    public TargetKinds Targets => Members.Aggregate(Final?.Targets ?? (TargetKinds.Numbers | TargetKinds.Classes), (kinds, member) => kinds & member.Targets);

    /// <inheritdoc/>
    public ILearner<StackingModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            Members = [.. Members.Select((member, i) => member.Propose(trial.Scope(FormattableString.Invariant($"member {i + 1}"))))],
            Final = Final?.Propose(trial.Scope("final")),
            Passthrough = trial.Flag("passthrough"),
        };
    }

    /// <summary>Fits members on folds, the final learner on their unseen predictions, and the members on all rows.</summary>
    /// <param name="data">What every member takes, of at least two rows.</param>
    /// <param name="context">The seed deals the folds; each fit has a seed of its own.</param>
    /// <exception cref="ArgumentException">A member or the final learner does not learn this target, or there are too few rows.</exception>
    public StackingModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        IReadOnlyList<ILearner<IModel>> learners = DefaultMembers.OrGiven(Members, data.Y, nameof(Stacking));
        ILearner<IModel> last = Final ?? (data.Y is ClassTarget ? new LogisticRegression() : new Ridge());
        if (!last.Targets.HasFlag(data.Y.Kind))
            throw new ArgumentException($"Stacking's final learner {last.GetType().Name} does not learn {data.Y.Kind.ToString().ToLowerInvariant()}.", nameof(data));
        IReadOnlyList<Fold> folds = Deal(data, context);
        StackingColumns columns = StackingColumns.For(data, learners.Count, Passthrough);

        Matrix unseen = new(data.X.RowCount, columns.Count);
        int steps = (learners.Count * (folds.Count + 1)) + 1, step = 0;
        for (int m = 0; m < learners.Count; m++)
        {
            for (int f = 0; f < folds.Count; f++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                Fold fold = folds[f];
                IModel model = learners[m].Fit(data.TakeRows(fold.Train), context.Part("fold").Part(m).Part(f));
                columns.Write(model, m, data.X.TakeRows(fold.Test), fold.Test, unseen, context.Workers);
                context.Progress?.Report(new FitProgress("fold", ++step, steps));
            }
        }
        if (Passthrough)
            columns.WriteInputs(data.X, unseen);

        IModel final = last.Fit(new TrainingData(new Features(unseen, columns.Names(data.X.Columns)), data.Y) { Weights = data.Weights, Groups = data.Groups }, context.Part("final"));
        context.Progress?.Report(new FitProgress("final", ++step, steps));
        IModel[] members = new IModel[learners.Count];
        for (int m = 0; m < members.Length; m++)
        {
            members[m] = learners[m].Fit(data, context.Part(m));
            context.Progress?.Report(new FitProgress("member", ++step, steps));
        }
        FitReport report = new(members.Length, members.Append(final).Any(m => m.Report.Stop == StopReason.Stopped) ? StopReason.Stopped : StopReason.Completed, []);
        return data.Y is ClassTarget classes
            ? new StackingClassifier(data.X.Columns, [.. members.Cast<IClassifier>()], (IClassifier)final, columns, report, classes.Classes, classes.Positive)
            : new StackingRegressor(data.X.Columns, [.. members.Cast<IRegressor>()], (IRegressor)final, columns, report);
    }

    private IReadOnlyList<Fold> Deal(TrainingData data, FitContext context)
    {
        int parts = Math.Min(Folds, data.Groups is null ? data.X.RowCount : data.Groups.Distinct().Count());
        if (parts < 2)
            throw new ArgumentException(FormattableString.Invariant($"Stacking needs at least two {(data.Groups is null ? "rows" : "groups")} to predict what a member has not seen; found {parts}."), nameof(data));
        SplitRows rows = new(data.X.RowCount) { Strata = data.Y is ClassTarget classes ? classes.Codes.ToArray() : null, Groups = data.Groups };
        ISplitter splitter = (data.Groups is not null, data.Y is ClassTarget) switch
        {
            (true, true) => new StratifiedGroupKFold { Folds = parts },
            (true, false) => new GroupKFold { Folds = parts },
            (false, true) => new StratifiedKFold { Folds = parts },
            _ => new KFold { Folds = parts },
        };
        return splitter.Split(rows, context.Part("folds").Seed);
    }
}
