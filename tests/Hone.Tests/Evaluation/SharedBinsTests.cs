using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Evaluation;

/// <summary>Folds of one matrix bin its columns once, together.</summary>
public sealed class SharedBinsTests
{
    private const int Rows = 600;

    private static readonly IReadOnlyList<Fold> Five = new KFold { Folds = 5 }.Split(Rows);

    public static TheoryData<string> Learners => ["boosting", "forest"];

    [Theory]
    [MemberData(nameof(Learners))]
    [Trait("topic", "cross-validation")]
    public void Columns_of_few_values_give_the_scores_of_folds_binned_apart(string name)
    {
        ILearner<IModel> learner = Learner(name);
        TrainingData data = Data(values: 12);
        FitContext context = new(Seed: 5, Workers: 2);
        CrossValidationResult shared = CrossValidation.Run(learner, data, Five, [Metric.Accuracy, Metric.LogLoss], context);
        for (int f = 0; f < Five.Count; f++)
        {
            TrainingData train = data.TakeRows(Five[f].Train), test = data.TakeRows(Five[f].Test);
            IClassifier apart = (IClassifier)learner.Fit(train, context.Part(f));
            Matrix probabilities = new(test.X.RowCount, apart.Classes.Count);
            apart.PredictProbabilities(test.X, probabilities, null);
            Assert.Equal(probabilities.AsSpan().ToArray(), ((ClassPredictions)shared.Folds[f].Predictions).Probabilities.AsSpan().ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void It_makes_no_difference_who_asked_for_bins_before_or_how_many_work(string name)
    {
        double[] plain = Scores(Data(values: 100_000), 1);
        foreach (int workers in (int[])[2, 4, 8])
            Assert.Equal(plain, Scores(Data(values: 100_000), workers));
        TrainingData asked = Data(values: 100_000);
        asked.X.Binned();
        Assert.Equal(plain, Scores(asked, 2));

        double[] Scores(TrainingData data, int workers) => CrossValidation.Run(Learner(name), data, Five, [Metric.LogLoss], new FitContext(Seed: 5, Workers: workers)).Scores(Metric.LogLoss);
    }

    [Fact]
    public void Every_fold_has_the_edges_of_all_rows()
    {
        TrainingData data = Data(values: 100_000);
        BinnedFeatures all = data.X.Binned();
        foreach (PreparedFold fold in PreparedFolds.Of(data, Five).Folds)
        {
            for (int j = 0; j < data.X.ColumnCount; j++)
                Assert.Same(all.Columns[j].Edges, fold.Train.X.Binned().Columns[j].Edges);
        }
    }

    private static ILearner<IModel> Learner(string name) => name == "boosting" ? new GradientBoosting { Trees = 10, Leaves = 7 } : new RandomForest { Trees = 8 };

    private static TrainingData Data(int values)
    {
        RandomStream random = RandomKey.FromSeed(9).Open();
        Matrix x = new(Rows, 5);
        int[] y = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            foreach (ref double value in x.Row(i))
                value = random.Below(values) / (double)values;
            y[i] = x[i, 0] + (x[i, 1] * x[i, 2]) + (0.3 * random.Normal()) > 0.8 ? 1 : 0;
        }
        return new TrainingData(new Features(x), new ClassTarget(y, ["no", "yes"]));
    }
}
