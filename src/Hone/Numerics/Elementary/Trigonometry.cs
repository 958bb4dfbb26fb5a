using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

public static partial class Elementary
{
    // π/2 in three parts.
    private const double HalfPi = 1.5707963267948966;
    private const double HalfPiTail = 6.123233995736766e-17;
    private const double HalfPiRest = -1.4973849048591698e-33;

    private const double LargestPlainAngle = 1e8;

    /// <summary>The sine of an angle in radians, of any size; NaN for infinities. Error below one unit in the last place.</summary>
    public static double Sin(double x) => OfAngle(x, 0);

    /// <summary>The cosine of an angle in radians, of any size; NaN for infinities. Error below one unit in the last place.</summary>
    public static double Cos(double x) => OfAngle(x, 1);

    /// <summary>Sines, lane by lane what the function of one number gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Sin<T>(T x)
        where T : struct, ILanes<T> => OfAngles(x, 0);

    /// <summary>Cosines, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Cos<T>(T x)
        where T : struct, ILanes<T> => OfAngles(x, 1);

    /// <summary>sin(x + quarters·π/2).</summary>
    private static double OfAngle(double x, int quarters)
    {
        (int quadrant, double r, double tail) = ReduceAngle(x);
        return OfQuadrant(quadrant, r, quarters, tail);
    }

