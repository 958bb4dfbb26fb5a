namespace Hone.Plotting;

/// <summary>A named list of points, drawn as a line or as markers.</summary>
public sealed record Series
{
    /// <summary>Points (x, y); the arrays are kept, not copied. A NaN breaks a line.</summary>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public Series(string name, double[] x, double[] y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Numerics.Require.SameLength(y.Length, x.Length, nameof(y), "x");
        (Name, X, Y) = (name, x, y);
    }

    /// <summary>The points (1, y₁), (2, y₂), …: what a loss by epoch needs.</summary>
    public Series(string name, double[] y)
        : this(name, y is null ? [] : [.. Enumerable.Range(1, y.Length).Select(i => (double)i)], y!)
    {
    }

    /// <summary>What the legend and the tooltips call it.</summary>
    public string Name { get; }

    /// <summary>Horizontal values.</summary>
    public double[] X { get; }

    /// <summary>Vertical values.</summary>
    public double[] Y { get; }

    /// <summary>Low ends of a band about the line, as long as <see cref="Y"/>, or null. Drawn together with <see cref="High"/>.</summary>
    public double[]? Low { get; init => field = Fitting(value, nameof(Low)); }

    /// <summary>High ends of a band about the line, as long as <see cref="Y"/>, or null.</summary>
    public double[]? High { get; init => field = Fitting(value, nameof(High)); }

    /// <summary>A further line of tooltip for each point, as long as <see cref="Y"/>, or null.</summary>
    public IReadOnlyList<string>? Remarks
    {
        get;
        init
        {
            if (value is not null)
                Numerics.Require.SameLength(value.Count, Y.Length, nameof(Remarks), nameof(Y));
            field = value;
        }
    }

    /// <summary>Whether the line is dashed: for what one compares with. Default false.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether a value holds until the next point, in place of a straight line to it. Default false.</summary>
    public bool Steps { get; init; }

    /// <summary>Whether the area down to zero (or the low end of the axis) is shaded. Default false.</summary>
    public bool Filled { get; init; }

    /// <summary>Whether it is drawn in grey, leaving the colours to the other series. Default false.</summary>
    public bool Muted { get; init; }

    /// <summary>Whether each point of a line has a marker; null: where there are at most 40. Default null.</summary>
    public bool? Markers { get; init; }

    /// <summary>Points in time; use with an axis of <see cref="AxisKind.Time"/>.</summary>
    public static Series OverTime(string name, DateTime[] times, double[] y)
    {
        ArgumentNullException.ThrowIfNull(times);
        return new Series(name, Array.ConvertAll(times, t => (double)t.Ticks), y);
    }

    private double[]? Fitting(double[]? value, string name)
    {
        if (value is not null)
            Numerics.Require.SameLength(value.Length, Y.Length, name, nameof(Y));
        return value;
    }
}
