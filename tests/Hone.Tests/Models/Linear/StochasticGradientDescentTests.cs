using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

public class StochasticGradientDescentTests
{
    [Fact]
    [Trait("topic", "linear-regression")]
    public void Gradient_descent_comes_near_least_squares()
    {
        (Matrix x, double[] y) = Tables.Diabetes();
        Matrix z = Tables.Standardised(x);
        double best = Error(new LinearRegression().Fit(z, y).Predict(z), y);
        IRegressor model = new StochasticGradientDescent { Penalty = 0, Epochs = 300, Tolerance = 0, Patience = 300 }.FitRegressor(z, y);
        Error(model.Predict(z), y).ShouldBeInRange(best, best * 1.005);
    }

    [Fact]
    public void Classes_are_told_apart_about_as_well_as_by_the_exact_fit()
    {
        (Matrix x, string[] y) = Tables.BreastCancer();
        Matrix z = Tables.Standardised(x);
        double sgd = Accuracy(new StochasticGradientDescent().FitClassifier(z, y), z, y);
        sgd.ShouldBeGreaterThan(Accuracy(new LogisticRegression().FitClassifier(z, y), z, y) - 0.01);
        (Matrix digits, string[] names) = Tables.Digits();
        Matrix scaled = digits.Scale(1 / 16.0);
        Accuracy(new StochasticGradientDescent { Epochs = 20 }.FitClassifier(scaled, names), scaled, names).ShouldBeGreaterThan(0.96);
    }

