namespace Hone.Deep;

/// <summary>What stands between the brackets of a tensor, for one axis or several: <c>x[0, 1..3, ^1]</c>, <c>x[At.Ellipsis, mask]</c>, <c>x[(.., 2)]</c>.</summary>
/// <remarks>
/// It is never named but for <see cref="Ellipsis"/> and <see cref="NewAxis"/>: positions, ranges, ranges with a step, masks and tensors of positions all turn into it by themselves.
/// </remarks>
public readonly struct At
{
    private At(Kind what, int from = 0, bool fromEnd = false, Range range = default, int step = 1, Tensor? tensor = null) =>
        (What, Position, IsFromEnd, Range, Step, Tensor) = (what, from, fromEnd, range, step, tensor);

    internal enum Kind
    {
        Range,
        Position,
        Ellipsis,
        NewAxis,
        Tensor,
    }

    /// <summary>All positions of as many axes as are not named.</summary>
    public static At Ellipsis => new(Kind.Ellipsis);

    /// <summary>An axis of size 1 that was not there.</summary>
    public static At NewAxis => new(Kind.NewAxis);

    internal Kind What { get; }

    internal int Position { get; }

    internal bool IsFromEnd { get; }

    internal Range Range { get; }

    internal int Step { get; }

    internal Tensor? Tensor { get; }

    /// <summary>How many axes it speaks of.</summary>
    internal int Axes => What switch
    {
        Kind.Ellipsis or Kind.NewAxis => 0,
        Kind.Tensor when Tensor!.Type == DType.Bool => Tensor.Rank,
        _ => 1,
    };

    /// <summary>One position; negative ones count from the end. The axis is left out of the result.</summary>
    public static implicit operator At(int position) => new(Kind.Position, position);

    /// <summary>One position, which may count from the end: <c>^1</c> is the last.</summary>
    public static implicit operator At(Index position) => new(Kind.Position, position.Value, position.IsFromEnd);

    /// <summary>A range of positions: <c>1..3</c>, <c>..^1</c>, <c>..</c> for all.</summary>
    public static implicit operator At(Range range) => new(Kind.Range, range: range);

    /// <summary>Every so many positions of a range; a negative step begins at its end.</summary>
    public static implicit operator At((Range Range, int Step) steps) => new(Kind.Range, range: steps.Range, step: steps.Step);

    /// <summary>A mask over as many axes as it has, or whole numbers: positions, of which negative ones count from the end.</summary>
    public static implicit operator At(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new(Kind.Tensor, tensor: tensor);
    }
}
