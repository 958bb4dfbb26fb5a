namespace Hone.Data;

/// <summary>What the text of a field could be read as; a column's kind is what all its fields share.</summary>
[Flags]
internal enum FieldShapes
{
    None = 0,
    Whole = 1,
    PointNumber = 1 << 1,
    CommaNumber = 1 << 2,
    TrueFalse = 1 << 3,
    YesNo = 1 << 4,

    /// <summary>2011-02-28, with or without a time of day.</summary>
    YearMonthDay = 1 << 5,

    /// <summary>2011-02.</summary>
    YearMonth = 1 << 6,

    /// <summary>2011/02/28.</summary>
    SlashYearFirst = 1 << 7,

    /// <summary>28/02/2011.</summary>
    SlashDayFirst = 1 << 8,

    /// <summary>02/28/2011.</summary>
    SlashMonthFirst = 1 << 9,

    /// <summary>28-02-2011.</summary>
    DashDayFirst = 1 << 10,

    /// <summary>02-28-2011.</summary>
    DashMonthFirst = 1 << 11,

    /// <summary>28.02.2011; no one writes months first with dots.</summary>
    DotDayFirst = 1 << 12,

    Numbers = Whole | PointNumber | CommaNumber,
    Flags = TrueFalse | YesNo,
    Times = YearMonthDay | YearMonth | SlashYearFirst | SlashDayFirst | SlashMonthFirst | DashDayFirst | DashMonthFirst | DotDayFirst,
    All = Numbers | Flags | Times,
}
