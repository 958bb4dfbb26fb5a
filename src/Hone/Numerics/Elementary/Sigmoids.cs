using System.Runtime.CompilerServices;

namespace Hone.Numerics;

public static partial class Elementary
{
    /// <summary>The hyperbolic tangent, from −1 to 1.</summary>
    public static double Tanh(double x) => Tanh(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        T size = T.Abs(x), one = T.Fill(1), two = T.Fill(2);
        T t = Expm1Within(two * T.Clamp(size, 0, 22));        // from 22 on, tanh is 1 to the last bit
        T small = T.LessThan(size, T.Fill(0.5));
        T share = T.Select(small, t, two) / (t + two);
        T result = T.CopySign(T.Select(small, share, one - share), x);
        return T.Select(T.LessThan(size, T.Fill(1e-9)), x, result);
    }

    /// <summary>1/(1 + e⁻ˣ), from 0 to 1; accurate in both tails.</summary>
    public static double Sigmoid(double x) => Sigmoid(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Sigmoid<T>(T x)
        where T : struct, ILanes<T>
    {
        T e = Exp(-T.Abs(x)), one = T.Fill(1);
        return T.Select(T.LessThan(x, T.Fill(0)), e, one) / (one + e);
    }

    /// <summary>ln(1 + eˣ): a smooth max(0, x). Its negative at −x is the logarithm of the sigmoid.</summary>
    public static double Softplus(double x) => Softplus(new Lane1(x)).Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Softplus<T>(T x)
        where T : struct, ILanes<T> => T.Max(x, T.Fill(0)) + Log1pOfShare(Exp(-T.Abs(x)));

    /// <summary>ln(1/(1 + e⁻ˣ)), finite for every finite x.</summary>
    public static double LogSigmoid(double x) => -Softplus(-x);

    /// <summary>ln(eᵃ + eᵇ) without overflow.</summary>
    public static double LogAddExp(double a, double b)
    {
        double high = Math.Max(a, b);
        return double.IsInfinity(high) || double.IsNaN(high) ? high : high + Log1p(Exp(Math.Min(a, b) - high));
    }

    /// <summary>ln Σ e^xᵢ without overflow; −∞ for no values.</summary>
    /// <remarks>The largest value is taken out first, so the sum lies between 1 and the number of values.</remarks>
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        double high = Kernels.Max(x);                         // carries a NaN through
        return double.IsInfinity(high) || double.IsNaN(high) ? high : high + Log(Kernels.SumOfExp(x, high));
    }
}