    /// <summary>sin((quadrant + quarters)·π/2 + r + tail).</summary>
    internal static double OfQuadrant(int quadrant, double r, int quarters, double tail = 0)
    {
        quadrant += quarters;
        double value = (quadrant & 1) == 0 ? SinOfSum(new Lane1(r), new Lane1(tail)).Value : CosOfSum(new Lane1(r), new Lane1(tail)).Value;
        return (quadrant & 2) == 0 ? value : -value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OfAngles<T>(T x, int quarters)
        where T : struct, ILanes<T>
    {
        (T k, T r, T tail) = ReducePlainAngle(x);
        T result = ByQuadrant(k + T.Fill(quarters), SinOfSum(r, tail), CosOfSum(r, tail));
        T beyond = ~T.AtMost(T.Abs(x), T.Fill(LargestPlainAngle));
        return T.Any(beyond) ? OfLargeAngles(x, result, quarters) : result;
    }

    /// <summary>The sine or the cosine of the rest of an angle, and its sign, as the number of quarter turns before it tells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T ByQuadrant<T>(T quarters, T sine, T cosine)
        where T : struct, ILanes<T>
    {
        T quadrant = quarters - (T.Fill(4) * T.Round((quarters * T.Fill(0.25)) - T.Fill(0.375)));      // 0 to 3: the subtraction makes rounding go down
        T value = T.Select(T.AreEqual(T.Abs(quadrant - T.Fill(2)), T.Fill(1)), cosine, sine);
        return T.Select(T.AtMost(T.Fill(2), quadrant), -value, value);
    }

    /// <summary>The lanes with large angles, infinities and NaN one by one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T OfLargeAngles<T>(T x, T result, int quarters)
        where T : struct, ILanes<T>
    {
        Span<double> angles = stackalloc double[T.Count], values = stackalloc double[T.Count];
        x.Store(ref angles[0]);
        result.Store(ref values[0]);
        for (int lane = 0; lane < T.Count; lane++)
        {
            if (!(Math.Abs(angles[lane]) <= LargestPlainAngle))
                values[lane] = OfAngle(angles[lane], quarters);
        }
        return T.Load(in values[0]);
    }

    /// <summary>sin(π·x), exact 0 at whole x.</summary>
    public static double SinPi(double x)
    {
        if (!double.IsFinite(x))
            return double.NaN;
        double doubled = Math.Round(2.0 * x);                 // exact, as is all up to the multiplication by π
        double rest = x - (0.5 * doubled);
        double angle = rest * Math.PI;
        double tail = Math.FusedMultiplyAdd(rest, Math.PI, -angle) + (rest * 1.2246467991473532e-16);
        int quadrant = (int)(doubled - (4.0 * Math.Floor(doubled / 4.0)));
        double value = (quadrant & 1) == 0 ? SinOfSum(new Lane1(angle), new Lane1(tail)).Value : CosOfSum(new Lane1(angle), new Lane1(tail)).Value;
        return (quadrant & 2) == 0 ? value : -value;
    }

    /// <summary>x = quadrant·π/2 + r + tail with |r| ≤ π/4 or a trace more.</summary>
    private static (int Quadrant, double R, double Tail) ReduceAngle(double x)
    {
        if (!double.IsFinite(x))
            return (0, double.NaN, 0.0);
        if (Math.Abs(x) > LargestPlainAngle)
            return ReduceLargeAngle(x);
        (Lane1 k, Lane1 r, Lane1 tail) = ReducePlainAngle(new Lane1(x));
        return ((int)((long)k.Value & 3), r.Value, tail.Value);
    }

    /// <summary>x = k·π/2 + r + tail for |x| ≤ 10⁸.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T K, T R, T Tail) ReducePlainAngle<T>(T x)
        where T : struct, ILanes<T>
    {
        // k·HalfPi leaves an exact remainder, as in the exponential; the tail of π/2 then needs a product in two parts.
        T k = T.Round(x * T.Fill(2.0 / Math.PI));
        T head = T.FusedMultiplyAdd(-k, T.Fill(HalfPi), x);
        T product = k * T.Fill(HalfPiTail);
        T productLow = T.FusedMultiplyAdd(k, T.Fill(HalfPiTail), -product) + (k * T.Fill(HalfPiRest));
        T r = head - product, part = r - head;
        T lost = (head - (r - part)) + (-product - part);
        T none = T.AreEqual(k, T.Fill(0));                     // keeps −0
        return (k, T.Select(none, x, r), T.Select(none, T.Fill(0), lost - productLow));
    }

    /// <summary>The same with 1280 bits of π: enough that even the double nearest to a multiple of π/2 keeps its digits.</summary>
    private static (int Quadrant, double R, double Tail) ReduceLargeAngle(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        int exponent = (int)(bits >> 52) - 1075;              // |x| = mantissa·2^exponent; exponent may be below 0 by at most 26
        BigInteger mantissa = (bits & 0x000F_FFFF_FFFF_FFFF) | 0x0010_0000_0000_0000;
        const int shift = 1280;
        BigInteger angle = mantissa << (shift + exponent);
        BigInteger halfPi = Pi >> 1;
        BigInteger quotient = BigInteger.DivRem(angle, halfPi, out BigInteger rest);
        if (rest > halfPi >> 1)
        {
            rest -= halfPi;
            quotient += 1;
        }

        double r = ScaleDown(rest);
        double tail = ScaleDown(rest - ScaleUp(r));
        int quadrant = (int)(quotient & 3);
        return x > 0 ? (quadrant, r, tail) : (-quadrant & 3, -r, -tail);

        static double ScaleDown(BigInteger value)
        {
            // The leading 64 bits, then the power of 2.
            int drop = Math.Max(0, (int)BigInteger.Abs(value).GetBitLength() - 53);
            return Math.ScaleB((double)(long)(value >> drop), drop - shift);
        }

        static BigInteger ScaleUp(double value)
        {
            long parts = BitConverter.DoubleToInt64Bits(Math.Abs(value));
            int power = (int)(parts >> 52) - 1075 + shift;
            BigInteger whole = (parts & 0x000F_FFFF_FFFF_FFFF) | 0x0010_0000_0000_0000;
            whole = power >= 0 ? whole << power : whole >> -power;
            return value < 0 ? -whole : whole;
        }
    }

    /// <summary>sin(r + tail) by its series, |r| ≤ 0.79: r − r³/3! + … to r¹⁷.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T SinOfSum<T>(T r, T tail)
        where T : struct, ILanes<T>
    {
        T z = r * r;
        T series = T.FusedMultiplyAdd(z, T.Fill(1.0 / 355687428096000), T.Fill(-1.0 / 1307674368000));
        series = T.FusedMultiplyAdd(z, series, T.Fill(1.0 / 6227020800));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-1.0 / 39916800));
        series = T.FusedMultiplyAdd(z, series, T.Fill(1.0 / 362880));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-1.0 / 5040));
        series = T.FusedMultiplyAdd(z, series, T.Fill(1.0 / 120));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-1.0 / 6));
        return T.CopySign(r + T.FusedMultiplyAdd(z * r, series, tail * (T.Fill(1) - (T.Fill(0.5) * z))), r);       // of −0 too
    }

    /// <summary>cos(r + tail) by its series, |r| ≤ 0.79: 1 − r²/2! + … to r¹⁸.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T CosOfSum<T>(T r, T tail)
        where T : struct, ILanes<T>
    {
        T z = r * r, one = T.Fill(1);
        T series = T.FusedMultiplyAdd(z, T.Fill(-1.0 / 6402373705728000), T.Fill(1.0 / 20922789888000));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-1.0 / 87178291200));
        series = T.FusedMultiplyAdd(z, series, T.Fill(1.0 / 479001600));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-1.0 / 3628800));
        series = T.FusedMultiplyAdd(z, series, T.Fill(1.0 / 40320));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-1.0 / 720));
        series = T.FusedMultiplyAdd(z, series, T.Fill(1.0 / 24));
        T half = T.Fill(0.5) * z;
        T w = one - half;
        return w + (((one - w) - half) + T.FusedMultiplyAdd(z * z, series, -r * tail));
    }

    // π·2¹²⁸⁰, rounded down; the leading 0 keeps the number positive.
    private static readonly BigInteger Pi = BigInteger.Parse(
        "03243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89452821e638d01377be5466cf34e90c6cc0ac29b7c97"
        + "c50dd3f84d5b5b54709179216d5d98979fb1bd1310ba698dfb5ac2ffd72dbd01adfb7b8e1afed6a267e96ba7c9045f12c7f9924a1994"
        + "7b3916cf70801f2e2858efc16636920d871574e69a458fea3f4933d7e0d95748f728eb658718bcd5882154aee7b54a41dc25a59b5",
        NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
