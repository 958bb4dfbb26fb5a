using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Cross-validation against scikit-learn's. The score is the mean accuracy of the folds.</summary>
internal static class CrossValidation
{
    private static readonly GradientBoosting Learner = new() { Trees = 50, Leaves = 31, LearningRate = 0.1, MinLeafRows = 20, L2Penalty = 0, EarlyStoppingRounds = 0 };

    public static string Heading => "Metrics and validation";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("trees", "cross_val_boosting", "trees_100k", Boosting) { Peer = "cross_validation.py", Wanted = 1.5 },
    ];

    // New features each time, so that the columns are binned within the run; the folds are the rows in five runs, as the peer cuts them.
    private static Func<FitContext, Measured> Boosting(DataSet data)
    {
        Matrix x = data.Matrix("X");
        ClassTarget y = data.Classes("y");
        IReadOnlyList<Fold> folds = new KFold { Folds = 5, Shuffle = false }.Split(y.RowCount);
        return context =>
        {
            (double seconds, CrossValidationResult result) = Timed.Run(() => Evaluation.CrossValidation.Run(Learner, new TrainingData(new Features(x), y), folds, [Metric.Accuracy], context));
            return new Measured(seconds, null, result.Mean(Metric.Accuracy));
        };
    }
}
