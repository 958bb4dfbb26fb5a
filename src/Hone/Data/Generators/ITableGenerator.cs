namespace Hone.Data;

/// <summary>Makes tables from a stated process, for examples and for tests of what a method can find.</summary>
/// <remarks>Each row is drawn from the seed and its own number alone, so that a longer table begins with the rows of a shorter one.</remarks>
public interface ITableGenerator
{
    /// <summary>A short name, for example "churn".</summary>
    string Name { get; }

    /// <summary>What the table is about, in a sentence.</summary>
    string Summary { get; }

    /// <summary>The column that models predict.</summary>
    string Target { get; }

    /// <summary>Number of rows.</summary>
    int Rows { get; }

    /// <summary>The generator with another number of rows.</summary>
    /// <param name="rows">At least 1.</param>
    ITableGenerator WithRows(int rows);

    /// <summary>Makes the table.</summary>
    /// <param name="seed">Same seed, same table.</param>
    Frame Make(ulong seed = 0);
}
