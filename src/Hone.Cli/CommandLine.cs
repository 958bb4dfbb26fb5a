using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Hone.Cli.Commands;
using Hone.Cli.Output;
using Hone.Data;

namespace Hone.Cli;

/// <summary>Builds the command tree, runs one command line, and turns what goes wrong into one sentence and an exit code.</summary>
public static class CommandLine
{
    /// <summary>The command did what was asked.</summary>
    public const int Done = 0;

    /// <summary>Hone is at fault.</summary>
    public const int OurFault = 1;

    /// <summary>What the user gave is at fault; one sentence says how.</summary>
    public const int InputAtFault = 2;

    /// <summary>Runs one command line.</summary>
    public static int Run(string[] args, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        if (args is [])
            args = ["--help"];
        ParseResult parsed = Tree(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            terminal.Fail(Fault(parsed), $"Run '{NameOf(parsed.CommandResult)} --help' to see what it takes.");
            return InputAtFault;
        }
        try
        {
            int code = parsed.Invoke(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false });
            terminal.Out.Flush();                                               // a full disk behind standard output shows here
            return code;
        }
        catch (Exception failure)
        {
            return Failure.Report(failure, terminal);
        }
    }

    private static RootCommand Tree(Terminal terminal)
    {
        RootCommand root = new("Hone: machine learning for .NET that you can step into. From a table to a model you can trust.")
        {
            TrainCommand.Create(terminal),
            PredictCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            GenerateCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ExportCommand.Create(terminal),
            DescribeCommand.Create(terminal),
            ServeCommand.Create(terminal),
            DataCommand.Create(terminal),
            TopicsCommand.Create(terminal),
        };
        Explain(root,
            "hone train datasets/breast-cancer.csv --target diagnosis",
            "hone predict model.hone new-rows.csv --out predictions.csv");
        return root;
    }

    /// <summary>Adds examples to a command's help.</summary>
    internal static void Explain(Command command, params string[] examples)
    {
        HelpOption? help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
            command.Add(help = new HelpOption());
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
    }

    private static string Fault(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0)
            return WrongValue(parsed) ?? parsed.Errors[0].Message;
        Command command = parsed.CommandResult.Command;
        string token = parsed.UnmatchedTokens[0];
        if (token.StartsWith('-'))
            return Suggestion.Sentence("option", token, command.Options.Select(o => o.Name));
        return command.Subcommands.Count > 0
            ? Suggestion.Sentence("command", token, command.Subcommands.Select(c => c.Name))
            : $"'{token}' is one argument too many.";
    }

    // The parser's own sentence speaks of .NET's types.
    private static string? WrongValue(ParseResult parsed)
    {
        if (parsed.Errors[0].SymbolResult is not OptionResult { Option: { } option, Tokens: [{ Value: { } value }] })
            return null;
        Type type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        string? wanted = type == typeof(int) ? FormattableString.Invariant($"a whole number up to {int.MaxValue}")
            : type == typeof(ulong) ? "a whole number of at least 0"
            : type == typeof(double) ? "a number"
            : type == typeof(bool) ? "true or false, or leave the value out"
            : null;
        return wanted is null ? null : $"{option.Name} is '{value}'; give {wanted}.";
    }

    private static string NameOf(CommandResult? result)
    {
        string name = result?.Command is null or RootCommand ? "hone" : result.Command.Name;
        return result?.Parent is CommandResult parent ? $"{NameOf(parent)} {name}" : name;
    }

    private sealed class HelpWithExamples(HelpAction help, string[] examples) : SynchronousCommandLineAction
    {
        // Asking for help is no fault, whatever else the line lacks.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
            foreach (string example in examples)
                output.WriteLine($"  {example}");
            return code;
        }
    }
}
