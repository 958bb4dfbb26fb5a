using System.CommandLine;
using System.Text.Json.Nodes;
using Hone.Cli.Output;
using Hone.Deep;

namespace Hone.Cli.Commands;

/// <summary><c>hone generate</c>: a language model continues a text.</summary>
internal static class GenerateCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = "A .hone file of a language model." };
        Option<string?> prompt = new("--prompt") { Description = "What is to be continued; by default a line's start.", HelpName = "TEXT" };
        Option<int> length = new("--length") { Description = "Characters to write.", DefaultValueFactory = _ => 500, HelpName = "N" };
        Option<double> temperature = new("--temperature") { Description = "Below 1 the likely becomes likelier, above 1 the text wilder; 0 always takes the likeliest.", DefaultValueFactory = _ => 1, HelpName = "T" };
        Option<int?> topK = new("--top-k") { Description = "Draw from so many of the likeliest characters only.", HelpName = "N" };
        Option<double> topP = new("--top-p") { Description = "Draw from the fewest likeliest characters only whose probabilities add up to this.", DefaultValueFactory = _ => 1, HelpName = "SHARE" };
        Option<ulong> seed = new("--seed") { Description = "Same seed, same text.", HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("generate", "Continues a text, character by character.") { model, prompt, length, temperature, topK, topP, seed, json };
        CommandLine.Explain(command,
            "hone train input.txt --learner transformer --out play.hone",
            "hone generate play.hone --prompt \"ROMEO:\" --length 300 --temperature 0.8 --seed 1");
        command.SetAction(parsed =>
        {
            Generator generator = new()
            {
                Length = parsed.GetValue(length) is >= 0 and int n ? n : throw new ArgumentException(FormattableString.Invariant($"--length is {parsed.GetValue(length)}; give a number of at least 0.")),
                Temperature = parsed.GetValue(temperature) is >= 0 and < double.PositiveInfinity and double t ? t : throw new ArgumentException(FormattableString.Invariant($"--temperature is {parsed.GetValue(temperature)}; give a number of at least 0.")),
                TopK = parsed.GetValue(topK) is null or >= 1 ? parsed.GetValue(topK) : throw new ArgumentException(FormattableString.Invariant($"--top-k is {parsed.GetValue(topK)}; give a number of at least 1.")),
                TopP = parsed.GetValue(topP) is > 0 and <= 1 and double p ? p : throw new ArgumentException(FormattableString.Invariant($"--top-p is {parsed.GetValue(topP)}; give a share above 0 and at most 1.")),
            };
            LanguageModel loaded = LanguageModel.Load(parsed.GetRequiredValue(model));
            string start = parsed.GetValue(prompt) ?? (loaded.Vocabulary.Covers("\n") ? "\n" : char.ConvertFromUtf32(loaded.Vocabulary.Symbols.EnumerateRunes().First().Value));
            if (parsed.GetValue(json))
            {
                Json.Write(terminal, new JsonObject { ["prompt"] = start, ["text"] = loaded.Continue(start, generator, parsed.GetValue(seed)), ["seed"] = JsonValue.Create(parsed.GetValue(seed)) });
                return CommandLine.Done;
            }
            IEnumerable<string> characters = generator.Stream(loaded.Network, loaded.Vocabulary, start, parsed.GetValue(seed));
            terminal.Out.Write(parsed.GetValue(prompt) ?? "");
            foreach (string character in characters)
            {
                terminal.Out.Write(character);
                if (terminal.IsInteractive)
                    terminal.Out.Flush();
            }
            terminal.Out.WriteLine();
            return CommandLine.Done;
        });
        return command;
    }
}
