using Hone.Contracts;
using Hone.Data;
using Hone.Models.Linear;
using Hone.Recipes;

namespace Hone.Bench.Families;

/// <summary>Text features and a linear classifier on them, against scikit-learn.</summary>
internal static class Text
{
    // The last lines are the test set.
    private const int TestRows = 4000;

    public static string Heading => "Text";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("text", "tfidf", "docs", data => Features(data, new TfIdf { MostInRun = 2, MinRows = 2, Sublinear = true }, draft => draft.Blocks[0].Names.Count)).Wanting(4),
        new BenchTask("text", "tfidf_logreg", "docs", Classification).Wanting(4),
        new BenchTask("text", "hashing", "docs", data => Features(data, new HashText { Places = 1 << 18 }, draft => (double)draft.Blocks[0].Values.Values.Length / draft.RowCount)),
    ];

    private static (Draft Train, Draft Test, int Rows) Documents(DataSet data)
    {
        string[] lines = File.ReadAllLines(data.File("docs", "txt"));
        int rows = lines.Length - TestRows;
        return (Draft.Of(new Frame([new TextColumn("text", lines[..rows])])), Draft.Of(new Frame([new TextColumn("text", lines[rows..])])), rows);
    }

    private static Func<FitContext, Measured> Features(DataSet data, IStep step, Func<Draft, double> score)
    {
        (Draft train, Draft test, _) = Documents(data);
        return context =>
        {
            (double fit, StepFit fitted) = Timed.Run(() =>
            {
                StepFit one = step.Fit(train, null, context);
                _ = one.Training;
                return one;
            });
            (double transform, _) = Timed.Run(() => fitted.Step.Apply(test, context.Workers));
            return new Measured(fit, transform, score(fitted.Training));
        };
    }

    private static Func<FitContext, Measured> Classification(DataSet data)
    {
        (Draft train, Draft test, int rows) = Documents(data);
        ClassTarget all = data.Classes("labels");
        ClassTarget y = (ClassTarget)all.TakeRows([.. Enumerable.Range(0, rows)]), truth = (ClassTarget)all.TakeRows([.. Enumerable.Range(rows, TestRows)]);
        Recipe recipe = Recipe.Of(new TfIdf { MinRows = 2, Sublinear = true });
        LogisticRegression learner = new() { Penalty = 0.1, MaxIterations = 200 };   // the peer's C = 10
        return context =>
        {
            (double fit, (FittedRecipe Recipe, IClassifier Model) fitted) = Timed.Run(() =>
            {
                RecipeFit features = recipe.Fit(train.Table, y, context);
                return (features.Recipe, (IClassifier)learner.Fit(new TrainingData(features.Training, y), context));
            });
            (double predict, int[] classes) = Timed.Run(() => fitted.Model.PredictClasses(fitted.Recipe.Apply(test.Table, context.Workers), context.Workers));
            return new Measured(fit, predict, Scores.Accuracy(truth, classes));
        };
    }
}
