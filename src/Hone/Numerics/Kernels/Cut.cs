namespace Hone.Numerics;

/// <summary>A length cut into the fewest pieces of at most a given size: all of about one size, and all but the last a multiple of the unit.</summary>
internal readonly struct Cut
{
    private readonly int length, unit, units;

    /// <summary>Cuts a length.</summary>
    /// <param name="length">What to cut.</param>
    /// <param name="most">The largest piece; one unit at least.</param>
    /// <param name="unit">Pieces start at multiples of it.</param>
    /// <param name="multipleOf">The number of pieces is a multiple of this, unless there are too few units.</param>
    public Cut(int length, int most, int unit, int multipleOf = 1)
    {
        (this.length, this.unit) = (length, unit);
        units = (int)(((long)length + unit - 1) / unit);
        int mostUnits = Math.Max(1, most / unit), least = (units + mostUnits - 1) / mostUnits;
        Count = Math.Clamp((least + multipleOf - 1) / multipleOf * multipleOf, 1, Math.Max(1, units));
    }

    public int Count { get; }

    /// <summary>The longest piece, rounded up to the unit.</summary>
    public int Largest => (units + Count - 1) / Count * unit;

    /// <summary>Where a piece starts; past the last piece, the length.</summary>
    public int Start(int piece) => (int)Math.Min(length, (long)units * piece / Count * unit);
}
