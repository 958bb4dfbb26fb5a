using System.Runtime.ExceptionServices;

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
        {
            // One task alone leaves the other threads to what is inside it, unless the caller wanted one thread.
            bool outer = inside;
            inside |= limit == 1;
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
            return;
        }

        Region region = new(tasks, body, cancellation);
        for (int helper = 1; helper < Math.Min(tasks, limit); helper++)
            ThreadPool.UnsafeQueueUserWorkItem(region, preferLocal: false);
        region.Work();
        region.Close();
    }

    /// <summary>One parallel call: the threads take task numbers from it until there are none left.</summary>
    private sealed class Region(int tasks, Action<int> body, CancellationToken cancellation) : IThreadPoolWorkItem
    {
        // Pauses before the caller of a region goes to sleep: about as long as waking it would take.
        private const int Spins = 20;

        private readonly object gate = new();
        private int next = -1;
        private int helpers;
        private bool closed;
        private int failedTask = int.MaxValue;
        private ExceptionDispatchInfo? failure;
        private volatile bool stop;
        private volatile bool cancelled;

        /// <summary>A helper thread arrives; one that arrives after the end finds nothing to do.</summary>
        public void Execute()
        {
            lock (gate)
            {
                if (closed)
                    return;
                helpers++;
            }
            Work();
            lock (gate)
            {
                if (--helpers == 0)
                    Monitor.PulseAll(gate);
            }
        }

        public void Work()
        {
            inside = true;
            try
            {
                while (!stop)
                {
                    if (cancellation.IsCancellationRequested)
                    {
                        // Tasks that are left must not look as if they had run.
                        cancelled |= Volatile.Read(ref next) < tasks - 1;
                        return;
                    }
                    int task = Interlocked.Increment(ref next);
                    if (task >= tasks)
                        return;
                    Run(task);
                }
            }
            finally
            {
                inside = false;
            }
        }

        /// <summary>Waits for the helpers that are at work and turns away those that have not come yet.</summary>
        public void Close()
        {
            lock (gate)
                closed = true;
            SpinWait spinner = default;
            while (Volatile.Read(ref helpers) > 0 && spinner.Count < Spins)
                spinner.SpinOnce(sleep1Threshold: -1);
            lock (gate)
            {
                while (helpers > 0)
                    Monitor.Wait(gate);
            }
            failure?.Throw();
            if (cancelled)
                cancellation.ThrowIfCancellationRequested();
        }

        private void Run(int task)
        {
            try
            {
                body(task);
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                lock (gate)
                {
                    if (task < failedTask)
                        (failedTask, failure) = (task, ExceptionDispatchInfo.Capture(exception));
                }
                stop = true;
            }
        }
    }
}
