using Hone.Contracts;
using Hone.Packages;

namespace Hone.Deep.Tests;

[Trait("topic", "transformer")]
public sealed class LanguageTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? "the cat sat on the mat.\n" : "der Hund läuft schnell.\n"));

    private static LanguageTraining Small(LanguageNetwork network) => new() { Network = network, Width = 32, Layers = 1, Heads = 2, Context = 24, Steps = 150, BatchWindows = 8 };

    [Theory, InlineData(LanguageNetwork.Transformer), InlineData(LanguageNetwork.Lstm)]
    public void It_learns_a_text_and_goes_on_with_it(LanguageNetwork network)
    {
        LanguageModel model = (Small(network) with { Steps = 400 }).Fit(Text, new FitContext(Seed: 1));
        model.ValidationLoss.ShouldBeLessThan(0.35);
        model.LossOn(Text[..240]).ShouldBeLessThan(0.5);
        model.Continue("der Hund ", new Generator { Length = 13, Temperature = 0 }).ShouldBe("läuft schnell");
        model.Continue("d", new Generator { Length = 30 }, seed: 4).ShouldBe(model.Continue("d", new Generator { Length = 30 }, seed: 4));
        model.Report.Validation.Count.ShouldBe(10);
        model.Lineage.Learner.ShouldBe(network == LanguageNetwork.Lstm ? "lstm" : "transformer");
    }

    [Theory, InlineData(LanguageNetwork.Transformer), InlineData(LanguageNetwork.Lstm)]
    public void A_package_gives_the_same_text_and_the_same_bytes_again_and_damage_is_found(LanguageNetwork network)
    {
        string folder = Directory.CreateTempSubdirectory("hone-text").FullName, path = Path.Combine(folder, "a.hone"), again = Path.Combine(folder, "b", "a.hone");
        LanguageModel model = (Small(network) with { Steps = 5 }).Fit(Text);
        model.Save(path);
        LanguageModel loaded = LanguageModel.Load(path);
        loaded.Continue("the ", seed: 3).ShouldBe(model.Continue("the ", seed: 3));
        loaded.ValidationLoss.ShouldBe(model.ValidationLoss);
        loaded.Lineage.Settings.ShouldBe(model.Lineage.Settings);
        Directory.CreateDirectory(Path.GetDirectoryName(again)!);
        loaded.Save(again);
        byte[] bytes = File.ReadAllBytes(path);
        File.ReadAllBytes(again).ShouldBe(bytes);

        Should.Throw<InvalidDataException>(() => Package.Load(path)).Message.ShouldContain("holds a language model, which continues texts and predicts no rows: use hone generate");
        foreach (int cut in (int[])[0, 10, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(again, bytes[..cut]);
            Should.Throw<InvalidDataException>(() => LanguageModel.Load(again)).Message.ShouldContain("a.hone");
        }
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(again, bytes);
        Should.Throw<InvalidDataException>(() => LanguageModel.Load(again)).Message.ShouldContain("a.hone");
        Should.Throw<FileNotFoundException>(() => LanguageModel.Load(Path.Combine(folder, "none.hone")));
        Should.Throw<IOException>(() => LanguageModel.Load(folder)).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void Workers_and_progress_change_nothing_and_the_seed_does()
    {
        LanguageTraining training = Small(LanguageNetwork.Transformer) with { Steps = 6 };
        byte[] Weights(FitContext context)
        {
            PackageWriter writer = new();
            writer.Child("model", training.Fit(Text, context));
            using MemoryStream stream = new();
            PackageFile.Write(stream, writer.Document);
            return stream.ToArray();
        }
        byte[] one = Weights(new FitContext(Seed: 2, Workers: 1));
        Weights(new FitContext(Seed: 2, Progress: new Deaf())).SequenceEqual(one).ShouldBeTrue();
        Weights(new FitContext(Seed: 3)).SequenceEqual(one).ShouldBeFalse();
    }

    [Fact]
    public void Every_setting_changes_the_model()
    {
        LanguageTraining start = Small(LanguageNetwork.Transformer) with { Steps = 4 };
        double before = start.Fit(Text).ValidationLoss;
        LanguageTraining[] changes =
        [
            start with { Network = LanguageNetwork.Lstm }, start with { Width = 16 }, start with { Layers = 2 }, start with { Heads = 1 }, start with { Context = 12 }, start with { Dropout = 0.4 }, start with { Steps = 3 },
            start with { BatchWindows = 4 }, start with { LearningRate = 0.01 }, start with { WeightDecay = 5 }, start with { Validation = 0.2 },
        ];
        foreach (LanguageTraining changed in changes)
            changed.Fit(Text).ValidationLoss.ShouldNotBe(before, changed.ToString());
    }

    [Fact]
    public void What_cannot_be_learned_is_refused_in_a_sentence()
    {
        LanguageTraining training = Small(LanguageNetwork.Lstm);
        Should.Throw<ArgumentException>(() => training.Fit("")).Message.ShouldContain("The text has 0 characters; at least 200 are needed");
        Should.Throw<ArgumentException>(() => training.Fit("short")).Message.ShouldContain("The text has 5 characters");
        Should.Throw<ArgumentException>(() => training.Fit(new string('a', 300))).Message.ShouldContain("one character throughout");
        Should.Throw<OperationCanceledException>(() => training.Fit(Text, new FitContext(Cancellation: new CancellationToken(canceled: true))));
        LanguageModel stopped = training.Fit(Text, new FitContext(Stop: new CancellationToken(canceled: true)));
        stopped.Continue("t", new Generator { Length = 3 }).Length.ShouldBe(3);
        Should.Throw<ArgumentException>(() => stopped.Continue("日本")).Message.ShouldContain("'日' (U+65E5), which is not among the");
        Should.Throw<ArgumentException>(() => stopped.LossOn("t")).Message.ShouldContain("at least two characters");
    }

    private sealed class Deaf : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
        }
    }
}
