using Hone.Contracts;
using Hone.Deep;
using Hone.Models.Baselines;
using Hone.Models.Bayes;
using Hone.Models.Ensembles;
using Hone.Models.Linear;
using Hone.Models.Neighbors;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Onnx;

/// <summary>Fitted models of tables as graphs: from features to numbers, or to a probability for each class.</summary>
internal static class ModelGraph
{
    private const int Float = 1, Double = 11, Long = 7;

    /// <summary>Writes a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">The features, rows × columns, in double precision, NaN where missing.</param>
    /// <param name="model">The model.</param>
    /// <returns>Rows × outputs, or rows × classes, in double precision.</returns>
    /// <exception cref="NotSupportedException">It cannot be expressed.</exception>
    public static string Write(GraphWriter graph, string x, IModel model) => model switch
    {
        LinearModel linear => Scores(graph, x, linear.Outputs, linear.CoefficientsOf, linear.Intercepts),
        GradientRegressor linear => Scores(graph, x, linear.Outputs, linear.CoefficientsOf, linear.Intercepts),
        LogisticModel logistic => Probabilities(graph, Scores(graph, x, logistic.Scores, logistic.CoefficientsOf, logistic.Intercepts), logistic.Scores),
        GradientClassifier logistic => Probabilities(graph, Scores(graph, x, logistic.Intercepts.Length, logistic.CoefficientsOf, logistic.Intercepts), logistic.Intercepts.Length),
        DecisionTreeModel tree => TreeNodes.Write(graph, x, tree.Inputs, tree.Tree, new double[tree.Tree.Width], mean: false),
        ForestModel forest => TreeNodes.Write(graph, x, forest.Inputs, forest.Trees, new double[forest.Trees.Width], mean: true),
        BoostedTrees boosted => Boosted(graph, TreeNodes.Write(graph, x, boosted.Inputs, boosted.Trees, boosted.BaseScores, mean: false), boosted),
        NaiveBayesModel bayes => Bayes(graph, x, bayes),
        NearestNeighborsModel neighbors => Neighbors(graph, x, neighbors),
        VotingModel voting => Vote(graph, x, voting),
        BaselineRegressor baseline => Constant(graph, x, baseline.Constants.ToArray()),
        BaselineClassifier baseline => Baseline(graph, x, baseline),
        _ => throw new NotSupportedException($"A {model.GetType().Name} cannot be written as ONNX. Linear and logistic models, trees, forests, boosted trees, naive Bayes, nearest neighbours, votes and baselines can."),
    };

    private delegate ReadOnlySpan<double> Coefficients(int score);

    private static string Scores(GraphWriter graph, string x, int scores, Coefficients of, ReadOnlySpan<double> intercepts)
    {
        List<double> weights = [];
        for (int score = 0; score < scores; score++)
            weights.AddRange(of(score));
        return graph.Node("Gemm", [x, graph.Constant("weights", Doubles(weights, scores, weights.Count / scores)), graph.Constant("intercepts", Doubles(intercepts.ToArray(), scores))], ("transB", 1));
    }

    // One score for two classes is in favour of the second.
    private static string Probabilities(GraphWriter graph, string scores, int count) => count == 1
        ? graph.Node("Sigmoid", [graph.Node("Concat", [graph.Node("Neg", [scores]), scores], ("axis", 1))])
        : graph.Node("Softmax", [scores], ("axis", 1));

    private static string Boosted(GraphWriter graph, string scores, BoostedTrees boosted) => boosted.Loss switch
    {
        BoostingLoss.Logistic or BoostingLoss.Softmax => Probabilities(graph, scores, boosted.BaseScores.Count),
        BoostingLoss.Poisson => graph.Node("Exp", [scores]),
        _ => scores,
    };

    /// <summary>Numbers in double precision.</summary>
    public static string ToDouble(GraphWriter graph, string value) => graph.Node("Cast", [value], ("to", Double));

    /// <summary>Numbers in single precision.</summary>
    public static string ToSingle(GraphWriter graph, string value) => graph.Node("Cast", [value], ("to", Float));

    /// <summary>The same numbers for each row.</summary>
    public static string Constant(GraphWriter graph, string x, IReadOnlyList<double> values)
    {
        string rows = graph.Node("Shape", [x], ("start", 0), ("end", 1));
        string shape = graph.Node("Concat", [rows, graph.Wholes("width", values.Count)], ("axis", 0));
        return graph.Node("Expand", [graph.Constant("numbers", Doubles(values, 1, values.Count)), shape]);
    }

