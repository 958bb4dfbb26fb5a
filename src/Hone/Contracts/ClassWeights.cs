namespace Hone.Contracts;

/// <summary>How much the rows of each class count, beside their own weights.</summary>
public enum ClassWeights
{
    /// <summary>Each row counts by its own weight alone.</summary>
    Uniform,

    /// <summary>The rows of class c count W / (classes · W_c) times, W being the sum of the rows' weights (n without weights) and W_c that of the class, so that every class that occurs counts as much as any other.</summary>
    Balanced,
}
