namespace Hone.Numerics;

public static partial class Elementary
{
    private const double Third = 1.0 / 3;
    private const double ThirdTail = 1.850371707708594e-17;

    /// <summary>x to the power y, with the special cases of IEEE 754: xʸ = NaN for x below 0 unless y is whole.</summary>
    /// <remarks>The logarithm is carried in two doubles, because y·ln x reaches 745 and its rounding would cost ten bits of the result. Exact results come out exact.</remarks>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
            return 1.0;
        if (double.IsNaN(x) || double.IsNaN(y))
            return double.NaN;
        double size = Math.Abs(x);
        if (double.IsInfinity(y))
            return size == 1 ? 1.0 : (size > 1) == (y > 0) ? double.PositiveInfinity : 0.0;

        bool negative = double.IsNegative(x) && IsOdd(y);
        if (size == 0 || double.IsInfinity(size))
        {
            double result = (size == 0) == (y > 0) ? 0.0 : double.PositiveInfinity;
            return negative ? -result : result;
        }
        if (x < 0 && y != Math.Floor(y))
            return double.NaN;

        double power = PowerOfPositive(size, y);
        return negative ? -power : power;
    }

    private static double PowerOfPositive(double x, double y)
    {
        (double logHigh, double logLow) = LogInTwoDoubles(x);
        double high = y * logHigh;
        if (!(Math.Abs(high) <= 746))
            return high > 0 ? double.PositiveInfinity : 0.0;
        double low = Math.FusedMultiplyAdd(y, logHigh, -high) + (y * logLow);
        return ExpOfSum(new Lane1(high), new Lane1(low)).Value;
    }

    /// <summary>ln x as high + low, to a relative error of about 2⁻⁶⁵.</summary>
    private static (double High, double Low) LogInTwoDoubles(double x)
    {
        (Lane1 mantissa, Lane1 exponent) = Split(new Lane1(x));
        double f = mantissa.Value - 1.0, k = exponent.Value;  // exact

        // s = f/(2 + f) in two doubles.
        double d = 2.0 + f;
        double dLow = f - (d - 2.0);
        double s = f / d;
        double sLow = (Math.FusedMultiplyAdd(-s, d, f) - (s * dLow)) / d;

        // ln(1 + f) = 2(s + s·u), u = s²·(1/3 + s²/5 + s⁴/7 + …); only the 1/3 needs its tail.
        double z = s * s;
        double zLow = Math.FusedMultiplyAdd(s, s, -z) + (2.0 * s * sLow);
        double t = Math.FusedMultiplyAdd(z, 1.0 / 25, 1.0 / 23);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 21);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 19);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 17);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 15);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 13);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 11);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 9);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 7);
        t = Math.FusedMultiplyAdd(z, t, 1.0 / 5) * z;
        double w = Third + t;
        double wLow = ((Third - w) + t) + ThirdTail;
        double u = z * w;
        double uLow = Math.FusedMultiplyAdd(z, w, -u) + ((z * wLow) + (zLow * w));
        double v = s * u;
        double vLow = Math.FusedMultiplyAdd(s, u, -v) + ((s * uLow) + (sLow * u));

        // k·ln 2 + 2s + 2v, largest first.
        double p = k * Ln2;
        double pLow = Math.FusedMultiplyAdd(k, Ln2, -p) + (k * Ln2Tail);
        (double sum, double sumLow) = TwoSum(p, 2.0 * s);
        (double high, double highLow) = TwoSum(sum, 2.0 * v);
        double low = highLow + (sumLow + ((2.0 * (sLow + vLow)) + pLow));
        double total = high + low;
        return (total, (high - total) + low);
    }

    private static (double Sum, double Lost) TwoSum(double a, double b)
    {
        double sum = a + b;
        double part = sum - a;
        return (sum, (a - (sum - part)) + (b - part));
    }

    private static bool IsOdd(double y) =>
        Math.Abs(y) < 9007199254740992.0 && y == Math.Floor(y) && ((long)y & 1) != 0;
}
