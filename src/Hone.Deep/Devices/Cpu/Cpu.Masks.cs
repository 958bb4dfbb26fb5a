using System.Numerics;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Compare(Comparison comparison, Tensor a, Tensor b, Tensor to)
    {
        switch (a.Type)
        {
            case DType.Float32: Compare<float>(comparison, a, b, to); break;
            case DType.Float64: Compare<double>(comparison, a, b, to); break;
            case DType.Int32: Compare<int>(comparison, a, b, to); break;
            case DType.Int64: Compare<long>(comparison, a, b, to); break;
            case DType.Bool: Compare<byte>(comparison, a, b, to); break;
            default: throw NotDefined(comparison, a.Type);
        }
    }

    public override void Select(Tensor mask, Tensor yes, Tensor no, Tensor to)
    {
        switch (to.Type.Size)
        {
            case 8: Select<ulong>(mask, yes, no, to); break;
            case 4: Select<uint>(mask, yes, no, to); break;
            case 2: Select<ushort>(mask, yes, no, to); break;
            default: Select<byte>(mask, yes, no, to); break;
        }
    }

    public override void Combine(Logical function, Tensor a, Tensor b, Tensor to)
    {
        switch (function)
        {
            case Logical.And: Combine<Conjunction>(a, b, to); break;
            case Logical.Or: Combine<Disjunction>(a, b, to); break;
            default: Combine<Difference>(a, b, to); break;
        }
    }

    private interface ILogical
    {
        static abstract ulong Of(ulong a, ulong b);
    }

    // Eight masks at a time where they lie side by side, or one stands for all.
    private static void Combine<TLogical>(Tensor a, Tensor b, Tensor to)
        where TLogical : struct, ILogical
    {
        Sweep sweep = new(to.Shape, a, b);
        int stepA = sweep.InnerStride(0), stepB = sweep.InnerStride(1);
        byte* left = a.Pointer<byte>(), right = b.Pointer<byte>(), into = to.Pointer<byte>();
        sweep.Run((at, offsets, length) =>
        {
            byte* x = left + offsets[0], y = right + offsets[1], row = into + at;
            int i = 0;
            if (stepA is 0 or 1 && stepB is 0 or 1)
            {
                ulong allX = *x * 0x0101_0101_0101_0101UL, allY = *y * 0x0101_0101_0101_0101UL;
                for (; i <= length - 8; i += 8)
                    *(ulong*)(row + i) = TLogical.Of(stepA == 0 ? allX : *(ulong*)(x + i), stepB == 0 ? allY : *(ulong*)(y + i));
            }
            for (; i < length; i++)
                row[i] = (byte)TLogical.Of(x[(long)i * stepA], y[(long)i * stepB]);
        });
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(to);
    }

    private interface IRelation
    {
        static abstract bool Holds<T>(T a, T b)
            where T : INumber<T>;
    }

    private static void Compare<T>(Comparison comparison, Tensor a, Tensor b, Tensor to)
        where T : unmanaged, INumber<T>
    {
        switch (comparison)
        {
            case Comparison.Equal: Compare<T, AreEqual>(a, b, to); break;
            case Comparison.NotEqual: Compare<T, Differ>(a, b, to); break;
            case Comparison.Less: Compare<T, IsLess>(a, b, to); break;
            default: Compare<T, IsAtMost>(a, b, to); break;
        }
    }

    private static void Compare<T, TRelation>(Tensor a, Tensor b, Tensor to)
        where T : unmanaged, INumber<T>
        where TRelation : struct, IRelation
    {
        Sweep sweep = new(to.Shape, a, b);
        int stepA = sweep.InnerStride(0), stepB = sweep.InnerStride(1);
        T* left = a.Pointer<T>(), right = b.Pointer<T>();
        bool* into = to.Pointer<bool>();
        sweep.Run((at, offsets, length) =>
        {
            T* x = left + offsets[0], y = right + offsets[1];
            bool* row = into + at;
            for (int i = 0; i < length; i++)
                row[i] = TRelation.Holds(x[(long)i * stepA], y[(long)i * stepB]);
        });
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(to);
    }

    private static void Select<T>(Tensor mask, Tensor yes, Tensor no, Tensor to)
        where T : unmanaged
    {
        Sweep sweep = new(to.Shape, mask, yes, no);
        int step = sweep.InnerStride(0), stepYes = sweep.InnerStride(1), stepNo = sweep.InnerStride(2);
        bool* choices = mask.Pointer<bool>();
        T* first = yes.Pointer<T>(), second = no.Pointer<T>(), into = to.Pointer<T>();
        sweep.Run((at, offsets, length) =>
        {
            bool* choice = choices + offsets[0];
            T* x = first + offsets[1], y = second + offsets[2], row = into + at;
            for (int i = 0; i < length; i++)
                row[i] = choice[(long)i * step] ? x[(long)i * stepYes] : y[(long)i * stepNo];
        });
        GC.KeepAlive(mask);
        GC.KeepAlive(yes);
        GC.KeepAlive(no);
        GC.KeepAlive(to);
    }

    public override void ArgMax(Tensor x, int axis, bool least, Tensor to)
    {
        switch (x.Type)
        {
            case DType.Float32: ArgMax<float>(x, axis, least, to); break;
            case DType.Float64: ArgMax<double>(x, axis, least, to); break;
            case DType.Int32: ArgMax<int>(x, axis, least, to); break;
            case DType.Int64: ArgMax<long>(x, axis, least, to); break;
            default: throw new NotSupportedException($"ArgMax is not defined for tensors of {x.Type}.");
        }
    }

    private static void ArgMax<T>(Tensor x, int axis, bool least, Tensor to)
        where T : unmanaged, INumber<T>
    {
        // The walk is over the result; along the axis, x is read where it lies.
        int length = x.Shape[axis], step = x.Strides[axis];
        Sweep sweep = new(to.Shape, x.Stretchable(axis));
        int along = sweep.InnerStride(0);
        T* from = x.Pointer<T>();
        long* into = to.Pointer<long>();
        sweep.Run((at, offsets, count) =>
        {
            for (int i = 0; i < count; i++)
            {
                T* line = from + offsets[0] + ((long)i * along);
                int best = 0;
                for (int k = 1; k < length && !T.IsNaN(line[(long)best * step]); k++)
                {
                    // A comparison that fails for NaN, turned round, so that NaN counts as the largest, as in NumPy.
                    T found = line[(long)k * step], before = line[(long)best * step];
                    if (!(least ? found >= before : found <= before))
                        best = k;
                }
                into[at + i] = best;
            }
        }, length);
        GC.KeepAlive(x);
        GC.KeepAlive(to);
    }

    private readonly struct Conjunction : ILogical
    {
        public static ulong Of(ulong a, ulong b) => a & b;
    }

    private readonly struct Disjunction : ILogical
    {
        public static ulong Of(ulong a, ulong b) => a | b;
    }

    private readonly struct Difference : ILogical
    {
        public static ulong Of(ulong a, ulong b) => a ^ b;
    }

    private readonly struct AreEqual : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a == b;
    }

    private readonly struct Differ : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a != b;
    }

    private readonly struct IsLess : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a < b;
    }

    private readonly struct IsAtMost : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a <= b;
    }
}
