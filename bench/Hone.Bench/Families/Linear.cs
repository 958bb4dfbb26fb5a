using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Linear models against scikit-learn.</summary>
internal static class Linear
{
    // scikit-learn's L-BFGS ends where a step lowers the objective by less than 2.2e-9 of itself; a row's loss is about a third.
    private const double Excess = 7e-10;

    public static string Heading => "Linear models";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("linear", "logreg_lbfgs", "cls_dense", data => Classification(data, new LogisticRegression { Penalty = 1.0, Tolerance = Excess }.Fit)).Wanting(1),
        new BenchTask("linear", "logreg_multinomial", "knn_wide", data => Classification(data, new LogisticRegression { Penalty = 1.0, Tolerance = Excess }.Fit)).Wanting(1),
        new BenchTask("linear", "ridge", "reg_dense", data => Regression(data, new Ridge { Penalty = 1.0 })).Wanting(1),
        new BenchTask("linear", "ols", "reg_dense", data => Regression(data, new LinearRegression())).Wanting(1),
        new BenchTask("linear", "lasso", "reg_dense", data => Regression(data, new Lasso { Penalty = 0.01, Tolerance = 1e-6 })).Wanting(1),
        new BenchTask("linear", "elasticnet", "reg_dense", data => Regression(data, new ElasticNet { Penalty = 0.01, L1Ratio = 0.5, Tolerance = 1e-6 })).Wanting(1),
        new BenchTask("linear", "sgd_log", "cls_dense", data => Classification(data, (rows, context) =>
            (IClassifier)new StochasticGradientDescent { Penalty = 1e-4, Epochs = 20, Tolerance = 0, Patience = 20 }.Fit(rows, context))).Wanting(1),
        new BenchTask("stats", "ols_inference", "reg_dense", Inference),
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

    private static Func<FitContext, Measured> Classification(DataSet data, Func<TrainingData, FitContext, IClassifier> fitted)
    {
        Features x = new(data.Matrix("X")), test = new(data.Matrix("Xt"));
        ClassTarget y = data.Classes("y"), truth = data.Classes("yt");
        return context =>
        {
            (double fit, IClassifier model) = Timed.Run(() => fitted(new TrainingData(x, y), context));
            (double predict, int[] classes) = Timed.Run(() => model.PredictClasses(test, context.Workers));
            return new Measured(fit, predict, Scores.Accuracy(truth, classes));
        };
    }

    // Coefficients, standard errors, p values and R²; the peer predicts its training rows.
    private static Func<FitContext, Measured> Inference(DataSet data)
    {
        Features x = new(data.Matrix("X"));
        NumberTarget y = new(data.Doubles("y"));
        return context =>
        {
            (double fit, LinearModel model) = Timed.Run(() =>
            {
                LinearModel fitted = new LinearRegression { StandardErrors = true }.Fit(new TrainingData(x, y), context);
                fitted.Summary!.PValues();
                return fitted;
            });
            (double predict, Matrix _) = Timed.Run(() => model.Predict(x, context.Workers));
            return new Measured(fit, predict, model.Summary!.RSquared);
        };
    }
}
