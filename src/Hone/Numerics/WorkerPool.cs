namespace Hone.Numerics;

/// <summary>Runs numbered tasks on several threads; the one process-wide state the library has.</summary>
/// <remarks>
/// Callers cut the work into tasks whose number depends on the data alone, never on the number of workers, write results by
/// task number, and combine them in that order: that is what makes one thread and many agree to the last bit.
/// A call from within a task runs its tasks on the calling thread: parallel regions never nest.
/// <para>
/// The helpers are a fixed set of background threads, one fewer than there are processors, shared by all callers. A helper that runs out of work
/// looks out for more for a few microseconds, so that short regions that follow each other closely are handed over in well under one, and then sleeps:
/// an idle process uses no processor. A helper joins only while fewer threads than processors are at work in regions, and leaves
/// between two tasks when more callers have come; so many callers at once neither wait for each other nor crowd the processors.
/// </para>
/// </remarks>
public static partial class WorkerPool
{
    private static readonly Crew Helpers = new(Environment.ProcessorCount);

    [ThreadStatic]
    private static bool inside;

    // A thread opens one region at a time and uses the same object for all of them, so that a call allocates nothing.
    [ThreadStatic]
    private static Region? own;

    /// <summary>Threads that a call from here could have: as many as processors, or one within a task. Only for cutting work whose result does not depend on the cut.</summary>
    internal static int Threads => inside ? 1 : Environment.ProcessorCount;

    /// <summary>Runs <paramref name="body"/> for 0 … tasks − 1 and returns when all are done.</summary>
    /// <remarks>
    /// Tasks are handed out in ascending order, one at a time, to whichever thread is free; the calling thread works too, so the call makes progress even
    /// where no other thread is to be had. After a failure no further task starts, and of several failures the one with the lowest number is thrown.
    /// </remarks>
    /// <param name="tasks">At least 0.</param>
    /// <param name="workers">Threads to use at most; null means one a processor.</param>
    /// <param name="body">Must not depend on which thread runs it. What it throws is thrown to the caller as it is.</param>
    /// <param name="cancellation">Checked before each task.</param>
    /// <exception cref="OperationCanceledException">Cancelled; some tasks have not run.</exception>
    public static void For(int tasks, int? workers, Action<int> body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        Require.AtLeast(tasks, 0, nameof(tasks));
        int limit = Require.AtLeast(workers ?? Environment.ProcessorCount, 1, nameof(workers));
        if (inside || limit == 1 || tasks <= 1)
            RunAlone(tasks, body, limit == 1, cancellation);
        else
            RunTogether(tasks, limit, body, cancellation);
    }

    private static void RunAlone(int tasks, Action<int> body, bool oneThread, CancellationToken cancellation)
    {
        // One task alone leaves the other threads to what is inside it, unless the caller wanted one thread.
        bool outer = inside;
        inside |= oneThread;
        try
        {
            for (int task = 0; task < tasks; task++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(task);
            }
        }
        finally
        {
            inside = outer;
        }
    }

    private static void RunTogether(int tasks, int limit, Action<int> body, CancellationToken cancellation)
    {
        Region region = own ?? new Region();
        own = null;
        region.Open(tasks, Math.Min(tasks, limit) - 1, body, cancellation);
        int place = Helpers.Announce(region);
        inside = true;
        region.Work();
        inside = false;
        region.Close();
        Helpers.Withdraw(place);
        region.AwaitHelpers();
        own = region;
        region.ThrowIfUnfinished();
    }
}
