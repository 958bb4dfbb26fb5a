using System.Runtime.CompilerServices;

namespace Hone.Numerics;

public static partial class Elementary
{
    private const double QuarterPi = 0.7853981633974483;
    private const double QuarterPiTail = 3.061616997868383e-17;

    /// <summary>The tangent of angles in radians: sine over cosine, so within three units of the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Tan<T>(T x)
        where T : struct, ILanes<T> => Sin(x) / Cos(x);

    /// <summary>The angle, from −π/2 to π/2, whose tangent is x; over lanes of doubles, within two units of the last place.</summary>
    /// <remarks>
    /// Of t up to tan(π/8) it is the series t − t³/3 + t⁵/5 …, twenty-two terms; of larger ones it is π/4 more than the angle of (x − 1)/(x + 1), or from tan(3π/8) on π/2 more than that of −1/x.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Atan<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), one = T.Fill(1), zero = T.Fill(0);
        T far = T.LessThan(T.Fill(2.414213562373095), size), middle = T.LessThan(T.Fill(0.41421356237309503), size);
        T t = T.Select(far, -one / size, T.Select(middle, (size - one) / (size + one), size));
        T start = T.Select(far, T.Fill(HalfPi), T.Select(middle, T.Fill(QuarterPi), zero)), tail = T.Select(far, T.Fill(HalfPiTail), T.Select(middle, T.Fill(QuarterPiTail), zero));
        T z = t * t, w = z * z;
        T even = T.FusedMultiplyAdd(w, T.Fill(1.0 / 41), T.Fill(1.0 / 37));
        T odd = T.FusedMultiplyAdd(w, T.Fill(-1.0 / 43), T.Fill(-1.0 / 39));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 33));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 35));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 29));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 31));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 25));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 27));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 21));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 23));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 17));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 19));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 13));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 15));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 9));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 11));
        even = T.FusedMultiplyAdd(w, even, T.Fill(1.0 / 5));
        odd = T.FusedMultiplyAdd(w, odd, T.Fill(-1.0 / 7));
        T series = T.FusedMultiplyAdd(z, T.FusedMultiplyAdd(z, odd, even), T.Fill(-1.0 / 3));
        return T.CopySign(start + (t + T.FusedMultiplyAdd(t * z, series, tail)), x);
    }

    /// <summary>The angle, from −π/2 to π/2, whose sine is x; NaN beyond ±1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Asin<T>(T x)
        where T : struct, ILanes<T> => Atan(x / T.Sqrt((T.Fill(1) - x) * (T.Fill(1) + x)));

    /// <summary>The angle, from 0 to π, whose cosine is x; NaN beyond ±1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Acos<T>(T x)
        where T : struct, ILanes<T> => T.Fill(2) * Atan(T.Sqrt((T.Fill(1) - x) / (T.Fill(1) + x)));
}
