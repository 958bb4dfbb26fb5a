using Hone.Contracts;
using Hone.Models.Baselines;
using Hone.Numerics;

namespace Hone.Tests.Models.Baselines;

[Trait("topic", "baseline-model")]
public class BaselineTests
{
    private static readonly Matrix X = Matrix.From(new[,] { { 0.0 }, { 1 }, { 2 }, { 3 }, { 4 } });

    // scikit-learn 1.2.1: DummyRegressor('mean'), ('median'), ('quantile', quantile=0.3) on [3, 1, 4, 1, 9].
    [Fact]
    public void Numbers_are_those_of_scikit_learns_dummy()
    {
        double[] y = [3, 1, 4, 1, 9];
        Constant(new Baseline(), y).ShouldBe(3.6);
        Constant(new Baseline { Numbers = BaselineNumbers.Median }, y).ShouldBe(3.0);
        Near.Equal(1.4, Constant(new Baseline { Numbers = BaselineNumbers.Quantile, Quantile = 0.3 }, y), relative: 1e-15);
        Constant(new Baseline { Numbers = BaselineNumbers.Quantile, Quantile = 0 }, y).ShouldBe(1);
        Constant(new Baseline { Numbers = BaselineNumbers.Quantile, Quantile = 1 }, y).ShouldBe(9);
        Constant(new Baseline { Numbers = BaselineNumbers.Last }, y).ShouldBe(9);
    }

    [Fact]
    public void Weights_count_as_repeated_rows()
    {
        TrainingData data = Tables.Data(X, [3.0, 1, 4, 1, 9]);
        int[] times = [2, 0, 1, 4, 3];
        foreach (BaselineNumbers numbers in (BaselineNumbers[])[BaselineNumbers.Mean, BaselineNumbers.Median])
        {
            Baseline baseline = new() { Numbers = numbers };
            double weighted = ((BaselineRegressor)baseline.Fit(data with { Weights = [.. times.Select(t => (double)t)] })).Constants[0];
            Near.Equal(((BaselineRegressor)baseline.Fit(ModelChecks.Duplicated(data, times))).Constants[0], weighted, relative: 1e-15);
        }
    }

    [Fact]
    public void A_constant_target_is_predicted_exactly()
    {
        foreach (BaselineNumbers numbers in Enum.GetValues<BaselineNumbers>())
            Constant(new Baseline { Numbers = numbers }, [0.1, 0.1, 0.1, 0.1, 0.1]).ShouldBe(0.1);
    }

    // scikit-learn 1.2.1: DummyClassifier('prior') and ('most_frequent') on b a b c b.
    [Fact]
    public void Priors_and_majority_are_those_of_scikit_learns_dummy()
    {
        Probabilities(new Baseline()).ShouldBe([0.2, 0.6, 0.2]);
        Probabilities(new Baseline { Classes = BaselineClasses.Majority }).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public void Stratified_draws_follow_the_priors_and_stay_the_same_for_a_row()
    {
        string[] y = [.. Enumerable.Range(0, 4000).Select(i => i % 10 < 7 ? "a" : i % 10 < 9 ? "b" : "c")];
        (Matrix x, _) = Samples.Linear(4000, 2, seed: 1);
        Baseline baseline = new() { Classes = BaselineClasses.Stratified };
        IClassifier model = (IClassifier)baseline.Fit(Tables.Data(x, y), new FitContext(Seed: 3));
        Matrix drawn = model.PredictProbabilities(new Features(x));
        double[] counts = [.. Enumerable.Range(0, 3).Select(c => drawn.Column(c).Sum() / 4000)];
        Near.Equal([0.7, 0.2, 0.1], counts, absolute: 0.025);           // about three standard deviations of a share of 4,000
        ModelChecks.Same(drawn, model.PredictProbabilities(new Features(x)));
        IClassifier other = (IClassifier)baseline.Fit(Tables.Data(x, y), new FitContext(Seed: 4));
        Assert.False(drawn.AsSpan().SequenceEqual(other.PredictProbabilities(new Features(x)).AsSpan()), "another seed draws otherwise");
    }

    [Fact]
    public void Classes_without_rows_have_no_share()
    {
        IClassifier model = (IClassifier)new Baseline().Fit(new TrainingData(new Features(X), new ClassTarget([0, 0, 2, 2, 2], ["a", "b", "c"])));
        double[] shares = new double[3];
        model.PredictProbabilities([1], shares);
        shares.ShouldBe([0.4, 0, 0.6]);
    }

    [Fact]
    public void It_takes_any_columns_and_never_reads_them()
    {
        Features x = new(Matrix.From(new[,] { { double.NaN, 1 }, { double.PositiveInfinity, 0 } }), [new("n"), new("c", ["u", "v"])]);
        ((IRegressor)new Baseline().Fit(new TrainingData(x, new NumberTarget([1.0, 3])))).Predict(x).Column(0).ShouldBe([2, 2]);
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        (Matrix x, double[] y) = Samples.Linear(1200, 3, seed: 2);
        foreach (BaselineNumbers numbers in Enum.GetValues<BaselineNumbers>())
        {
            ModelChecks.All(new Baseline { Numbers = numbers, Quantile = 0.8 }, Tables.Data(x, y));
            ModelChecks.RoundTripPredictsTheSame((BaselineRegressor)new Baseline { Numbers = numbers }.Fit(x, y), new Features(x));
        }
        (x, string[] classes) = Samples.Clouds(1200, 3, 3, seed: 2);
        foreach (BaselineClasses strategy in Enum.GetValues<BaselineClasses>())
        {
            ModelChecks.All(new Baseline { Classes = strategy }, Tables.Data(x, classes));
            ModelChecks.RoundTripPredictsTheSame((BaselineClassifier)new Baseline { Classes = strategy }.Fit(x, classes), new Features(x));
        }
    }

    [Fact]
    public void Ranks_with_other_classes_are_refused()
    {
        Exception fault = Should.Throw<ArgumentException>(() => InProcessRanks.Run(2, ranks =>
            new Baseline().Fit(Tables.Data(X, ranks.Rank == 0 ? ["a", "b", "a", "b", "a"] : ["a", "c", "a", "c", "a"]), new FitContext(Collective: ranks))));
        fault.Message.ShouldContain("every rank must list the same ones in the same order");
    }

    [Fact]
    public void A_share_outside_zero_and_one_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Baseline { Quantile = 1.5 }).Message.ShouldStartWith("Quantile must be a number from 0 to 1; found 1.5.");

    [Fact]
    public void A_damaged_package_is_refused()
    {
        BaselineClassifier model = (BaselineClassifier)new Baseline().Fit(X, ["b", "a", "b", "c", "b"]);
        PackageWriter writer = new();
        model.Write(writer);
        writer.Document.Root["positive"] = 7;
        Should.Throw<InvalidDataException>(() => BaselineClassifier.Read(new PackageReader(writer.Document, new Catalogue([], [])))).Message.ShouldContain("positive");
    }

    private static double Constant(Baseline baseline, double[] y) => ((BaselineRegressor)baseline.Fit(X, y)).Constants[0];

    private static double[] Probabilities(Baseline baseline)
    {
        double[] result = new double[3];
        ((IClassifier)baseline.Fit(X, ["b", "a", "b", "c", "b"])).PredictProbabilities([7], result);
        return result;
    }
}
