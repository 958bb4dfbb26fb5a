using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Extremely randomised trees: like a random forest, but each column offers one random threshold, and each tree has all rows.</summary>
/// <remarks>
/// The thresholds' chance makes trees less alike than a bootstrap does, and saves sorting; bias grows a little. Missing values go to a random side,
/// categories are split into random halves. For numbers each split looks at all columns by default, as the authors advise.
/// Cost: O(trees·share·d·n) a level; trees grow in parallel.
/// Source: P. Geurts, D. Ernst and L. Wehenkel, "Extremely randomized trees", Machine Learning 63(1), 2006.
/// </remarks>
public sealed record ExtraTrees : ILearner<ForestModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "extratrees";

    /// <summary>Number of trees, at least 1. Default 200.</summary>
    public int Trees { get; init => field = Require.AtLeast(value, 1); } = 200;

    /// <summary>What a split makes small. Default Auto: Gini for classes, Squared for numbers.</summary>
    public SplitCriterion Criterion { get; init; } = SplitCriterion.Auto;

    /// <summary>Share in (0, 1] of the columns that each split may choose from, at least one. Default empty: √d of d for classes, all for numbers.</summary>
    public double? ColumnShare { get; init => field = value is { } share ? Require.Share(share) : null; }

    /// <summary>Whether each tree draws as many rows as there are, with replacement. Default false.</summary>
    public bool Bootstrap { get; init; }

    /// <summary>How many rows each tree draws, as a share in (0, 1] of all. Default 1.</summary>
    public double RowShare { get; init => field = Require.Share(value); } = 1.0;

    /// <summary>Questions on the way to a leaf at most, at least 1; empty for no limit. Default empty.</summary>
    public int? Depth { get; init => field = value is { } depth ? Require.AtLeast(depth, 1) : null; }

    /// <summary>Leaves of a tree at most, at least 1; empty for no limit. Default empty.</summary>
    public int? Leaves { get; init => field = value is { } leaves ? Require.AtLeast(leaves, 1) : null; }

    /// <summary>Rows in a leaf at least, at least 1. Default 1.</summary>
    public int MinLeafRows { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Least fall of impurity that a split must bring, weighted by the node's share of all weight; at least 0. Default 0.</summary>
    public double MinImpurityDecrease { get; init => field = Require.AtLeastZero(value); }

    /// <summary>How much the rows of each class count. Default Uniform.</summary>
    public ClassWeights ClassWeights { get; init; } = ClassWeights.Uniform;

    /// <summary>Whether each row is also predicted by the trees that did not draw it, for <see cref="ForestModel.OutOfBagScore"/>; nothing of it where every tree draws all rows. Default false: it costs a prediction of every row.</summary>
    public bool OutOfBag { get; init; }

    /// <inheritdoc/>
    public Needs Needs => Needs.None;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Numbers | TargetKinds.Classes;

    /// <inheritdoc/>
    public ILearner<ForestModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            ColumnShare = trial.Uniform("column share", 0.1, 1),
            MinLeafRows = trial.Integer("min leaf rows", 1, 20, log: true),
            Bootstrap = trial.Flag("bootstrap"),
        };
    }

    /// <summary>Grows the trees.</summary>
    /// <param name="data">Features n × d as they come; one or more numbers a row, or classes; weights honoured, offsets not.</param>
    /// <param name="context">The seed draws thresholds, columns and rows, tree by tree. Stop ends between batches of trees and keeps those grown.</param>
    /// <exception cref="ArgumentException">The criterion does not fit the target, or there are several ranks.</exception>
    public ForestModel Fit(TrainingData data, FitContext context = default)
    {
        CartProblem problem = new(data, Criterion, ClassWeights, context, nameof(ExtraTrees));
        int columns = ColumnShare is null && data.Y is NumberTarget ? data.X.ColumnCount : ForestRun.Columns(ColumnShare, data);
        CartSettings settings = new(Depth, Leaves, MinLeafRows, MinImpurityDecrease, columns, Splitter.Random);
        return new ForestRun(data, problem, settings, Trees, Bootstrap, RowShare, bins: null, OutOfBag, context).Fit();
    }
}
