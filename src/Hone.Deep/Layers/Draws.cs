using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The keys of the random numbers that modules draw as they compute; a stretch of computing can be run again with the very same keys.</summary>
/// <remarks>A draw's key is a child of the module's key, numbered by a counter that is a tensor of the module, so that a checkpoint holds where the numbers stand.</remarks>
internal static class Draws
{
    // What is open on this thread: lists that take down the keys drawn, and the keys that are to be drawn again in place of new ones.
    [ThreadStatic]
    private static List<RandomKey>? written;

    [ThreadStatic]
    private static Queue<RandomKey>? given;

    /// <summary>The next key; the counter goes up unless keys are being drawn again.</summary>
    public static RandomKey Next(RandomKey key, Tensor counter)
    {
        RandomKey drawn;
        if (given is { } again)
        {
            if (!again.TryDequeue(out drawn))
                throw new InvalidOperationException("A checkpointed stretch drew more random numbers when it was computed anew than the first time; it must do the same both times.");
        }
        else
        {
            long number = (long)counter.Item();
            using (NoGrad.Begin())
                counter.CopyFrom(Tensor.Scalar(number + 1, DType.Int64));
            // A child has a number of 31 bits; beyond that, a child of a child.
            drawn = key.Child((int)(number >> 31)).Child((int)(number & int.MaxValue));
        }
        written?.Add(drawn);
        return drawn;
    }

    /// <summary>Runs something and says which keys were drawn within.</summary>
    public static (T Result, RandomKey[] Keys) Record<T>(Func<T> run)
    {
        List<RandomKey>? outer = written;
        written = [];
        try
        {
            T result = run();
            return (result, [.. written]);
        }
        finally
        {
            outer?.AddRange(written);
            written = outer;
        }
    }

    /// <summary>Runs something again with the keys of the first time; no counter moves.</summary>
    public static T Replay<T>(RandomKey[] keys, Func<T> run)
    {
        Queue<RandomKey>? outer = given;
        given = new(keys);
        try
        {
            return run();
        }
        finally
        {
            given = outer;
        }
    }
}
