using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Contracts;
using Hone.Deep;
using Hone.Numerics;
using Hone.Reports;

namespace Hone.Cli.Commands;

/// <summary><c>hone train</c> on a text: a model that continues it.</summary>
internal static class TextTraining
{
    private const int SampleLength = 600;

    /// <summary>The learner of that name; null where it is one of tables or images.</summary>
    public static LanguageTraining? Named(string learner) => learner switch
    {
        "transformer" => new LanguageTraining { Network = LanguageNetwork.Transformer },
        "lstm" => new LanguageTraining { Network = LanguageNetwork.Lstm },
        _ => null,
    };

    public static int Run(Terminal terminal, LanguageTraining training, string path, string modelPath, string reportPath, ulong seed, TimeSpan? limit, bool json)
    {
        string text = Read(path);
        long start = Stopwatch.GetTimestamp();
        LanguageModel model = Interruption.Run(interrupted => FitProgressLines.Run(terminal, progress =>
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
            if (limit is { } most)
                stop.CancelAfter(most);
            return training.Fit(text, new FitContext(seed, Stop: stop.Token, Progress: progress));
        }));
        model.Save(modelPath);
        double trained = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string sample = model.Continue(text[..Rune.GetRuneAt(text, 0).Utf16SequenceLength], new Generator { Length = SampleLength, Temperature = 0.8 }, seed);
        TrainingResultReport.WriteHtml(reportPath, model.ReportHtml($"{Path.GetFileName(path)}: a language model", modelPath, sample));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (json)
        {
            Json.Write(terminal, new JsonObject
            {
                ["task"] = "language",
                ["learner"] = training.Name,
                ["characters"] = model.Lineage.Rows,
                ["symbols"] = model.Vocabulary.Count,
                ["parameters"] = model.ParameterCount,
                ["settings"] = new JsonObject(model.Lineage.Settings.Select(s => KeyValuePair.Create(s.Key, Json.Setting(s.Value)))),
                ["counts"] = new JsonObject(model.Lineage.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)JsonValue.Create(c.Value)))),
                ["metric"] = "nats_per_character",
                ["validation_loss"] = Json.Number(model.ValidationLoss),
                ["perplexity"] = Json.Number(Elementary.Exp(model.ValidationLoss)),
                ["model"] = modelPath,
                ["report"] = reportPath,
                ["seconds"] = Json.Number(seconds),
            });
            return CommandLine.Done;
        }
        terminal.Out.WriteLine(FormattableString.Invariant($"{training.Name} with {model.ParameterCount} numbers, on {model.Lineage.Rows} characters, {model.Vocabulary.Count} different ones:"));
        terminal.Out.WriteLine(FormattableString.Invariant($"  {model.ValidationLoss:F4} nats a character on the text held out (perplexity {Elementary.Exp(model.ValidationLoss):F3}), after {string.Join(", ", model.Lineage.Counts.Select(c => $"{c.Key} {c.Value}"))}."));
        terminal.Out.WriteLine(FormattableString.Invariant($"Model {modelPath}, report {reportPath}, {trained:F1} s."));
        terminal.Out.WriteLine($"Next: hone generate {modelPath} --prompt \"...\" --temperature 0.8.");
        return CommandLine.Done;
    }

    private static string Read(string path)
    {
        if (Directory.Exists(path))
            throw new ArgumentException($"'{path}' is a folder; a language model learns from a file of text.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'.", path);
        try
        {
            string text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            return text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException(FormattableString.Invariant($"'{path}' is no text in UTF-8: byte {fault.Index + 1} belongs to none. Convert it first."), fault);
        }
    }
}
