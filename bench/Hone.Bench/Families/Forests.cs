using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Decision trees and forests against scikit-learn.</summary>
internal static class Forests
{
    private const double Third = 1.0 / 3;
    private const int SomeRows = 30_000;
    private const string OwnPeer = "forests.py";

    private static readonly DecisionTree Tree = new() { MinLeafRows = 10 };
    private static readonly RandomForest Forest = new() { Trees = 50, MinLeafRows = 5 };
    private static readonly ExtraTrees Extra = new() { Trees = 50, MinLeafRows = 5 };

    public static string Heading => "Trees and forests";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("trees", "decision_tree", "trees_100k", data => Classes(data, Tree)) { Wanted = 3 },
        new BenchTask("trees", "random_forest", "trees_100k", data => Classes(data, Forest)) { Wanted = 3 },
        new BenchTask("trees", "extra_trees", "trees_100k", data => Classes(data, Extra)) { Peer = OwnPeer, Wanted = 3 },
        new BenchTask("trees", "tree_classes", "knn_wide", data => Classes(data, Tree, SomeRows)) { Peer = OwnPeer },
        new BenchTask("trees", "forest_classes", "knn_wide", data => Classes(data, Forest, SomeRows)) { Peer = OwnPeer },
        new BenchTask("trees", "extra_trees_classes", "knn_wide", data => Classes(data, Extra, SomeRows)) { Peer = OwnPeer },
        new BenchTask("trees", "tree_regressor", "reg_dense", data => Numbers(data, Tree, SomeRows)) { Peer = OwnPeer },
        new BenchTask("trees", "forest_regressor", "reg_dense", data => Numbers(data, Forest with { Trees = 20, ColumnShare = Third }, SomeRows)) { Peer = OwnPeer },
        new BenchTask("trees", "extra_trees_regressor", "reg_dense", data => Numbers(data, Extra with { Trees = 20, ColumnShare = Third }, SomeRows)) { Peer = OwnPeer },
    ];

    private static Func<FitContext, Measured> Classes(DataSet data, ILearner<IModel> learner, int? rows = null)
    {
        Matrix x = First(data.Matrix("X"), rows);
        ClassTarget all = data.Classes("y"), truth = data.Classes("yt");
        ClassTarget y = new(all.Codes[..x.Rows].ToArray(), all.Classes);
        Features test = new(data.Matrix("Xt"));
        return context =>
        {
            // Features of their own, so that each run bins or ranks its columns anew.
            (double fit, IClassifier model) = Timed.Run(() => learner.FitClassifier(new TrainingData(new Features(x), y), context));
            (double predict, int[] classes) = Timed.Run(() => model.PredictClasses(test, context.Workers));
            return new Measured(fit, predict, Scores.Accuracy(truth, classes));
        };
    }

    private static Func<FitContext, Measured> Numbers(DataSet data, ILearner<IModel> learner, int rows)
    {
        Matrix x = First(data.Matrix("X"), rows);
        NumberTarget y = new(data.Doubles("y")[..rows]);
        Features test = new(data.Matrix("Xt"));
        double[] truth = data.Doubles("yt");
        return context =>
        {
            (double fit, IRegressor model) = Timed.Run(() => learner.FitRegressor(new TrainingData(new Features(x), y), context));
            (double predict, Matrix predictions) = Timed.Run(() => model.Predict(test, context.Workers));
            return new Measured(fit, predict, Scores.R2(truth, predictions.AsSpan()));
        };
    }

    private static Matrix First(Matrix all, int? rows) => rows is { } count ? new Matrix(count, all.Columns, all.AsSpan()[..(count * all.Columns)].ToArray()) : all;
}
