using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Linear models against scikit-learn.</summary>
internal static class Linear
{
    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("linear", "ridge", "reg_dense", data => Regression(data, new Ridge { Penalty = 1.0 })),
    ];

    private static Func<FitContext, Measured> Regression(DataSet data, ILearner<IRegressor> learner)
    {
        Features x = new(data.Matrix("X")), test = new(data.Matrix("Xt"));
        NumberTarget y = new(data.Doubles("y"));
        double[] truth = data.Doubles("yt");
        return context =>
        {
            (double fit, IRegressor model) = Timed.Run(() => learner.Fit(new TrainingData(x, y), context));
            (double predict, Matrix predictions) = Timed.Run(() => model.Predict(test, context.Workers));
            return new Measured(fit, predict, Scores.R2(truth, predictions.AsSpan()));
        };
    }
}
