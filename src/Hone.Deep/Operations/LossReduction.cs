namespace Hone.Deep;

/// <summary>What a loss gives for many elements, rows or samples.</summary>
public enum LossReduction
{
    /// <summary>Their mean; where they have weights, each loss says what it is divided by.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Each by itself.</summary>
    None,
}
