using System.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    private interface IWholeFunction
    {
        static abstract T Of<T>(T a, T b)
            where T : IBinaryInteger<T>;
    }

    private static void ApplyWhole<T>(Binary function, Tensor a, Tensor b, Tensor to)
        where T : unmanaged, IBinaryInteger<T>
    {
        switch (function)
        {
            case Binary.Add: PairWhole<T, WholeSum>(a, b, to); break;
            case Binary.Subtract: PairWhole<T, WholeDifference>(a, b, to); break;
            case Binary.Multiply: PairWhole<T, WholeProduct>(a, b, to); break;
            case Binary.FloorDivide: PairWhole<T, WholeQuotient>(a, b, to); break;
            case Binary.Remainder: PairWhole<T, WholeRemainder>(a, b, to); break;
            case Binary.Maximum: PairWhole<T, WholeMaximum>(a, b, to); break;
            case Binary.Minimum: PairWhole<T, WholeMinimum>(a, b, to); break;
            default: throw NotDefined(function, a.Type);
        }
    }

    // Sums of whole numbers are exact in any order, so the elements are simply gone through; the result wraps round as whole numbers do.
    private static void FoldWhole<T>(Reduction reduction, Tensor x, int axis, Tensor to)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        switch (reduction)
        {
            case Reduction.Sum: FoldWhole<T, WholeSum>(x, axis, T.Zero, to); break;
            case Reduction.Product: FoldWhole<T, WholeProduct>(x, axis, T.One, to); break;
            case Reduction.Maximum: FoldWhole<T, WholeMaximum>(x, axis, T.MinValue, to); break;
            default: FoldWhole<T, WholeMinimum>(x, axis, T.MaxValue, to); break;
        }
    }

    private static void FoldWhole<T, TFunction>(Tensor x, int axis, T start, Tensor to)
        where T : unmanaged, IBinaryInteger<T>
        where TFunction : struct, IWholeFunction
    {
        T* into = to.Pointer<T>();
        int length = x.Shape[axis], step = x.Strides[axis];
        Sweep sweep = new(to.Shape, x.Stretchable(axis));
        int along = sweep.InnerStride(0);
        T* from = x.Pointer<T>();
        sweep.Run((at, offsets, count) =>
        {
            for (int i = 0; i < count; i++)
            {
                T* line = from + offsets[0] + ((long)i * along);
                T result = start;
                for (int k = 0; k < length; k++)
                    result = TFunction.Of(result, line[(long)k * step]);
                into[at + i] = result;
            }
        }, length);
        GC.KeepAlive(x);
        GC.KeepAlive(to);
    }

    private static NotSupportedException NotDefined(Enum function, DType type) =>
        new($"{function} is not defined for tensors of {type}; convert first, with To(DType.Float32).");

    private static void PairWhole<T, TFunction>(Tensor a, Tensor b, Tensor to)
        where T : unmanaged, IBinaryInteger<T>
        where TFunction : struct, IWholeFunction
    {
        Sweep sweep = new(to.Shape, a, b);
        int stepA = sweep.InnerStride(0), stepB = sweep.InnerStride(1);
        T* left = a.Pointer<T>(), right = b.Pointer<T>(), into = to.Pointer<T>();
        sweep.Run((at, offsets, length) =>
        {
            T* x = left + offsets[0], y = right + offsets[1], row = into + at;
            for (int i = 0; i < length; i++)
                row[i] = TFunction.Of(x[(long)i * stepA], y[(long)i * stepB]);
        });
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(to);
    }

    private readonly struct WholeSum : IWholeFunction
    {
        public static T Of<T>(T a, T b)
            where T : IBinaryInteger<T> => unchecked(a + b);
    }

    private readonly struct WholeDifference : IWholeFunction
    {
        public static T Of<T>(T a, T b)
            where T : IBinaryInteger<T> => unchecked(a - b);
    }

    private readonly struct WholeProduct : IWholeFunction
    {
        public static T Of<T>(T a, T b)
            where T : IBinaryInteger<T> => unchecked(a * b);
    }

    private readonly struct WholeQuotient : IWholeFunction
    {
        // Towards minus infinity, as NumPy divides whole numbers.
        public static T Of<T>(T a, T b)
            where T : IBinaryInteger<T>
        {
            if (T.IsZero(b))
                throw new DivideByZeroException("A tensor of whole numbers was divided by one that holds 0.");
            (T quotient, T rest) = T.DivRem(a, b);
            return !T.IsZero(rest) && T.IsNegative(rest) != T.IsNegative(b) ? quotient - T.One : quotient;
        }
    }

    private readonly struct WholeRemainder : IWholeFunction
    {
        public static T Of<T>(T a, T b)
            where T : IBinaryInteger<T> => a - (WholeQuotient.Of(a, b) * b);
    }

    private readonly struct WholeMaximum : IWholeFunction
    {
        public static T Of<T>(T a, T b)
            where T : IBinaryInteger<T> => T.Max(a, b);
    }

    private readonly struct WholeMinimum : IWholeFunction
    {
        public static T Of<T>(T a, T b)
            where T : IBinaryInteger<T> => T.Min(a, b);
    }
}
