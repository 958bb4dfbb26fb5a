using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>How many entries are not NaN, and Σ(x − center) and Σ(x − center)² over them, in the eight lanes of every sum.</summary>
    public static (int Count, double Sum, double Squares) PresentMoments(ReadOnlySpan<double> x, double center)
    {
        Vector512<double> centers = Vector512.Create(center), sums = default, squares = default;
        Vector512<long> gaps = default;
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            Vector512<double> moved = Vector512.Create(x[i..]) - centers;
            Vector512<double> there = Vector512.Equals(moved, moved);
            moved &= there;
            gaps += ~there.AsInt64();                           // −1 where NaN
            sums += moved;
            squares = Vector512.FusedMultiplyAdd(moved, moved, squares);
        }
        int count = i + (int)Vector512.Sum(gaps);
        double sum = AddLanes(sums.GetLower(), sums.GetUpper()), square = AddLanes(squares.GetLower(), squares.GetUpper());
        for (; i < x.Length; i++)
        {
            double moved = x[i] - center;
            if (double.IsNaN(moved))
                continue;
            count++;
            sum += moved;
            square = Math.FusedMultiplyAdd(moved, moved, square);
        }
        return (count, sum, square);
    }

    /// <summary>Copies the entries that are not NaN, in order, and tells how many; <paramref name="to"/> is as long as <paramref name="x"/>.</summary>
    public static int CopyPresent(ReadOnlySpan<double> x, Span<double> to)
    {
        Debug.Assert(to.Length >= x.Length);
        int count = 0;
        foreach (double value in x)
        {
            to[count] = value;
            count += double.IsNaN(value) ? 0 : 1;               // without a branch: where gaps lie cannot be guessed
        }
        return count;
    }

    /// <summary>to ← x with every NaN replaced.</summary>
    public static void FillGaps(ReadOnlySpan<double> x, double value, Span<double> to)
    {
        Debug.Assert(x.Length == to.Length);
        Vector512<double> fill = Vector512.Create(value);
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            Vector512<double> eight = Vector512.Create(x[i..]);
            Vector512.ConditionalSelect(Vector512.Equals(eight, eight), eight, fill).CopyTo(to[i..]);
        }
        for (; i < x.Length; i++)
            to[i] = double.IsNaN(x[i]) ? value : x[i];
    }

    /// <summary>Where the first infinity of either sign stands; −1 if there is none.</summary>
    public static int IndexOfInfinity(ReadOnlySpan<double> x)
    {
        Vector512<double> infinity = Vector512.Create(double.PositiveInfinity);
        int i = 0;
        for (; i <= x.Length - 8 && !Vector512.EqualsAny(Vector512.Abs(Vector512.Create(x[i..])), infinity); i += 8)
        {
        }
        for (; i < x.Length; i++)
        {
            if (double.IsInfinity(x[i]))
                return i;
        }
        return -1;
    }
}
