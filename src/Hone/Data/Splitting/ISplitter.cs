namespace Hone.Data;

/// <summary>A way to part rows into training and test rows, once or several times. What cross-validation takes.</summary>
/// <remarks>Implementations are immutable records of settings; the same rows and seed give the same folds on every machine.</remarks>
public interface ISplitter
{
    /// <summary>The folds.</summary>
    /// <param name="rows">How many rows there are, and what is known of them that bears on splitting.</param>
    /// <param name="seed">Decides whatever is random; a splitter without randomness ignores it.</param>
    /// <exception cref="ArgumentException">There are too few rows, classes or groups, or the splitter needs what <paramref name="rows"/> does not say.</exception>
    IReadOnlyList<Fold> Split(SplitRows rows, ulong seed = 0);
}

/// <summary>One parting of the rows.</summary>
/// <param name="Train">Rows to learn from, ascending unless the splitter says otherwise.</param>
/// <param name="Test">Rows to judge by, none of them in <paramref name="Train"/>, ascending unless the splitter says otherwise.</param>
public sealed record Fold(int[] Train, int[] Test);
