using Spectre.Console;

namespace Hone.Cli.Output;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else (progress, notes, faults) to <see cref="Error"/>.</summary>
public sealed class Terminal
{
    /// <summary>A terminal over two writers.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="interactive">Whether a person watches: progress moves and colours show only then.</param>
    public Terminal(TextWriter output, TextWriter errors, bool interactive)
    {
        (Out, Error, IsInteractive) = (output, errors, interactive);
        Results = Console(output, interactive);
        Notes = Console(errors, interactive);
    }

    /// <summary>Results.</summary>
    public TextWriter Out { get; }

    /// <summary>Progress, notes and faults.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person watches.</summary>
    public bool IsInteractive { get; }

    /// <summary>Tables and bars among the results.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Tables and bars that are no result.</summary>
    public IAnsiConsole Notes { get; }

    /// <summary>One line that is no result.</summary>
    public void Note(string line) => Error.WriteLine(line);

    /// <summary>What went wrong, in one sentence, and what to do next where there is more to say.</summary>
    public void Fail(string sentence, string? next = null)
    {
        Error.WriteLine($"hone: {sentence}");
        if (next is not null)
            Error.WriteLine(next);
    }

    private static IAnsiConsole Console(TextWriter writer, bool interactive)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        // A pipe has no width of its own; tables in a log read well at this one.
        if (!interactive)
            console.Profile.Width = 120;
        return console;
    }
}
