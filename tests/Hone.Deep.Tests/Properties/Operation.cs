namespace Hone.Deep.Tests.Properties;

/// <summary>An operation and what it may be given.</summary>
/// <param name="Name">The method's, <c>Sum</c> or <c>Functions.Linear</c>, and behind a space what sets it apart from others of that name.</param>
/// <param name="Inputs">Random inputs: double precision, whole numbers or masks.</param>
/// <param name="Apply">The operation; further arguments are picked again for each call, and are the same for the same inputs.</param>
internal sealed record Operation(string Name, Func<Pick, Tensor[]> Inputs, Func<Tensor[], Pick, Tensor> Apply)
{
    /// <summary>Whether the result has a gradient.</summary>
    public bool IsSmooth { get; init; } = true;

    /// <summary>Whether it has second derivatives and forward mode.</summary>
    public bool IsTwice { get; init; } = true;

    /// <summary>Whether brain floats give what the same numbers give in single precision.</summary>
    public bool IsOfBrainFloats { get; init; } = true;

    /// <summary>How far its result may be from that in double precision, relative to 1 + its size.</summary>
    public double SinglePrecision { get; init; } = 2e-5;

    public override string ToString() => Name;
}
