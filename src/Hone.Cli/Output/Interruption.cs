namespace Hone.Cli.Output;

/// <summary>Work that Ctrl+C ends early: the first keeps the best so far, the second ends the program.</summary>
internal static class Interruption
{
    public static T Run<T>(Func<CancellationToken, T> work)
    {
        using CancellationTokenSource interrupted = new();
        ConsoleCancelEventHandler onInterrupt = (_, e) =>
        {
            e.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        };
        Console.CancelKeyPress += onInterrupt;
        try
        {
            return work(interrupted.Token);
        }
        finally
        {
            Console.CancelKeyPress -= onInterrupt;
        }
    }
}
