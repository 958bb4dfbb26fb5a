using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Pipelines;
using Hone.Tests.Contracts;

namespace Hone.Deep.Tests;

[Trait("topic", "image-classification")]
public sealed class ImageLearnerTests
{
    private static readonly string[] Names = [ImageMlp.Name, ImageCnn.Name, ImageResNet.Name];

    public static TheoryData<string> Learners => [.. Names];

    private static ILearner<IModel> Light(string name)
    {
        LearnerEntry entry = DeepCatalogue.Value.Learner(name);
        ILearner<IModel> learner = entry.Setting("Epochs").With(entry.Create(), "3");
        learner = entry.Setting("Dropout").With(learner, "0.1");
        return entry.Setting(name == "mlp" ? "Units" : "Filters").With(learner, name == "mlp" ? "24" : "6");
    }

    [Theory, MemberData(nameof(Learners)), Trait("topic", "cnn")]
    public void It_learns_digits_of_8_pixels_from_a_table(string name)
    {
        Frame table = Frame.ReadCsv(Path.Combine(Root(), "datasets", "digits.csv"));
        FrameSplit split = table.Split(test: 0.3, seed: 1);
        LearnerEntry entry = DeepCatalogue.Value.Learner(name);
        PipelineModel model = entry.Setting("Epochs").With(entry.Create(), "8").Fit(split.Train, "digit");
        model.Evaluate(split.Test)[Metric.Accuracy].ShouldBeGreaterThan(0.95);
        ((ImageClassifier)model.Package.Model).Shape.ShouldBe(new ImageShape(8, 8, 1));
    }

