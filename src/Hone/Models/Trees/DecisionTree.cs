using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>A decision tree for classes or numbers (CART): questions of one column each, asked until a leaf answers.</summary>
/// <remarks>
/// Each node takes the split with the greatest Σ_node w·I − Σ_left w·I − Σ_right w·I, where I is the impurity; thresholds lie halfway between the
/// node's neighbouring values, so that splits are exact. The first of equal splits is taken, by column.
/// Missing values are native: they are tried on both sides, and where a node has none, later ones go with the greater part. Categories are
/// native: levels are ordered by their mean, or their share of the node's commonest class, and cut as if ordered.
/// Cost: O(d·n·log n) once and O(d·n) a level, O(d·n·log n) with the absolute criterion; O(n·d) memory, for n rows and d columns.
/// Source: L. Breiman, J. Friedman, R. Olshen and C. Stone, "Classification and Regression Trees", 1984.
/// </remarks>
public sealed record DecisionTree : ILearner<DecisionTreeModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "tree";

    /// <summary>What a split makes small. Default Auto: Gini for classes, Squared for numbers.</summary>
    public SplitCriterion Criterion { get; init; } = SplitCriterion.Auto;

    /// <summary>Whether each column offers its best threshold or a random one. Default Best.</summary>
    public Splitter Splitter { get; init; } = Splitter.Best;

    /// <summary>Questions on the way to a leaf at most, at least 1; empty for no limit. Default empty.</summary>
    public int? Depth { get; init => field = value is { } depth ? Require.AtLeast(depth, 1) : null; }

    /// <summary>Leaves at most, at least 1; where given, the split that lowers the impurity most is made first. Default empty: no limit.</summary>
    public int? Leaves { get; init => field = value is { } leaves ? Require.AtLeast(leaves, 1) : null; }

    /// <summary>Rows in a leaf at least, at least 1; rows of weight 0 do not count. Default 1.</summary>
    public int MinLeafRows { get; init => field = Require.AtLeast(value, 1); } = 1;

    /// <summary>Least fall of impurity that a split must bring, weighted by the node's share of all weight; at least 0. Default 0.</summary>
    public double MinImpurityDecrease { get; init => field = Require.AtLeastZero(value); }

    /// <summary>α ≥ 0: pruned to the smallest subtree with the least Σ impurity·share of weight + α·leaves. Default 0: no pruning.</summary>
    public double CcpAlpha { get; init => field = Require.AtLeastZero(value); }

    /// <summary>Share in (0, 1] of the columns that each split may choose from, drawn anew each time, at least one. Default 1.</summary>
    public double ColumnShare { get; init => field = Require.Share(value); } = 1.0;

    /// <summary>How much the rows of each class count. Default Uniform.</summary>
    public ClassWeights ClassWeights { get; init; } = ClassWeights.Uniform;

    /// <inheritdoc/>
    public Needs Needs => Needs.None;

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Numbers | TargetKinds.Classes;

    /// <inheritdoc/>
    public ILearner<DecisionTreeModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            Depth = trial.Integer("depth", 2, 20),
            MinLeafRows = trial.Integer("min leaf rows", 1, 100, log: true),
            CcpAlpha = trial.Flag("prune") ? trial.LogUniform("ccp alpha", 1e-5, 1e-1) : 0,
        };
    }

    /// <summary>Grows and prunes one tree.</summary>
    /// <param name="data">Features n × d as they come; one or more numbers a row, or classes; weights honoured, offsets not.</param>
    /// <param name="context">The seed serves column shares and random splits alone.</param>
    /// <exception cref="ArgumentException">The criterion does not fit the target, or there are several ranks.</exception>
    public DecisionTreeModel Fit(TrainingData data, FitContext context = default)
    {
        CartProblem problem = new(data, Criterion, ClassWeights, context, nameof(DecisionTree));
        int columns = Math.Max(1, (int)Math.Round(ColumnShare * data.X.ColumnCount));
        CartSettings settings = new(Depth, Leaves, MinLeafRows, MinImpurityDecrease, columns, Splitter);
        TreeRun run = new(data, problem, settings, context);
        CartNodes nodes = run.Grow();
        FitReport report = run.WasStopped ? new FitReport(nodes.Leaves, StopReason.Stopped, []) : FitReport.Exact;
        if (CcpAlpha > 0)
            nodes = CostComplexity.Prune(nodes, CcpAlpha);
        TreeEnsembleBuilder trees = new(problem.Width);
        trees.Add(new CartTree(nodes));
        double[] impurities = nodes.Impurities();
        return data.Y is ClassTarget classes
            ? new TreeClassifier(data.X.Columns, trees.Build(), impurities, report, classes.Classes, classes.Positive)
            : new TreeRegressor(data.X.Columns, trees.Build(), impurities, report);
    }
}
