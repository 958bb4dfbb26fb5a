using Hone.Contracts;

namespace Hone.Cli.Output;

/// <summary>Turns an exception into one sentence and an exit code.</summary>
internal static class Failure
{
    public static int Report(Exception failure, Terminal terminal)
    {
        switch (failure)
        {
            case OperationCanceledException:
                terminal.Fail("Stopped before the end; nothing was written.");
                return CommandLine.InputAtFault;
            case OutOfMemoryException:
                terminal.Fail("There is not enough memory for this table; use a part of its rows or columns.");
                return CommandLine.InputAtFault;
            // The library's public boundary, files and folders: their sentences are written for the user.
            case ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException:
                terminal.Fail(FaultSentence.Of(failure));
                return CommandLine.InputAtFault;
            default:
                terminal.Fail($"This is a fault of hone, not of your input. Please report it with the following text.{Environment.NewLine}{failure}");
                return CommandLine.OurFault;
        }
    }
}
