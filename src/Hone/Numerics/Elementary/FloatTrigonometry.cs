using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class FloatFunctions
{
    // π/2 in three parts, and how far they carry: up to here k·(π/2) leaves an exact remainder in floats.
    private const float HalfPi = 1.5707964f;
    private const float HalfPiTail = -4.371139e-8f;
    private const float HalfPiRest = -1.7151245e-15f;
    private const float LargestPlainAngle = 30_000;

    /// <summary>sin x of an angle in radians, of any size; NaN for infinities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sin<T>(T x)
        where T : struct, ILanes<T> => OfAngles(x, 0);

    /// <summary>cos x, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Cos<T>(T x)
        where T : struct, ILanes<T> => OfAngles(x, 1);

    /// <summary>sin(x + quarters·π/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OfAngles<T>(T x, int quarters)
        where T : struct, ILanes<T>
    {
        T k = T.Round(x * T.Fill(0.63661975f));
        T r = T.FusedMultiplyAdd(-k, T.Fill(HalfPiTail), T.FusedMultiplyAdd(-k, T.Fill(HalfPi), x));
        r = T.Select(T.AreEqual(k, T.Fill(0)), x, T.FusedMultiplyAdd(-k, T.Fill(HalfPiRest), r));
        T z = r * r;
        T sine = T.FusedMultiplyAdd(z, T.Fill(-0.00019511458f), T.Fill(0.008332133f));
        sine = T.FusedMultiplyAdd(z, sine, T.Fill(-0.16666654f));
        sine = T.CopySign(T.FusedMultiplyAdd(z * r, sine, r), r);                  // of −0 too
        T cosine = T.FusedMultiplyAdd(z, T.Fill(2.4434214e-05f), T.Fill(-0.0013887332f));
        cosine = T.FusedMultiplyAdd(z, cosine, T.Fill(0.041666646f));
        cosine = T.FusedMultiplyAdd(z * z, cosine, T.FusedMultiplyAdd(z, T.Fill(-0.5), T.Fill(1)));
        T result = Elementary.ByQuadrant(k + T.Fill(quarters), sine, cosine);
        T beyond = ~T.AtMost(T.Abs(x), T.Fill(LargestPlainAngle));
        return T.Any(beyond) ? OfLargeAngles(x, result, quarters) : result;
    }

    /// <summary>The lanes with large angles, infinities and NaN one by one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T OfLargeAngles<T>(T x, T result, int quarters)
        where T : struct, ILanes<T>
    {
        Span<float> angles = stackalloc float[T.Count], values = stackalloc float[T.Count];
        x.Store(ref angles[0]);
        result.Store(ref values[0]);
        for (int lane = 0; lane < T.Count; lane++)
        {
            if (!(float.Abs(angles[lane]) <= LargestPlainAngle))
                values[lane] = OfLargeAngle(angles[lane], quarters);
        }
        return T.Load(in values[0]);
    }

    /// <summary>sin(x + quarters·π/2) for |x| ≥ 2¹⁴, the rest of the angle in doubles.</summary>
    /// <remarks>
    /// |x| = n·2ˢ for a whole n below 2²⁴, and x·2/π is wanted modulo 4 alone: of 2/π the 128 bits that follow the first s − 2 serve, n times which wraps around at 4
    /// and is off by less than 2⁻¹⁰². M. H. Payne and R. N. Hanek, "Radian Reduction for Trigonometric Functions", ACM SIGNUM Newsletter 18(1), 1983.
    /// </remarks>
    private static float OfLargeAngle(float x, int quarters)
    {
        if (!float.IsFinite(x))
            return float.NaN;
        int bits = BitConverter.SingleToInt32Bits(float.Abs(x)), skipped = (bits >> 23) - 152;
        uint n = ((uint)bits & 0x007F_FFFF) | 0x0080_0000;
        UInt128 window = skipped <= 0 ? TwoOverPi >> -skipped : (TwoOverPi << skipped) | (TwoOverPiRest >> (128 - skipped));
        UInt128 turns = unchecked(window * n);
        int quadrant = (int)(unchecked(turns + (UInt128.One << 125)) >> 126);
        double rest = (double)(Int128)unchecked(turns - ((UInt128)(uint)quadrant << 126)) * TwoToMinus126 * (Math.PI / 2);
        return (float)Elementary.OfQuadrant(x < 0 ? -quadrant : quadrant, x < 0 ? -rest : rest, quarters);
    }

    private const double TwoToMinus126 = 1.1754943508222875e-38;

    // The first 128 bits of 2/π after the point, and the next.
    private static readonly UInt128 TwoOverPi = new(0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0), TwoOverPiRest = new(0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561);
}
