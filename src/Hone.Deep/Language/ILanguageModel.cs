namespace Hone.Deep;

/// <summary>A network that says which symbol comes next: what a <see cref="Generator"/> continues texts with.</summary>
public interface ILanguageModel
{
    /// <summary>Number of symbols.</summary>
    int Symbols { get; }

    /// <summary>Begins to read a text. What was read stays in the reader, so each further symbol costs little.</summary>
    ISymbolReader Read();
}