    /// <summary>A category's position in a table that has gaps first: 0, or the level's number and one.</summary>
    public static string Levels(GraphWriter graph, string x, int column, int levels)
    {
        string codes = graph.Node("Gather", [x, graph.Wholes("column", column)], ("axis", 1));
        // What is no level, and NaN, compares as false.
        string known = graph.Node("And", [graph.Node("GreaterOrEqual", [codes, graph.Constant("zero", Doubles([0], 1))]), graph.Node("Less", [codes, graph.Constant("levels", Doubles([levels], 1))])]);
        string safe = graph.Node("Where", [known, codes, graph.Constant("gap", Doubles([-1], 1))]);
        return graph.Node("Add", [graph.Node("Cast", [safe], ("to", Long)), graph.Wholes("one", 1)]);
    }

    private static string Baseline(GraphWriter graph, string x, BaselineClassifier baseline)
    {
        double[] some = new double[baseline.Classes.Count], other = new double[some.Length];
        // What draws from the row cannot be told from a few rows; it says so itself.
        baseline.PredictProbabilities(new double[baseline.Inputs.Count], some);
        for (int i = 0; i < 32; i++)
        {
            baseline.PredictProbabilities([.. Enumerable.Range(0, baseline.Inputs.Count).Select(j => (i * 31.0) + j + 1)], other);
            if (!some.AsSpan().SequenceEqual(other))
                throw new NotSupportedException("A baseline that draws classes by lot cannot be written as ONNX.");
        }
        return Constant(graph, x, some);
    }

    private static string Vote(GraphWriter graph, string x, VotingModel voting)
    {
        string? sum = null;
        for (int m = 0; m < voting.Members.Count; m++)
        {
            string own = Write(graph, x, voting.Members[m]);
            if (voting is VotingClassifier { Vote: VoteKind.Hard } classifier)
            {
                string best = graph.Node("ArgMax", [own], ("axis", 1), ("keepdims", 0));
                own = graph.Node("OneHot", [best, graph.Constant("depth", Tensor.Scalar(classifier.Classes.Count, DType.Int64)), graph.Constant("flags", Doubles([0, 1], 2))], ("axis", 1));
            }
            string shared = graph.Node("Mul", [own, graph.Constant("share", Doubles([voting.Shares[m]], 1))]);
            sum = sum is null ? shared : graph.Node("Add", [sum, shared]);
        }
        return sum!;
    }

    private static Tensor Doubles(IEnumerable<double> values, params int[] sizes) => Tensor.From(values.ToArray(), sizes);

    private static string Bayes(GraphWriter graph, string x, NaiveBayesModel bayes)
    {
        int classes = bayes.Classes.Count, d = bayes.Inputs.Count;
        string scores;
        if (bayes.ClassScores.AsLinear is { } linear)
        {
            scores = graph.Node("Gemm", [x, graph.Constant("weights", Doubles(linear.Weights, classes, d)), graph.Constant("constants", Doubles(linear.Constants, classes))], ("transB", 1));
        }
        else if (bayes.ClassScores is MixedClassScores mixed)
        {
            scores = Mixed(graph, x, mixed, classes, d);
        }
        else
        {
            throw new NotSupportedException($"Naive Bayes with the likelihood {bayes.Settings.Likelihood} cannot be written as ONNX yet; Gaussian, mixed and multinomial can.");
        }
        // Where no class is left, the priors stand.
        string most = graph.Node("ReduceMax", [scores], ("axes", new[] { 1 }), ("keepdims", 1));
        string some = graph.Node("Greater", [most, graph.Constant("none", Doubles([double.NegativeInfinity], 1))]);
        return graph.Node("Where", [some, graph.Node("Softmax", [scores], ("axis", 1)), graph.Constant("priors", Doubles(bayes.Priors.ToArray(), classes))]);
    }

