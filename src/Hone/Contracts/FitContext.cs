using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>How to run a fit. Apart from the seed, and an early stop, nothing here may change the result.</summary>
/// <param name="Seed">Same seed, same model, bit for bit.</param>
/// <param name="Cancellation">Gives the fit up: it throws <see cref="OperationCanceledException"/>.</param>
/// <param name="Stop">Ends the fit early and keeps the best so far; the count reached is in the model's report.</param>
/// <param name="Progress">Told of each step. Called from the thread that fits.</param>
/// <param name="Workers">Threads at most; null means one a processor.</param>
/// <param name="Collective">The ranks that train together, each with rows of its own; null means alone.</param>
public readonly record struct FitContext(
    ulong Seed = 0,
    CancellationToken Cancellation = default,
    CancellationToken Stop = default,
    IProgress<FitProgress>? Progress = null,
    int? Workers = null,
    ICollective? Collective = null)
{
    /// <summary>The key of the seed; parts of the work open streams of its children.</summary>
    public RandomKey Key => RandomKey.FromSeed(Seed);

    /// <summary>The ranks that train together: <see cref="Collective"/>, or one rank alone.</summary>
    public ICollective Ranks => Collective ?? Alone.Instance;

    /// <summary>The context of a numbered part of the work: another seed, no progress, the rest unchanged.</summary>
    public FitContext Part(int index) => this with { Seed = Key.Child(index).State, Progress = null };

    /// <summary>The context of a named part of the work, for example "recipe"; a component names itself before it numbers its parts.</summary>
    public FitContext Part(string name) => this with { Seed = Key.Child(name).State, Progress = null };

    /// <summary>The context of work that this rank does by itself.</summary>
    public FitContext Local() => this with { Collective = null };

    /// <summary>Whether to end early and keep the best so far: the same answer on every rank, so ask once an iteration and outside parallel tasks.</summary>
    public bool ShouldStop()
    {
        if (Ranks.Size == 1)
            return Stop.IsCancellationRequested;
        Span<double> asked = [Stop.IsCancellationRequested ? 1 : 0];
        Ranks.AllReduce(asked);
        return asked[0] > 0;
    }

    /// <summary>Runs numbered tasks on the context's workers, under its cancellation.</summary>
    public void For(int tasks, Action<int> body) => WorkerPool.For(tasks, Workers, body, Cancellation);
}

/// <summary>How far a fit is.</summary>
/// <param name="Stage">What is being done, for example "tree" or "iteration".</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all, where known.</param>
/// <param name="Objective">The value being minimised or watched, where there is one.</param>
public readonly record struct FitProgress(string Stage, int Step, int? Steps = null, double? Objective = null);
