namespace Hone.Numerics;

/// <summary>Draws indices in proportion to weights in constant time a draw, after one pass to prepare.</summary>
/// <remarks>
/// Every one of n equally likely cells holds at most two indices. Immutable, so that streams on several threads can share one.
/// Source: A. J. Walker, "An Efficient Method for Generating Discrete Random Variables with General Distributions", ACM TOMS 3(3), 1977; construction in linear time by M. Vose, 1991.
/// </remarks>
public sealed class AliasTable
{
    private readonly double[] keep;
    private readonly int[] other;

    /// <summary>Prepares the table.</summary>
    /// <param name="weights">At least one above 0, none below; they need not add up to 1. Not kept.</param>
    /// <exception cref="ArgumentException">A weight is below 0 or not finite, or all are 0.</exception>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        int n = weights.Length;
        double total = 0.0;
        foreach (double weight in weights)
            total += Require.AtLeastZero(weight, nameof(weights));
        if (!(total > 0 && double.IsFinite(total)))
            throw new ArgumentException(FormattableString.Invariant($"weights must add up to a finite number above 0; {n} weights add up to {total}."), nameof(weights));

        keep = new double[n];
        other = new int[n];
        Stack<int> small = new(), large = new();
        for (int i = 0; i < n; i++)
        {
            keep[i] = weights[i] / total * n;
            other[i] = i;
            (keep[i] < 1 ? small : large).Push(i);
        }

        // A cell that is not full is filled up from one that overflows.
        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop(), rich = large.Pop();
            other[poor] = rich;
            keep[rich] = keep[rich] + keep[poor] - 1.0;
            (keep[rich] < 1 ? small : large).Push(rich);
        }

        // What rounding leaves over is full; a weight of 0 never stays alone, since another cell overflowed by as much.
        foreach (int i in large)
            keep[i] = 1.0;
        foreach (int i in small)
        {
            if (weights[i] > 0)
                keep[i] = 1.0;
            else
                (keep[i], other[i]) = (0.0, Kernels.ArgMax(weights));
        }
    }

    /// <summary>How many indices there are.</summary>
    public int Count => keep.Length;

    /// <summary>Draws an index.</summary>
    public int Draw(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int cell = random.Below(keep.Length);
        return random.Uniform() < keep[cell] ? cell : other[cell];
    }
}
