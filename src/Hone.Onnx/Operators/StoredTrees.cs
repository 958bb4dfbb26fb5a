using Hone.Deep;
using Hone.Numerics;

namespace Hone.Onnx;

/// <summary>An ensemble of trees from a node's parallel lists, checked and laid out for walking down.</summary>
internal sealed class StoredTrees
{
    private const int RowsInTask = 64;

    private enum Mode
    {
        AtMost,
        Less,
        AtLeast,
        More,
        Equal,
        Unequal,
        Leaf,
    }

    private readonly Mode[] modes;
    private readonly int[] features, yes, no, firstVote;
    private readonly double[] thresholds;
    private readonly bool[] missingYes;
    private readonly (int Target, double Weight)[] votes;      // leaf by leaf
    private readonly int[] roots;
    private readonly int targets, widest;
    private readonly double[] start;
    private readonly string aggregate;

    public StoredTrees(Call call, string kind, int targets)
    {
        this.targets = targets >= 1 ? targets : throw Call.Fault($"has {targets} targets");
        aggregate = call.Words("aggregate_function", "SUM");
        if (aggregate is not ("SUM" or "AVERAGE" or "MIN" or "MAX"))
            throw Call.Fault($"combines trees by '{aggregate}', which is not known");
        long[] tree = call.Wholes("nodes_treeids") ?? [], id = call.Wholes("nodes_nodeids") ?? [];
        int count = id.Length;
        thresholds = Numbers(call, "nodes_values", count);
        modes = Array.ConvertAll(call.Texts("nodes_modes") ?? [], ModeOf);
        features = Ints(call, "nodes_featureids", count);
        long[] yesIds = Required(call.Wholes("nodes_truenodeids"), count, "nodes_truenodeids"), noIds = Required(call.Wholes("nodes_falsenodeids"), count, "nodes_falsenodeids");
        missingYes = Array.ConvertAll(call.Wholes("nodes_missing_value_tracks_true") is { Length: > 0 } tracks ? Required(tracks, count, "nodes_missing_value_tracks_true") : new long[count], each => each != 0);
        if (modes.Length != count || tree.Length != count)
            throw Call.Fault($"has {count} nodes, {tree.Length} trees of them and {modes.Length} modes");

        Dictionary<(long, long), int> places = new(count);
        List<int> first = [];
        HashSet<long> seen = [];
        for (int i = 0; i < count; i++)
        {
            if (!places.TryAdd((tree[i], id[i]), i))
                throw Call.Fault($"has node {id[i]} of tree {tree[i]} twice");
            if (seen.Add(tree[i]))
                first.Add(i);
        }
        int Place(long of, long node) => places.TryGetValue((of, node), out int place) ? place : throw Call.Fault($"speaks of node {node} of tree {of}, which is not there");
        (yes, no) = (new int[count], new int[count]);
        for (int i = 0; i < count; i++)
        {
            if (modes[i] == Mode.Leaf)
                continue;
            (yes[i], no[i]) = (Place(tree[i], yesIds[i]), Place(tree[i], noIds[i]));
            widest = features[i] >= 0 ? Math.Max(widest, features[i] + 1) : throw Call.Fault($"asks for column {features[i]}");
        }
        roots = [.. first];
        RequireEnds(count);

        (firstVote, votes) = Votes(call, kind, count, Place);
        HasNegative = votes.Any(vote => vote.Weight < 0);
        IsBinary = kind == "class" && targets == 2 && votes.All(vote => vote.Target == 0);
        double[] given = call.Has("base_values_as_tensor") ? Doubles(call.Value("base_values_as_tensor")!.Tensor) : Array.ConvertAll(call.Numbers("base_values") ?? [], value => (double)value);
        start = new double[targets];
        if (given.Length > targets || (given.Length > 0 && given.Length < targets && !IsBinary))
            throw Call.Fault($"has {given.Length} base values for {targets} targets");
        given.CopyTo(start, 0);
    }

    /// <summary>Whether two classes share one column of votes.</summary>
    public bool IsBinary { get; }

    /// <summary>Whether a vote is below 0.</summary>
    public bool HasNegative { get; }

    /// <summary>The sums of votes, rows × targets, and which targets got any.</summary>
    public Tensor Scores(Tensor x, out bool[] voted)
    {
        if (x.Shape[1] < widest)
            throw Call.Fault($"asks for column {widest - 1} of {x.Shape}");
        int rows = x.Shape[0], columns = x.Shape[1];
        double[] values = x.To(DType.Float64).ToArray<double>();
        float[] scores = new float[rows * targets];
        bool[] heard = new bool[rows * targets];
        WorkerPool.For((rows + RowsInTask - 1) / RowsInTask, null, task =>
        {
            double[] sums = new double[targets];
            for (int row = task * RowsInTask; row < Math.Min(rows, (task + 1) * RowsInTask); row++)
            {
                Span<bool> own = heard.AsSpan(row * targets, targets);
                Walk(values.AsSpan(row * columns, columns), sums, own);
                for (int k = 0; k < targets; k++)
                    scores[(row * targets) + k] = (float)(start[k] + (aggregate == "AVERAGE" ? sums[k] / roots.Length : sums[k]));
            }
        });
        voted = heard;
        return Tensor.From(scores, [rows, targets]);
    }

