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
                }
                catch (Exception failure)
                {
                    failures[own] = failure;
                    meeting.Abandon();
                }
            }) { IsBackground = true };
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

        public double[][] Given { get; } = new double[size][];

        public int Size => size;

        public void Wait() => barrier.SignalAndWait(abandoned.Token);

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

        public double[][] Gather(ReadOnlySpan<double> values)
        {
            meeting.Given[rank] = values.ToArray();
            meeting.Wait();
            double[][] all = [.. meeting.Given];
            meeting.Wait();                                    // nobody writes the next round before everyone has read this one
            return all;
        }

        public void AllReduce(Span<double> values)
        {
            double[][] all = Gather(values);
            values.Clear();
            foreach (double[] part in all)
            {
                if (part.Length != values.Length)
                    throw new InvalidOperationException(FormattableString.Invariant($"Rank {rank} reduces {values.Length} values but another rank {part.Length}; every rank must make the same calls."));
                for (int i = 0; i < values.Length; i++)
                    values[i] += part[i];
            }
        }

        public void Broadcast(Span<double> values, int root = 0) => Gather(values)[root].CopyTo(values);
    }
}
