namespace Hone.Contracts;

/// <summary>Ranks that train one model together, each holding rows of its own.</summary>
/// <remarks>Every rank makes the same calls in the same order. Sums are taken in rank order, so that they are the same on each rank and in each run.</remarks>
public interface ICollective
{
    /// <summary>This rank, from 0.</summary>
    int Rank { get; }

    /// <summary>Number of ranks.</summary>
    int Size { get; }

    /// <summary>Replaces the values on every rank by their sum over the ranks.</summary>
    void AllReduce(Span<double> values);

    /// <summary>Replaces the values on every rank by those of the root.</summary>
    void Broadcast(Span<double> values, int root = 0);

    /// <summary>The values of every rank, by rank; they may differ in length.</summary>
    double[][] Gather(ReadOnlySpan<double> values);
}

/// <summary>One rank alone; every call leaves the values as they are.</summary>
public sealed class Alone : ICollective
{
    private Alone()
    {
    }

    /// <summary>The only instance.</summary>
    public static Alone Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public void AllReduce(Span<double> values)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(Span<double> values, int root = 0)
    {
    }

    /// <inheritdoc/>
    public double[][] Gather(ReadOnlySpan<double> values) => [values.ToArray()];
}
