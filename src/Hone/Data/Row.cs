namespace Hone.Data;

/// <summary>One row of a table, for predicates and for making objects of rows.</summary>
/// <param name="Table">The table.</param>
/// <param name="Index">The row, from 0.</param>
public readonly record struct Row(Frame Table, int Index)
{
    /// <summary>Whether a column has no value here.</summary>
    public bool IsMissing(string column) => Table[column].IsMissing(Index);

    /// <summary>The value of a column of numbers, whole numbers or flags (0 and 1); NaN where missing.</summary>
    public double Number(string column) => ColumnValues.Number(Table[column], Index);

    /// <summary>The value of a column of whole numbers.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the sentence names column and row.</exception>
    public long Whole(string column) => Table[column] is WholeColumn wholes ? Present(wholes)[Index] : throw ColumnValues.NotA(Table[column], "whole numbers");

    /// <summary>The value of a column of flags.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the sentence names column and row.</exception>
    public bool Flag(string column) => Table[column] is FlagColumn flags ? Present(flags)[Index] : throw ColumnValues.NotA(Table[column], "flags");

    /// <summary>The value of a column of times.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the sentence names column and row.</exception>
    public DateTime Time(string column) => Table[column] is TimeColumn times ? Present(times)[Index] : throw ColumnValues.NotA(Table[column], "times");

    /// <summary>The value of a column of any kind, as text; null where missing.</summary>
    public string? Text(string column) => Table[column].Format(Index);

    private T Present<T>(T column)
        where T : Column =>
        column.IsMissing(Index)
            ? throw new InvalidOperationException(FormattableString.Invariant($"Column '{column.Name}' has no value in row {Index}; ask IsMissing first."))
            : column;
}
