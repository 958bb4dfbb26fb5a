using System.Runtime.ExceptionServices;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Makes batches on threads of its own, a bounded number ahead of who takes them, who gets them in order.</summary>
internal sealed class Prefetcher : IDisposable
{
    private readonly Func<int, Batch> make;
    private readonly int stop, ahead;
    private readonly Thread[] threads;
    private readonly Dictionary<int, (Batch? Batch, ExceptionDispatchInfo? Fault)> made = [];
    private readonly object gate = new();
    private int next, taken;
    private bool isClosed;

    public Prefetcher(Func<int, Batch> make, int from, int stop, int ahead, int workers)
    {
        (this.make, this.stop, this.ahead, next, taken) = (make, stop, ahead, from, from);
        threads = new Thread[Math.Min(workers, Math.Min(ahead, stop - from))];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = "Hone data" };
            threads[i].Start();
        }
    }

    /// <summary>Waits for a batch; they are taken in order.</summary>
    public Batch Take(int batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CancellationTokenRegistration wake = cancellation.Register(Wake);
        lock (gate)
        {
            (Batch? Batch, ExceptionDispatchInfo? Fault) found;
            while (!made.Remove(batch, out found))
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate);
            }
            taken = batch + 1;
            Monitor.PulseAll(gate);
            found.Fault?.Throw();
            return found.Batch!;
        }
    }

    /// <summary>Ends the threads, each after the batch that it is making, and waits for them.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
        foreach (Thread thread in threads)
            thread.Join();
    }

    private void Wake()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }

    private void Work()
    {
        while (true)
        {
            int mine;
            lock (gate)
            {
                while (!isClosed && next < stop && next >= taken + ahead)
                    Monitor.Wait(gate);
                if (isClosed || next >= stop)
                    return;
                mine = next++;
            }
            (Batch?, ExceptionDispatchInfo?) result = default;
            try
            {
                // On this thread alone: the others compute the network.
                WorkerPool.For(1, 1, _ => result = (make(mine), null));
            }
            catch (Exception fault)
            {
                result = (null, ExceptionDispatchInfo.Capture(fault));
            }
            lock (gate)
            {
                made[mine] = result;
                Monitor.PulseAll(gate);
            }
        }
    }
}
