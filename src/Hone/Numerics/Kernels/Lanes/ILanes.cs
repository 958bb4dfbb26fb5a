namespace Hone.Numerics;

/// <summary>A row of numbers, doubles or floats, that are computed with side by side: what kernels and elementary functions are written in.</summary>
/// <remarks>
/// A kernel is written once, over eight lanes, and compiled for each <see cref="VectorPath"/>: one vector of eight, two of four, four of two, or eight scalars.
/// Each operation is one of IEEE 754, lane by lane, so all of these give the same bits; and one lane alone (<see cref="Lane1"/>) is what scalar functions use.
/// A mask is a row whose lanes have all bits set, or none.
/// A row of floats has twice as many lanes: one vector of sixteen, two of eight, four of four, or sixteen scalars. Rows of either kind read and write spans of both,
/// rounding to their own kind or the span's, so that a kernel over doubles may have floats for its data; constants are given as doubles and rounded likewise.
/// </remarks>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many numbers.</summary>
    static abstract int Count { get; }

    /// <summary>The numbers from one on, wherever it stands.</summary>
    static abstract TSelf Load(ref readonly double from);

    static abstract TSelf Load(ref readonly float from);

    static abstract TSelf Fill(double value);

    void Store(ref double to);

    void Store(ref float to);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>The same with the other sign, −0 and NaN too.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>a·b + c with one rounding.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Abs(TSelf a);

    /// <summary>The larger; NaN if one is NaN; 0 of −0 and 0.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller; NaN if one is NaN; −0 of −0 and 0.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger of two numbers, in one instruction; if one is NaN, whichever the machine gives.</summary>
    static abstract TSelf MaxNative(TSelf a, TSelf b);

    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The nearest number from low to high; NaN stays NaN.</summary>
    static abstract TSelf Clamp(TSelf a, double low, double high);

    /// <summary>The nearest whole number, the even one of two.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>The size of one with the sign of the other.</summary>
    static abstract TSelf CopySign(TSelf size, TSelf sign);

    /// <summary>Where a is below b.</summary>
    static abstract TSelf LessThan(TSelf a, TSelf b);

    /// <summary>Where a is b or below.</summary>
    static abstract TSelf AtMost(TSelf a, TSelf b);

    /// <summary>Where a and b are the same number.</summary>
    static abstract TSelf AreEqual(TSelf a, TSelf b);

    /// <summary>Where both masks are set.</summary>
    static abstract TSelf operator &(TSelf a, TSelf b);

    /// <summary>Where the mask is not set.</summary>
    static abstract TSelf operator ~(TSelf mask);

    /// <summary>Lanes of the one where the mask is set, else of the other.</summary>
    static abstract TSelf Select(TSelf mask, TSelf yes, TSelf no);

    /// <summary>Whether a mask is set anywhere.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Where a mask is set, the first lane as the lowest bit.</summary>
    static abstract uint Bits(TSelf mask);

    /// <summary>y·2ᵏ with one rounding, for y between ½ and 2 and whole k from −2044 to 2046; for floats from −252 to 254.</summary>
    static abstract TSelf Scale(TSelf y, TSelf k);

    /// <summary>The k of m·2ᵏ, 1 ≤ m &lt; 2, for a positive normal number.</summary>
    static abstract TSelf Exponent(TSelf a);

    /// <summary>The m of m·2ᵏ, 1 ≤ m &lt; 2, for a positive normal number.</summary>
    static abstract TSelf Mantissa(TSelf a);

    /// <summary>The sum of the lanes: halves are added to each other until one is left.</summary>
    static abstract double Sum(TSelf a);

    /// <summary>The largest lane; NaN if one is NaN.</summary>
    static abstract double Largest(TSelf a);
}
