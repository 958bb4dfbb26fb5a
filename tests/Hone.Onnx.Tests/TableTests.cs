using Hone.Contracts;
using Hone.Data;
using Hone.Deep;
using Hone.Evaluation;
using Hone.Models.Baselines;
using Hone.Models.Bayes;
using Hone.Models.Ensembles;
using Hone.Models.Linear;
using Hone.Models.Neighbors;
using Hone.Models.Trees;
using Hone.Pipelines;
using Hone.Recipes;

namespace Hone.Onnx.Tests;

/// <summary>Models of tables as files: what they predict here, what our runtime and another one make of the file.</summary>
public sealed class TableTests : IDisposable
{
    private static readonly Dictionary<string, ILearner<IModel>> Learners = new()
    {
        ["linear"] = new LinearRegression(),
        ["ridge"] = new Ridge(),
        ["lasso"] = new Lasso(),
        ["logistic"] = new LogisticRegression(),
        ["sgd"] = new StochasticGradientDescent(),
        ["tree"] = new DecisionTree { Depth = 6 },
        ["forest"] = new RandomForest { Trees = 20 },
        ["extra"] = new ExtraTrees { Trees = 20 },
        ["boosting"] = new GradientBoosting { Trees = 30 },
        ["poisson"] = new GradientBoosting { Trees = 20, Loss = BoostingLoss.Poisson },
        ["bayes"] = new NaiveBayes(),
        ["gaussian"] = new NaiveBayes { Likelihood = NaiveBayesLikelihood.Gaussian },
        ["multinomial"] = new NaiveBayes { Likelihood = NaiveBayesLikelihood.Multinomial },
        ["neighbors"] = new NearestNeighbors(),
        ["manhattan"] = new NearestNeighbors { Metric = NeighborMetric.Manhattan, Weighting = NeighborWeighting.Distance, Neighbors = 7 },
        ["voting"] = new Voting(),
        ["baseline"] = new Baseline(),
    };

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    public static TheoryData<string, string> Cases => new()
    {
        { "linear", "diabetes" }, { "ridge", "diabetes" }, { "lasso", "diabetes" }, { "sgd", "diabetes" }, { "tree", "diabetes" }, { "forest", "diabetes" }, { "boosting", "diabetes" }, { "poisson", "diabetes" },
        { "neighbors", "diabetes" }, { "manhattan", "diabetes" }, { "baseline", "diabetes" },
        { "logistic", "wine" }, { "sgd", "wine" }, { "tree", "wine" }, { "extra", "wine" }, { "boosting", "wine" }, { "gaussian", "wine" }, { "multinomial", "wine" }, { "neighbors", "wine" }, { "baseline", "wine" }, { "voting", "wine" },
        { "logistic", "churn" }, { "sgd", "churn" }, { "tree", "churn" }, { "forest", "churn" }, { "boosting", "churn" }, { "bayes", "churn" }, { "multinomial", "churn" }, { "manhattan", "churn" }, { "voting", "churn" }, { "baseline", "churn" },
        { "logistic", "gaps" }, { "forest", "gaps" }, { "boosting", "gaps" }, { "bayes", "gaps" }, { "tree", "gaps" }, { "neighbors", "gaps" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pipeline_predicts_the_same_from_its_file(string learner, string table)
    {
        (Frame rows, string target) = Table(table);
        PipelineModel pipeline = new Pipeline(Learners[learner]).Fit(rows, target);
        string path = scratch.Path();
        OnnxFile.Save(pipeline, path);
        byte[] first = File.ReadAllBytes(path);
        OnnxFile.Save(pipeline, path);
        File.ReadAllBytes(path).ShouldBe(first);

        OnnxModel model = OnnxModel.Load(path);
        Dictionary<string, OnnxValue> inputs = model.Inputs.ToDictionary(port => port.Name, port => Column(rows[port.Name], port.Type is null));
        IReadOnlyDictionary<string, OnnxValue> results = model.Run(inputs), others = OtherRuntime.Run(path, inputs);
        Frame predicted = pipeline.Predict(rows);
        Agrees(predicted, pipeline, results, "own");
        Agrees(predicted, pipeline, others, "other");
        foreach ((string name, OnnxValue value) in results)
        {
            if (!value.IsText)
                value.ShouldBeNear(others[name], 1e-5, name);
        }
    }

    [Fact]
    public void A_model_alone_takes_features()
    {
        (Frame rows, string target) = Table("churn");
        PipelineModel pipeline = new Pipeline(new GradientBoosting { Trees = 15 }).Fit(rows, target);
        Features x = pipeline.Package.Recipe.Apply(rows);
        x.Columns.ShouldContain(column => column.Levels != null);
        OnnxFile.Save(pipeline.Package.Model, scratch.Path());
        Dictionary<string, OnnxValue> inputs = new() { ["x"] = Tensor.From(x.ToDense()) };
        Agrees(pipeline.Predict(rows), pipeline, OnnxModel.Load(scratch.Path()).Run(inputs), "own");
        Agrees(pipeline.Predict(rows), pipeline, OtherRuntime.Run(scratch.Path(), inputs), "other");
    }

    [Fact]
    public void A_level_that_training_did_not_see_is_treated_alike()
    {
        (Frame rows, string target) = Table("churn");
        PipelineModel pipeline = new Pipeline(new LogisticRegression()).Fit(rows, target);
        string name = rows.Columns.First(column => column is CategoryColumn && column.Name != target).Name;
        Frame strange = new([.. rows.Columns.Select(column => column.Name == name ? new CategoryColumn(name, new int[rows.RowCount], ["never seen"]) : column)]);
        OnnxFile.Save(pipeline, scratch.Path());
        OnnxModel model = OnnxModel.Load(scratch.Path());
        Dictionary<string, OnnxValue> inputs = model.Inputs.ToDictionary(port => port.Name, port => Column(strange[port.Name], port.Type is null));
        Agrees(pipeline.Predict(strange), pipeline, model.Run(inputs), "own");
    }

    [Fact]
    public void What_cannot_be_expressed_is_named()
    {
        (Frame rows, string target) = Table("wine");
        PipelineModel stacked = new Pipeline(new Stacking()).Fit(rows, target);
        Should.Throw<NotSupportedException>(() => OnnxFile.Save(stacked, scratch.Path())).Message.ShouldStartWith("A StackingClassifier cannot be written as ONNX.");
        PipelineModel powered = new Pipeline(new LogisticRegression()) { Recipe = new Recipe([new QuantileTransform()]) }.Fit(rows, target);
        Should.Throw<NotSupportedException>(() => OnnxFile.Save(powered, scratch.Path())).Message.ShouldContain("cannot be expressed in ONNX: its operators have nothing like it.");
        File.Exists(scratch.Path()).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0.1, 0.099999994f)]
    [InlineData(0.5, 0.5f)]
    [InlineData(-0.1, -0.1f)]
    [InlineData(1e300, float.MaxValue)]
    [InlineData(double.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(-1e300, float.NegativeInfinity)]
    public void A_threshold_goes_down_to_a_float(double threshold, float down) => TreeNodes.Down(threshold).ShouldBe(down);

    private static void Agrees(Frame predicted, PipelineModel pipeline, IReadOnlyDictionary<string, OnnxValue> results, string who)
    {
        if (pipeline.Task == TargetKinds.Numbers)
        {
            new OnnxValue(Tensor.From(((NumberColumn)predicted["prediction"]).Values.ToArray(), [predicted.RowCount, 1]).To(DType.Float32)).ShouldBeNear(results["prediction"], 1e-5, who);
            return;
        }
        string[] classes = [.. pipeline.Package.Classes];
        Tensor probabilities = results["probabilities"].Tensor;
        for (int c = 0; c < classes.Length; c++)
            new OnnxValue(Tensor.From(((NumberColumn)predicted[$"probability_{classes[c]}"]).Values.ToArray()).To(DType.Float32)).ShouldBeNear(probabilities.Select(1, c).Contiguous(), 1e-5, $"{who} {classes[c]}");
        // Labels may differ only where classes are as good as equal.
        float[] values = probabilities.ToArray<float>();
        for (int i = 0; i < predicted.RowCount; i++)
        {
            float[] own = values[(i * classes.Length)..((i + 1) * classes.Length)];
            if (predicted["prediction"].Format(i) != results["label"].Texts[i])
                (own.Max() - own[Array.IndexOf(classes, predicted["prediction"].Format(i))]).ShouldBeLessThan(1e-5f);
        }
    }

    private static OnnxValue Column(Column column, bool isText)
    {
        if (isText)
            return new OnnxValue([.. Enumerable.Range(0, column.Count).Select(i => column.Format(i) ?? "")], [column.Count, 1]);
        double[] values = NumericView.Copy(column);
        return Tensor.From(values.Select(value => (float)value).ToArray(), [column.Count, 1]);
    }

    private static (Frame Rows, string Target) Table(string name)
    {
        if (name is "churn" or "gaps")
        {
            Frame churn = Singles(new Churn { Rows = 300 }.Make(5).Without("customer_since"));
            if (name == "churn")
                return (churn, "churned");
            return (new Frame([.. churn.Columns.Select((column, j) => column.Name == "churned" ? column : WithGaps(column, j))]), "churned");
        }
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "datasets", $"{name}.csv")))
            at = at.Parent;
        return (Singles(Frame.ReadCsv(Path.Combine(at!.FullName, "datasets", $"{name}.csv"))), name == "wine" ? "cultivar" : "progression");
    }

    // Numbers as the file takes them, so that both sides see the same.
    private static Frame Singles(Frame table) => new([.. table.Columns.Select(column => column is NumberColumn numbers ? new NumberColumn(column.Name, [.. numbers.Values.ToArray().Select(value => (double)(float)value)]) : column)]);

    private static Column WithGaps(Column column, int seed) => column switch
    {
        NumberColumn numbers => new NumberColumn(column.Name, [.. numbers.Values.ToArray().Select((value, i) => ((i * 7) + seed) % 11 == 0 ? double.NaN : value)]),
        WholeColumn wholes => new NumberColumn(column.Name, [.. wholes.Values.ToArray().Select((value, i) => ((i * 7) + seed) % 11 == 0 ? double.NaN : value)]),
        CategoryColumn category => new CategoryColumn(column.Name, [.. category.Codes.ToArray().Select((code, i) => ((i * 5) + seed) % 13 == 0 ? -1 : code)], [.. category.Levels]),
        _ => column,
    };
}
