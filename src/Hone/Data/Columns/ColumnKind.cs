namespace Hone.Data;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>Real numbers.</summary>
    Number,

    /// <summary>Whole numbers of up to 64 bits.</summary>
    Whole,

    /// <summary>One of a list of levels.</summary>
    Category,

    /// <summary>Free text.</summary>
    Text,

    /// <summary>Points in time, without a zone.</summary>
    Time,

    /// <summary>True or false.</summary>
    Flag,
}
