namespace Hone.Models.Trees;

/// <summary>A candidate split of a node.</summary>
/// <param name="Column">The column asked.</param>
/// <param name="Decrease">Fall of impurity times weight.</param>
/// <param name="LastCode">For numbers the greatest code that goes left.</param>
/// <param name="Threshold">For numbers the greatest value that goes left.</param>
/// <param name="LeftCodes">For categories by code: 1 left, 0 right, −1 not in the node; null for numbers.</param>
/// <param name="MissingLeft">Where what is missing goes.</param>
internal readonly record struct CartSplit(int Column, double Decrease, int LastCode, double Threshold, sbyte[]? LeftCodes, bool MissingLeft)
{
    // Two columns that part the rows alike sum them in different orders; the first of them is taken, not the luckier rounding.
    private const double EqualWithin = 1e-10;

    /// <summary>No split: any other is better.</summary>
    public static CartSplit None => new(-1, 0, 0, 0, null, false);

    public bool Exists => Column >= 0;

    public bool BeatenBy(in CartSplit other) => other.Exists && (!Exists || other.Decrease > Decrease * (1 + EqualWithin));

    /// <summary>Whether rows of a code go left.</summary>
    public bool GoesLeft(int code, int missing) => code == missing ? MissingLeft : LeftCodes is { } set ? set[code] > 0 : code <= LastCode;
}