    [Theory, MemberData(nameof(Learners))]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_workers_and_bytes_learn_as_doubles_do(string name)
    {
        ImageSet images = Bars(90, 3);
        byte[] one = ContractData.Stored(Light(name).Fit(images.Data, new FitContext(Seed: 4, Workers: 1)));
        ContractData.Stored(Light(name).Fit(images.Data, new FitContext(Seed: 4, Workers: 2))).SequenceEqual(one).ShouldBeTrue();
        Features wide = new(images.Features.ToDense(), images.Features.Columns);
        ContractData.Stored(Light(name).Fit(new TrainingData(wide, images.Labels!), new FitContext(Seed: 4))).SequenceEqual(one).ShouldBeTrue();
        ContractData.Stored(Light(name).Fit(images.Data, new FitContext(Seed: 5))).SequenceEqual(one).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Learners))]
    public void A_model_saved_and_loaded_predicts_the_same_bits_row_by_row_as_well(string name)
    {
        ImageSet images = Bars(60, 3);
        IClassifier model = (IClassifier)Light(name).Fit(images.Data, new FitContext(Seed: 4));
        byte[] stored = ContractData.Stored(model);
        using MemoryStream stream = new(stored);
        IClassifier loaded = (IClassifier)new PackageReader(Hone.Packages.PackageFile.Read(stream, "here"), DeepCatalogue.Value).Child<IModel>("model");
        ContractData.Stored(loaded).SequenceEqual(stored).ShouldBeTrue();
        Matrix all = model.PredictProbabilities(images.Features);
        loaded.PredictProbabilities(images.Features).AsSpan().ToArray().ShouldBe(all.AsSpan().ToArray());
        double[] row = new double[images.Shape.Count], found = new double[2];
        for (int i = 0; i < 10; i++)
        {
            images.Features.CopyRow(i, row);
            model.PredictProbabilities(row, found);
            found[0].ShouldBe(all[i, 0], 1e-6);
            found.Sum().ShouldBe(1, 1e-12);
        }
    }

    public static TheoryData<string, string, string> Changes
    {
        get
        {
            TheoryData<string, string, string> changes = [];
            foreach (string name in Names)
            {
                foreach ((string setting, string value) in ((string, string)[])[
                    ("Layers", "3"), (name == "mlp" ? "Units" : "Filters", "5"), ("Dropout", "0.5"), ("Epochs", "2"), ("BatchImages", "9"), ("LearningRate", "0.01"), ("WeightDecay", "0.9"), ("Shift", "2"), ("Validation", "0.4")])
                    changes.Add(name, setting, value);
            }
            return changes;
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public void Every_setting_changes_the_model(string name, string setting, string value)
    {
        TrainingData data = Bars(40, 1).Data;
        ILearner<IModel> light = Light(name);
        byte[] before = ContractData.Stored(light.Fit(data)), after = ContractData.Stored(DeepCatalogue.Value.Learner(name).Setting(setting).With(light, value).Fit(data));
        after.SequenceEqual(before).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Learners))]
    public void What_is_no_image_is_refused_in_a_sentence(string name)
    {
        ILearner<IModel> learner = Light(name);
        TrainingData wrong = ContractData.Plain(ContractData.Random(20, 5), TargetKinds.Classes);
        Should.Throw<ArgumentException>(() => learner.Fit(wrong)).Message.ShouldContain("5 columns are no square image");
        Should.Throw<ArgumentException>(() => DeepCatalogue.Value.Learner(name).Setting("Height").With(learner, "2").Fit(wrong)).Message.ShouldContain("5 columns are none");
        Should.Throw<ArgumentException>(() => learner.Fit(ContractData.Plain(ContractData.Random(20, 4), TargetKinds.Numbers))).Message.ShouldContain("classes");
        Matrix gap = ContractData.Random(20, 4);
        gap[3, 2] = double.NaN;
        Should.Throw<ArgumentException>(() => learner.Fit(ContractData.Plain(gap, TargetKinds.Classes))).Message.ShouldContain("x3");
        Should.Throw<ArgumentException>(() => learner.Fit(ContractData.Plain(ContractData.Random(20, 4), TargetKinds.Classes) with { Offsets = new double[20] })).Message.ShouldContain("offset", Case.Insensitive);
        Should.Throw<OperationCanceledException>(() => learner.Fit(Bars(20, 1).Data, new FitContext(Cancellation: new CancellationToken(canceled: true))));
    }

    [Fact]
    public void Weights_count()
    {
        TrainingData data = Bars(40, 1).Data;
        byte[] even = ContractData.Stored(Light("mlp").Fit(data with { Weights = [.. Enumerable.Repeat(2.0, 40)] }));
        byte[] uneven = ContractData.Stored(Light("mlp").Fit(data with { Weights = [.. Enumerable.Range(1, 40).Select(i => (double)i)] }));
        uneven.SequenceEqual(even).ShouldBeFalse();
    }

    [Fact]
    public void Training_compares_learners_searches_settings_and_gives_a_package_that_predicts_tables()
    {
        ImageSet images = Bars(120, 1);
        TrainingResult result = new ImageTraining { Learners = ["bayes", "mlp"], Trials = 1, Catalogue = HoneCatalogue.Value.With(DeepCatalogue.Value) }.Run(images);
        result.Search.Leaderboard.Count.ShouldBeGreaterThanOrEqualTo(2);
        result.HeldOut.RowCount.ShouldBe(24);
        result.HeldOut[Metric.Accuracy].ShouldBeGreaterThan(0.9);
        result.Model.Predict(images.ToFrame()).RowCount.ShouldBe(120);
        ImageTraining.Report(result, null, "Bars", "bars.hone").ToHtml().ShouldContain("Bars");

        TrainingResult single = new ImageTraining { Learners = ["mlp"] }.Run(images);
        single.Search.Best.Score.ShouldBeNull();
        single.Model.Package.Lineage.Learner.ShouldBe("mlp");
        single.Model.Package.Lineage.Columns.ShouldBe(37);
        Should.Throw<ArgumentException>(() => new ImageTraining { Learners = ["ridge"] }.Run(images)).Message.ShouldContain("ridge does not learn classes");
        Should.Throw<ArgumentException>(() => new ImageTraining { Positive = "up" }.Run(images)).Message.ShouldContain("up");
    }

    [Fact]
    public void Bytes_are_features_that_any_learner_takes()
    {
        ImageSet images = Bars(60, 1);
        Features taken = images.Features.TakeRows([3, 1]);
        taken.Bytes.ToArray().ShouldBe([.. images[3], .. images[1]]);
        taken.ToDense()[1, 5].ShouldBe(images[1][5]);
        IClassifier forest = new Hone.Models.Trees.RandomForest { Trees = 10 }.FitClassifier(images.Data);
        Features wide = new(images.Features.ToDense().Copy(), images.Features.Columns);
        forest.PredictProbabilities(images.Features).AsSpan().ToArray().ShouldBe(forest.PredictProbabilities(wide).AsSpan().ToArray());
        Should.Throw<ArgumentException>(() => new Features(new byte[7], FeatureColumn.Numbered(3))).Message.ShouldContain("7 bytes are no whole number of rows of 3 columns");
    }

    // Upright and level bars in noise.
    private static ImageSet Bars(int count, int channels)
    {
        RandomStream random = RandomKey.FromSeed(9).Open();
        ImageShape shape = new(6, 6, channels);
        byte[] pixels = new byte[count * shape.Count];
        int[] codes = new int[count];
        for (int i = 0; i < count; i++)
        {
            codes[i] = i % 2;
            int at = random.Below(6);
            for (int j = 0; j < shape.Count; j++)
            {
                int pixel = j / channels, place = codes[i] == 0 ? pixel % 6 : pixel / 6;
                pixels[(i * shape.Count) + j] = (byte)(random.Below(60) + (place == at ? 150 : 0));
            }
        }
        return new ImageSet(shape, pixels, new ClassTarget(codes, ["upright", "level"]));
    }

    private static string Root()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (at is not null && !Directory.Exists(Path.Combine(at.FullName, "datasets")))
            at = at.Parent;
        return at!.FullName;
    }
}
