namespace Hone.Data;

/// <summary>A value read of a person's own object, whatever its type: numbers, flags, times and strings turn into one by themselves; null is missing.</summary>
public readonly struct Cell
{
    private Cell(object? value) => Value = value;

    internal object? Value { get; }

    /// <summary>A number; NaN is missing.</summary>
    public static implicit operator Cell(double value) => new(value);

    /// <summary>A number or nothing.</summary>
    public static implicit operator Cell(double? value) => new(value);

    /// <summary>A number; NaN is missing.</summary>
    public static implicit operator Cell(float value) => new(value);

    /// <summary>A number, rounded to the nearest double.</summary>
    public static implicit operator Cell(decimal value) => new(value);

    /// <summary>A number, rounded to the nearest double, or nothing.</summary>
    public static implicit operator Cell(decimal? value) => new(value);

    /// <summary>A whole number.</summary>
    public static implicit operator Cell(int value) => new(value);

    /// <summary>A whole number or nothing.</summary>
    public static implicit operator Cell(int? value) => new(value);

    /// <summary>A whole number.</summary>
    public static implicit operator Cell(long value) => new(value);

    /// <summary>A whole number or nothing.</summary>
    public static implicit operator Cell(long? value) => new(value);

    /// <summary>A flag.</summary>
    public static implicit operator Cell(bool value) => new(value);

    /// <summary>A flag or nothing.</summary>
    public static implicit operator Cell(bool? value) => new(value);

    /// <summary>A time; kind and zone are not kept.</summary>
    public static implicit operator Cell(DateTime value) => new(value);

    /// <summary>A time or nothing.</summary>
    public static implicit operator Cell(DateTime? value) => new(value);

    /// <summary>A date.</summary>
    public static implicit operator Cell(DateOnly value) => new(value);

    /// <summary>Words, or nothing.</summary>
    public static implicit operator Cell(string? value) => new(value);
}
