using Hone.Numerics;

namespace Hone.Deep;

// What the element-wise functions are. Each is written once and compiled for every kind of row.
internal sealed unsafe partial class Cpu
{
    private readonly struct Negation : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => -x;
    }

    private readonly struct Absolute : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.Abs(x);
    }

    private readonly struct SignOf : IFunction
    {
        // 0 and NaN stay what they are.
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.Select(T.LessThan(T.Fill(0), T.Abs(x)), T.CopySign(T.Fill(1), x), x);
    }

    private readonly struct SquareOf : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => x * x;
    }

    private readonly struct CubeOf : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => x * x * x;
    }

    private readonly struct SquareRoot : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.Sqrt(x);
    }

    private readonly struct Exponential : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Exp(x) : Elementary.Exp(x);
    }

    private readonly struct Logarithm : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Log(x) : Elementary.Log(x);
    }

    private readonly struct LogarithmOfOnePlus : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Log1p(x);
    }

    private readonly struct HyperbolicTangent : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Tanh(x) : Elementary.Tanh(x);
    }

    private readonly struct Logistic : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Sigmoid(x) : Elementary.Sigmoid(x);
    }

    private readonly struct SmoothRamp : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Softplus(x) : Elementary.Softplus(x);
    }

    private readonly struct ErrorFunctionOf : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Erf(x) : SpecialFunctions.Erf(x);
    }

    private readonly struct SineOf : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Sin(x) : Elementary.Sin(x);
    }

    private readonly struct CosineOf : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => IsSingle<T>() ? FloatFunctions.Cos(x) : Elementary.Cos(x);
    }

    private readonly struct Ramp : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.Max(x, T.Fill(0));
    }

    private readonly struct SumOf : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => a + b;
    }

    private readonly struct DifferenceOf : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => a - b;
    }

    private readonly struct ProductOf : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => a * b;
    }

    private readonly struct QuotientOf : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => a / b;
    }

    private readonly struct LargerOf : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => T.Max(a, b);
    }

    private readonly struct SmallerOf : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => T.Min(a, b);
    }

    private readonly struct PowerOf : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => Elementary.Pow(a, b);
    }

    // Of a gradient and what went into the ramp.
    private readonly struct RampSlope : IFunction2
    {
        public static T Of<T>(T g, T x)
            where T : struct, ILanes<T> => T.Select(T.LessThan(T.Fill(0), x), g, T.Fill(0));
    }

    // Of a gradient and what came out.
    private readonly struct TangentSlope : IFunction2
    {
        public static T Of<T>(T g, T y)
            where T : struct, ILanes<T> => g * T.FusedMultiplyAdd(-y, y, T.Fill(1));
    }

    private readonly struct LogisticSlope : IFunction2
    {
        public static T Of<T>(T g, T y)
            where T : struct, ILanes<T> => g * (y * (T.Fill(1) - y));
    }
}
