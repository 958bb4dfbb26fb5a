namespace Hone.Models.Trees;

/// <summary>What a split of a tree by classification and regression makes small.</summary>
public enum SplitCriterion
{
    /// <summary>Gini for classes, Squared for numbers.</summary>
    Auto,

    /// <summary>1 − Σ p²: how often two rows drawn from the node differ in class.</summary>
    Gini,

    /// <summary>−Σ p·log₂ p, in bits; its fall is the information gain.</summary>
    Entropy,

    /// <summary>The mean squared distance from the node's mean.</summary>
    Squared,

    /// <summary>The mean absolute distance from the node's median; leaves predict medians. Slower.</summary>
    Absolute,
}

/// <summary>How candidates for a split are drawn.</summary>
public enum Splitter
{
    /// <summary>The best of all thresholds of a column.</summary>
    Best,

    /// <summary>One random threshold a column, or one random half of the levels of a category.</summary>
    Random,
}
