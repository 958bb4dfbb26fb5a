using System.Runtime.CompilerServices;

namespace Hone.Numerics;

public static partial class Elementary
{
    private const double Sqrt2 = 1.4142135623730951;
    private const double Log10OfE = 0.4342944819032518;
    private const double Log10Of2 = 0.3010299956639812;
    private const double Log10Of2Tail = -2.8037281277851704e-18;

    /// <summary>The natural logarithm. −∞ at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
            return LogOfSpecial(x);
        (double mantissa, int k) = Split(x);
        return LogOnePlus(mantissa - 1.0, k, 0.0);
    }

    /// <summary>ln(1 + x), accurate near 0. −∞ at −1, NaN below.</summary>
    public static double Log1p(double x)
    {
        if (!(x > -1) || double.IsPositiveInfinity(x))
            return x == -1 ? double.NegativeInfinity : double.IsPositiveInfinity(x) || double.IsNaN(x) ? x : double.NaN;
        if (Math.Abs(x) < 1e-17)
            return x;                                         // keeps −0
        if (x is > -0.29 and < 0.41)
            return LogOnePlus(x, 0, 0.0);

        double sum = 1.0 + x;
        double lost = x > 1 ? 1.0 - (sum - x) : x - (sum - 1.0);
        (double mantissa, int k) = Split(sum);
        return LogOnePlus(mantissa - 1.0, k, lost / sum);
    }

    /// <summary>The logarithm to base 2, exact for powers of 2.</summary>
    public static double Log2(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
            return LogOfSpecial(x);
        (double mantissa, int k) = Split(x);
        return Math.FusedMultiplyAdd(LogOnePlus(mantissa - 1.0, 0, 0.0), InverseLn2, k);
    }

    /// <summary>The logarithm to base 10.</summary>
    public static double Log10(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
            return LogOfSpecial(x);
        (double mantissa, int k) = Split(x);
        double small = Math.FusedMultiplyAdd(LogOnePlus(mantissa - 1.0, 0, 0.0), Log10OfE, k * Log10Of2Tail);
        return Math.FusedMultiplyAdd(k, Log10Of2, small);
    }

    private static double LogOfSpecial(double x) =>
        x == 0 ? double.NegativeInfinity : double.IsPositiveInfinity(x) || double.IsNaN(x) ? x : double.NaN;

    /// <summary>x = mantissa·2ᵏ with the mantissa from √½ to √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Mantissa, int Exponent) Split(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int k = 0;
        if (bits < 0x0010_0000_0000_0000)                     // subnormal
        {
            bits = BitConverter.DoubleToInt64Bits(x * 18014398509481984.0);
            k = -54;
        }
        k += (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        return mantissa > Sqrt2 ? (mantissa * 0.5, k + 1) : (mantissa, k);
    }

    /// <summary>k·ln 2 + ln(1 + f) + correction for −0.3 ≤ f ≤ 0.42.</summary>
    /// <remarks>
    /// With s = f/(2 + f): ln(1 + f) = 2·artanh s = 2s + s·R, R = 2s²/3 + 2s⁴/5 + …; and 2s = f − s·f, so that
    /// ln(1 + f) = f − (f²/2 − s·(f²/2 + R)) keeps the leading f exact. |s| ≤ 0.18, and ten terms leave an error below 1e-18.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double LogOnePlus(double f, int k, double correction)
    {
        double s = f / (2.0 + f);
        double z = s * s;
        double w = z * z;
        double odd = Math.FusedMultiplyAdd(w, 2.0 / 19, 2.0 / 15);
        odd = Math.FusedMultiplyAdd(w, odd, 2.0 / 11);
        odd = Math.FusedMultiplyAdd(w, odd, 2.0 / 7);
        odd = Math.FusedMultiplyAdd(w, odd, 2.0 / 3);
        double even = Math.FusedMultiplyAdd(w, 2.0 / 21, 2.0 / 17);
        even = Math.FusedMultiplyAdd(w, even, 2.0 / 13);
        even = Math.FusedMultiplyAdd(w, even, 2.0 / 9);
        even = Math.FusedMultiplyAdd(w, even, 2.0 / 5);
        double series = z * Math.FusedMultiplyAdd(z, even, odd);
        double half = 0.5 * f * f;
        double inner = Math.FusedMultiplyAdd(s, half + series, Math.FusedMultiplyAdd(k, Ln2Tail, correction));
        return Math.FusedMultiplyAdd(k, Ln2, f - (half - inner));
    }
}
