using System.Runtime.CompilerServices;

namespace Hone.Numerics;

public static partial class Elementary
{
    private const double Sqrt2 = 1.4142135623730951;
    private const double Log10OfE = 0.4342944819032518;
    private const double Log10Of2 = 0.3010299956639812;
    private const double Log10Of2Tail = -2.8037281277851704e-18;

    /// <summary>The natural logarithm. −∞ at 0, NaN below.</summary>
    public static double Log(double x) => Log(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Log<T>(T x)
        where T : struct, ILanes<T>
    {
        (T mantissa, T k) = Split(x);
        return SpecialLog(LogOnePlus(mantissa - T.Fill(1), k, T.Fill(0)), x);
    }

    /// <summary>ln(1 + x), accurate near 0. −∞ at −1, NaN below.</summary>
    public static double Log1p(double x) => Log1p(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Log1p<T>(T x)
        where T : struct, ILanes<T>
    {
        // Where the series serves 1 + x as it stands, nothing is lost in adding the 1.
        T one = T.Fill(1), sum = one + x;
        T near = T.LessThan(T.Abs(x - T.Fill(0.06)), T.Fill(0.35));
        T lost = T.Select(T.LessThan(one, x), one - (sum - x), x - (sum - one));
        (T mantissa, T k) = Split(sum);
        T value = LogOnePlus(T.Select(near, x, mantissa - one), T.Select(near, T.Fill(0), k), T.Select(near, T.Fill(0), lost / sum));
        value = T.Select(T.LessThan(T.Abs(x), T.Fill(1e-17)), x, value);      // keeps −0
        return SpecialLog(value, sum);
    }

    /// <summary>ln(1 + x) for x from 0 to 1, to the bits of <see cref="Log1p(double)"/>, which has more to tell apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Log1pOfShare<T>(T x)
        where T : struct, ILanes<T>
    {
        T one = T.Fill(1), zero = T.Fill(0), sum = one + x;
        T near = T.LessThan(T.Abs(x - T.Fill(0.06)), T.Fill(0.35)), large = T.LessThan(T.Fill(Sqrt2), sum);
        T f = T.Select(large, sum * T.Fill(0.5), sum) - one;
        T lost = (x - (sum - one)) / sum;
        return LogOnePlus(T.Select(near, x, f), T.Select(large, one, zero), T.Select(near, zero, lost));
    }

    /// <summary>The logarithm to base 2, exact for powers of 2.</summary>
    public static double Log2(double x) => Log2(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Log2<T>(T x)
        where T : struct, ILanes<T>
    {
        (T mantissa, T k) = Split(x);
        T small = LogOnePlus(mantissa - T.Fill(1), T.Fill(0), T.Fill(0));
        return SpecialLog(T.FusedMultiplyAdd(small, T.Fill(InverseLn2), k), x);
    }

    /// <summary>The logarithm to base 10.</summary>
    public static double Log10(double x) => Log10(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Log10<T>(T x)
        where T : struct, ILanes<T>
    {
        (T mantissa, T k) = Split(x);
        T natural = LogOnePlus(mantissa - T.Fill(1), T.Fill(0), T.Fill(0));
        T small = T.FusedMultiplyAdd(natural, T.Fill(Log10OfE), k * T.Fill(Log10Of2Tail));
        return SpecialLog(T.FusedMultiplyAdd(k, T.Fill(Log10Of2), small), x);
    }

    /// <summary>What a logarithm is where x is not a positive finite number: −∞ at 0, +∞ at +∞, else NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T SpecialLog<T>(T value, T x)
        where T : struct, ILanes<T>
    {
        T infinity = T.Fill(double.PositiveInfinity), zero = T.Fill(0);
        T outside = T.Select(T.AreEqual(x, zero), -infinity, T.Select(T.AreEqual(x, infinity), infinity, T.Fill(double.NaN)));
        return T.Select(T.LessThan(zero, x), T.Select(T.LessThan(x, infinity), value, outside), outside);
    }

    /// <summary>x = mantissa·2ᵏ with the mantissa from √½ to √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Mantissa, T Exponent) Split<T>(T x)
        where T : struct, ILanes<T>
    {
        T subnormal = T.LessThan(x, T.Fill(2.2250738585072014E-308));
        x = T.Select(subnormal, x * T.Fill(18014398509481984.0), x);
        T k = T.Exponent(x) - T.Select(subnormal, T.Fill(54), T.Fill(0));
        T mantissa = T.Mantissa(x);
        T large = T.LessThan(T.Fill(Sqrt2), mantissa);
        return (T.Select(large, mantissa * T.Fill(0.5), mantissa), T.Select(large, k + T.Fill(1), k));
    }

    /// <summary>k·ln 2 + ln(1 + f) + correction for −0.3 ≤ f ≤ 0.42.</summary>
    /// <remarks>
    /// With s = f/(2 + f): ln(1 + f) = 2·artanh s = 2s + s·R, R = 2s²/3 + 2s⁴/5 + …; and 2s = f − s·f, so that
    /// ln(1 + f) = f − (f²/2 − s·(f²/2 + R)) keeps the leading f exact. |s| ≤ 0.18, and ten terms leave an error below 1e-18.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOnePlus<T>(T f, T k, T correction)
        where T : struct, ILanes<T>
    {
        T s = f / (T.Fill(2) + f);
        T z = s * s;
        T w = z * z;
        T odd = T.FusedMultiplyAdd(w, T.Fill(2.0 / 19), T.Fill(2.0 / 15));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(2.0 / 11));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(2.0 / 7));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(2.0 / 3));
        T even = T.FusedMultiplyAdd(w, T.Fill(2.0 / 21), T.Fill(2.0 / 17));
        even = T.FusedMultiplyAdd(w, even, T.Fill(2.0 / 13));
        even = T.FusedMultiplyAdd(w, even, T.Fill(2.0 / 9));
        even = T.FusedMultiplyAdd(w, even, T.Fill(2.0 / 5));
        T series = z * T.FusedMultiplyAdd(z, even, odd);
        T half = T.Fill(0.5) * f * f;
        T inner = T.FusedMultiplyAdd(s, half + series, T.FusedMultiplyAdd(k, T.Fill(Ln2Tail), correction));
        return T.FusedMultiplyAdd(k, T.Fill(Ln2), f - (half - inner));
    }
}
