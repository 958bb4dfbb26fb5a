namespace Hone.Data;

/// <summary>Reads one column: its values, written block by block into one array.</summary>
internal abstract class ColumnFill(int position, MissingText missing)
{
    protected int Position { get; } = position;

    protected MissingText Missing { get; } = missing;

    /// <summary>Reads a block's rows; blocks are read by several threads at once.</summary>
    /// <param name="block">Rows whose fields are found.</param>
    /// <param name="from">The first row to read.</param>
    /// <param name="end">The row before which to stop.</param>
    /// <param name="to">Where in the column its value goes; the others' follow.</param>
    /// <param name="slot">A number that no other thread has at the time.</param>
    /// <param name="survey">Takes in what the fields could be read as: of all rows, or of those before the first that does not fit.</param>
    /// <returns>The first row whose value does not fit, or −1.</returns>
    public abstract int Read(CsvBlock block, int from, int end, int to, int slot, ref ColumnSurvey survey);

    /// <summary>The column, once all rows are read.</summary>
    public abstract Column Finish(string name);

    /// <summary>The column that reads a kind.</summary>
    /// <param name="position">Its place in a row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="reading">What its fields are read as.</param>
    /// <param name="quote">The quote that is doubled inside fields; 0 for none.</param>
    /// <param name="slots">Number of slots.</param>
    /// <param name="missing">What is missing.</param>
    public static ColumnFill For(int position, int rows, ColumnReading reading, byte quote, int slots, MissingText missing) => reading.Kind switch
    {
        ColumnKind.Whole => new WholeFill(position, rows, missing),
        ColumnKind.Number => new NumberFill(position, rows, reading.DecimalMark, missing),
        ColumnKind.Flag => new FlagFill(position, rows, missing),
        ColumnKind.Time => new TimeFill(position, rows, (reading.Shape & FieldShapes.Times) != FieldShapes.None ? reading.Shape : FieldShapes.YearMonthDay, missing),
        _ => new WordFill(position, rows, quote, reading.Kind, slots, missing),
    };
}

/// <summary>What the fields of a column are read as.</summary>
/// <param name="Kind">The kind; null for words that may be a category or text.</param>
/// <param name="Shape">The one shape that all fields share; None for words.</param>
/// <param name="DecimalMark">The decimal mark of numbers.</param>
internal readonly record struct ColumnReading(ColumnKind? Kind, FieldShapes Shape, byte DecimalMark)
{
    /// <summary>The reading that a survey of all fields leads to.</summary>
    /// <param name="survey">The survey.</param>
    /// <param name="forced">The kind the caller asks for, or null.</param>
    /// <param name="decimalMark">The mark the caller names, or null.</param>
    /// <param name="commaNumbers">Whether commas in this file can be decimal marks.</param>
    public static ColumnReading Of(ColumnSurvey survey, ColumnKind? forced, char? decimalMark, bool commaNumbers)
    {
        FieldShapes shape = survey.Decide(decimalMark, commaNumbers);
        byte mark = (byte)(decimalMark ?? (shape == FieldShapes.CommaNumber || (commaNumbers && survey.CommaIsDecimal) ? ',' : '.'));
        return new ColumnReading(forced ?? KindOf(shape), shape, mark);
    }

    private static ColumnKind? KindOf(FieldShapes shape) => shape switch
    {
        FieldShapes.Whole => ColumnKind.Whole,
        FieldShapes.PointNumber or FieldShapes.CommaNumber => ColumnKind.Number,
        FieldShapes.TrueFalse or FieldShapes.YesNo => ColumnKind.Flag,
        FieldShapes.None => null,
        _ => ColumnKind.Time,
    };
}
