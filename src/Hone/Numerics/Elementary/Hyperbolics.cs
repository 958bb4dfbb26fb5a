using System.Runtime.CompilerServices;

namespace Hone.Numerics;

public static partial class Elementary
{
    // From here on e⁻ˣ is nothing beside eˣ.
    private const double OneSided = 22;

    /// <summary>eˣ − 1 over lanes of doubles, to the bits of <see cref="Expm1(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Expm1<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), one = T.Fill(1);
        T beyond = T.Select(T.LessThan(x, T.Fill(0)), -one, Exp(x) - one);
        T value = T.Select(T.AtMost(size, T.Fill(40)), Expm1Within(T.Clamp(x, -40, 40)), beyond);
        return T.Select(T.LessThan(size, T.Fill(1e-18)), x, value);
    }

    /// <summary>(eˣ − e⁻ˣ)/2, within three units of the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Sinh<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), u = Expm1Within(T.Clamp(size, 0, OneSided)), half = T.Fill(0.5);
        T near = half * (u + (u / (u + T.Fill(1))));
        T value = T.Select(T.LessThan(size, T.Fill(1e-9)), size, T.Select(T.AtMost(size, T.Fill(OneSided)), near, HalfExp(size)));
        return T.CopySign(value, x);
    }

    /// <summary>(eˣ + e⁻ˣ)/2, within three units of the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Cosh<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), e = Exp(T.Clamp(size, 0, OneSided)), half = T.Fill(0.5);
        return T.Select(T.AtMost(size, T.Fill(OneSided)), T.FusedMultiplyAdd(half, e, half / e), HalfExp(size));
    }

    // eˣ/2 by way of the root, because eˣ overflows sooner.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T HalfExp<T>(T x)
        where T : struct, ILanes<T>
    {
        T root = Exp(x * T.Fill(0.5));
        return (T.Fill(0.5) * root) * root;
    }
}
