using System.Globalization;
using System.Text;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>One tree: the model of <see cref="DecisionTree"/>.</summary>
public abstract class DecisionTreeModel : IModel
{
    private readonly double[] impurities;
    private readonly TreeWalk? walk;

    private protected DecisionTreeModel(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble tree, double[] impurities, FitReport report)
    {
        (Inputs, Tree, this.impurities, Report) = (inputs, tree, impurities, report);
        walk = TreeWalk.Of(tree, inputs.Count);
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    public FitReport Report { get; }

    /// <summary>The tree; node 0 is its root.</summary>
    public TreeEnsemble Tree { get; }

    /// <summary>The impurity of each node's training rows, by node.</summary>
    public IReadOnlyList<double> Impurities => impurities;

    /// <summary>The share of each column's splits in the fall of impurity; sums to 1 unless the tree is a leaf.</summary>
    public double[] Importances => Tree.Importances(Inputs.Count, perTree: true);

    /// <summary>The tree in words: each question with its answers, indented, and each leaf with what it predicts and the weight of its training rows.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        // Nodes still to print, the next on top.
        Stack<(int Node, int Indent, string Answer)> open = new([(0, 0, "")]);
        while (open.TryPop(out (int Node, int Indent, string Answer) at))
        {
            text.Append(' ', 2 * at.Indent).Append(at.Answer);
            if (Tree.IsLeaf(at.Node))
            {
                text.Append(LeafText(Tree.LeafValues(at.Node))).Append(CultureInfo.InvariantCulture, $"  ({Tree.Cover(at.Node):G6})").Append('\n');
                continue;
            }
            FeatureColumn column = Inputs[Tree.Column(at.Node)];
            text.Append(column.Name);
            if (column.Levels is { } levels)
                text.Append(CultureInfo.InvariantCulture, $" in {{{string.Join(", ", Tree.LeftLevels(at.Node).Select(level => levels[level]))}}}?");
            else if (double.IsPositiveInfinity(Tree.Threshold(at.Node)))
                text.Append(" present?");
            else
                text.Append(CultureInfo.InvariantCulture, $" ≤ {Tree.Threshold(at.Node):G6}?");
            text.Append(Tree.MissingLeft(at.Node) ? " (missing: yes)\n" : "\n");
            open.Push((Tree.Right(at.Node), at.Indent + 1, "no:  "));
            open.Push((Tree.Left(at.Node), at.Indent + 1, "yes: "));
        }
        return text.ToString();
    }

    private protected void CopyLeaf(ReadOnlySpan<double> row, Span<double> into)
    {
        this.RequireRow(row);
        Tree.LeafValues(Tree.LeafOf(0, row)).CopyTo(into);
    }

    /// <summary>The same for many rows.</summary>
    private protected void CopyLeaves(Features x, Matrix into, int? workers)
    {
        if (walk is null)
        {
            RowChunks.Run(x, into, workers, CopyLeaf);
            return;
        }
        int width = Tree.Width, rows = walk.RowsInChunk;
        WorkerPool.For((x.RowCount + rows - 1) / rows, workers, chunk =>
        {
            int first = chunk * rows, count = Math.Min(rows, x.RowCount - first);
            double[] leaves = GC.AllocateUninitializedArray<double>(count * width);
            Array.Fill(leaves, -0.0);                          // what is added to it stays as it is, 0 and −0 too
            walk.AddRows(x, first, leaves, width);
            for (int i = 0; i < count; i++)
                leaves.AsSpan(i * width, width).CopyTo(into.Row(first + i));
        });
    }

    private protected abstract string LeafText(ReadOnlySpan<double> values);

    private protected void WriteParts(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Group("tree", Tree.Write);
        writer.Numbers("impurities", impurities);
        writer.Report("report", Report);
    }

    private protected static (FeatureColumn[] Inputs, TreeEnsemble Tree, double[] Impurities, FitReport Report) ReadParts(PackageReader reader)
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        TreeEnsemble tree = TreeEnsemble.Read(reader.Group("tree"), inputs.Length);
        if (tree.TreeCount != 1)
            throw reader.Fault("tree", "is not one tree");
        return (inputs, tree, reader.FiniteNumbers("impurities", tree.NodeCount), reader.Report("report"));
    }
}

/// <summary>A tree whose leaves are numbers.</summary>
public sealed class TreeRegressor : DecisionTreeModel, IRegressor, IStored<TreeRegressor>
{
    internal TreeRegressor(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble tree, double[] impurities, FitReport report)
        : base(inputs, tree, impurities, report)
    {
    }

    /// <inheritdoc/>
    public static string Kind => "tree-regressor";

    /// <inheritdoc/>
    public int Outputs => Tree.Width;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction) => CopyLeaf(row, prediction);

    /// <inheritdoc/>
    public void Predict(Features x, Matrix predictions, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(predictions);
        CopyLeaves(x, predictions, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
    }

    /// <inheritdoc/>
    public static TreeRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, tree, impurities, report) = ReadParts(reader);
        return new TreeRegressor(inputs, tree, impurities, report);
    }

    private protected override string LeafText(ReadOnlySpan<double> values)
    {
        string[] parts = new string[values.Length];
        for (int k = 0; k < parts.Length; k++)
            parts[k] = values[k].ToString("G6", CultureInfo.InvariantCulture);
        return string.Join(", ", parts);
    }
}

/// <summary>A tree whose leaves are shares of classes.</summary>
public sealed class TreeClassifier : DecisionTreeModel, IClassifier, IStored<TreeClassifier>
{
    internal TreeClassifier(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble tree, double[] impurities, FitReport report, IReadOnlyList<string> classes, int positive)
        : base(inputs, tree, impurities, report) => (Classes, Positive) = (classes, positive);

    /// <inheritdoc/>
    public static string Kind => "tree-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities) => CopyLeaf(row, probabilities);

    /// <inheritdoc/>
    public void PredictProbabilities(Features x, Matrix probabilities, int? workers)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        CopyLeaves(x, probabilities, workers);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
    }

    /// <inheritdoc/>
    public static TreeClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, tree, impurities, report) = ReadParts(reader);
        (string[] classes, int positive) = reader.ClassNames();
        return classes.Length == tree.Width
            ? new TreeClassifier(inputs, tree, impurities, report, classes, positive)
            : throw reader.Fault("classes", "do not fit the tree's leaves");
    }

    private protected override string LeafText(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int k = 1; k < values.Length; k++)
            best = values[k] > values[best] ? k : best;
        return FormattableString.Invariant($"{Classes[best]} {values[best]:0.###}");
    }
}
