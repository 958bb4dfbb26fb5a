namespace Hone.Data;

/// <summary>A column of true and false; a missing row holds false.</summary>
public sealed class FlagColumn : Column
{
    private readonly bool[] values;

    /// <summary>Keeps the array.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One flag a row.</param>
    /// <param name="missing">The rows without a value; null where every row has one.</param>
    /// <param name="falseName">How false is written in the source, for example "no".</param>
    /// <param name="trueName">How true is written in the source, for example "yes".</param>
    /// <exception cref="ArgumentException">A name is empty, or they are the same.</exception>
    public FlagColumn(string name, bool[] values, MissingBits? missing = null, string falseName = "false", string trueName = "true")
        : base(name, (values ?? throw new ArgumentNullException(nameof(values))).Length, missing)
    {
        ArgumentException.ThrowIfNullOrEmpty(falseName);
        ArgumentException.ThrowIfNullOrEmpty(trueName);
        if (falseName == trueName)
            throw new ArgumentException($"Column '{name}' writes true and false alike, as '{trueName}'.", nameof(trueName));
        (this.values, FalseName, TrueName) = (values, falseName, trueName);
    }

    /// <inheritdoc/>
    public override ColumnKind Kind => ColumnKind.Flag;

    /// <summary>How false is written; as a class of a target, its name.</summary>
    public string FalseName { get; }

    /// <summary>How true is written; as a class of a target, its name.</summary>
    public string TrueName { get; }

    /// <summary>One flag a row, false where missing.</summary>
    public ReadOnlySpan<bool> Values => values;

    /// <summary>A row's flag; false where missing.</summary>
    public bool this[int row] => values[row];

    /// <inheritdoc/>
    public override Column Rename(string name) => new FlagColumn(name, values, Missing, FalseName, TrueName);

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows) => new FlagColumn(Name, TakenRows.Of(values, rows), TakeMissing(rows), FalseName, TrueName);

    /// <inheritdoc/>
    public override string? Format(int row) => IsMissing(row) ? null : values[row] ? TrueName : FalseName;
}
