using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hone.Numerics;

public static partial class WorkerPool
{
    // Looks around before a thread goes to sleep, about 30 ns each: as long as going to sleep would take, so that waiting costs at most twice the least possible.
    private const int Patience = 200;

    /// <summary>One parallel call: the threads take task numbers from it until there are none left.</summary>
    /// <remarks>
    /// Its state is one number, so that joining and closing are single steps: how many helpers may still join, how many are within, whether it is
    /// closed, and whether its caller sleeps. A helper that comes late finds it closed, or open again for the next call and joins that.
    /// </remarks>
    private sealed class Region
    {
        private const int OneSeat = 1, OneWithin = 1 << 14, Closed = 1 << 28, Asleep = 1 << 29;
        private const int SeatMask = OneWithin - 1, WithinMask = Closed - OneWithin;

        private readonly object pillow = new();
        private int tasks;
        private Action<int>? body;
        private CancellationToken cancellation;
        private int failedTask;
        private ExceptionDispatchInfo? failure;
        private volatile bool stop;
        private volatile bool cancelled;
        private Counters counters;

        /// <summary>What the threads change, on cache lines of its own.</summary>
        [StructLayout(LayoutKind.Explicit, Size = 256)]
        private struct Counters
        {
            [FieldOffset(64)]
            public int Next;

            [FieldOffset(192)]
            public int State;
        }

        public Region() => counters.State = Closed;

        /// <summary>Helpers that may still join and would find a task.</summary>
        public int Seats => SeatsIn(Volatile.Read(ref counters.State));

        private int SeatsIn(int state) => (state & Closed) != 0 || stop ? 0 : Math.Min(state & SeatMask, tasks - 1 - Volatile.Read(ref counters.Next));

        public void Open(int tasks, int seats, Action<int> body, CancellationToken cancellation)
        {
            (this.tasks, this.body, this.cancellation) = (tasks, body, cancellation);
            (failedTask, failure, stop, cancelled) = (int.MaxValue, null, false, false);
            counters.Next = -1;
            Volatile.Write(ref counters.State, Math.Min(seats, SeatMask));
        }

        /// <summary>Takes a seat, if there is one.</summary>
        public bool TryJoin()
        {
            while (true)
            {
                int state = Volatile.Read(ref counters.State);
                if (SeatsIn(state) <= 0)
                    return false;
                if (Interlocked.CompareExchange(ref counters.State, state + OneWithin - OneSeat, state) == state)
                    return true;
            }
        }

        /// <summary>A helper gives its seat back.</summary>
        public void Leave()
        {
            int state = Interlocked.Add(ref counters.State, OneSeat - OneWithin);
            if ((state & Asleep) != 0 && (state & WithinMask) == 0)
            {
                lock (pillow)
                    Monitor.PulseAll(pillow);
            }
        }

        /// <summary>Runs tasks until none is left.</summary>
        public void Work()
        {
            while (RunNext())
            {
            }
        }

        /// <summary>Runs one task; false if none is left, or none is wanted any more.</summary>
        public bool RunNext()
        {
            if (stop)
                return false;
            if (cancellation.IsCancellationRequested)
            {
                // Tasks that are left must not look as if they had run.
                cancelled |= Volatile.Read(ref counters.Next) < tasks - 1;
                return false;
            }
            int task = Interlocked.Increment(ref counters.Next);
            if (task >= tasks)
                return false;
            try
            {
                body!(task);
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the caller's thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fail(task, exception);
            }
            return true;
        }

        /// <summary>Turns away helpers that have not come yet.</summary>
        public void Close() => Interlocked.Or(ref counters.State, Closed);

        /// <summary>Waits for the helpers within, awake for a while and then asleep.</summary>
        public void AwaitHelpers()
        {
            for (int look = 0; look < Patience && Within; look++)
                Thread.SpinWait(1);
            if (Within)
                Sleep();
            body = null;
        }

        /// <summary>Passes on what went wrong.</summary>
        public void ThrowIfUnfinished()
        {
            (CancellationToken token, cancellation) = (cancellation, default);
            (ExceptionDispatchInfo? thrown, failure) = (failure, null);
            thrown?.Throw();
            if (cancelled)
                token.ThrowIfCancellationRequested();
        }

        private bool Within => (Volatile.Read(ref counters.State) & WithinMask) != 0;

        private void Sleep()
        {
            lock (pillow)
            {
                Interlocked.Or(ref counters.State, Asleep);
                while (Within)
                    Monitor.Wait(pillow);
            }
        }

        private void Fail(int task, Exception exception)
        {
            lock (pillow)
            {
                if (task < failedTask)
                    (failedTask, failure) = (task, ExceptionDispatchInfo.Capture(exception));
            }
            stop = true;
        }
    }
}
