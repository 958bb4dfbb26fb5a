using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

/// <summary>Boosting beside other libraries at the same settings.</summary>
public sealed class BoostingPeersTests
{
    // xgboost 1.7.4, tree_methods exact and hist, which agree here: eta 0.3, max_depth 4, lambda 1.5, min_child_weight 2, base_score the mean, 20 rounds: predictions of these rows.
    private static readonly int[] Probes = [0, 1, 2, 3, 9, 17, 50, 101, 150, 199];
    private static readonly double[] SquaredOfXgboost = [8.3532133102417, 6.494758605957031, 5.939783096313477, 14.615750312805176, 9.777472496032715, 9.821192741394043, 10.814704895019531, 6.709676742553711, 2.9208555221557617, 6.957137584686279];
    private static readonly double[] LogisticOfXgboost = [0.15865936875343323, 0.5666319131851196, 0.9633497595787048, 0.9815019965171814, 0.9461259245872498, 0.8526411652565002, 0.06155521795153618, 0.967881977558136, 0.8526411652565002, 0.9821441173553467];
    private const double SquaredSumOfXgboost = 1118.5554122179747, LogisticSumOfXgboost = 100.06489287130535;

    private static readonly GradientBoosting LikeXgboost = new()
    {
        Trees = 20,
        LearningRate = 0.3,
        Depth = 4,
        Leaves = 16,
        Growth = TreeGrowth.DepthWise,
        MinLeafRows = 1,
        MinLeafHessian = 2,
        L2Penalty = 1.5,
        EarlyStoppingRounds = 0,
    };

    [Fact]
    [Trait("topic", "xgboost-missing-values")]
    public void With_gaps_squared_loss_gives_what_xgboost_gives()
    {
        (Matrix x, double[] y, _) = Gaps();
        double[] found = ((IRegressor)LikeXgboost.Fit(TreeTables.Numbers(x, y))).Predict(x);
        for (int i = 0; i < Probes.Length; i++)
            Assert.Equal(SquaredOfXgboost[i], found[Probes[i]], 1e-5 * Math.Abs(SquaredOfXgboost[i]));
        Assert.Equal(SquaredSumOfXgboost, found.Sum(), 1e-5 * SquaredSumOfXgboost);
    }

    [Fact]
    [Trait("topic", "xgboost-missing-values")]
    public void With_gaps_logistic_loss_gives_what_xgboost_gives()
    {
        (Matrix x, _, int[] classes) = Gaps();
        BoostedTrees model = LikeXgboost.Fit(new TrainingData(new Features(x), new ClassTarget(classes, ["no", "yes"])));
        double[] found = new double[x.Rows];
        double[] probabilities = new double[2];
        for (int i = 0; i < x.Rows; i++)
        {
            ((IClassifier)model).PredictProbabilities(x.Row(i), probabilities);
            found[i] = probabilities[1];
        }
        for (int i = 0; i < Probes.Length; i++)
            Assert.Equal(LogisticOfXgboost[i], found[Probes[i]], 1e-5);
        Assert.Equal(LogisticSumOfXgboost, found.Sum(), 1e-4);
    }

    // scikit-learn 1.2.1, GradientBoostingRegressor and -Classifier: 100 trees, learning rate 0.1, depth 3; every fourth row held out, in turn
    // from rows 0, 1, 2 and 3. RMSE, and number of rows misjudged, over all four parts; the mean of seeds 0, 1, 2.
    [Theory]
    [Trait("topic", "gradient-boosting")]
    [InlineData("diabetes", 58.8163)]
    [InlineData("breast-cancer", 25.667)]
    public void Held_out_error_is_within_five_percent_of_scikit_learns(string table, double expected)
    {
        GradientBoosting learner = new() { Trees = 100, Depth = 3, Leaves = 8, Growth = TreeGrowth.DepthWise, MinLeafRows = 1, MinLeafHessian = 0, L2Penalty = 0, EarlyStoppingRounds = 0 };
        Frame rows = Shipped.Read(table);
        string target = rows.Columns[^1].Name;
        double sum = 0;
        for (int part = 0; part < 4; part++)
        {
            int[] test = [.. Enumerable.Range(0, rows.RowCount).Where(i => i % 4 == part)], train = [.. Enumerable.Range(0, rows.RowCount).Where(i => i % 4 != part)];
            EvaluationResult held = new Hone.Pipelines.Pipeline(learner).Fit(rows.Take(train), target).Evaluate(rows.Take(test));
            sum += test.Length * (held.Task == TargetKinds.Numbers ? Math.Pow(held[Metric.RootMeanSquaredError], 2) : 1 - held[Metric.Accuracy]);
        }
        double found = table == "diabetes" ? Math.Sqrt(sum / rows.RowCount) : sum;
        Assert.True(found <= 1.05 * expected, FormattableString.Invariant($"{found} against {expected}"));
    }

    // Few values a column, so that bins are the values themselves; gaps that say something in the first column and nothing in the third.
    private static (Matrix X, double[] Y, int[] Classes) Gaps()
    {
        const int n = 200;
        Matrix x = new(n, 3);
        double[] y = new double[n];
        int[] classes = new int[n];
        for (int i = 0; i < n; i++)
        {
            int a = i * 7 % 11, b = ((i * 5) + 3) % 13, c = ((i * i) + i) % 7;
            bool firstMissing = i * 3 % 10 < 2;
            (x[i, 0], x[i, 1], x[i, 2]) = (firstMissing ? double.NaN : a, b, i * 11 % 9 == 0 ? double.NaN : c);
            y[i] = (a * 0.5) - ((b - 5) * (b - 5) * 0.25) + (c * 1.5) + (i * 37 % 19 * 0.125) + (b * 0.0625) + (firstMissing ? 4 : 0);
            classes[i] = ((a - 5) * 0.5) + (c > 3 ? 3 : -2) + (((i * 29 % 17) - 8) * 0.3) > 0 ? 1 : 0;
        }
        return (x, y, classes);
    }
}
