using System.Runtime.CompilerServices;

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

        double power = PowerOfPositive(new Lane1(size), new Lane1(y)).Value;
        return negative ? -power : power;
    }

    /// <summary>The same over lanes of doubles, to the same bits.</summary>
    internal static T Pow<T>(T x, T y)
        where T : struct, ILanes<T>
    {
        T zero = T.Fill(0), one = T.Fill(1), infinity = T.Fill(double.PositiveInfinity), nan = T.Fill(double.NaN);
        T size = T.Abs(x), rising = T.LessThan(zero, y), whole = T.AreEqual(T.Round(y), y);
        T power = PowerOfPositive(size, y);

        T toZero = T.Select(rising, zero, infinity), toInfinity = T.Select(rising, infinity, zero), endless = T.AreEqual(size, infinity), none = T.AreEqual(size, zero);
        power = T.Select(none, toZero, T.Select(endless, toInfinity, power));
        T odd = whole & ~T.AreEqual(T.Round(y * T.Fill(0.5)), y * T.Fill(0.5));
        power = T.Select(odd & T.LessThan(T.CopySign(one, x), zero), -power, power);
        power = T.Select(T.LessThan(x, zero) & ~whole & ~endless, nan, power);

        // yʸ for infinite y depends on which side of 1 the base lies.
        T limit = T.Select(T.AreEqual(size, one), one, T.Select(T.LessThan(one, size), toInfinity, toZero));
        power = T.Select(T.AreEqual(T.Abs(y), infinity), limit, power);
        power = T.Select(T.AreEqual(x, x) & T.AreEqual(y, y), power, nan);
        return T.Select(T.AreEqual(x, one), one, T.Select(T.AreEqual(y, zero), one, power));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T PowerOfPositive<T>(T x, T y)
        where T : struct, ILanes<T>
    {
        (T logHigh, T logLow) = LogInTwoDoubles(x);
        T high = y * logHigh, within = T.AtMost(T.Abs(high), T.Fill(746));
        T low = T.FusedMultiplyAdd(y, logHigh, -high) + (y * logLow);
        return ExpOfSum(T.Clamp(high, -746, 746), T.Select(within, low, T.Fill(0)));
    }

    /// <summary>ln x as high + low, to a relative error of about 2⁻⁶⁵.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T High, T Low) LogInTwoDoubles<T>(T x)
        where T : struct, ILanes<T>
    {
        (T mantissa, T k) = Split(x);
        T f = mantissa - T.Fill(1), two = T.Fill(2);          // exact

        // s = f/(2 + f) in two doubles.
        T d = two + f;
        T dLow = f - (d - two);
        T s = f / d;
        T sLow = (T.FusedMultiplyAdd(-s, d, f) - (s * dLow)) / d;

        // ln(1 + f) = 2(s + s·u), u = s²·(1/3 + s²/5 + s⁴/7 + …); only the 1/3 needs its tail.
        T z = s * s;
        T zLow = T.FusedMultiplyAdd(s, s, -z) + (two * s * sLow);
        T t = T.FusedMultiplyAdd(z, T.Fill(1.0 / 25), T.Fill(1.0 / 23));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 21));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 19));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 17));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 15));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 13));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 11));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 9));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 7));
        t = T.FusedMultiplyAdd(z, t, T.Fill(1.0 / 5)) * z;
        T third = T.Fill(Third), w = third + t;
        T wLow = ((third - w) + t) + T.Fill(ThirdTail);
        T u = z * w;
        T uLow = T.FusedMultiplyAdd(z, w, -u) + ((z * wLow) + (zLow * w));
        T v = s * u;
        T vLow = T.FusedMultiplyAdd(s, u, -v) + ((s * uLow) + (sLow * u));

        // k·ln 2 + 2s + 2v, largest first.
        T ln2 = T.Fill(Ln2), p = k * ln2;
        T pLow = T.FusedMultiplyAdd(k, ln2, -p) + (k * T.Fill(Ln2Tail));
        (T sum, T sumLow) = TwoSum(p, two * s);
        (T high, T highLow) = TwoSum(sum, two * v);
        T low = highLow + (sumLow + ((two * (sLow + vLow)) + pLow));
        T total = high + low;
        return (total, (high - total) + low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Sum, T Lost) TwoSum<T>(T a, T b)
        where T : struct, ILanes<T>
    {
        T sum = a + b;
        T part = sum - a;
        return (sum, (a - (sum - part)) + (b - part));
    }

    private static bool IsOdd(double y) =>
        Math.Abs(y) < 9007199254740992.0 && y == Math.Floor(y) && ((long)y & 1) != 0;
}
