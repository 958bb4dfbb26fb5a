using System.Runtime.CompilerServices;

namespace Hone.Numerics;

/// <summary>Functions of floats in arithmetic of floats, over lanes of them: sixteen at a time where doubles are eight, the same bits on every vector path.</summary>
/// <remarks>
/// Greatest errors over all 2³² floats, in units of the last place: exp 0.78, ln 0.89, erf 1.20, tanh 1.35, sigmoid 1.48, softplus 1.55, sin 1.56, cos 1.57
/// (of these two every 997th float beyond 10⁸). A test goes through them all.
/// Polynomials are those of least greatest error on their interval, found with forty digits and rounded to floats.
/// </remarks>
internal static partial class FloatFunctions
{
    private const float Ln2 = 0.6931472f;
    private const float Ln2Tail = -1.9046542e-9f;              // ln 2 − Ln2
    private const float InverseLn2 = 1.442695f;

    /// <summary>eˣ. Overflows to +∞ above 88.72, underflows gradually to 0 below −103.97; NaN stays NaN.</summary>
    /// <remarks>eˣ = 2ᵏ·eʳ as for doubles; x − k·Ln2 is exact, and six terms serve |r| ≤ 0.347.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, ILanes<T>
    {
        x = T.Clamp(x, -104, 89);
        T k = T.Round(x * T.Fill(InverseLn2)), one = T.Fill(1);
        T head = T.FusedMultiplyAdd(-k, T.Fill(Ln2), x), tail = k * T.Fill(-Ln2Tail), r = head + tail;
        T series = T.FusedMultiplyAdd(r, T.Fill(0.0013815447f), T.Fill(0.008368886f));
        series = T.FusedMultiplyAdd(r, series, T.Fill(0.04166839f));
        series = T.FusedMultiplyAdd(r, series, T.Fill(0.1666652f));
        series = T.FusedMultiplyAdd(r, series, T.Fill(0.49999994f));
        T sum = one + r, lost = ((one - sum) + r) + ((head - r) + tail);           // in adding 1, and in making r
        return T.Scale(sum + T.FusedMultiplyAdd(r * r, series, lost), k);
    }

    /// <summary>ln x. −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : struct, ILanes<T>
    {
        T subnormal = T.LessThan(x, T.Fill(1.1754944e-38f));
        T normal = T.Select(subnormal, x * T.Fill(16777216), x), mantissa = T.Mantissa(normal);
        T large = T.AtMost(T.Fill(1.5), mantissa), one = T.Fill(1);
        T k = T.Exponent(normal) - T.Select(subnormal, T.Fill(24), T.Fill(0)) + (one & large);
        return Elementary.SpecialLog(LogOnePlus(T.Select(large, mantissa * T.Fill(0.5), mantissa) - one, k), x);
    }

    /// <summary>k·ln 2 + ln(1 + f) for −¼ ≤ f ≤ ½: f − f²/2 + f³·(a polynomial), the leading f exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOnePlus<T>(T f, T k)
        where T : struct, ILanes<T>
    {
        T series = T.FusedMultiplyAdd(f, T.Fill(0.037633207f), T.Fill(-0.09110712f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(0.11698523f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(-0.12727912f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(0.14276461f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(-0.16655317f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(0.199996f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(-0.25000164f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(0.3333334f));
        series = T.FusedMultiplyAdd(f, series, T.Fill(-0.5));
        T bent = T.FusedMultiplyAdd(f * f, series, k * T.Fill(Ln2Tail));
        return T.FusedMultiplyAdd(k, T.Fill(Ln2), f + bent);
    }

    /// <summary>tanh x: an odd polynomial near 0, else 1 − 2/(e²ˣ + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), z = x * x;
        T series = T.FusedMultiplyAdd(z, T.Fill(-0.005704987f), T.Fill(0.020639088f));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-0.053739715f));
        series = T.FusedMultiplyAdd(z, series, T.Fill(0.13331442f));
        series = T.FusedMultiplyAdd(z, series, T.Fill(-0.3333328f));
        T near = T.FusedMultiplyAdd(size * z, series, size);
        T far = T.Fill(1) - (T.Fill(2) / (Exp(T.Fill(2) * T.Clamp(size, 0, 10)) + T.Fill(1)));
        return T.CopySign(T.Select(T.LessThan(size, T.Fill(0.625)), near, far), x);
    }

    /// <summary>1/(1 + e⁻ˣ), accurate in both tails.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, ILanes<T>
    {
        T e = Exp(-T.Abs(x)), one = T.Fill(1), above = T.Select(T.LessThan(x, T.Fill(0)), e, one), below = one + e, lost = e - (below - one);
        T share = above / below;
        T left = T.FusedMultiplyAdd(-share, lost, T.FusedMultiplyAdd(-share, below, above));       // what the rounded sum and quotient leave over
        return T.FusedMultiplyAdd(left, T.FusedMultiplyAdd(e, T.Fill(-0.5), one), share);          // 1 − e/2 is near enough to 1/(1 + e) for it
    }

    /// <summary>ln(1 + eˣ) = max(0, x) + ln(1 + y) for y = e^−|x|: from ½ on, (1 + y)/2 is nearer to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x)
        where T : struct, ILanes<T>
    {
        T y = Exp(-T.Abs(x)), one = T.Fill(1), zero = T.Fill(0), large = T.AtMost(T.Fill(0.5), y);
        return T.Max(x, zero) + LogOnePlus(T.Select(large, (y - one) * T.Fill(0.5), y), one & large);
    }

    /// <summary>erf x: x + x·(a polynomial in x²) near 0, else 1 − e^(a polynomial in |x|), that of ln erfc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), z = x * x;
        T near = T.FusedMultiplyAdd(z, T.Fill(8.381619e-05f), T.Fill(-0.00081453833f));
        near = T.FusedMultiplyAdd(z, near, T.Fill(0.0052012634f));
        near = T.FusedMultiplyAdd(z, near, T.Fill(-0.026859488f));
        near = T.FusedMultiplyAdd(z, near, T.Fill(0.11283697f));
        near = T.FusedMultiplyAdd(z, near, T.Fill(-0.37612635f));
        near = T.FusedMultiplyAdd(z, near, T.Fill(0.12837917f));
        near = T.FusedMultiplyAdd(size, near, size);
        T t = T.Clamp(size, 0, 4);                             // from there on, erf is 1 to the last bit
        T far = T.FusedMultiplyAdd(t, T.Fill(-5.1435296e-07f), T.Fill(-1.4417024e-05f));
        far = T.FusedMultiplyAdd(t, far, T.Fill(0.00039734156f));
        far = T.FusedMultiplyAdd(t, far, T.Fill(-0.0040556286f));
        far = T.FusedMultiplyAdd(t, far, T.Fill(0.024899676f));
        far = T.FusedMultiplyAdd(t, far, T.Fill(-0.10801769f));
        far = T.FusedMultiplyAdd(t, far, T.Fill(-0.63353896f));
        far = T.FusedMultiplyAdd(t, far, T.Fill(-1.1294361f));
        far = T.FusedMultiplyAdd(t, far, T.Fill(0.00016077884f));
        return T.CopySign(T.Select(T.LessThan(size, T.Fill(0.92)), near, T.Fill(1) - Exp(far)), x);
    }
}
