using System.Globalization;
using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Bench.Families;

/// <summary>Recipe steps against scikit-learn's transformers; what is fitted is the step, what is transformed is the table of the training rows.</summary>
internal static class Preprocess
{
    public static string Heading => "Preparation";

    public static IReadOnlyList<BenchTask> Tasks { get; } =
    [
        new BenchTask("preprocess", "standard_scaler", "table", data => Step(Numbers(data), new StandardScale(), MeanAbsolute)).Wanting(1.5),
        new BenchTask("preprocess", "simple_imputer_mean", "table", data => Step(Numbers(data), new Impute { With = ImputeWith.Mean }, Mean)).Wanting(3),
        new BenchTask("preprocess", "simple_imputer_median", "table", data => Step(Numbers(data), new Impute { With = ImputeWith.Median }, Mean)).Wanting(3),
        new BenchTask("preprocess", "one_hot_codes", "table", data => Step(Codes(data), new OneHot { Sparse = true }, Width)).Wanting(3),
        new BenchTask("preprocess", "one_hot_strings", "table", data => Steps(Texts(data), [new TextsAsCategories(), new OneHot { Sparse = true }], Width)).Wanting(3),
    ];

    private static Func<FitContext, Measured> Step(Frame table, IStep step, Func<Draft, double> score) => Steps(table, [step], score);

    private static Func<FitContext, Measured> Steps(Frame table, IStep[] steps, Func<Draft, double> score)
    {
        Draft draft = Draft.Of(table);
        return context =>
        {
            List<IFittedStep> fitted = [];
            double fit = Timed.Run(() =>
            {
                Draft now = draft;
                for (int i = 0; i < steps.Length; i++)
                {
                    StepFit one = steps[i].Fit(now, null, context);
                    fitted.Add(one.Step);
                    if (i < steps.Length - 1)
                        now = one.Training;
                }
            });
            (double transform, Draft result) = Timed.Run(() => fitted.Aggregate(draft, (now, step) => step.Apply(now, context.Workers)));
            return new Measured(fit, transform, score(result));
        };
    }

    private static Frame Numbers(DataSet data)
    {
        Matrix x = data.Matrix("X");
        return new Frame([.. Enumerable.Range(0, x.Columns).Select(j => new NumberColumn(Name(j), x.Column(j)))]);
    }

    private static Frame Codes(DataSet data)
    {
        Matrix codes = data.Matrix("C");
        return new Frame([.. Enumerable.Range(0, codes.Columns).Select(j =>
        {
            int[] values = Array.ConvertAll(codes.Column(j), value => (int)value);
            string[] levels = [.. Enumerable.Range(0, values.Max() + 1).Select(level => level.ToString(CultureInfo.InvariantCulture))];
            return new CategoryColumn(Name(j), values, levels);
        })]);
    }

    // Each cell a string of its own, as at the peer's.
    private static Frame Texts(DataSet data)
    {
        Matrix codes = data.Matrix("C");
        return new Frame([.. Enumerable.Range(0, codes.Columns).Select(j =>
            new TextColumn(Name(j), Array.ConvertAll(codes.Column(j), value => "v" + ((int)value).ToString(CultureInfo.InvariantCulture))))]);
    }

    private static string Name(int j) => string.Create(CultureInfo.InvariantCulture, $"x{j + 1}");

    private static double Mean(Draft draft) => draft.Table.Columns.Average(column => ((NumberColumn)column).Values.ToArray().Average());

    private static double MeanAbsolute(Draft draft)
    {
        double sum = 0.0;
        long count = 0;
        foreach (Column column in draft.Table.Columns)
        {
            foreach (double value in ((NumberColumn)column).Values)
            {
                if (double.IsNaN(value))
                    continue;
                sum += Math.Abs(value);
                count++;
            }
        }
        return sum / count;
    }

    private static double Width(Draft draft) => draft.Blocks[0].Names.Count;
}
