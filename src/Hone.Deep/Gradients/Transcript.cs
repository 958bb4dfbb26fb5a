namespace Hone.Deep;

/// <summary>Each operation of a stretch of code on one thread, with what it read and made: what a network that is written to a file consists of.</summary>
/// <remarks>
/// The tape tells it of every operation that it hears of, whether gradients are recorded or not; operations that have none tell it themselves. What cannot be seen from the tensors,
/// such as the stride of a convolution, an operation tells just before it records itself. A fused operation is seen as its formula, unless its name is among those that are wanted whole.
/// All tensors are kept to the end, so that none of them takes another's memory.
/// </remarks>
internal sealed class Transcript
{
    [ThreadStatic]
    private static Transcript? current;

    private readonly IReadOnlySet<string> whole;
    private readonly List<TranscriptStep> steps = [];
    private object? detail;

    private Transcript(IReadOnlySet<string> whole) => this.whole = whole;

    /// <summary>Whether operations of this thread are seen.</summary>
    public static bool IsOn => current is not null;

    /// <summary>Runs something and takes down its operations.</summary>
    /// <param name="whole">Fused operations that are taken down as one.</param>
    /// <param name="run">What is run.</param>
    public static (Tensor[] Results, IReadOnlyList<TranscriptStep> Steps) Of(IReadOnlySet<string> whole, Func<Tensor[]> run)
    {
        Transcript? outer = current;
        Transcript mine = current = new Transcript(whole);
        try
        {
            return (run(), mine.steps);
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>Whether a fused operation is to be run as its formula.</summary>
    public static bool Unfolds(string operation)
    {
        if (current is not { } transcript || transcript.whole.Contains(operation))
            return false;
        transcript.detail = null;
        return true;
    }

    /// <summary>Says what the next operation's tensors do not show.</summary>
    public static void Tell(object detail)
    {
        if (current is { } transcript)
            transcript.detail = detail;
    }

    /// <summary>Takes an operation down.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="results">What it made.</param>
    /// <param name="inputs">What gradients may go to.</param>
    /// <param name="needed">What else it read, as far as gradients need it.</param>
    public static void See(string operation, ReadOnlySpan<Tensor> results, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> needed)
    {
        if (current is not { } transcript)
            return;
        transcript.steps.Add(new TranscriptStep(operation, inputs.ToArray(), needed.ToArray(), results.ToArray(), transcript.detail, Calls.Path));
        transcript.detail = null;
    }

    /// <summary>Runs the inside of an operation, whose own operations are not seen.</summary>
    public static T Inside<T>(Func<T> run)
    {
        Transcript? outer = current;
        current = null;
        try
        {
            return run();
        }
        finally
        {
            current = outer;
        }
    }
}

/// <summary>One operation.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Inputs">What gradients may go to.</param>
/// <param name="Needed">What else it read, as far as gradients need it.</param>
/// <param name="Results">What it made.</param>
/// <param name="Detail">What the tensors do not show, as the operation gives it; null where they show all.</param>
/// <param name="Layer">The path of the module that was called.</param>
internal sealed record TranscriptStep(string Operation, Tensor[] Inputs, Tensor[] Needed, Tensor[] Results, object? Detail, string Layer);
