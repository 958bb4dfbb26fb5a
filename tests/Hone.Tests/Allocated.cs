namespace Hone.Tests;

/// <summary>Counts what a call allocates.</summary>
internal static class Allocated
{
    private const int Rounds = 10;

    /// <summary>Bytes that the calling thread allocates in a run, the least of several.</summary>
    /// <remarks>
    /// A collection may take back pooled arrays, which the next call must then make anew; the runtime now and then allocates for itself. Neither happens in
    /// every round, but a call that allocates does so in each.
    /// </remarks>
    public static long Least(Action run)
    {
        run();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
