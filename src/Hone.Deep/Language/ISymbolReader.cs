namespace Hone.Deep;

/// <summary>A text that a model is reading.</summary>
public interface ISymbolReader
{
    /// <summary>Reads on.</summary>
    /// <param name="symbols">What follows what was read so far, at least one.</param>
    /// <returns>For each symbol a score of how likely it comes next: a logarithm of its probability, but for a constant.</returns>
    float[] Next(ReadOnlySpan<int> symbols);
}
