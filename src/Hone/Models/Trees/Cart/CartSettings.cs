namespace Hone.Models.Trees;

/// <summary>What single trees, random forests and extremely randomised trees tell the grower they share.</summary>
/// <param name="Depth">Questions on the way to a leaf at most.</param>
/// <param name="Leaves">Leaves at most; where given, the split that lowers the impurity most is made first.</param>
/// <param name="MinLeafRows">Rows in a leaf at least.</param>
/// <param name="MinImpurityDecrease">Least weighted fall of impurity, as a share of all weight.</param>
/// <param name="Columns">Columns that each split looks at, those that are constant in the node not counted.</param>
/// <param name="Splitter">How candidates are drawn.</param>
internal sealed record CartSettings(int? Depth, int? Leaves, int MinLeafRows, double MinImpurityDecrease, int Columns, Splitter Splitter);
