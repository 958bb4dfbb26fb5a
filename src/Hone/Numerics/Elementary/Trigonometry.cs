using System.Globalization;
using System.Numerics;

namespace Hone.Numerics;

public static partial class Elementary
{
    // π/2 in three parts.
    private const double HalfPi = 1.5707963267948966;
    private const double HalfPiTail = 6.123233995736766e-17;
    private const double HalfPiRest = -1.4973849048591698e-33;

    /// <summary>The sine of an angle in radians, of any size; NaN for infinities. Error below one unit in the last place.</summary>
    public static double Sin(double x)
    {
        (int quadrant, double r, double tail) = ReduceAngle(x);
        double value = (quadrant & 1) == 0 ? SinOfSum(r, tail) : CosOfSum(r, tail);
        return (quadrant & 2) == 0 ? value : -value;
    }

    /// <summary>The cosine of an angle in radians, of any size; NaN for infinities. Error below one unit in the last place.</summary>
    public static double Cos(double x)
    {
        (int quadrant, double r, double tail) = ReduceAngle(x);
        double value = (quadrant & 1) == 0 ? CosOfSum(r, tail) : SinOfSum(r, tail);
        return ((quadrant + 1) & 2) == 0 ? value : -value;
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
        double value = (quadrant & 1) == 0 ? SinOfSum(angle, tail) : CosOfSum(angle, tail);
        return (quadrant & 2) == 0 ? value : -value;
    }

    /// <summary>x = quadrant·π/2 + r + tail with |r| ≤ π/4 or a trace more.</summary>
    private static (int Quadrant, double R, double Tail) ReduceAngle(double x)
    {
        if (Math.Abs(x) <= 0.78)
            return (0, x, 0.0);
        if (!double.IsFinite(x))
            return (0, double.NaN, 0.0);
        if (Math.Abs(x) > 1e8)
            return ReduceLargeAngle(x);

        // k·HalfPi leaves an exact remainder, as in the exponential; the tail of π/2 then needs a product in two parts.
        double k = Math.Round(x * (2.0 / Math.PI));
        double head = Math.FusedMultiplyAdd(-k, HalfPi, x);
        double product = k * HalfPiTail;
        double productLow = Math.FusedMultiplyAdd(k, HalfPiTail, -product) + (k * HalfPiRest);
        (double r, double lost) = TwoSum(head, -product);
        double tail = lost - productLow;
        return ((int)((long)k & 3), r, tail);
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
    private static double SinOfSum(double r, double tail)
    {
        double z = r * r;
        double series = 1.0 / 355687428096000;
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 1307674368000);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 6227020800);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 39916800);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 362880);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 5040);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 120);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 6);
        return r + Math.FusedMultiplyAdd(z * r, series, tail * (1.0 - (0.5 * z)));
    }

    /// <summary>cos(r + tail) by its series, |r| ≤ 0.79: 1 − r²/2! + … to r¹⁸.</summary>
    private static double CosOfSum(double r, double tail)
    {
        double z = r * r;
        double series = -1.0 / 6402373705728000;
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 20922789888000);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 87178291200);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 479001600);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 3628800);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 40320);
        series = Math.FusedMultiplyAdd(z, series, -1.0 / 720);
        series = Math.FusedMultiplyAdd(z, series, 1.0 / 24);
        double half = 0.5 * z;
        double w = 1.0 - half;
        return w + (((1.0 - w) - half) + Math.FusedMultiplyAdd(z * z, series, -r * tail));
    }

    // π·2¹²⁸⁰, rounded down; the leading 0 keeps the number positive.
    private static readonly BigInteger Pi = BigInteger.Parse(
        "03243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89452821e638d01377be5466cf34e90c6cc0ac29b7c97"
        + "c50dd3f84d5b5b54709179216d5d98979fb1bd1310ba698dfb5ac2ffd72dbd01adfb7b8e1afed6a267e96ba7c9045f12c7f9924a1994"
        + "7b3916cf70801f2e2858efc16636920d871574e69a458fea3f4933d7e0d95748f728eb658718bcd5882154aee7b54a41dc25a59b5",
        NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
