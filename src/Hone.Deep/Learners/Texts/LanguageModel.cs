using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Packages;
using Hone.Plotting;
using Hone.Reports;

namespace Hone.Deep;

/// <summary>A network that learned a text character by character, and its vocabulary: what <see cref="LanguageTraining"/> gives.</summary>
/// <remarks>Safe to share between threads. Its package holds data only; see <see cref="Save(string)"/>.</remarks>
public sealed class LanguageModel : IStored<LanguageModel>
{
    private readonly LanguageDesign design;
    private readonly Layer network;

    internal LanguageModel(Vocabulary vocabulary, LanguageDesign design, Layer network, double validationLoss, FitReport report)
    {
        (Vocabulary, this.design, this.network, ValidationLoss, Report) = (vocabulary, design, network, validationLoss, report);
        network.Eval();
    }

    /// <inheritdoc/>
    public static string Kind => "Hone.Deep:language-model";

    /// <summary>The characters it knows.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Loss on the text held out, in nats a character.</summary>
    public double ValidationLoss { get; }

    /// <summary>How training went, measured point by measured point.</summary>
    public FitReport Report { get; }

    /// <summary>What it was made from.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>Numbers that were learned.</summary>
    public long ParameterCount => network.ParameterCount;

    /// <summary>The network itself.</summary>
    public ILanguageModel Network => (ILanguageModel)network;

    /// <summary>Continues a text.</summary>
    /// <param name="prompt">At least one character, of those it knows.</param>
    /// <param name="generator">Length, temperature and limits; null for the defaults.</param>
    /// <param name="seed">Same seed, same text.</param>
    /// <returns>What follows the prompt.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or has a character that is not in the vocabulary.</exception>
    public string Continue(string prompt, Generator? generator = null, ulong seed = 0) => (generator ?? new Generator()).Continue(Network, Vocabulary, prompt, seed);

    /// <summary>The loss on another text, in nats a character.</summary>
    /// <param name="text">At least two characters, all of the vocabulary.</param>
    /// <exception cref="ArgumentException">It is too short, or has a character that is not in the vocabulary.</exception>
    public double LossOn(string text)
    {
        int[] codes = Vocabulary.Encode(text);
        if (codes.Length < 2)
            throw new ArgumentException("A text of at least two characters is needed: the first tells of the second.", nameof(text));
        TokenWindows windows = new(codes, Math.Min(design.Context, codes.Length - 1));
        return new Trainer().Evaluate(network, batch => Functions.CrossEntropy(network.Call(batch.Input).Reshape(-1, Vocabulary.Count), batch.Target.Reshape(-1)), new DataLoader(windows, 32)).Loss;
    }

    /// <summary>Writes the model to a file: a crash leaves the file there before, or the new one whole.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PackageWriter writer = new();
        writer.Text("name", Path.GetFileNameWithoutExtension(path));
        writer.Text("task", PackageContent.Language);
        writer.Group("lineage", w => PackageContent.Write(w, Lineage));
        writer.Child("model", this);
        AtomicFile.Write(path, stream => PackageFile.Write(stream, writer.Document));
    }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="IOException">The file does not exist or could not be read.</exception>
    /// <exception cref="InvalidDataException">It is no package of a language model, or torn or changed.</exception>
    public static LanguageModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder, not a package.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        StoredDocument document = PackageFile.Read(file, $"'{path}'");
        try
        {
            PackageReader reader = new(document, DeepCatalogue.Value);
            if (reader.Text("task") != PackageContent.Language)
                throw new InvalidDataException($"The package '{path}' holds a model that predicts rows and continues no text: use hone predict, or Package.Load.");
            return reader.Child<LanguageModel>("model").With(PackageContent.ReadLineage(reader.Group("lineage")));
        }
        catch (Exception fault) when (fault is not InvalidDataException)
        {
            throw new InvalidDataException($"The package '{path}' is damaged: {FaultSentence.Of(fault).TrimEnd('.')}.", fault);
        }
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Text("symbols", Vocabulary.Symbols);
        writer.Group("design", design.Write);
        writer.Number("validation-loss", ValidationLoss);
        writer.Report("report", Report);
        StoredNetwork.Write(writer, network);
    }

    /// <inheritdoc/>
    public static LanguageModel Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string symbols = reader.Text("symbols");
        if (symbols.Length == 0 || symbols.EnumerateRunes().Distinct().Count() != symbols.EnumerateRunes().Count())
            throw reader.Fault("symbols", "are none, or hold one twice");
        Vocabulary vocabulary = new(symbols);
        LanguageDesign design = LanguageDesign.Read(reader.Group("design"), vocabulary.Count);
        Layer network = StoredNetwork.Read(reader, design.LeastParameters, () => design.Build(default));
        return new LanguageModel(vocabulary, design, network, reader.Number("validation-loss"), reader.Report("report")) { Lineage = new Lineage { Learner = "" } };
    }

    /// <summary>A page about the training: its loss as it fell, its settings, and a text that the model wrote.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="modelFile">The model's file as a user names it, for the command shown.</param>
    /// <param name="sample">What the model wrote; null leaves it out.</param>
    public string ReportHtml(string title, string modelFile, string? sample = null)
    {
        ReportPage page = new(title, $"A model that continues texts, by {Lineage.Learner}.");
        page.Fact(ReportPieces.Score(ValidationLoss), "nats a character, held out");
        page.Fact(ReportPieces.Score(Elementary.Exp(ValidationLoss)), "characters it wavers between (perplexity)");
        page.Fact(FigureText.Short(Lineage.Rows), "characters");
        page.Fact(FigureText.Short(Vocabulary.Count), "different ones");
        page.Fact(FigureText.Short(ParameterCount), "numbers learned");
        if (Report.Objective.Count > 1)
        {
            page.Section("loss", "The loss", html => html.Charts(new LineChart
            {
                Title = "Loss in nats a character",
                X = "measured",
                Y = "loss",
                Series = [new Series("training", [.. Report.Objective]), new Series("held out", [.. Report.Validation])],
            }));
        }
        if (sample is not null)
            page.Section("sample", "What it writes", html => html.Element("pre", sample));
        page.Section("use", "How to use it", html => html.Element("pre", $"hone generate {modelFile} --prompt \"…\" --length 300 --temperature 0.8"));
        page.Section("lineage", "Where it comes from", html => ModelSections.Origin(html, Lineage));
        return page.Write();
    }

    private LanguageModel With(Lineage lineage) => new(Vocabulary, design, network, ValidationLoss, Report) { Lineage = lineage };
}
