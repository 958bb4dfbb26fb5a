namespace Hone.Deep;

/// <summary>One axis of several that follow each other, by default of all but the first: from images to rows of numbers.</summary>
/// <param name="first">The first axis that goes in. Default 1.</param>
/// <param name="last">The last axis that goes in. Default the last of all.</param>
public sealed class Flatten(int first = 1, int last = -1) : Layer
{
    /// <summary>The first axis that goes in.</summary>
    public int First { get; } = first;

    /// <summary>The last axis that goes in.</summary>
    public int Last { get; } = last;

    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Flatten(First, Last);
}
