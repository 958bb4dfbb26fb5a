using Hone.Contracts;
using Hone.Models.Bayes;
using Hone.Numerics;

namespace Hone.Bench.Families;

/// <summary>Naive Bayes against scikit-learn's.</summary>
internal static class Bayes
{
    private static readonly NaiveBayes Gaussian = new() { Likelihood = NaiveBayesLikelihood.Gaussian, VarianceSmoothing = 1e-9 };
    private static readonly NaiveBayes Multinomial = new() { Likelihood = NaiveBayesLikelihood.Multinomial, Smoothing = 1 };

    public static string Heading => "Naive Bayes";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("bayes", "gaussian_nb", "cls_dense", data => Classification(data, Gaussian, x => x)) { Peer = "bayes.py" },
        new BenchTask("bayes", "multinomial_nb", "cls_dense", data => Classification(data, Multinomial, Counts)) { Peer = "bayes.py" },
    ];

    private static Matrix Counts(Matrix x) => x.Map(value => Math.Round(Math.Abs(value), MidpointRounding.ToEven));

    private static Func<FitContext, Measured> Classification(DataSet data, NaiveBayes learner, Func<Matrix, Matrix> prepare)
    {
        Features train = new(prepare(data.Matrix("X"))), test = new(prepare(data.Matrix("Xt")));
        ClassTarget y = data.Classes("y"), truth = data.Classes("yt");
        return context =>
        {
            (double fit, IClassifier model) = Timed.Run(() => (IClassifier)learner.Fit(new TrainingData(train, y), context));
            (double predict, int[] classes) = Timed.Run(() => model.PredictClasses(test, context.Workers));
            return new Measured(fit, predict, Scores.Accuracy(truth, classes));
        };
    }
}
