using System.Numerics;

namespace Hone.Deep;

// Division with a whole quotient, which is found from the exact rest.
internal sealed unsafe partial class Cpu
{
    private static void DivideFloating<T>(Binary function, Tensor a, Tensor b, Tensor to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Sweep sweep = new(to.Shape, a, b);
        int stepA = sweep.InnerStride(0), stepB = sweep.InnerStride(1);
        T* left = a.Pointer<T>(), right = b.Pointer<T>(), into = to.Pointer<T>();
        bool wantsRest = function == Binary.Remainder;
        sweep.Run((at, offsets, length) =>
        {
            T* x = left + offsets[0], y = right + offsets[1], row = into + at;
            for (int i = 0; i < length; i++)
            {
                T over = x[(long)i * stepA], under = y[(long)i * stepB], rest = Rest(over, under);
                row[i] = wantsRest ? rest : WholeQuotientOf(over, under, rest);
            }
        });
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(to);
    }

    // What the operator leaves has the sign of the dividend, and here it takes the divisor's, as in NumPy.
    private static T Rest<T>(T a, T b)
        where T : IFloatingPointIeee754<T>
    {
        T rest = a % b;
        if (T.IsZero(rest))
            return T.CopySign(T.Zero, b);
        return T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
    }

    private static T WholeQuotientOf<T>(T a, T b, T rest)
        where T : IFloatingPointIeee754<T>
    {
        if (T.IsZero(b))
            return a / b;
        T quotient = (a - rest) / b;
        if (T.IsZero(quotient))
            return T.CopySign(T.Zero, a / b);
        T whole = T.Floor(quotient);
        return quotient - whole > T.CreateTruncating(0.5) ? whole + T.One : whole;
    }
}
