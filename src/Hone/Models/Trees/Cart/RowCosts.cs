namespace Hone.Models.Trees;

/// <summary>Costs of a split that follow one row at a time, where sums of whole groups would cost more or do not suffice.</summary>
internal abstract class RowCosts
{
    /// <summary>The cost of all rows together.</summary>
    public double WholeCost { get; protected init; }

    /// <summary>The cost of the rows moved and of the rest.</summary>
    public abstract double SplitCost { get; }

    /// <summary>Moves all rows back.</summary>
    public abstract void Clear();

    /// <summary>Moves the row at a position of the node to the left.</summary>
    public abstract void Move(int position);
}
