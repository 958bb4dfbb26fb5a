using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Exponentials, logarithms and their relatives that give the same bits on every machine.</summary>
/// <remarks>
/// <c>Math.Exp</c> and its kind call the C library of the machine they run on, so their last bits differ from one to another.
/// These use only additions, multiplications, divisions, square roots and fused multiply-adds, each of which IEEE 754 fixes to the last bit.
/// Errors stay below one unit in the last place for Exp, Log, Log1p, Expm1 and Pow, and below two for the others.
/// What also exists over whole spans is written once, over lanes; the function of one number is the same with one lane, so both agree to the last bit.
/// </remarks>
public static partial class Elementary
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln2Tail = 2.3190468138462996e-17;    // ln 2 − Ln2
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>eˣ. Overflows to +∞ above 709.78, underflows gradually to 0 below −745.13; NaN stays NaN.</summary>
    public static double Exp(double x) => Exp(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Exp<T>(T x)
        where T : struct, ILanes<T> => ExpOfSum(T.Clamp(x, -746, 746), T.Fill(0));

    /// <summary>eˣ − 1, accurate near 0, where subtracting 1 from eˣ would cancel.</summary>
    public static double Expm1(double x)
    {
        if (!(Math.Abs(x) <= 40))
            return x < 0 ? -1.0 : Exp(x) - 1.0;               // beyond 2⁵⁷ the 1 is below half a unit in the last place
        if (Math.Abs(x) < 1e-18)
            return x;                                         // keeps −0

        return Expm1Within(new Lane1(x)).Value;
    }

    /// <summary>eˣ − 1 for |x| ≤ 44.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Expm1Within<T>(T x)
        where T : struct, ILanes<T>
    {
        T k = T.Round(x * T.Fill(InverseLn2));
        T head = T.FusedMultiplyAdd(-k, T.Fill(Ln2), x);
        T tail = k * T.Fill(-Ln2Tail);
        T r = head + tail;
        T lost = (head - r) + tail;
        T p = r + T.FusedMultiplyAdd(r * r, ExpSeries(r), lost);      // eʳ − 1
        T scale = T.Scale(T.Fill(1), k);
        return T.FusedMultiplyAdd(scale, p, scale - T.Fill(1));
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
        return Scale(ExpOfSum(new Lane1(high), new Lane1(low)).Value, (int)k);
    }

    /// <summary>e^(high + low) for |high| ≤ 746 and a correction |low| far below one.</summary>
    /// <remarks>
    /// With k the whole number nearest to x/ln 2 and r = x − k·ln 2, |r| ≤ 0.35: eˣ = 2ᵏ·eʳ, and thirteen terms of the series of eʳ
    /// leave an error of 4e-18. The subtraction x − k·Ln2 is exact, since both are multiples of 2⁻⁵⁴ and their difference is below one half.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpOfSum<T>(T high, T low)
        where T : struct, ILanes<T>
    {
        T k = T.Round(high * T.Fill(InverseLn2));
        T head = T.FusedMultiplyAdd(-k, T.Fill(Ln2), high);
        T tail = T.FusedMultiplyAdd(-k, T.Fill(Ln2Tail), low);
        T r = head + tail;
        T lost = (head - r) + tail;

        T sum = T.Fill(1) + r;
        T rest = ((T.Fill(1) - sum) + r) + lost;              // what 1 + r lost in rounding
        return T.Scale(sum + T.FusedMultiplyAdd(r * r, ExpSeries(r), rest), k);
    }

    /// <summary>(eʳ − 1 − r)/r² = 1/2! + r/3! + r²/4! + …, even and odd terms apart so that two chains run side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpSeries<T>(T r)
        where T : struct, ILanes<T>
    {
        T z = r * r;
        T even = T.FusedMultiplyAdd(z, T.Fill(1.0 / 479001600), T.Fill(1.0 / 3628800));
        even = T.FusedMultiplyAdd(z, even, T.Fill(1.0 / 40320));
        even = T.FusedMultiplyAdd(z, even, T.Fill(1.0 / 720));
        even = T.FusedMultiplyAdd(z, even, T.Fill(1.0 / 24));
        even = T.FusedMultiplyAdd(z, even, T.Fill(0.5));
        T odd = T.FusedMultiplyAdd(z, T.Fill(1.0 / 6227020800), T.Fill(1.0 / 39916800));
        odd = T.FusedMultiplyAdd(z, odd, T.Fill(1.0 / 362880));
        odd = T.FusedMultiplyAdd(z, odd, T.Fill(1.0 / 5040));
        odd = T.FusedMultiplyAdd(z, odd, T.Fill(1.0 / 120));
        odd = T.FusedMultiplyAdd(z, odd, T.Fill(1.0 / 6));
        return T.FusedMultiplyAdd(r, odd, even);
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
