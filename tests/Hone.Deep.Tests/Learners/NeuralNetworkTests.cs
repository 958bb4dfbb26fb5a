using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Pipelines;
using Hone.Tests.Contracts;

namespace Hone.Deep.Tests;

[Trait("topic", "neural-network")]
public sealed class NeuralNetworkTests
{
    private static readonly NeuralNetwork Small = new() { Networks = 2, Layers = 2, Width = 16, Epochs = 4, Patience = 4 };

    [Fact]
    public void It_learns_a_spiral_that_no_line_parts()
    {
        RandomStream random = RandomKey.FromSeed(3).Open();
        Matrix x = new(600, 2);
        string[] y = new string[600];
        for (int i = 0; i < 600; i++)
        {
            double turn = random.Uniform(0.5, 9), arm = i % 2 * Math.PI;
            (x[i, 0], x[i, 1], y[i]) = (turn * Math.Cos(turn + arm), turn * Math.Sin(turn + arm), i % 2 == 0 ? "in" : "out");
        }
        IClassifier model = new NeuralNetwork { Networks = 2, Validation = 0.1, Dropout = 0 }.FitClassifier(x, y, new FitContext(Seed: 1));
        int[] found = model.PredictClasses(new Features(x, model.Inputs));
        found.Where((c, i) => model.Classes[c] == y[i]).Count().ShouldBeGreaterThan(570);
    }

    [Theory]
    [InlineData("breast-cancer", "diagnosis", "roc_auc", 0.985)]
    [InlineData("wine", "cultivar", "accuracy", 0.94)]
    [InlineData("diabetes", "progression", "r2", 0.38)]
    public void It_does_well_on_tables_that_ship(string name, string target, string metric, double least)
    {
        Frame table = Frame.ReadCsv(Shipped(name));
        FrameSplit split = table.Split(test: 0.3, seed: 5);
        PipelineModel model = new NeuralNetwork().Fit(split.Train, target);
        model.Evaluate(split.Test)[Metric.Named(metric)].ShouldBeGreaterThan(least);
    }

    [Fact]
    public void Categories_gaps_and_several_numbers_are_learned()
    {
        RandomStream random = RandomKey.FromSeed(4).Open();
        Matrix x = new(800, 3), y = new(800, 2);
        for (int i = 0; i < 800; i++)
        {
            (x[i, 0], x[i, 1], x[i, 2]) = (random.Normal(), random.Below(4), random.Below(3) == 0 ? double.NaN : random.Normal());
            y[i, 0] = (x[i, 1] == 2 ? 5 : 0) + x[i, 0];
            y[i, 1] = double.IsNaN(x[i, 2]) ? -3 : x[i, 2];
        }
        Features features = new(x, [new FeatureColumn("a"), new FeatureColumn("b", ["p", "q", "r", "s"]), new FeatureColumn("c")]);
        IRegressor model = (IRegressor)new NeuralNetwork { Networks = 1 }.Fit(new TrainingData(features, new NumberTarget(y)), new FitContext(Seed: 1));
        Matrix found = model.Predict(features);
        double worst = 0;
        for (int i = 0; i < 800; i++)
            worst = Math.Max(worst, Math.Abs(found[i, 0] - y[i, 0]) + Math.Abs(found[i, 1] - y[i, 1]));
        worst.ShouldBeLessThan(2.5);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "Networks", "3" }, { "Layers", "3" }, { "Width", "17" }, { "Bins", "3" }, { "Dropout", "0.5" }, { "LearningRate", "0.01" }, { "WeightDecay", "0.5" },
        { "LabelSmoothing", "0.2" }, { "BatchRows", "7" }, { "Epochs", "6" }, { "Patience", "1" }, { "Validation", "0" },
    };

    [Theory, MemberData(nameof(Changes))]
    public void Every_setting_changes_the_model(string setting, string value)
    {
        Setting changed = DeepCatalogue.Value.Learner("network").Setting(setting);
        // Labels that nothing explains, so that patience runs out.
        TrainingData data = ContractData.Plain(ContractData.Random(120, 3), TargetKinds.Classes);
        NeuralNetwork start = Small with { LearningRate = 0.005, Epochs = 12, Patience = 12 };
        byte[] before = ContractData.Stored(start.Fit(data)), after = ContractData.Stored((IModel)changed.With(start, value).Fit(data));
        after.SequenceEqual(before).ShouldBeFalse();
    }

    [Fact]
    public void Every_setting_is_among_the_changes() =>
        DeepCatalogue.Value.Learner("network").Settings.Select(s => s.Name).ShouldBe(Changes.Select(c => c.Data.Item1), ignoreOrder: true);

    [Fact]
    public void Rows_of_one_group_are_held_out_together()
    {
        TrainingData data = ContractData.Plain(ContractData.Random(200, 3), TargetKinds.Classes) with { Groups = [.. Enumerable.Range(0, 200).Select(i => i / 20)] };
        byte[] grouped = ContractData.Stored(Small.Fit(data)), single = ContractData.Stored(Small.Fit(data with { Groups = null }));
        grouped.SequenceEqual(single).ShouldBeFalse();
    }

    [Fact]
    public void A_package_of_a_network_predicts_as_before_and_names_its_assembly_to_who_lacks_it()
    {
        Frame table = Frame.ReadCsv(Shipped("iris"));
        PipelineModel model = Small.Fit(table, "species");
        string path = Path.Combine(Directory.CreateTempSubdirectory("hone-deep").FullName, "iris.hone");
        model.Save(path);
        PipelineModel loaded = PipelineModel.Load(path, HoneCatalogue.Value.With(DeepCatalogue.Value));
        loaded.Predict(table).Columns.Select(c => c.Format(17)).ShouldBe(model.Predict(table).Columns.Select(c => c.Format(17)));
        Should.Throw<InvalidDataException>(() => PipelineModel.Load(path)).Message.ShouldContain("Reference the assembly Hone.Deep");
    }

    private static string Shipped(string name)
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "datasets", name + ".csv")))
            at = at.Parent;
        return Path.Combine(at!.FullName, "datasets", name + ".csv");
    }
}
