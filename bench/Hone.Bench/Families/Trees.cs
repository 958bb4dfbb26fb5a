using Hone.Contracts;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Gradient boosting against scikit-learn's histogram boosting and xgboost.</summary>
internal static class Trees
{
    private static readonly GradientBoosting LikeSklearn = new() { LearningRate = 0.1, MinLeafRows = 20, L2Penalty = 0, EarlyStoppingRounds = 0 };
    private static readonly GradientBoosting LikeXgboost = new() { LearningRate = 0.1, MinLeafRows = 1, MinLeafHessian = 1, L2Penalty = 1, EarlyStoppingRounds = 0 };

    public static string Heading => "Boosting, 1M × 28, binning included";

    private const string OneRow = "One row at a time (predict: 1,000 rows)";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("trees", "hist_gbdt_31", "gbdt_1m", data => Boosting(data, LikeSklearn with { Trees = 100, Leaves = 31 })).Wanting(1.2, 2),
        new BenchTask("trees", "hist_gbdt_255", "gbdt_1m", data => Boosting(data, LikeSklearn with { Trees = 50, Leaves = 255 })).Wanting(1.2, 2),
        new BenchTask("trees", "xgb_hist_31", "gbdt_1m", data => Boosting(data, LikeXgboost with { Trees = 100, Leaves = 31 })).Wanting(1.5, 2),
        new BenchTask("trees", "xgb_hist_255", "gbdt_1m", data => Boosting(data, LikeXgboost with { Trees = 50, Leaves = 255 })).Wanting(1.5, 2),
        new BenchTask("trees", "xgb_hist_depth6", "gbdt_1m", data => Boosting(data, OfDepthSix(LikeXgboost))).Wanting(1.5, 2),
        new BenchTask("trees", "boost_row_sklearn", "gbdt_1m", data => OneByOne(data, OfDepthSix(LikeSklearn) with { Growth = TreeGrowth.LeafWise })) { Peer = "predict.py", WantedOfPredict = 100, Heading = OneRow },
        new BenchTask("trees", "boost_row_xgb", "gbdt_1m", data => OneByOne(data, OfDepthSix(LikeXgboost))) { Peer = "predict.py", WantedOfPredict = 100, Heading = OneRow },
    ];

    private static GradientBoosting OfDepthSix(GradientBoosting learner) => learner with { Trees = 100, Depth = 6, Leaves = 64, Growth = TreeGrowth.DepthWise };

    // The peers bin within their fit: new features each time, so that ours does as well.
    private static Func<FitContext, Measured> Boosting(DataSet data, GradientBoosting learner)
    {
        Matrix x = data.Matrix("X");
        Features test = new(data.Matrix("Xt"));
        ClassTarget y = data.Classes("y"), truth = data.Classes("yt");
        return context =>
        {
            (double fit, IClassifier model) = Timed.Run(() => (IClassifier)learner.Fit(new TrainingData(new Features(x), y), context));
            (double predict, int[] classes) = Timed.Run(() => model.PredictClasses(test, context.Workers));
            return new Measured(fit, predict, Scores.Accuracy(truth, classes));
        };
    }

    // 1,000 calls with one row each, the peers' loop; a row takes too little time to measure fewer.
    private static Func<FitContext, Measured> OneByOne(DataSet data, GradientBoosting learner)
    {
        const int rows = 1_000, trained = 100_000;
        Matrix x = data.Matrix("X").RowRange(0, trained), test = data.Matrix("Xt").RowRange(0, rows);
        ClassTarget all = data.Classes("y"), truth = data.Classes("yt");
        ClassTarget y = new([.. all.Codes[..trained]], all.Classes), first = new([.. truth.Codes[..rows]], truth.Classes);
        return context =>
        {
            (double fit, IClassifier model) = Timed.Run(() => (IClassifier)learner.Fit(new TrainingData(new Features(x), y), context));
            int[] classes = new int[rows];
            double[] probabilities = new double[2];
            void PredictAll()
            {
                for (int i = 0; i < rows; i++)
                {
                    model.PredictProbabilities(test.Row(i), probabilities);
                    classes[i] = probabilities[1] > probabilities[0] ? 1 : 0;
                }
            }
            // A service is warm after its first second; a thousand rows take less time than compiling does.
            for (double warm = 0.0; warm < 0.3;)
                warm += Timed.Run(PredictAll);
            double predict = Timed.Run(PredictAll);
            return new Measured(fit, predict, Scores.Accuracy(first, classes));
        };
    }
}
