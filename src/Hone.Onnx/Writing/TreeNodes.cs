using Hone.Contracts;
using Hone.Deep;
using Hone.Models.Trees;

namespace Hone.Onnx;

/// <summary>Trees as the lists that a node of ONNX takes.</summary>
/// <remarks>
/// A question about a set of levels has no operator: for each set there is a column more, 0 where the row goes left and 1 where right, looked up by the level.
/// Thresholds are rounded down to single precision, so that every single-precision value goes the way it goes here.
/// </remarks>
internal sealed class TreeNodes
{
    private readonly List<int> trees = [], ids = [], columns = [], yes = [], no = [], missing = [];
    private readonly List<float> thresholds = [];
    private readonly List<string> modes = [];
    private readonly List<int> voteTrees = [], voteNodes = [], voteTargets = [];
    private readonly List<float> votes = [];
    private readonly SortedDictionary<int, List<bool[]>> sets = [];

    /// <summary>Writes the sum, or the mean, of what trees give.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">The features, rows × columns, in double precision.</param>
    /// <param name="inputs">Which of them are categories.</param>
    /// <param name="ensemble">The trees; tree t's numbers go to the targets from t·width mod the number of targets on.</param>
    /// <param name="start">What each target starts from.</param>
    /// <param name="mean">Whether the sums are divided by the number of trees.</param>
    /// <returns>Rows × targets.</returns>
    public static string Write(GraphWriter graph, string x, IReadOnlyList<FeatureColumn> inputs, TreeEnsemble ensemble, IReadOnlyList<double> start, bool mean)
    {
        if (ensemble.TreeCount == 0)
            return ModelGraph.Constant(graph, x, start);
        TreeNodes nodes = new();
        nodes.Collect(ensemble, inputs, start.Count);
        string wide = ModelGraph.ToSingle(graph, nodes.Widen(graph, x));
        List<(string, object)> attributes =
        [
            ("n_targets", start.Count), ("aggregate_function", mean ? "AVERAGE" : "SUM"), ("nodes_treeids", nodes.trees.ToArray()), ("nodes_nodeids", nodes.ids.ToArray()), ("nodes_featureids", nodes.columns.ToArray()),
            ("nodes_modes", nodes.modes.ToArray()), ("nodes_values", nodes.thresholds.ToArray()), ("nodes_truenodeids", nodes.yes.ToArray()), ("nodes_falsenodeids", nodes.no.ToArray()),
            ("nodes_missing_value_tracks_true", nodes.missing.ToArray()), ("target_treeids", nodes.voteTrees.ToArray()), ("target_nodeids", nodes.voteNodes.ToArray()), ("target_ids", nodes.voteTargets.ToArray()), ("target_weights", nodes.votes.ToArray()),
        ];
        if (start.Any(value => value != 0))
            attributes.Add(("base_values", start.Select(value => (float)value).ToArray()));
        return ModelGraph.ToDouble(graph, graph.Tables("TreeEnsembleRegressor", 1, [wide], [.. attributes])[0]);
    }

    /// <summary>The largest single-precision number that is at most the given one.</summary>
    internal static float Down(double value)
    {
        float near = (float)value;
        return near <= value ? near : MathF.BitDecrement(near);
    }

    private void Collect(TreeEnsemble ensemble, IReadOnlyList<FeatureColumn> inputs, int targets)
    {
        // Sets first: a column's number depends on how many there are before it.
        Dictionary<int, int> setOf = [];
        for (int node = 0; node < ensemble.NodeCount; node++)
        {
            if (ensemble.IsLeaf(node) || !double.IsNaN(ensemble.Threshold(node)))
                continue;
            int column = ensemble.Column(node), levels = inputs[column].Levels?.Count ?? 0;
            bool[] right = [.. Enumerable.Range(-1, levels + 1).Select(level => !ensemble.GoesLeft(node, level < 0 ? double.NaN : level))];
            if (!sets.TryGetValue(column, out List<bool[]>? own))
                sets[column] = own = [];
            int known = own.FindIndex(each => each.AsSpan().SequenceEqual(right));
            if (known < 0)
            {
                known = own.Count;
                own.Add(right);
            }
            setOf[node] = known;
        }
        Dictionary<int, int> firstSet = [];
        int at = inputs.Count;
        foreach ((int column, List<bool[]> own) in sets)
        {
            firstSet[column] = at;
            at += own.Count;
        }
        for (int tree = 0, target = 0; tree < ensemble.TreeCount; tree++, target = (target + ensemble.Width) % targets)
        {
            int root = ensemble.Root(tree), count = (2 * ensemble.Leaves(tree)) - 1;
            for (int node = root; node < root + count; node++)
                Add(ensemble, tree, node, node - root, target, setOf.TryGetValue(node, out int set) ? firstSet[ensemble.Column(node)] + set : null, root);
        }
    }

    private void Add(TreeEnsemble ensemble, int tree, int node, int id, int target, int? set, int root)
    {
        bool isLeaf = ensemble.IsLeaf(node);
        trees.Add(tree);
        ids.Add(id);
        modes.Add(isLeaf ? "LEAF" : "BRANCH_LEQ");
        columns.Add(isLeaf ? 0 : set ?? ensemble.Column(node));
        thresholds.Add(isLeaf ? 0 : set is null ? Down(ensemble.Threshold(node)) : 0.5f);
        yes.Add(isLeaf ? 0 : ensemble.Left(node) - root);
        no.Add(isLeaf ? 0 : ensemble.Right(node) - root);
        missing.Add(!isLeaf && set is null && ensemble.MissingLeft(node) ? 1 : 0);
        if (!isLeaf)
            return;
        ReadOnlySpan<double> values = ensemble.LeafValues(node);
        for (int k = 0; k < values.Length; k++)
        {
            voteTrees.Add(tree);
            voteNodes.Add(id);
            voteTargets.Add(target + k);
            votes.Add((float)values[k]);
        }
    }

    private string Widen(GraphWriter graph, string x)
    {
        if (sets.Count == 0)
            return x;
        List<string> parts = [x];
        foreach ((int column, List<bool[]> own) in sets)
        {
            int rows = own[0].Length;
            double[] table = [.. Enumerable.Range(0, rows).SelectMany(row => own.Select(set => set[row] ? 1.0 : 0.0))];
            string looked = graph.Node("Gather", [graph.Constant("sets", Tensor.From(table, [rows, own.Count])), ModelGraph.Levels(graph, x, column, rows - 1)]);
            parts.Add(graph.Node("Reshape", [looked, graph.Wholes("shape", 0, own.Count)]));
        }
        return graph.Node("Concat", [.. parts], ("axis", 1));
    }
}
