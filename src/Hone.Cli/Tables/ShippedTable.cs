using Hone.Data;

namespace Hone.Cli.Tables;

/// <summary>A table that comes with the command: one of the files in <c>datasets/</c>, or a generator.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="About">In a sentence.</param>
/// <param name="Target">The column that models predict.</param>
internal sealed record ShippedTable(string Name, string About, string Target)
{
    private ITableGenerator? Generator { get; init; }

    public bool IsGenerated => Generator is not null;

    public static IReadOnlyList<ShippedTable> All { get; } =
    [
        new("breast-cancer", "Cell nuclei of 569 breast tumours, malignant or benign.", "diagnosis"),
        new("diabetes", "442 patients and how far their diabetes progressed in a year.", "progression"),
        new("digits", "1,797 handwritten digits of 8 x 8 pixels.", "digit"),
        new("iris", "150 iris flowers of three species.", "species"),
        new("wine", "178 wines of three growers, by chemical analysis.", "cultivar"),
        .. TableGenerators.All.Select(g => new ShippedTable(g.Name, g.Summary, g.Target) { Generator = g }),
    ];

    /// <summary>The table of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message suggests the nearest name.</exception>
    public static ShippedTable Named(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new ArgumentException(Suggestion.Sentence("table", name, All.Select(t => t.Name)));

    /// <summary>The table; a generator makes as many rows as asked for, a file has those it has.</summary>
    public Frame Read(int? rows, ulong seed)
    {
        if (Generator is { } generator)
            return (rows is { } n ? generator.WithRows(n) : generator).Make(seed);
        using Stream file = typeof(ShippedTable).Assembly.GetManifestResourceStream($"datasets/{Name}.csv")
            ?? throw new InvalidOperationException($"The table {Name} is not part of this build.");
        Frame table = Frame.ReadCsv(file);
        return rows is null || rows >= table.RowCount ? table : table.Take([.. Enumerable.Range(0, rows.Value)]);
    }
}
