namespace Hone.Contracts;

/// <summary>How much the rows of each class count, beside their own weights.</summary>
public enum ClassWeights
{
    /// <summary>Each row counts by its own weight alone.</summary>
    Uniform,

    /// <summary>The rows of class c count n / (classes · n_c) times, so that every class counts as much as any other.</summary>
    Balanced,
}
