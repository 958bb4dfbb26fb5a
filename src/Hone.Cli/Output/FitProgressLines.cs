using Hone.Contracts;
using Spectre.Console;

namespace Hone.Cli.Output;

/// <summary>Shows the progress of a long piece of work: a moving line on a terminal, plain lines where the output is piped.</summary>
internal static class FitProgressLines
{
    public static T Run<T>(Terminal terminal, Func<IProgress<FitProgress>, T> work)
    {
        if (!terminal.IsInteractive)
            return work(new Lines(terminal));
        return terminal.Notes.Status().Start("Training ...", status => work(new Status(status)));
    }

    private static string Text(FitProgress p) =>
        FormattableString.Invariant($"{p.Stage} {p.Step}{(p.Steps is { } steps ? $" of {steps}" : "")}{(p.Objective is { } o ? FormattableString.Invariant($", {o:G5}") : "")}");

    // Called from the fitting thread, in order: unlike Progress<T>, which would post lines in any order.
    private sealed class Lines(Terminal terminal) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            // A piped log wants the few large steps, not every tree.
            if (value.Stage is "candidate" or "trial" or "epoch" or "measured step")
                terminal.Note(Text(value));
        }
    }

    private sealed class Status(StatusContext context) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => context.Status(Markup.Escape(Text(value)));
    }
}
