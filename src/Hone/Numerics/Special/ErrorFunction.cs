using System.Runtime.CompilerServices;

namespace Hone.Numerics;

public static partial class SpecialFunctions
{
    private const double InverseSqrt2 = 0.7071067811865476;
    private const double InverseSqrtTwoPi = 0.3989422804014327;
    private const double TwoOverSqrtPi = 1.1283791670955126;

    /// <summary>erf x = 2/√π·∫₀ˣ e^(−t²)dt, from −1 to 1.</summary>
    public static double Erf(double x) => Erf(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Erf<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), near = T.LessThan(size, T.Fill(0.6));

        // x·Σ (−1)ⁿx²ⁿ/(n!(2n+1)), accurate relative to x itself.
        T z = x * x, series = T.Fill(0);
        for (int n = ErfTerms.Length - 1; n >= 0; n--)
            series = T.FusedMultiplyAdd(z, series, T.Fill(ErfTerms[n]));

        // From 6 on, erf is 1 to the last bit.
        T within = T.Clamp(size, 0, 6);
        T tail = ExpOfNegativeSquare(within, 1.0) * ErfcxWithin(within);
        return T.Select(near, x * series, T.CopySign(T.Fill(1) - tail, x));
    }

    /// <summary>erfc x = 1 − erf x, accurate where erf x is near 1: 27 and above give 0.</summary>
    public static double Erfc(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (Math.Abs(x) < 0.6)
            return 1.0 - Erf(x);
        double size = Math.Abs(x);
        double tail = size > 27.3 ? 0.0 : ExpOfNegativeSquare(size, 1.0) * Erfcx(size);
        return x > 0 ? tail : 2.0 - tail;
    }

    /// <summary>e^(x²)·erfc x for x of at least 0: about 1/(x√π) for large x, where erfc x itself underflows. Grows without bound below 0.</summary>
    /// <remarks>(1 + 2x)·e^(x²)·erfc x is smooth in t = (x − 3.75)/(x + 3.75) on [−1, 1]; its Chebyshev coefficients below were computed with 160 digits.</remarks>
    public static double Erfcx(double x)
    {
        if (x < 0)
            return (2.0 * Elementary.Exp(x * x)) - Erfcx(-x);
        if (double.IsNaN(x) || double.IsInfinity(x))
            return double.IsNaN(x) ? x : 0.0;

        return ErfcxWithin(new Lane1(x)).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ErfcxWithin<T>(T x)
        where T : struct, ILanes<T>
    {
        T t = T.Fill(2) * (x - T.Fill(3.75)) / (x + T.Fill(3.75));
        T next = T.Fill(0), afterNext = T.Fill(0);
        for (int k = ErfcxCoefficients.Length - 1; k > 0; k--)
            (next, afterNext) = (T.FusedMultiplyAdd(t, next, T.Fill(ErfcxCoefficients[k]) - afterNext), next);
        T sum = T.FusedMultiplyAdd(T.Fill(0.5) * t, next, T.Fill(0.5 * ErfcxCoefficients[0]) - afterNext);
        return sum / (T.Fill(1) + (T.Fill(2) * x));
    }

    /// <summary>The density of the standard normal distribution, e^(−x²/2)/√(2π).</summary>
    public static double NormalDensity(double x) => double.IsInfinity(x) ? 0.0 : InverseSqrtTwoPi * ExpOfNegativeSquare(x, 0.5);

    /// <summary>The share of the standard normal distribution at or below x, with full relative accuracy far into the lower tail.</summary>
    public static double NormalCdf(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > 0)
            return 1.0 - NormalCdf(-x);
        if (x < -38.6)
            return 0.0;
        double size = -x * InverseSqrt2;
        return size < 0.6 ? 0.5 - (0.5 * Erf(size)) : 0.5 * ExpOfNegativeSquare(x, 0.5) * Erfcx(size);
    }

    /// <summary>The share of the standard normal distribution above x.</summary>
    public static double NormalUpperTail(double x) => NormalCdf(-x);

    /// <summary>ln of the share of the standard normal distribution at or below x, finite for every finite x.</summary>
    public static double NormalLogCdf(double x)
    {
        if (x > -1)
            return Elementary.Log1p(-NormalUpperTail(x));
        return double.IsNegativeInfinity(x) ? x : (-0.5 * x * x) + Elementary.Log(0.5 * Erfcx(-x * InverseSqrt2));
    }

    /// <summary>The x below which a share p of the standard normal distribution lies; −∞ at 0, +∞ at 1, NaN outside.</summary>
    /// <remarks>A rough start (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23) and three steps of Halley's method, each of which triples the correct digits.</remarks>
    public static double NormalQuantile(double p)
    {
        if (!(p is >= 0 and <= 1))
            return double.NaN;
        if (p is 0 or 1)
            return p == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        if (p > 0.5)
            return -NormalQuantile(1.0 - p);                  // exact subtraction

        double t = Math.Sqrt(-2.0 * Elementary.Log(p));
        double x = ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1.0 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308))))))) - t;
        for (int step = 0; step < 3; step++)
        {
            double density = NormalDensity(x);
            if (density == 0)
                break;
            double off = (NormalCdf(x) - p) / density;
            x -= off / (1.0 + (0.5 * x * off));
        }
        return x;
    }

    private static double ExpOfNegativeSquare(double x, double share) => x * x > 3000 ? 0.0 : ExpOfNegativeSquare(new Lane1(x), share).Value;

    /// <summary>e^(−share·x²), the rounding of x² undone: at x = 38 it would cost ten bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpOfNegativeSquare<T>(T x, double share)
        where T : struct, ILanes<T>
    {
        T square = x * x;
        T lost = T.FusedMultiplyAdd(x, x, -square);
        T value = Elementary.Exp(T.Fill(-share) * square);
        return value - (value * T.Fill(share) * lost);
    }

    /// <summary>2/√π·(−1)ⁿ/(n!(2n+1)).</summary>
    private static ReadOnlySpan<double> ErfTerms =>
    [
        TwoOverSqrtPi, -0.37612638903183754, 0.11283791670955126, -0.026866170645131252, 0.005223977625442188, -0.0008548327023450853,
        0.00012055332981789664, -1.492565035840625e-05, 1.6462114365889248e-06, -1.6365844691234924e-07, 1.4807192815879218e-08,
        -1.2290555301717928e-09, 9.422759064650411e-11, -6.7113668551641105e-12,
    ];

    private static ReadOnlySpan<double> ErfcxCoefficients =>
    [
        2.3551578691348034, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
        0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-05, 4.13902798607301e-06,
        7.74038306619849e-07, -2.1886401049234397e-07, 1.076499946567091e-08, 4.521959811218287e-09, -7.754400208831351e-10,
        -6.318088340886684e-11, 2.86879501093067e-11, 1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14,
        3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17,
        -2.2370566594359995e-18, -2.187342944303018e-18,
    ];
}