    [Fact]
    [Trait("topic", "incremental-learning")]
    public void Learning_in_pieces_stays_within_a_point_of_learning_at_once()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 4000, columns: 6, classes: 3, seed: 3);
        TrainingData data = Tables.Data(x, y);
        StochasticGradientDescent learner = new();
        StochasticGradientDescentModel model = learner.Fit(data.TakeRows([.. Enumerable.Range(0, 400)]), new FitContext(Seed: 1));
        double[] before = ModelChecks.Predictions(model, data.X).AsSpan().ToArray();
        StochasticGradientDescentModel first = model;
        for (int piece = 1; piece < 10; piece++)
            model = learner.Update(model, data.TakeRows([.. Enumerable.Range(400 * piece, 400)]), new FitContext(Seed: 1));
        Accuracy((IClassifier)model, x, y).ShouldBeGreaterThan(Accuracy(learner.FitClassifier(x, y), x, y) - 0.01);
        ModelChecks.Predictions(first, data.X).AsSpan().ToArray().ShouldBe(before);
    }

    [Fact]
    public void An_absolute_penalty_without_averaging_leaves_exact_zeros()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 400, columns: 3, seed: 3);
        Matrix wide = new(400, 12);
        RandomStream random = RandomKey.FromSeed(1).Open();
        for (int i = 0; i < 400; i++)
        {
            for (int j = 0; j < 12; j++)
                wide[i, j] = j < 3 ? x[i, j] - j : random.Uniform(-1, 1);
        }
        StochasticGradientDescentModel model = new StochasticGradientDescent { Norm = PenaltyNorm.L1, Penalty = 0.05, Averaging = false }.Fit(wide, y);
        model.CoefficientsOf().ToArray().Count(w => w == 0).ShouldBeGreaterThan(5);
        model.CoefficientsOf().ToArray().Take(3).ShouldAllBe(w => w != 0);
    }

    [Fact]
    public void The_huber_loss_withstands_outliers()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 400, columns: 1, seed: 3);
        double slope = new LinearRegression().Fit(x, y).Coefficients[0];
        for (int i = 0; i < 400; i += 20)
            y[i] += x[i, 0] > 0 ? 60 : 0;
        double Slope(GradientLoss loss) => new StochasticGradientDescent { Loss = loss, HuberThreshold = 0.1 }.Fit(x, y).CoefficientsOf()[0];
        Math.Abs(Slope(GradientLoss.Huber) - slope).ShouldBeLessThan(0.5 * Math.Abs(Slope(GradientLoss.Squared) - slope));
    }

    [Fact]
    public void A_huge_learning_rate_and_wide_rows_do_not_diverge()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 200, columns: 300, seed: 3);
        foreach (double rate in (double[])[1, 1e6])
            new StochasticGradientDescent { LearningRate = rate, Epochs = 5 }.FitRegressor(x, y).Predict(x).ShouldAllBe(v => double.IsFinite(v));
    }

    [Fact]
    public void The_scale_of_the_target_does_not_matter()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 100, columns: 3, seed: 3);
        double[] plain = new StochasticGradientDescent().FitRegressor(x, y).Predict(x);
        double[] scaled = new StochasticGradientDescent().FitRegressor(x, [.. y.Select(v => (1024 * v) + 5)]).Predict(x);
        Near.Equal([.. plain.Select(v => (1024 * v) + 5)], scaled, relative: 1e-6, absolute: 1e-3);
        StochasticGradientDescentModel flat = new StochasticGradientDescent().Fit(x, [.. y.Select(_ => 3.0)]);
        Near.Equal(3, flat.Intercepts[0], absolute: 1e-12);
    }

    [Fact]
    public void Settings_change_the_model()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 100, columns: 3, seed: 3);
        double[] Of(StochasticGradientDescent l, ulong seed = 0) => l.Fit(x, y, new FitContext(Seed: seed)).CoefficientsOf().ToArray();
        StochasticGradientDescent plain = new() { Epochs = 8 };
        StochasticGradientDescent[] others =
        [
            plain with { Penalty = 0.1 }, plain with { LearningRate = 0.05 }, plain with { Schedule = LearningRateSchedule.Constant }, plain with { Power = 1 },
            plain with { Averaging = false }, plain with { FitIntercept = false }, plain with { Epochs = 7 }, plain with { Loss = GradientLoss.Huber },
            plain with { Norm = PenaltyNorm.L1 }, plain with { Norm = PenaltyNorm.None }, plain with { Tolerance = 10, Patience = 1 },
        ];
        foreach (StochasticGradientDescent other in others)
            Of(other).ShouldNotBe(Of(plain), other.ToString());
        Of(plain, 1).ShouldNotBe(Of(plain));
        Of(plain with { HuberThreshold = 5, L1Ratio = 0.9, ClassWeights = ClassWeights.Balanced }).ShouldBe(Of(plain));
        StochasticGradientDescent net = plain with { Norm = PenaltyNorm.ElasticNet, Penalty = 0.1 };
        Of(net with { L1Ratio = 0.9 }).ShouldNotBe(Of(net));
        StochasticGradientDescent adaptive = new() { Schedule = LearningRateSchedule.Adaptive, Epochs = 1000, Patience = 1, Tolerance = 1e-3 };
        adaptive.Fit(x, y).Report.Stop.ShouldBe(StopReason.Converged);
        (Matrix z, string[] c) = Samples.Clouds(rows: 90, columns: 3, classes: 3, seed: 3);
        TrainingData uneven = Tables.Data(z, c).TakeRows([.. Enumerable.Range(0, 90).Where(i => i % 3 > 0 || i < 9)]);
        new StochasticGradientDescent { ClassWeights = ClassWeights.Balanced }.Fit(uneven).Intercepts[0].ShouldBeGreaterThan(new StochasticGradientDescent().Fit(uneven).Intercepts[0]);
        ((StochasticGradientDescent)plain.Propose(new Trial(0, d => d.Low))).Penalty.ShouldBe(1e-7, 1e-20);
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 700, columns: 5, seed: 3);
        TrainingData numbers = Tables.Data(x, y);
        foreach (int classes in (int[])[2, 3])
        {
            (Matrix z, string[] names) = Samples.Clouds(rows: 700, columns: 5, classes, seed: 3);
            Check(Tables.Data(z, names));
            ModelChecks.RoundTripPredictsTheSame((GradientClassifier)new StochasticGradientDescent().Fit(z, names), new Features(z));
        }
        Check(numbers);
        GradientRegressor model = (GradientRegressor)new StochasticGradientDescent().Fit(numbers);
        ModelChecks.RoundTripPredictsTheSame(model, numbers.X);
        // A model that was read goes on as the one that was written.
        StochasticGradientDescent learner = new();
        ModelChecks.Same(ModelChecks.Predictions(learner.Update(model, numbers), numbers.X), ModelChecks.Predictions(learner.Update(ModelChecks.RoundTrip(model), numbers), numbers.X));
    }

    [Fact]
    public void Two_ranks_agree_with_one_another_and_learn()
    {
        (Matrix x, string[] y) = Samples.Clouds(rows: 2001, columns: 5, classes: 3, seed: 3);       // one rank has a row more
        StochasticGradientDescentModel[] models = ModelChecks.OnTwoRanks(new StochasticGradientDescent(), Tables.Data(x, y));
        ModelChecks.Same(ModelChecks.Predictions(models[0], new Features(x)), ModelChecks.Predictions(models[1], new Features(x)));
        models[0].State.Seen.ShouldBe(models[1].State.Seen);
        Accuracy((IClassifier)models[0], x, y).ShouldBeGreaterThan(Accuracy(new StochasticGradientDescent().FitClassifier(x, y), x, y) - 0.01);
    }

    [Fact]
    public void Bad_input_is_refused_with_one_sentence()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 20, columns: 2, seed: 3);
        Should.Throw<ArgumentException>(() => new StochasticGradientDescent { Loss = GradientLoss.Logistic }.Fit(x, y)).Message.ShouldStartWith("The Logistic loss is for classes, but the target holds numbers.");
        StochasticGradientDescentModel model = new StochasticGradientDescent().Fit(x, y);
        Should.Throw<ArgumentException>(() => new StochasticGradientDescent().Update(model, Tables.Data(x, [.. y.Select(v => v > 0 ? "a" : "b")]))).Message.ShouldStartWith("The model predicts 1 numbers a row");
        x[3, 1] = double.NaN;
        Should.Throw<ArgumentException>(() => new StochasticGradientDescent().Fit(x, y)).Message.ShouldStartWith("Column 'x2' is missing in row 3; stochastic gradient descent takes finite numbers.");
    }

    private static void Check(TrainingData data)
    {
        StochasticGradientDescent learner = new();
        StochasticGradientDescentModel model = learner.Fit(data);
        ModelChecks.BatchEqualsRows(model, data.X);
        ModelChecks.OneRowAllocatesNothing(model, data.X);
        ModelChecks.SameBitsForAnyWorkers(learner, data);
        ModelChecks.RefitIsTheSame(learner, data);
        ModelChecks.InputIsUntouched(learner, data);
    }

    private static double Error(double[] found, double[] y) => Math.Sqrt(found.Zip(y, (a, b) => (a - b) * (a - b)).Average());

    private static double Accuracy(IClassifier model, Matrix x, string[] y) =>
        model.PredictClasses(new Features(x)).Zip(y, (code, name) => model.Classes[code] == name ? 1.0 : 0).Average();
}
