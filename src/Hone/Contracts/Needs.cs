namespace Hone.Contracts;

/// <summary>What a learner wants prepared for it; what is not named here it handles itself.</summary>
[Flags]
public enum Needs
{
    /// <summary>Takes features as they come: categories, gaps, any scale.</summary>
    None = 0,

    /// <summary>Categories must be turned into numbers.</summary>
    Numbers = 1,

    /// <summary>Missing values must be filled.</summary>
    Complete = 2,

    /// <summary>Works well only with columns of like scale.</summary>
    Scaled = 4,

    /// <summary>Values must be at least 0.</summary>
    NonNegative = 8,

    /// <summary>Every column stays, where it is: they belong together, as the pixels of an image do.</summary>
    AllColumns = 16,

    /// <summary>Texts as the numbers of their words, in order, and nothing else.</summary>
    WordOrder = 32,
}
