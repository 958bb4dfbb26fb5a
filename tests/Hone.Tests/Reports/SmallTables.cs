using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Explanation;
using Hone.Numerics;
using Hone.Packages;
using Hone.Recipes;
using Hone.Reports;

namespace Hone.Tests.Reports;

/// <summary>Small tables and reports of them, with names that try to break out of the page.</summary>
internal static class SmallTables
{
    public const string Script = "<script>alert('x')</script>";

    /// <summary>Every kind of column, a missing value in most, and a target of classes or numbers.</summary>
    public static Frame Mixed(int rows, bool classes)
    {
        RandomStream random = RandomKey.FromSeed(4).Open();
        double[] number = new double[rows];
        long[] whole = new long[rows];
        int[] category = new int[rows];
        bool[] flag = new bool[rows];
        DateTime[] time = new DateTime[rows];
        string?[] text = new string?[rows];
        double[] target = new double[rows];
        MissingBits missing = new(rows);
        for (int i = 0; i < rows; i++)
        {
            number[i] = i % 7 == 3 ? double.NaN : random.Uniform(-2, 2);
            whole[i] = i % 13;
            category[i] = i % 11 == 5 ? -1 : i % 3;
            flag[i] = i % 5 == 0;
            time[i] = new DateTime(2024, 1, 1).AddHours(i * 5);
            text[i] = i % 9 == 0 ? null : "text & \"more\" " + new string('é', i % 20);
            target[i] = (i % 13) + (double.IsNaN(number[i]) ? 0 : number[i]);
            missing[i] = i % 17 == 0;
        }
        Column aim = classes
            ? new CategoryColumn("tar<get>", [.. target.Select(v => v > 6 ? 1 : 0)], ["no", Script])
            : new NumberColumn("tar<get>", target);
        return new Frame(new NumberColumn(Script, number), new WholeColumn("whole", whole, missing), new CategoryColumn("category 'ö'", category, ["a", "b & c", "日本"]),
            new FlagColumn("flag", flag), new TimeColumn("time", time), new TextColumn("text", text), aim);
    }

    public static EvaluationResult Evaluated(bool classes, int rows = 60)
    {
        Target truth = TargetColumn.Read(Mixed(rows, classes)["tar<get>"]);
        if (truth is NumberTarget numbers)
            return EvaluationResult.Of(truth, new NumberPredictions([.. numbers.Values.Column(0).Select((v, i) => v + Math.Sin(i))]));
        ClassTarget named = (ClassTarget)truth;
        Matrix probabilities = new(rows, 2);
        for (int i = 0; i < rows; i++)
        {
            double p = Math.Clamp(0.5 + ((named.Codes[i] - 0.5) * 0.6) + (0.4 * Math.Sin(i)), 0.01, 0.99);
            (probabilities[i, 0], probabilities[i, 1]) = (1 - p, p);
        }
        return EvaluationResult.Of(truth, new ClassPredictions(probabilities, named.Classes, named.Positive));
    }

    /// <summary>A report with every part.</summary>
    public static TrainingReport Full(bool classes)
    {
        Frame table = Mixed(60, classes);
        EvaluationResult evaluation = Evaluated(classes);
        string metric = classes ? "roc_auc" : "rmse";
        return new TrainingReport
        {
            Title = "report of " + Script,
            Data = DataOverview.Of(table, "tar<get>"),
            Steps = [new StepNote(Script, "filled 9 gaps with the median", "the learner cannot take gaps"), new StepNote(Script, "scaled", "")],
            Metrics = new PackageMetrics(metric, 0.8765, [new PackageScore(metric, 0.91234, 0.89, 0.93)], [new LeaderboardRow("boosting", 0.9, 0.88, 0.92, 75), new LeaderboardRow("baseline", 0.5)]),
            HeldOut = evaluation,
            Importances = [new ColumnImportance(["whole"], 0.3, 0.01, []), new ColumnImportance(["flag"], -0.001, 0.002, [])],
            Mistakes = Mistake.Worst(table.Without("tar<get>"), evaluation),
            Charts = [new Hone.Plotting.LineChart { Title = "further", Series = [new Hone.Plotting.Series("a", [1, 2])] }],
            ModelFile = "it's.hone",
            Lineage = new Lineage { Learner = "boosting", DataHash = "abc123", Rows = 60, Columns = 7, Seed = 42, Settings = [new("trees", "300")], Counts = [new("rounds", 17)], CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) },
        };
    }
}
