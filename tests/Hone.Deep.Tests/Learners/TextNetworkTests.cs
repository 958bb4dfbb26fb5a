using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Pipelines;
using Hone.Recipes;
using Hone.Tests.Contracts;

namespace Hone.Deep.Tests;

[Trait("topic", "text-classification")]
public sealed class TextNetworkTests
{
    private static readonly Catalogue All = HoneCatalogue.Value.With(DeepCatalogue.Value);
    private static readonly TextNetwork Small = new() { Width = 16, Filters = 8, Epochs = 6, LearningRate = 0.01 };

    [Fact]
    public void Order_decides_where_words_do_not()
    {
        Frame table = Reviews(500);
        FrameSplit split = table.Split(test: 0.3, seed: 2);
        PipelineModel model = (Small with { Epochs = 15, Dropout = 0.2 }).Fit(split.Train, "verdict");
        model.Evaluate(split.Test)[Metric.Accuracy].ShouldBeGreaterThan(0.95);

        string path = Path.Combine(Directory.CreateTempSubdirectory("hone-text").FullName, "m.hone");
        model.Save(path);
        PipelineModel loaded = PipelineModel.Load(path, All);
        ((NumberColumn)loaded.Predict(split.Test).Columns[1]).Values.ToArray().ShouldBe(((NumberColumn)model.Predict(split.Test).Columns[1]).Values.ToArray());
        loaded.Predict(new Frame(new TextColumn("review", ["words never seen before", null, ""]))).RowCount.ShouldBe(3);
    }

    [Fact]
    public void One_seed_gives_one_model_on_any_number_of_workers_and_row_by_row_agrees()
    {
        TrainingData data = Rows(80);
        TextClassifier one = Small.Fit(data, new FitContext(Seed: 1, Workers: 1));
        ContractData.Stored(Small.Fit(data, new FitContext(Seed: 1, Workers: 2))).SequenceEqual(ContractData.Stored(one)).ShouldBeTrue();
        ContractData.Stored(Small.Fit(data, new FitContext(Seed: 2))).SequenceEqual(ContractData.Stored(one)).ShouldBeFalse();
        Matrix all = ((IClassifier)one).PredictProbabilities(data.X);
        double[] row = new double[data.X.ColumnCount], found = new double[2];
        for (int i = 0; i < 10; i++)
        {
            data.X.CopyRow(i, row);
            one.PredictProbabilities(row, found);
            found[0].ShouldBe(all[i, 0], 1e-6);
            found.Sum().ShouldBe(1, 1e-12);
        }
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "Width", "12" }, { "Filters", "5" }, { "Dropout", "0.1" }, { "WordDropout", "0.5" }, { "Epochs", "3" }, { "Patience", "1" }, { "BatchRows", "9" }, { "LearningRate", "0.002" }, { "WeightDecay", "3" }, { "Validation", "0" },
    };

    [Theory, MemberData(nameof(Changes))]
    public void Every_setting_changes_the_model(string setting, string value)
    {
        // Labels that the words do not explain, so that patience runs out.
        TrainingData known = Rows(60), data = new(known.X, new ClassTarget([.. Enumerable.Range(0, 60).Select(i => i * 7 % 13 % 2)], ["a", "b"]));
        TextNetwork start = Small with { Epochs = 8, Patience = 8 };
        byte[] before = ContractData.Stored(start.Fit(data)), after = ContractData.Stored((IModel)DeepCatalogue.Value.Learner(TextNetwork.Name).Setting(setting).With(start, value).Fit(data));
        after.SequenceEqual(before).ShouldBeFalse();
    }

    [Fact]
    public void Every_setting_is_among_the_changes() =>
        DeepCatalogue.Value.Learner(TextNetwork.Name).Settings.Select(s => s.Name).ShouldBe(Changes.Select(c => c.Data.Item1), ignoreOrder: true);

    [Fact]
    public void What_is_no_text_is_refused_in_a_sentence()
    {
        Should.Throw<ArgumentException>(() => Small.Fit(ContractData.Plain(ContractData.Random(20, 3), TargetKinds.Classes))).Message.ShouldContain("takes the numbers of words");
        Frame numbers = new(new NumberColumn("size", [1, 2, 3, 4]), new CategoryColumn("kind", [0, 1, 0, 1], ["a", "b"]));
        Should.Throw<ArgumentException>(() => Small.Fit(numbers, "kind")).Message.ShouldContain("No column is a text");
    }

    // The same words in another order mean the contrary.
    private static Frame Reviews(int count)
    {
        RandomStream random = RandomKey.FromSeed(8).Open();
        string[] fillers = ["the", "film", "was", "a", "long", "story", "with", "music", "and", "rain"], texts = new string[count];
        int[] codes = new int[count];
        for (int i = 0; i < count; i++)
        {
            codes[i] = i % 2;
            List<string> words = [.. Enumerable.Range(0, 5 + random.Below(6)).Select(_ => fillers[random.Below(fillers.Length)])];
            words.Insert(random.Below(words.Count), codes[i] == 0 ? "not good" : "good not");
            texts[i] = string.Join(' ', words);
        }
        return new Frame(new TextColumn("review", texts), new NumberColumn("number", [.. Enumerable.Range(0, count).Select(i => (double)i)]), new CategoryColumn("verdict", codes, ["bad", "fine"]));
    }

    private static TrainingData Rows(int count)
    {
        LabelledTable table = LabelledTable.Of(Reviews(count).Without("number"), "verdict");
        return new TrainingData(Recipe.Of(new WordSequence()).Fit(table.Inputs, table.Target).Training, table.Target);
    }
}
