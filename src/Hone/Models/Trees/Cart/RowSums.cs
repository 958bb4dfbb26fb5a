using System.Numerics;
using System.Runtime.Intrinsics;

namespace Hone.Models.Trees;

/// <summary>Weight, weighted value and number of some rows of a target of one number: what two classes or one output need for a split.</summary>
/// <remarks>Two forms: three whole numbers in 64 bits where they fit, and doubles. A row's own sums are added as one word or one vector.</remarks>
internal interface IRowSums<TSelf> : IAdditionOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, IRowSums<TSelf>
{
    double Weight { get; }

    double Sum { get; }

    /// <summary>The sums of one row.</summary>
    static abstract TSelf Of(double weight, double value);

    /// <summary>Σ w·(y − mean)² of rows whose sums are given.</summary>
    static abstract double SquaresAround(ReadOnlySpan<TSelf> rows, TSelf total);

    /// <summary>Weights, weighted values and numbers of rows, each in an array of its own.</summary>
    static abstract void Unpack(ReadOnlySpan<TSelf> sums, Span<double> weights, Span<double> values, Span<double> rows);
}

/// <summary>Counts of rows, weights and weights of the second class, 21 bits each: exact, and one addition for all three.</summary>
internal readonly struct PackedCounts(ulong bits) : IRowSums<PackedCounts>
{
    private const int Bits = 21;
    private const ulong Mask = (1UL << Bits) - 1;

    private readonly ulong bits = bits;

    /// <summary>The greatest total weight that fits.</summary>
    public const double Greatest = Mask;

    public double Weight => (bits >> Bits) & Mask;

    public double Sum => bits & Mask;

    public static PackedCounts operator +(PackedCounts a, PackedCounts b) => new(a.bits + b.bits);

    public static PackedCounts Of(double weight, double value) => new((1UL << (2 * Bits)) | ((ulong)weight << Bits) | (ulong)(weight * value));

    public static double SquaresAround(ReadOnlySpan<PackedCounts> rows, PackedCounts total) => total.Sum * (total.Weight - total.Sum) / total.Weight;

    public static void Unpack(ReadOnlySpan<PackedCounts> sums, Span<double> weights, Span<double> values, Span<double> rows)
    {
        ReadOnlySpan<ulong> all = System.Runtime.InteropServices.MemoryMarshal.Cast<PackedCounts, ulong>(sums);
        Vector512<ulong> mask = Vector512.Create(Mask);
        int i = 0;
        for (; i <= all.Length - Vector512<ulong>.Count; i += Vector512<ulong>.Count)
        {
            Vector512<ulong> packed = Vector512.Create(all[i..]);
            Vector512.ConvertToDouble(packed & mask).CopyTo(values[i..]);
            Vector512.ConvertToDouble((packed >>> Bits) & mask).CopyTo(weights[i..]);
            Vector512.ConvertToDouble(packed >>> (2 * Bits)).CopyTo(rows[i..]);
        }
        for (; i < all.Length; i++)
            (values[i], weights[i], rows[i]) = (all[i] & Mask, (all[i] >> Bits) & Mask, all[i] >> (2 * Bits));
    }
}

/// <summary>The same sums as doubles, with the value itself in the fourth place of a single row.</summary>
internal readonly struct PairSums(Vector256<double> sums) : IRowSums<PairSums>
{
    private readonly Vector256<double> sums = sums;

    public double Weight => sums[0];

    public double Sum => sums[1];

    public static PairSums operator +(PairSums a, PairSums b) => new(a.sums + b.sums);

    public static PairSums Of(double weight, double value) => new(Vector256.Create(weight, weight * value, 1, value));

    public static double SquaresAround(ReadOnlySpan<PairSums> rows, PairSums total)
    {
        double mean = total.Sum / total.Weight, squares = 0;
        foreach (PairSums row in rows)
        {
            double off = row.sums[3] - mean;
            squares += row.sums[0] * off * off;
        }
        return squares;
    }

    public static void Unpack(ReadOnlySpan<PairSums> sums, Span<double> weights, Span<double> values, Span<double> rows)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            Vector256<double> one = sums[i].sums;
            (weights[i], values[i], rows[i]) = (one[0], one[1], one[2]);
        }
    }
}
