namespace Hone.Data;

/// <summary>A number, or another value, worked out from the rows of a group.</summary>
/// <remarks>Missing values are left out, as in SQL and pandas; only <see cref="Count()"/> counts rows.</remarks>
public sealed record Aggregate
{
    private Aggregate(AggregateKind kind, string? column, double quantile = 0) => (Kind, Column, Quantile) = (kind, column, quantile);

    /// <summary>The name of the column it makes; by default what it is and of what, for example "mean_age".</summary>
    public string Name { get => field ?? (Column is null ? "count" : $"{Word}_{Column}"); init; }

    internal AggregateKind Kind { get; }

    internal string? Column { get; }

    internal double Quantile { get; }

    private string Word => Kind == AggregateKind.Quantile ? FormattableString.Invariant($"q{Quantile * 100:0.###}") : Kind.ToString().ToLowerInvariant();

    /// <summary>Number of rows.</summary>
    public static Aggregate Count() => new(AggregateKind.Count, null);

    /// <summary>Number of rows that have a value.</summary>
    public static Aggregate Count(string column) => new(AggregateKind.Count, Given(column));

    /// <summary>Sum of numbers, 0 of none; of whole numbers a whole number, unless it exceeds 64 bits.</summary>
    public static Aggregate Sum(string column) => new(AggregateKind.Sum, Given(column));

    /// <summary>Arithmetic mean; missing for no values.</summary>
    public static Aggregate Mean(string column) => new(AggregateKind.Mean, Given(column));

    /// <summary>Least value, of any kind that has an order.</summary>
    public static Aggregate Min(string column) => new(AggregateKind.Min, Given(column));

    /// <summary>Greatest value, of any kind that has an order.</summary>
    public static Aggregate Max(string column) => new(AggregateKind.Max, Given(column));

    /// <summary>Standard deviation with n − 1 in the denominator; missing for fewer than two values.</summary>
    public static Aggregate Std(string column) => new(AggregateKind.Std, Given(column));

    /// <summary>Variance with n − 1 in the denominator; missing for fewer than two values.</summary>
    public static Aggregate Variance(string column) => new(AggregateKind.Variance, Given(column));

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static Aggregate Median(string column) => new(AggregateKind.Median, Given(column), 0.5);

    /// <summary>The value that a share of the others lie below, linearly between neighbours.</summary>
    /// <param name="column">A column of numbers.</param>
    /// <param name="share">From 0 to 1.</param>
    public static Aggregate QuantileOf(string column, double share) => new(AggregateKind.Quantile, Given(column), Numerics.Require.Between(share, 0.0, 1.0, nameof(share)));

    /// <summary>The first value in order of rows.</summary>
    public static Aggregate First(string column) => new(AggregateKind.First, Given(column));

    /// <summary>The last value in order of rows.</summary>
    public static Aggregate Last(string column) => new(AggregateKind.Last, Given(column));

    /// <summary>Number of different values.</summary>
    public static Aggregate Distinct(string column) => new(AggregateKind.Distinct, Given(column));

    /// <summary>The most frequent value; of several the least.</summary>
    public static Aggregate Mode(string column) => new(AggregateKind.Mode, Given(column));

    private static string Given(string column) => !string.IsNullOrEmpty(column) ? column : throw new ArgumentException("Name a column to aggregate.", nameof(column));
}

internal enum AggregateKind
{
    Count,
    Sum,
    Mean,
    Min,
    Max,
    Std,
    Variance,
    Median,
    Quantile,
    First,
    Last,
    Distinct,
    Mode,
}
