using Hone.Numerics;

namespace Hone.Deep;

// Functions that networks seldom need.
internal sealed unsafe partial class Cpu
{
    private readonly struct Inverse : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.Fill(1) / x;
    }

    private readonly struct InverseRoot : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.Fill(1) / T.Sqrt(x);
    }

    private readonly struct NearestWhole : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.Round(x);
    }

    private readonly struct TangentOf : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Tan(x);
    }

    private readonly struct AngleOfSine : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Asin(x);
    }

    private readonly struct AngleOfCosine : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Acos(x);
    }

    private readonly struct AngleOfTangent : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Atan(x);
    }

    private readonly struct HyperbolicSine : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Sinh(x);
    }

    private readonly struct HyperbolicCosine : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Cosh(x);
    }

    private readonly struct ExponentialLessOne : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Expm1(x);
    }

    private readonly struct BinaryLogarithm : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Log2(x);
    }

    private readonly struct DecimalLogarithm : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => Elementary.Log10(x);
    }

    private readonly struct WholeBelow : IFunction
    {
        // The sign is taken along for the sake of −0.
        public static T Of<T>(T x)
            where T : struct, ILanes<T>
        {
            T nearest = T.Round(x);
            return T.CopySign(T.Select(T.LessThan(x, nearest), nearest - T.Fill(1), nearest), x);
        }
    }

    private readonly struct WholeAbove : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => -WholeBelow.Of(-x);
    }

    private readonly struct WholePart : IFunction
    {
        public static T Of<T>(T x)
            where T : struct, ILanes<T> => T.CopySign(WholeBelow.Of(T.Abs(x)), x);
    }
}
