using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>A dimension as the line on which it is searched: logarithms where asked for, whole numbers as cells one wide.</summary>
internal readonly struct Axis
{
    private readonly SearchDimension dimension;

    public Axis(SearchDimension dimension)
    {
        this.dimension = dimension;
        double half = dimension.Whole ? 0.5 : 0;
        (Low, High) = (Line(dimension.Low - half), Line(dimension.High + half));
    }

    /// <summary>Where the line begins.</summary>
    public double Low { get; }

    /// <summary>Where it ends.</summary>
    public double High { get; }

    public double Length => High - Low;

    /// <summary>The position of a value.</summary>
    public double Position(double value) => Line(value);

    /// <summary>The cell of a value: its position where values are continuous, else where rounding gives it.</summary>
    public (double From, double To) Cell(double value) => (Line(value - 0.5), Line(value + 0.5));

    /// <summary>The value at a position.</summary>
    public double Value(double position)
    {
        double value = dimension.Log ? Elementary.Exp(position) : position;
        return Math.Clamp(dimension.Whole ? Math.Round(value) : value, dimension.Low, dimension.High);
    }

    private double Line(double value) => dimension.Log ? Elementary.Log(value) : value;
}
