namespace Hone.Numerics;

/// <summary>Runs numbered tasks on several threads; the one process-wide state the library has.</summary>
/// <remarks>
/// Callers cut the work into tasks whose number depends on the data alone, never on the number of workers, write results by
/// task number, and combine them in that order: that is what makes one thread and many agree to the last bit.
/// A call from within a task runs its tasks on the calling thread: parallel regions never nest.
/// </remarks>
public static class WorkerPool
{
    [ThreadStatic]
    private static bool inside;

    /// <summary>Runs <paramref name="body"/> for 0 … tasks − 1, in any order, and returns when all are done.</summary>
    /// <param name="tasks">At least 0.</param>
    /// <param name="workers">Threads to use at most; null means one a processor.</param>
    /// <param name="body">Must not depend on which thread runs it.</param>
    /// <param name="cancellation">Checked before each task.</param>
    /// <exception cref="OperationCanceledException">Cancelled; some tasks have not run.</exception>
    public static void For(int tasks, int? workers, Action<int> body, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        int threads = Math.Min(tasks, Require.AtLeast(workers ?? Environment.ProcessorCount, 1, nameof(workers)));
        if (threads <= 1 || inside)
        {
            for (int task = 0; task < tasks; task++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(task);
            }
            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, tasks, options, task =>
            {
                inside = true;
                try
                {
                    body(task);
                }
                finally
                {
                    inside = false;
                }
            });
        }
        catch (AggregateException failure) when (failure.InnerExceptions.Count > 0)
        {
            // A caller expects the sentence that the body threw, not a list of them.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.InnerExceptions[0]);
        }
    }
}
