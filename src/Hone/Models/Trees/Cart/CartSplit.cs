namespace Hone.Models.Trees;

/// <summary>A candidate split of a node.</summary>
/// <param name="Column">The column asked.</param>
/// <param name="Decrease">Fall of impurity times weight.</param>
/// <param name="LastCode">For numbers the greatest code that goes left.</param>
/// <param name="Threshold">For numbers the greatest value that goes left.</param>
/// <param name="LeftCodes">For categories by code: 1 left, 0 right, −1 not in the node; null for numbers.</param>
/// <param name="MissingLeft">Where what is missing goes.</param>
internal sealed record CartSplit(int Column, double Decrease, int LastCode, double Threshold, sbyte[]? LeftCodes, bool MissingLeft);
