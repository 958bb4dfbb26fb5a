using Hone.Contracts;
using Hone.Data;
using Hone.Models.Trees;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

/// <summary>Forests score like scikit-learn's, to within what that one's own seed changes.</summary>
/// <remarks>
/// scikit-learn 1.2.1, 200 trees, max_features 1/3 for numbers and "sqrt" for classes, seeds 0 to 9, rows 0, 5, 10 … held out: the least and the
/// greatest RMSE (diabetes) and mean squared error of the malignant class's probability (breast cancer).
/// </remarks>
public sealed class ForestPeersTests
{
    private const int Seeds = 10;

    [Theory]
    [Trait("topic", "random-forest")]
    [InlineData("forest", 54.5768, 56.3025)]
    [InlineData("extratrees", 53.1093, 54.7855)]
    public void Diabetes_is_predicted_as_well_as_by_scikit_learn(string name, double least, double greatest)
    {
        (TrainingData train, TrainingData test) = Split("diabetes", "progression");
        ReadOnlySpan<double> truth = ((NumberTarget)test.Y).Values.Column(0);
        double sum = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            double[] predicted = Learner(name, 1.0 / 3).FitRegressor(train, new FitContext((ulong)seed)).Predict(test.X).Column(0);
            double squares = 0;
            for (int i = 0; i < truth.Length; i++)
                squares += (predicted[i] - truth[i]) * (predicted[i] - truth[i]);
            sum += Math.Sqrt(squares / truth.Length);
        }
        (sum / Seeds).ShouldBeInRange(least, greatest);
    }

    [Theory]
    [Trait("topic", "random-forest")]
    [InlineData("forest", 0.03711, 0.04065)]
    [InlineData("extratrees", 0.03301, 0.03679)]
    public void Breast_cancer_is_classified_as_well_as_by_scikit_learn(string name, double least, double greatest)
    {
        (TrainingData train, TrainingData test) = Split("breast-cancer", "diagnosis");
        ClassTarget truth = (ClassTarget)test.Y;
        int malignant = truth.Classes.ToList().IndexOf("malignant");
        double sum = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            Matrix probabilities = Learner(name, null).FitClassifier(train, new FitContext((ulong)seed)).PredictProbabilities(test.X);
            double squares = 0;
            for (int i = 0; i < truth.RowCount; i++)
            {
                double off = probabilities[i, malignant] - (truth.Codes[i] == malignant ? 1 : 0);
                squares += off * off;
            }
            sum += squares / truth.RowCount;
        }
        (sum / Seeds).ShouldBeInRange(least, greatest);
    }

    [Theory]
    [Trait("topic", "random-forest")]
    [InlineData("bins", 0.5110, 0.5206)]
    [InlineData("exact", 0.5110, 0.5206)]
    [InlineData("extratrees", 0.5688, 0.5788)]
    public void Houses_are_priced_as_well_as_by_scikit_learn_with_bins_and_without(string name, double least, double greatest)
    {
        // scikit-learn 1.2.1, RandomForestRegressor and ExtraTreesRegressor(30, max_features=0.5, min_samples_leaf=3), seeds 0 to 4: least and greatest RMSE of
        // rows 0, 5, 10 … in units of 100,000, trained on the rows that leave 1 or 2. Most columns have thousands of distinct values.
        string[][] lines = [.. File.ReadLines(SharedData.Path("california-housing/housing.csv")).Skip(1).Select(line => line.Split(','))];
        int[] columns = [0, 1, 2, 3, 5, 6, 7];                 // all numbers but the bedrooms, which have gaps
        Matrix x = Matrix.FromRows([.. lines.Select(parts => columns.Select(c => Number(parts[c])).ToArray())]);
        double[] y = [.. lines.Select(parts => Number(parts[8]) / 1e5)];
        TrainingData all = new(new Features(x), new NumberTarget(y));
        TrainingData train = all.TakeRows([.. Enumerable.Range(0, y.Length).Where(i => i % 5 is 1 or 2)]), test = all.TakeRows([.. Enumerable.Range(0, y.Length).Where(i => i % 5 == 0)]);
        double[] truth = ((NumberTarget)test.Y).Values.Column(0);
        double sum = 0;
        for (int seed = 0; seed < 3; seed++)
        {
            RandomForest forest = new() { Trees = 30, ColumnShare = 0.5, MinLeafRows = 3 };
            ILearner<IModel> learner = name == "bins" ? forest : name == "exact" ? forest with { Bins = null } : new ExtraTrees { Trees = 30, ColumnShare = 0.5, MinLeafRows = 3 };
            double[] predicted = learner.FitRegressor(train, new FitContext((ulong)seed)).Predict(test.X).Column(0);
            sum += Math.Sqrt(predicted.Zip(truth, (p, t) => (p - t) * (p - t)).Average());
        }
        (sum / 3).ShouldBeInRange(least - (0.005 * least), greatest + (0.005 * greatest));
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static ILearner<IModel> Learner(string name, double? columnShare) => name == "forest"
        ? new RandomForest { ColumnShare = columnShare }
        : new ExtraTrees { ColumnShare = columnShare };

    private static (TrainingData Train, TrainingData Test) Split(string table, string target)
    {
        Frame rows = Shipped.Read(table);
        int[] test = [.. Enumerable.Range(0, rows.RowCount).Where(i => i % 5 == 0)], train = [.. Enumerable.Range(0, rows.RowCount).Where(i => i % 5 != 0)];
        string[] inputs = [.. rows.Columns.Select(c => c.Name).Where(n => n != target)];
        Matrix x = new(rows.RowCount, inputs.Length);
        for (int j = 0; j < inputs.Length; j++)
        {
            double[] values = rows.Numbers(inputs[j]).ToArray();
            for (int i = 0; i < values.Length; i++)
                x[i, j] = values[i];
        }
        TrainingData all = new(new Features(x), TargetColumn.Read(rows[target]));
        return (all.TakeRows(train), all.TakeRows(test));
    }
}
