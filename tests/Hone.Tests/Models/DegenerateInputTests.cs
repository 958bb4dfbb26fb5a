using Hone.Contracts;
using Hone.Models.Baselines;
using Hone.Models.Bayes;
using Hone.Models.Linear;
using Hone.Models.Neighbors;
using Hone.Numerics;

namespace Hone.Tests.Models;

/// <summary>Shapes that tables have by accident: no column, one row, constant columns, a constant target, more columns than rows, huge and tiny values.</summary>
public class DegenerateInputTests
{
    private static readonly ILearner<IModel>[] OfNumbers =
    [
        new Baseline(), new LinearRegression(), new Ridge(), new Ridge { Penalty = 0 }, new Lasso(), new ElasticNet(), new StochasticGradientDescent(),
        new NearestNeighbors(), new NearestNeighbors { Search = NeighborSearch.BallTree, Weighting = NeighborWeighting.Distance }, new Ridge { Solver = RidgeSolver.ConjugateGradients },
    ];

    private static readonly ILearner<IModel>[] OfClasses =
    [
        new Baseline(), new LogisticRegression(), new LogisticRegression { Norm = PenaltyNorm.L1 }, new LogisticRegression { Norm = PenaltyNorm.None },
        new LogisticRegression { Solver = LogisticSolver.FirstOrder }, new StochasticGradientDescent(), new NearestNeighbors(), new NaiveBayes(),
        new NaiveBayes { Likelihood = NaiveBayesLikelihood.Bernoulli },
    ];

    public static TheoryData<string> Shapes() => ["no column", "one row", "two rows", "constant columns", "wide", "tiny", "tiniest", "large", "collinear"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Numbers_are_predicted_finite(string shape)
    {
        Matrix x = Shape(shape);
        double[] y = [.. Enumerable.Range(0, x.Rows).Select(i => 2.0 + (i % 3))];
        foreach (ILearner<IModel> learner in OfNumbers)
        {
            Matrix found = ModelChecks.Predictions(learner.Fit(Tables.Data(x, y)), new Features(x));
            foreach (double value in found.AsSpan())
                double.IsFinite(value).ShouldBeTrue($"{learner} on {shape}");
            // A constant target is predicted as it is.
            Matrix constant = ModelChecks.Predictions(learner.Fit(Tables.Data(x, [.. y.Select(_ => 7.0)])), new Features(x));
            foreach (double value in constant.AsSpan())
                Near.Equal(7, value, absolute: 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Probabilities_are_finite_and_sum_to_one(string shape)
    {
        Matrix x = Shape(shape);
        if (x.Rows < 2)
            return;
        string[] y = [.. Enumerable.Range(0, x.Rows).Select(i => i % 3 == 0 ? "a" : "b")];
        foreach (ILearner<IModel> learner in OfClasses)
        {
            Matrix found = ModelChecks.Predictions(learner.Fit(Tables.Data(x, y)), new Features(x));
            for (int i = 0; i < x.Rows; i++)
                Math.Abs(found.Row(i).ToArray().Sum() - 1).ShouldBeLessThan(1e-12, $"{learner} on {shape}");
        }
    }

    [Fact]
    public void Neighbours_too_far_for_a_double_are_all_alike()
    {
        Matrix x = Shape("large").Map(v => v * 1e150);
        double[] y = [.. Enumerable.Range(0, x.Rows).Select(i => 2.0 + (i % 3))];
        foreach (NeighborMetric metric in Enum.GetValues<NeighborMetric>())
        {
            IRegressor model = new NearestNeighbors { Metric = metric, Weighting = NeighborWeighting.Distance }.FitRegressor(x, y);
            model.Predict(x.Map(v => -v)).ShouldAllBe(v => double.IsFinite(v));
        }
    }

    [Fact]
    public void A_cancelled_fit_throws_and_a_stopped_one_keeps_what_it_has()
    {
        Matrix x = Shape("shaped");
        double[] y = [.. Enumerable.Range(0, x.Rows).Select(i => 2.0 + (i % 3))];
        string[] classes = [.. Enumerable.Range(0, x.Rows).Select(i => i % 3 == 0 ? "a" : "b")];
        CancellationToken done = new(canceled: true);
        foreach (ILearner<IModel> learner in OfNumbers)
            Should.Throw<OperationCanceledException>(() => learner.Fit(Tables.Data(x, y), new FitContext(Cancellation: done)));
        foreach (ILearner<IModel> learner in OfClasses)
            Should.Throw<OperationCanceledException>(() => learner.Fit(Tables.Data(x, classes), new FitContext(Cancellation: done)));
        foreach (ILearner<IModel> learner in (ILearner<IModel>[])[new LogisticRegression(), new LogisticRegression { Solver = LogisticSolver.FirstOrder }, new StochasticGradientDescent()])
        {
            IModel stopped = learner.Fit(Tables.Data(x, classes), new FitContext(Stop: done));
            (stopped.Report.Iterations, stopped.Report.Stop).ShouldBe((1, StopReason.Stopped), learner.ToString());
        }
    }

    [Fact]
    public void Every_learner_is_in_the_catalogue_under_its_name()
    {
        string[] names = ["baseline", "linear", "ridge", "lasso", "elasticnet", "logistic", "sgd", "neighbors", "bayes"];
        foreach (string name in names)
        {
            LearnerEntry entry = HoneCatalogue.Value.Learner(name);
            entry.Summary.ShouldNotBeNullOrEmpty();
            entry.Settings.ShouldNotBeEmpty();
            foreach (Setting setting in entry.Settings)
                setting.With(entry.Create(), setting.Default).ShouldBe(entry.Create());
        }
        ((Ridge)HoneCatalogue.Value.Learner("ridge").Setting("penalty").With(new Ridge(), "2.5")).Penalty.ShouldBe(2.5);
    }

    private static Matrix Shape(string shape)
    {
        (int rows, int columns) = shape switch
        {
            "no column" => (6, 0),
            "one row" => (1, 3),
            "two rows" => (2, 3),
            "wide" => (7, 40),
            _ => (30, 3),
        };
        RandomStream random = RandomKey.FromSeed(1).Open();
        Matrix x = new(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                x[i, j] = shape switch
                {
                    "constant columns" => 3.25,
                    "tiny" => 1e-150 * random.Uniform(-1, 1),
                    "tiniest" => 1e-300 * random.Uniform(-1, 1),
                    "large" => 1e100 * random.Uniform(-1, 1),
                    "collinear" => j == 0 ? random.Uniform(-1, 1) : (j + 1) * x[i, 0],
                    _ => random.Uniform(-1, 1),
                };
            }
        }
        return x;
    }
}