    private static string Mixed(GraphWriter graph, string x, MixedClassScores mixed, int classes, int d)
    {
        string scores = graph.Constant("log_priors", Doubles(mixed.Priors, 1, classes));
        int[] plain = [.. Enumerable.Range(0, d).Where(j => mixed.Starts[j + 1] == mixed.Starts[j] && !mixed.Presence[j])], present = [.. Enumerable.Range(0, d).Where(j => mixed.Presence[j])];
        string zero = graph.Constant("zero", Doubles([0], 1));
        string Table(string name, IReadOnlyList<double> cells, int[] columns) => graph.Constant(name, Doubles(Enumerable.Range(0, classes).SelectMany(c => columns.Select(j => cells[(c * d) + j])), classes, columns.Length));
        string Some(int[] columns) => graph.Node("Unsqueeze", [graph.Node("Gather", [x, graph.Wholes("columns", [.. columns.Select(j => (long)j)])], ("axis", 1)), graph.Wholes("axis", 1)]);
        string Summed(string own, string terms) => graph.Node("Add", [scores, graph.Node("ReduceSum", [graph.Node("Where", [graph.Node("IsNaN", [own]), zero, terms]), graph.Wholes("last", 2)], ("keepdims", 0))]);
        if (plain.Length > 0)
        {
            string own = Some(plain), away = graph.Node("Sub", [own, Table("means", mixed.Centres, plain)]);
            string fall = graph.Node("Mul", [graph.Node("Mul", [away, away]), Table("sharpness", mixed.Sharpness, plain)]);
            scores = Summed(own, graph.Node("Sub", [Table("heights", mixed.Constants, plain), fall]));
        }
        if (present.Length > 0)
        {
            string own = Some(present);
            scores = Summed(own, graph.Node("Where", [graph.Node("Greater", [own, zero]), Table("present", mixed.Centres, present), Table("absent", mixed.Constants, present)]));
        }
        for (int j = 0; j < d; j++)
        {
            int start = mixed.Starts[j], levels = mixed.Starts[j + 1] - start, all = mixed.Starts[d];
            if (levels == 0)
                continue;
            string table = graph.Constant("logs", Doubles(Enumerable.Range(-1, levels + 1).SelectMany(level => Enumerable.Range(0, classes).Select(c => level < 0 ? 0 : mixed.Logs[(c * all) + start + level])), levels + 1, classes));
            scores = graph.Node("Add", [scores, graph.Node("Reshape", [graph.Node("Gather", [table, Levels(graph, x, j, levels)]), graph.Wholes("shape", 0, classes)])]);
        }
        return scores;
    }

    private static string Neighbors(GraphWriter graph, string x, NearestNeighborsModel model)
    {
        Matrix rows = model.Index.AllRows, votes = model.Votes;
        string query = graph.Node("Unsqueeze", [x, graph.Wholes("axis", 1)]);
        string apart = graph.Node("Abs", [graph.Node("Sub", [query, graph.Constant("rows", Tensor.From(rows, DType.Float64))])]);
        string last = graph.Wholes("last", 2);
        string distances = model.Index.Metric switch
        {
            NeighborMetric.Euclidean => graph.Node("Sqrt", [graph.Node("ReduceSum", [graph.Node("Mul", [apart, apart]), last], ("keepdims", 0))]),
            NeighborMetric.Manhattan => graph.Node("ReduceSum", [apart, last], ("keepdims", 0)),
            NeighborMetric.Chebyshev => graph.Node("ReduceMax", [apart], ("axes", new[] { 2 }), ("keepdims", 0)),
            NeighborMetric other => throw new NotSupportedException($"Nearest neighbours by the {other} distance cannot be written as ONNX yet; Euclidean, Manhattan and Chebyshev can."),
        };
        string[] nearest = graph.Nodes("TopK", 2, [distances, graph.Wholes("neighbors", model.Neighbors)], ("axis", 1), ("largest", 0));
        string one = graph.Constant("one", Doubles([1], 1)), zero = graph.Constant("zero", Doubles([0], 1)), shares;
        if (model.Weighting == NeighborWeighting.Uniform)
        {
            shares = graph.Node("Where", [graph.Node("Equal", [nearest[0], nearest[0]]), one, nearest[0]]);
        }
        else
        {
            // Rows at no distance alone count where there are any; dividing by the closest first keeps tiny distances from overflowing.
            string closest = graph.Node("ReduceMin", [nearest[0]], ("axes", new[] { 1 }), ("keepdims", 1));
            string same = graph.Node("Where", [graph.Node("Equal", [nearest[0], zero]), one, zero]);
            shares = graph.Node("Where", [graph.Node("Equal", [closest, zero]), same, graph.Node("Div", [closest, nearest[0]])]);
        }
        if (model.RowWeights.Count > 0)
            shares = graph.Node("Mul", [shares, graph.Node("Gather", [graph.Constant("row_weights", Doubles(model.RowWeights, model.RowWeights.Count)), nearest[1]])]);
        shares = graph.Node("Div", [shares, graph.Node("ReduceSum", [shares, graph.Wholes("axis", 1)], ("keepdims", 1))]);
        string own = graph.Node("Gather", [graph.Constant("votes", Tensor.From(votes, DType.Float64)), nearest[1]]);
        return graph.Node("ReduceSum", [graph.Node("Mul", [graph.Node("Unsqueeze", [shares, last]), own]), graph.Wholes("axis", 1)], ("keepdims", 0));
    }
}
