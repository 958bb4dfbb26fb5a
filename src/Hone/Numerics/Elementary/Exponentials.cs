using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Exponentials, logarithms and their relatives that give the same bits on every machine.</summary>
/// <remarks>
/// <c>Math.Exp</c> and its kind call the C library of the machine they run on, so their last bits differ from one to another.
/// These use only additions, multiplications, divisions, square roots and fused multiply-adds, each of which IEEE 754 fixes to the last bit.
/// Errors stay below one unit in the last place for Exp, Log, Log1p, Expm1 and Pow, and below two for the others.
/// </remarks>
public static partial class Elementary
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln2Tail = 2.3190468138462996e-17;    // ln 2 − Ln2
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>eˣ. Overflows to +∞ above 709.78, underflows gradually to 0 below −745.13; NaN stays NaN.</summary>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) <= 746))
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0.0;
        return ExpOfSum(x, 0.0);
    }

    /// <summary>eˣ − 1, accurate near 0, where subtracting 1 from eˣ would cancel.</summary>
    public static double Expm1(double x)
    {
        if (!(Math.Abs(x) <= 40))
            return x < 0 ? -1.0 : Exp(x) - 1.0;               // beyond 2⁵⁷ the 1 is below half a unit in the last place
        if (Math.Abs(x) < 1e-18)
            return x;                                         // keeps −0

        double k = Math.Round(x * InverseLn2);
        double head = Math.FusedMultiplyAdd(-k, Ln2, x);
        double tail = k * -Ln2Tail;
        double r = head + tail;
        double lost = (head - r) + tail;
        double p = r + Math.FusedMultiplyAdd(r * r, ExpSeries(r), lost);      // eʳ − 1
        double scale = PowerOfTwo((int)k);
        return Math.FusedMultiplyAdd(scale, p, scale - 1.0);
    }

    /// <summary>2ˣ, exact for whole x.</summary>
    public static double Exp2(double x)
    {
        if (!(Math.Abs(x) <= 1076))
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0.0;
        double k = Math.Round(x);
        double fraction = x - k;                              // exact
        double high = fraction * Ln2;
        double low = Math.FusedMultiplyAdd(fraction, Ln2, -high) + (fraction * Ln2Tail);
        return Scale(ExpOfSum(high, low), (int)k);
    }

    /// <summary>e^(high + low) for |high| ≤ 746 and a correction |low| far below one.</summary>
    /// <remarks>
    /// With k the whole number nearest to x/ln 2 and r = x − k·ln 2, |r| ≤ 0.35: eˣ = 2ᵏ·eʳ, and thirteen terms of the series of eʳ
    /// leave an error of 4e-18. The subtraction x − k·Ln2 is exact, since both are multiples of 2⁻⁵⁴ and their difference is below one half.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ExpOfSum(double high, double low)
    {
        double k = Math.Round(high * InverseLn2);
        double head = Math.FusedMultiplyAdd(-k, Ln2, high);
        double tail = Math.FusedMultiplyAdd(-k, Ln2Tail, low);
        double r = head + tail;
        double lost = (head - r) + tail;

        double sum = 1.0 + r;
        double rest = ((1.0 - sum) + r) + lost;               // what 1 + r lost in rounding
        return Scale(sum + Math.FusedMultiplyAdd(r * r, ExpSeries(r), rest), (int)k);
    }

    /// <summary>(eʳ − 1 − r)/r² = 1/2! + r/3! + r²/4! + …, even and odd terms apart so that two chains run side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ExpSeries(double r)
    {
        double z = r * r;
        double even = Math.FusedMultiplyAdd(z, 1.0 / 479001600, 1.0 / 3628800);
        even = Math.FusedMultiplyAdd(z, even, 1.0 / 40320);
        even = Math.FusedMultiplyAdd(z, even, 1.0 / 720);
        even = Math.FusedMultiplyAdd(z, even, 1.0 / 24);
        even = Math.FusedMultiplyAdd(z, even, 0.5);
        double odd = Math.FusedMultiplyAdd(z, 1.0 / 6227020800, 1.0 / 39916800);
        odd = Math.FusedMultiplyAdd(z, odd, 1.0 / 362880);
        odd = Math.FusedMultiplyAdd(z, odd, 1.0 / 5040);
        odd = Math.FusedMultiplyAdd(z, odd, 1.0 / 120);
        odd = Math.FusedMultiplyAdd(z, odd, 1.0 / 6);
        return Math.FusedMultiplyAdd(r, odd, even);
    }

    /// <summary>y·2ᵏ for k from −2044 to 2046, in two factors so that the only rounding is the last, into the subnormals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Scale(double y, int k)
    {
        int half = k >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(k - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
}