    private void Walk(ReadOnlySpan<double> row, double[] sums, Span<bool> heard)
    {
        Array.Clear(sums);
        foreach (int root in roots)
        {
            int at = root;
            while (modes[at] != Mode.Leaf)
                at = IsTrue(at, row[features[at]]) ? yes[at] : no[at];
            for (int v = firstVote[at]; v < firstVote[at + 1]; v++)
            {
                (int target, double weight) = votes[v];
                sums[target] = !heard[target] || aggregate is "SUM" or "AVERAGE" ? sums[target] + weight : aggregate == "MIN" ? Math.Min(sums[target], weight) : Math.Max(sums[target], weight);
                heard[target] = true;
            }
        }
    }

    private bool IsTrue(int node, double value)
    {
        double by = thresholds[node];
        bool holds = modes[node] switch
        {
            Mode.AtMost => value <= by,
            Mode.Less => value < by,
            Mode.AtLeast => value >= by,
            Mode.More => value > by,
            Mode.Equal => value == by,
            _ => value != by,
        };
        return holds || (missingYes[node] && double.IsNaN(value));
    }

    // A child that led back up would be walked for ever: from each root every node is met once.
    private void RequireEnds(int count)
    {
        bool[] met = new bool[count];
        Stack<int> open = new(roots);
        while (open.TryPop(out int node))
        {
            if (met[node])
                throw Call.Fault($"has a node with two parents, or one that leads back to itself");
            met[node] = true;
            if (modes[node] == Mode.Leaf)
                continue;
            open.Push(yes[node]);
            // A tree that is a leaf alone is written by some as a node whose both children are that leaf.
            if (no[node] != yes[node])
                open.Push(no[node]);
        }
    }

    private static (int[] First, (int, double)[] Votes) Votes(Call call, string kind, int count, Func<long, long, int> place)
    {
        long[] tree = call.Wholes($"{kind}_treeids") ?? [], node = Required(call.Wholes($"{kind}_nodeids"), tree.Length, $"{kind}_nodeids");
        int[] ids = Ints(call, $"{kind}_ids", tree.Length);
        double[] weights = Numbers(call, $"{kind}_weights", tree.Length);
        int targets = kind == "target" ? call.Int("n_targets", 1) : ClassLabels.Of(call, "classlabels_int64s").Count;
        int[] first = new int[count + 1], at = new int[tree.Length];
        for (int v = 0; v < tree.Length; v++)
        {
            if (ids[v] < 0 || ids[v] >= targets)
                throw Call.Fault($"votes for {ids[v]} of {targets}");
            at[v] = place(tree[v], node[v]);
            first[at[v] + 1]++;
        }
        for (int i = 0; i < count; i++)
            first[i + 1] += first[i];
        (int, double)[] votes = new (int, double)[tree.Length];
        int[] next = [.. first];
        for (int v = 0; v < tree.Length; v++)
            votes[next[at[v]]++] = (ids[v], weights[v]);
        return (first, votes);
    }

    private static Mode ModeOf(string mode) => mode switch
    {
        "BRANCH_LEQ" => Mode.AtMost,
        "BRANCH_LT" => Mode.Less,
        "BRANCH_GTE" => Mode.AtLeast,
        "BRANCH_GT" => Mode.More,
        "BRANCH_EQ" => Mode.Equal,
        "BRANCH_NEQ" => Mode.Unequal,
        "LEAF" => Mode.Leaf,
        _ => throw Call.Fault($"has the mode '{mode}', which is not known"),
    };

    private static double[] Numbers(Call call, string name, int count)
    {
        double[] values = call.Has($"{name}_as_tensor") ? Doubles(call.Value($"{name}_as_tensor")!.Tensor) : Array.ConvertAll(call.Numbers(name) ?? [], value => (double)value);
        return Required(values, count, name);
    }

    private static double[] Doubles(Tensor x) => x.To(DType.Float64).ToArray<double>();

    private static int[] Ints(Call call, string name, int count) => Array.ConvertAll(Required(call.Wholes(name), count, name), value => call.ToInt(value, name));

    private static T[] Required<T>(T[]? values, int count, string name) => values is not null && values.Length == count ? values : count == 0 ? [] : throw Call.Fault($"has {values?.Length ?? 0} entries in '{name}', and {count} are due");
}
