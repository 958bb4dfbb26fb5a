namespace Hone.Data;

/// <summary>The generators there are.</summary>
public static class TableGenerators
{
    /// <summary>One of each, with default settings.</summary>
    public static IReadOnlyList<ITableGenerator> All { get; } = [new Churn(), new Fraud(), new ArrivalTimes(), new Blobs(), new Moons(), new Friedman()];

    /// <summary>The generator of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest name.</exception>
    public static ITableGenerator Named(string name) => All.FirstOrDefault(g => g.Name == name)
        ?? throw new ArgumentException(Suggestion.Sentence("generator", name, All.Select(g => g.Name)), nameof(name));
}
