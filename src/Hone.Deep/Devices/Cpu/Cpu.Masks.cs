using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Compare(Comparison comparison, Tensor a, Tensor b, Tensor to)
    {
        switch (a.Type)
        {
            case DType.Float32 or DType.Float64: CompareFloating(comparison, a, b, to); break;
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

    // As many as fill whole vectors; how many those were.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SelectRow<T>(bool* choice, T* yes, int stepYes, T* no, int stepNo, T* to, int length)
        where T : unmanaged
    {
        int i = 0;
        if (sizeof(T) == 4)
        {
            Vector256<uint> allYes = Vector256.Create(*(uint*)yes), allNo = Vector256.Create(*(uint*)no);
            for (; i <= length - 8; i += 8)
            {
                Vector128<ushort> halves = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)(choice + i)).AsByte());
                Vector256<uint> mask = Vector256.Equals(Vector256.Create(Vector128.WidenLower(halves), Vector128.WidenUpper(halves)), Vector256<uint>.Zero);
                Vector256.ConditionalSelect(mask, stepNo == 0 ? allNo : Vector256.Load((uint*)(no + i)), stepYes == 0 ? allYes : Vector256.Load((uint*)(yes + i))).Store((uint*)(to + i));
            }
        }
        else if (sizeof(T) == 8)
        {
            Vector256<ulong> allYes = Vector256.Create(*(ulong*)yes), allNo = Vector256.Create(*(ulong*)no);
            for (; i <= length - 4; i += 4)
            {
                Vector128<uint> quarters = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(uint*)(choice + i)).AsByte()));
                Vector256<ulong> mask = Vector256.Equals(Vector256.Create(Vector128.WidenLower(quarters), Vector128.WidenUpper(quarters)), Vector256<ulong>.Zero);
                Vector256.ConditionalSelect(mask, stepNo == 0 ? allNo : Vector256.Load((ulong*)(no + i)), stepYes == 0 ? allYes : Vector256.Load((ulong*)(yes + i))).Store((ulong*)(to + i));
            }
        }
        return i;
    }

    private interface ILogical
    {
        static abstract Vector256<byte> Of(Vector256<byte> a, Vector256<byte> b);
    }

    // Many masks at a time where they lie side by side, or one stands for all.
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
                Vector256<byte> allX = Vector256.Create(*x), allY = Vector256.Create(*y);
                for (; i <= length - 32; i += 32)
                    TLogical.Of(stepA == 0 ? allX : Vector256.Load(x + i), stepB == 0 ? allY : Vector256.Load(y + i)).Store(row + i);
            }
            for (; i < length; i++)
                row[i] = TLogical.Of(Vector256.CreateScalarUnsafe(x[(long)i * stepA]), Vector256.CreateScalarUnsafe(y[(long)i * stepB])).ToScalar();
        });
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(to);
    }

    private interface IRelation
    {
        static abstract bool Holds<T>(T a, T b)
            where T : INumber<T>;

        static abstract T Where<T>(T a, T b)
            where T : struct, ILanes<T>;
    }

    private void CompareFloating(Comparison comparison, Tensor a, Tensor b, Tensor to)
    {
        switch (comparison)
        {
            case Comparison.Equal: Do(new Comparing<AreEqual>(a, b, to)); break;
            case Comparison.NotEqual: Do(new Comparing<Differ>(a, b, to)); break;
            case Comparison.Less: Do(new Comparing<IsLess>(a, b, to)); break;
            default: Do(new Comparing<IsAtMost>(a, b, to)); break;
        }
    }

    private readonly struct Comparing<TRelation>(Tensor a, Tensor b, Tensor to) : IWork
        where TRelation : struct, IRelation
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (a.Type == DType.Float32)
                Run<TFloats, float>();
            else
                Run<TDoubles, double>();
        }

        private void Run<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged, INumber<T>
        {
            Sweep sweep = new(to.Shape, a, b);
            int stepA = sweep.InnerStride(0), stepB = sweep.InnerStride(1);
            T* left = a.Pointer<T>(), right = b.Pointer<T>();
            byte* into = to.Pointer<byte>();
            sweep.Run((at, offsets, length) => CompareRow<TRelation, TLanes, T>(left + offsets[0], stepA, right + offsets[1], stepB, into + at, length));
            GC.KeepAlive(a);
            GC.KeepAlive(b);
            GC.KeepAlive(to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CompareRow<TRelation, TLanes, T>(T* a, int stepA, T* b, int stepB, byte* to, int length)
        where TRelation : struct, IRelation
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged, INumber<T>
    {
        int i = 0, group = Math.Max(8, TLanes.Count);
        if (stepA is 0 or 1 && stepB is 0 or 1)
        {
            TLanes one = TLanes.Fill(Get(a)), other = TLanes.Fill(Get(b));
            for (; i <= length - group; i += group)
            {
                uint bits = 0;
                for (int k = 0; k < group; k += TLanes.Count)
                    bits |= TLanes.Bits(TRelation.Where(stepA == 0 ? one : Load<TLanes, T>(a + i + k), stepB == 0 ? other : Load<TLanes, T>(b + i + k))) << k;
                for (int k = 0; k < group; k += 8)
                    *(ulong*)(to + i + k) = Bytes(bits >> k);
            }
        }
        for (; i < length; i++)
            to[i] = TRelation.Holds(a[(long)i * stepA], b[(long)i * stepB]) ? (byte)1 : (byte)0;
    }

    // The lowest eight bits as eight bytes of 0 or 1: bit i of seven comes to stand at 8i, as i + 7i, and no two meet.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bytes(uint bits) => (((bits & 0x7F) * 0x0002_0408_1020_4081UL) & 0x0101_0101_0101_0101UL) | ((ulong)(bits & 0x80) << 49);

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
            int i = step == 1 && stepYes is 0 or 1 && stepNo is 0 or 1 ? SelectRow(choice, x, stepYes, y, stepNo, row, length) : 0;
            for (; i < length; i++)
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
                T before = *line;
                for (int k = 1; k < length && !T.IsNaN(before); k++)
                {
                    // Comparisons that fail for NaN, turned round, so that NaN counts as the largest and the least, as in NumPy.
                    T found = line[(long)k * step];
                    if (!(least ? found >= before : found <= before))
                        (best, before) = (k, found);
                }
                into[at + i] = best;
            }
        }, length);
        GC.KeepAlive(x);
        GC.KeepAlive(to);
    }

    private readonly struct Conjunction : ILogical
    {
        public static Vector256<byte> Of(Vector256<byte> a, Vector256<byte> b) => a & b;
    }

    private readonly struct Disjunction : ILogical
    {
        public static Vector256<byte> Of(Vector256<byte> a, Vector256<byte> b) => a | b;
    }

    private readonly struct Difference : ILogical
    {
        public static Vector256<byte> Of(Vector256<byte> a, Vector256<byte> b) => a ^ b;
    }

    private readonly struct AreEqual : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a == b;

        public static T Where<T>(T a, T b)
            where T : struct, ILanes<T> => T.AreEqual(a, b);
    }

    private readonly struct Differ : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a != b;

        public static T Where<T>(T a, T b)
            where T : struct, ILanes<T> => ~T.AreEqual(a, b);
    }

    private readonly struct IsLess : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a < b;

        public static T Where<T>(T a, T b)
            where T : struct, ILanes<T> => T.LessThan(a, b);
    }

    private readonly struct IsAtMost : IRelation
    {
        public static bool Holds<T>(T a, T b)
            where T : INumber<T> => a <= b;

        public static T Where<T>(T a, T b)
            where T : struct, ILanes<T> => T.AtMost(a, b);
    }
}
