using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Adds a learned row of numbers for each position.</summary>
/// <remarks>The rows start normal with deviation 0.02.</remarks>
public sealed class LearnedPositions : Layer
{
    /// <summary>A table of random rows.</summary>
    /// <param name="length">Positions, at least 1; nothing longer can come in.</param>
    /// <param name="width">Numbers in a row, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    public LearnedPositions(int length, int width, RandomKey key) =>
        Weight = Parameter("weight", Tensor.Normal([Require.AtLeast(length, 1), Require.AtLeast(width, 1)], key.Child("weight").Open(), 0, 0.02));

    /// <summary>The table, positions × width.</summary>
    public Tensor Weight { get; }

    /// <summary>The same for rows that begin at another position than the first, as when a text grows symbol by symbol.</summary>
    /// <param name="x">… × length × width.</param>
    /// <param name="start">The position of the first row.</param>
    public Tensor CallFrom(Tensor x, int start) => Within(() => Add(x, start), x);

    /// <summary>… × length × width, with the first rows of the table added.</summary>
    /// <exception cref="ArgumentException">There are more positions than the table has, or the width differs.</exception>
    protected override Tensor Forward(Tensor x) => Add(x, 0);

    private Tensor Add(Tensor x, int start)
    {
        Require.AtLeast(start, 0, nameof(start));
        if (x.Rank < 2 || x.Shape[-1] != Weight.Shape[1] || start + x.Shape[-2] > Weight.Shape[0])
            throw new ArgumentException(FormattableString.Invariant($"positions: an input of {x.Shape} from position {start} on does not fit a table of {Weight.Shape}: its last two sizes are a length of at most what is left of the one and the width of the other."), nameof(x));
        return x + Weight.Slice(0, start, start + x.Shape[-2]);
    }
}
