namespace Hone.Data;

/// <summary>What the fields of one column have in common, over some of the rows; surveys of further rows merge into it.</summary>
internal struct ColumnSurvey()
{
    /// <summary>The shapes that every field had that is no missing value.</summary>
    public FieldShapes Shared = FieldShapes.All;

    /// <summary>Whether a field was there that is a value in a column of any kind.</summary>
    public bool HasValue;

    /// <summary>Whether a field was there that is missing in a column of numbers but a value in one of words.</summary>
    public bool HasWeak;

    /// <summary>Whether a comma was seen that cannot part thousands.</summary>
    public bool CommaIsDecimal;

    /// <summary>Whether a time named its zone, and whether one did not.</summary>
    public bool Zoned, Unzoned;

    /// <summary>Takes one field in.</summary>
    public void Add(ReadOnlySpan<byte> value, bool quoted, MissingText missing)
    {
        if (value.IsEmpty)
            return;
        FieldShapes shapes = FieldShapes.None;
        byte first = value[0];
        if ((uint)(first - '0') <= 9 || first is (byte)'-' or (byte)'+' or (byte)'.' or (byte)',' or (byte)'i' or (byte)'I')
        {
            shapes = NumberText.Shapes(value, out bool commaIsDecimal);
            CommaIsDecimal |= commaIsDecimal;
            if (shapes == FieldShapes.None && (Shared & FieldShapes.Times) != FieldShapes.None && (uint)(first - '0') <= 9)
            {
                shapes = TimeText.Shapes(value, out bool zoned);
                Zoned |= shapes != FieldShapes.None && zoned;
                Unzoned |= shapes != FieldShapes.None && !zoned;
            }
        }
        else if (value.Length <= 5)
        {
            shapes = FlagText.Shapes(value);
        }
        // A spelling that the caller names is missing even where it reads as a number, for example -999.
        if ((shapes == FieldShapes.None || missing.QuotedToo) && missing.AmongNumbers(value))
        {
            HasWeak |= !missing.Always(value, quoted);
            return;
        }
        HasValue = true;
        Shared &= shapes;
    }

    /// <summary>Takes fields in, row by row, as long as they can change what the column is.</summary>
    public void AddRows(CsvBlock block, int column, int from, int end, MissingText missing)
    {
        for (int row = from; row < end && !IsWords; row++)
        {
            bool quoted = block.Field(row, column, out ReadOnlySpan<byte> value);
            Add(value, quoted, missing);
        }
    }

    /// <summary>Takes in digits with a sign or none: some with a point, or some whole numbers, or both.</summary>
    public void AddPlainNumbers(bool pointed, bool whole)
    {
        if (!pointed && !whole)
            return;
        HasValue = true;
        Shared &= pointed ? FieldShapes.PointNumber : FieldShapes.Numbers;
    }

    /// <summary>Takes in dates such as 2011-02-28, where there were any.</summary>
    public void AddPlainDates(bool any)
    {
        if (!any)
            return;
        HasValue = Unzoned = true;
        Shared &= FieldShapes.YearMonthDay;
    }

    /// <summary>Nothing more can change what the column is: it holds words.</summary>
    public readonly bool IsWords => Shared == FieldShapes.None;

    public void Merge(ColumnSurvey other)
    {
        Shared &= other.Shared;
        HasValue |= other.HasValue;
        HasWeak |= other.HasWeak;
        CommaIsDecimal |= other.CommaIsDecimal;
        Zoned |= other.Zoned;
        Unzoned |= other.Unzoned;
    }

    /// <summary>The one shape the column is read in; None for words.</summary>
    /// <param name="decimalMark">The mark the caller names, or null.</param>
    /// <param name="commaNumbers">Whether commas in this file can be decimal marks.</param>
    public readonly FieldShapes Decide(char? decimalMark, bool commaNumbers)
    {
        if (!HasValue)
            return HasWeak ? FieldShapes.None : FieldShapes.PointNumber;
        FieldShapes shared = Shared;
        if (decimalMark == ',' || (decimalMark is null && commaNumbers && (shared & FieldShapes.PointNumber) == FieldShapes.None))
            shared &= ~FieldShapes.PointNumber;
        else
            shared &= ~FieldShapes.CommaNumber;
        if (Zoned && Unzoned)
            shared &= ~FieldShapes.Times;
        // Day first or month first: only what the column itself decides.
        foreach (FieldShapes both in (ReadOnlySpan<FieldShapes>)[FieldShapes.SlashDayFirst | FieldShapes.SlashMonthFirst, FieldShapes.DashDayFirst | FieldShapes.DashMonthFirst])
        {
            if ((shared & both) == both)
                shared &= ~both;
        }
        return shared & (FieldShapes)(-(int)shared);                              // the first of those left: whole before number
    }
}
