namespace Hone.Contracts;

/// <summary>Several ranks in one process, one a thread: how training over ranks is tried without a cluster.</summary>
public static class InProcessRanks
{
    /// <summary>Runs the body once a rank, each on a thread of its own, and returns what each gave, by rank.</summary>
    /// <param name="size">Number of ranks, at least 1.</param>
    /// <param name="body">The work of one rank.</param>
    /// <exception cref="Exception">The first rank's exception, by rank; the other ranks are released from their waits.</exception>
    public static T[] Run<T>(int size, Func<ICollective, T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Numerics.Require.AtLeast(size, 1);
        using Meeting meeting = new(size);
        T[] results = new T[size];
        Exception?[] failures = new Exception?[size];
        Thread[] threads = new Thread[size];
        for (int rank = 0; rank < size; rank++)
        {
            int own = rank;
            threads[rank] = new Thread(() =>
            {
                try
                {
                    results[own] = body(new Member(meeting, own));
                    meeting.Leave();
                }
                catch (Exception failure)
                {
                    failures[own] = failure;
                    meeting.Abandon();
                }
            })
            { IsBackground = true };
            threads[rank].Start();
        }
        foreach (Thread thread in threads)
            thread.Join();
        Exception? first = failures.FirstOrDefault(f => f is not null and not OperationCanceledException) ?? failures.FirstOrDefault(f => f is not null);
        if (first is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        return results;
    }

    private sealed class Meeting(int size) : IDisposable
    {
        private readonly Barrier barrier = new(size);
        private readonly CancellationTokenSource abandoned = new();
        private int left;

        public (string Call, double[] Values)[] Given { get; } = new (string, double[])[size];

        public int Size => size;

        /// <summary>Waits for every rank that has not left; true where one had left before this meeting.</summary>
        public bool Wait()
        {
            barrier.SignalAndWait(abandoned.Token);
            return Volatile.Read(ref left) > 0;
        }

        public void Leave()
        {
            Interlocked.Increment(ref left);
            barrier.RemoveParticipant();                       // releases ranks that made more calls; they then see that one has left
        }

        public void Abandon() => abandoned.Cancel();

        public void Dispose()
        {
            barrier.Dispose();
            abandoned.Dispose();
        }
    }

    private sealed class Member(Meeting meeting, int rank) : ICollective
    {
        public int Rank => rank;

        public int Size => meeting.Size;

        public double[][] Gather(ReadOnlySpan<double> values) => Exchange(nameof(Gather), values);

        private double[][] Exchange(string call, ReadOnlySpan<double> values)
        {
            meeting.Given[rank] = (call, values.ToArray());
            if (meeting.Wait())
                throw new InvalidOperationException(FormattableString.Invariant($"Rank {rank} waits in {call} for a rank that has finished; every rank must make the same calls."));
            (string Call, double[] Values)[] all = [.. meeting.Given];
            meeting.Wait();                                    // nobody writes the next round before everyone has read this one
            int other = Array.FindIndex(all, given => given.Call != call);
            return other < 0
                ? [.. all.Select(given => given.Values)]
                : throw new InvalidOperationException(FormattableString.Invariant($"Rank {rank} calls {call} while rank {other} calls {all[other].Call}; every rank must make the same calls."));
        }

        public void AllReduce(Span<double> values)
        {
            double[][] all = Exchange(nameof(AllReduce), values);
            values.Clear();
            foreach (double[] part in all)
            {
                if (part.Length != values.Length)
                    throw new InvalidOperationException(FormattableString.Invariant($"Rank {rank} reduces {values.Length} values but another rank {part.Length}; every rank must make the same calls."));
                for (int i = 0; i < values.Length; i++)
                    values[i] += part[i];
            }
        }

        public void Broadcast(Span<double> values, int root = 0)
        {
            double[] given = Exchange(nameof(Broadcast), values)[root];
            if (given.Length != values.Length)
                throw new InvalidOperationException(FormattableString.Invariant($"Rank {rank} takes {values.Length} values but rank {root} broadcasts {given.Length}."));
            given.CopyTo(values);
        }
    }
}
