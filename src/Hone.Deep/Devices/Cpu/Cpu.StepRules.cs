using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

// How one row of elements moves, by each rule: see StepRule. The rate stands in the numbers with its sign turned.
internal sealed unsafe partial class Cpu
{
    private readonly struct DescentRule : IStepRule
    {
        public static int Kept => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T> => new(T.FusedMultiplyAdd(n.Rate, n.Slope(w, g), n.Shrink * w), a, b, c);
    }

    private readonly struct MomentumRule : IStepRule
    {
        public static int Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * n.Slope(w, g));
            return new(T.FusedMultiplyAdd(n.Rate, a, w), a, b, c);
        }
    }

    private readonly struct NesterovRule : IStepRule
    {
        public static int Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * slope);
            return new(T.FusedMultiplyAdd(n.Rate, T.FusedMultiplyAdd(n.Beta2, a, slope), w), a, b, c);
        }
    }

    private readonly struct AdagradRule : IStepRule
    {
        public static int Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(slope, slope, a);
            return new(T.FusedMultiplyAdd(n.Rate, slope / (T.Sqrt(a) + n.Epsilon), w), a, b, c);
        }
    }

    private readonly struct RmsPropRule : IStepRule
    {
        public static int Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * (slope * slope));
            return new(T.FusedMultiplyAdd(n.Rate, slope / (T.Sqrt(a) + n.Epsilon), w), a, b, c);
        }
    }

    private readonly struct CenteredRule : IStepRule
    {
        public static int Kept => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * (slope * slope));
            b = T.FusedMultiplyAdd(n.Beta1, b, n.Rest1 * slope);
            return new(T.FusedMultiplyAdd(n.Rate, slope / (Spread(a, b) + n.Epsilon), w), a, b, c);
        }

        // Rounding can put a mean of squares below the square of the mean.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Spread<T>(T squares, T mean)
            where T : struct, ILanes<T> => T.Sqrt(T.Max(T.FusedMultiplyAdd(-mean, mean, squares), T.Fill(0)));
    }

    private readonly struct RmsPropMomentumRule : IStepRule
    {
        public static int Kept => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * (slope * slope));
            b = T.FusedMultiplyAdd(n.Beta2, b, slope / (T.Sqrt(a) + n.Epsilon));
            return new(T.FusedMultiplyAdd(n.Rate, b, w), a, b, c);
        }
    }

    private readonly struct CenteredMomentumRule : IStepRule
    {
        public static int Kept => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * (slope * slope));
            b = T.FusedMultiplyAdd(n.Beta1, b, n.Rest1 * slope);
            c = T.FusedMultiplyAdd(n.Beta2, c, slope / (CenteredRule.Spread(a, b) + n.Epsilon));
            return new(T.FusedMultiplyAdd(n.Rate, c, w), a, b, c);
        }
    }

    private readonly struct AdamRule : IStepRule
    {
        public static int Kept => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * slope);
            b = T.FusedMultiplyAdd(n.Beta2, b, n.Rest2 * (slope * slope));
            T root = T.FusedMultiplyAdd(T.Sqrt(b), n.Correction, n.Epsilon);
            return new(T.FusedMultiplyAdd(n.Rate, a / root, n.Shrink * w), a, b, c);
        }
    }

    private readonly struct AmsGradRule : IStepRule
    {
        public static int Kept => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T slope = n.Slope(w, g);
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * slope);
            b = T.FusedMultiplyAdd(n.Beta2, b, n.Rest2 * (slope * slope));
            c = T.Max(c, b);
            T root = T.FusedMultiplyAdd(T.Sqrt(c), n.Correction, n.Epsilon);
            return new(T.FusedMultiplyAdd(n.Rate, a / root, n.Shrink * w), a, b, c);
        }
    }

    private readonly struct LionRule : IStepRule
    {
        public static int Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            T way = SignOf.Of(T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * g));
            return new(T.FusedMultiplyAdd(n.Rate, way, n.Shrink * w), T.FusedMultiplyAdd(n.Beta2, a, n.Rest2 * g), b, c);
        }
    }

    private readonly struct LambRule : IStepRule
    {
        public static int Kept => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>
        {
            a = T.FusedMultiplyAdd(n.Beta1, a, n.Rest1 * g);
            b = T.FusedMultiplyAdd(n.Beta2, b, n.Rest2 * (g * g));
            T root = T.FusedMultiplyAdd(T.Sqrt(b), n.Correction, n.Epsilon);
            return new(w, a, b, T.FusedMultiplyAdd(n.Penalty, w, -(n.Rate * a) / root));
        }
    }

    private readonly struct ClampRule : IStepRule
    {
        public static int Kept => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T> => new(T.Min(T.Max(w, -n.Epsilon), n.Epsilon), a, b, c);
    }
}
