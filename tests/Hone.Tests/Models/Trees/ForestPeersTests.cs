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
