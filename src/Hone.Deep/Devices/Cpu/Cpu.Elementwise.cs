using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    /// <summary>A function of one number, written over rows of numbers.</summary>
    internal interface IFunction
    {
        static abstract T Of<T>(T x)
            where T : struct, ILanes<T>;
    }

    /// <summary>A function of two numbers, written over rows of numbers.</summary>
    internal interface IFunction2
    {
        static abstract T Of<T>(T a, T b)
            where T : struct, ILanes<T>;
    }

    public override void Apply(Unary function, Tensor x, Tensor to)
    {
        switch (function)
        {
            case Unary.Negate: Map<Negation>(x, to); break;
            case Unary.Abs: Map<Absolute>(x, to); break;
            case Unary.Sign: Map<SignOf>(x, to); break;
            case Unary.Square: Map<SquareOf>(x, to); break;
            case Unary.Cube: Map<CubeOf>(x, to); break;
            case Unary.Sqrt: Map<SquareRoot>(x, to); break;
            case Unary.Exp: Map<Exponential>(x, to); break;
            case Unary.Log: Map<Logarithm>(x, to); break;
            case Unary.Log1p: Map<LogarithmOfOnePlus>(x, to); break;
            case Unary.Tanh: Map<HyperbolicTangent>(x, to); break;
            case Unary.Sigmoid: Map<Logistic>(x, to); break;
            case Unary.Erf: Map<ErrorFunctionOf>(x, to); break;
            case Unary.Sin: Map<SineOf>(x, to); break;
            case Unary.Cos: Map<CosineOf>(x, to); break;
            case Unary.Reciprocal: Map<Inverse>(x, to); break;
            case Unary.Rsqrt: Map<InverseRoot>(x, to); break;
            case Unary.Floor: Map<WholeBelow>(x, to); break;
            case Unary.Ceil: Map<WholeAbove>(x, to); break;
            case Unary.Round: Map<NearestWhole>(x, to); break;
            case Unary.Trunc: Map<WholePart>(x, to); break;
            case Unary.Tan: MapWide<TangentOf>(x, to); break;
            case Unary.Asin: MapWide<AngleOfSine>(x, to); break;
            case Unary.Acos: MapWide<AngleOfCosine>(x, to); break;
            case Unary.Atan: MapWide<AngleOfTangent>(x, to); break;
            case Unary.Sinh: MapWide<HyperbolicSine>(x, to); break;
            case Unary.Cosh: MapWide<HyperbolicCosine>(x, to); break;
            case Unary.Expm1: MapWide<ExponentialLessOne>(x, to); break;
            case Unary.Log2: MapWide<BinaryLogarithm>(x, to); break;
            case Unary.Log10: MapWide<DecimalLogarithm>(x, to); break;
            case Unary.Relu: Map<Ramp>(x, to); break;
            default: throw NotDefined(function, x.Type);
        }
    }

    public override void Apply(Binary function, Tensor a, Tensor b, Tensor to)
    {
        switch (a.Type)
        {
            case DType.Int32: ApplyWhole<int>(function, a, b, to); return;
            case DType.Int64: ApplyWhole<long>(function, a, b, to); return;
            default: break;
        }
        switch (function)
        {
            case Binary.Add: Pair<SumOf>(a, b, to); break;
            case Binary.Subtract: Pair<DifferenceOf>(a, b, to); break;
            case Binary.Multiply: Pair<ProductOf>(a, b, to); break;
            case Binary.Divide: Pair<QuotientOf>(a, b, to); break;
            case Binary.Maximum: Pair<LargerOf>(a, b, to); break;
            case Binary.Minimum: Pair<SmallerOf>(a, b, to); break;
            case Binary.Power: PairWide<PowerOf>(a, b, to); break;
            case Binary.FloorDivide or Binary.Remainder when a.Type == DType.Float32: DivideFloating<float>(function, a, b, to); break;
            case Binary.FloorDivide or Binary.Remainder: DivideFloating<double>(function, a, b, to); break;
            case Binary.ReluSlope: Pair<RampSlope>(a, b, to); break;
            case Binary.TanhSlope: Pair<TangentSlope>(a, b, to); break;
            case Binary.SigmoidSlope: Pair<LogisticSlope>(a, b, to); break;
            default: throw NotDefined(function, a.Type);
        }
    }

    private void Map<TFunction>(Tensor x, Tensor to)
        where TFunction : struct, IFunction => Do(new Mapping<TFunction>(x, to));

    private void MapWide<TFunction>(Tensor x, Tensor to)
        where TFunction : struct, IFunction => Do(new WideMapping<TFunction>(x, to));

    private void Pair<TFunction>(Tensor a, Tensor b, Tensor to)
        where TFunction : struct, IFunction2 => Do(new Pairing<TFunction>(a, b, to));

    private void PairWide<TFunction>(Tensor a, Tensor b, Tensor to)
        where TFunction : struct, IFunction2 => Do(new WidePairing<TFunction>(a, b, to));

    private readonly struct Mapping<TFunction>(Tensor x, Tensor to) : IWork
        where TFunction : struct, IFunction
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (x.Type == DType.Float32)
                Map<TFunction, TFloats, float>(x, to);
            else
                Map<TFunction, TDoubles, double>(x, to);
        }
    }

    private readonly struct Pairing<TFunction>(Tensor a, Tensor b, Tensor to) : IWork
        where TFunction : struct, IFunction2
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (a.Type == DType.Float32)
                Pair<TFunction, TFloats, float>(a, b, to);
            else
                Pair<TFunction, TDoubles, double>(a, b, to);
        }
    }

    // In double precision for floats too, which are rounded once: for functions that have no form for floats.
    private readonly struct WideMapping<TFunction>(Tensor x, Tensor to) : IWork
        where TFunction : struct, IFunction
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (x.Type == DType.Float32)
                Map<TFunction, TDoubles, float>(x, to);
            else
                Map<TFunction, TDoubles, double>(x, to);
        }
    }

    // The same for functions of two.
    private readonly struct WidePairing<TFunction>(Tensor a, Tensor b, Tensor to) : IWork
        where TFunction : struct, IFunction2
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (a.Type == DType.Float32)
                Pair<TFunction, TDoubles, float>(a, b, to);
            else
                Pair<TFunction, TDoubles, double>(a, b, to);
        }
    }

    private static void Map<TFunction, TLanes, T>(Tensor x, Tensor to)
        where TFunction : struct, IFunction
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        Sweep sweep = new(to.Shape, x);
        int step = sweep.InnerStride(0);
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        sweep.Run((at, offsets, length) => MapRow<TFunction, TLanes, T>(from + offsets[0], step, into + at, length));
        GC.KeepAlive(x);
        GC.KeepAlive(to);
    }

    private static void Pair<TFunction, TLanes, T>(Tensor a, Tensor b, Tensor to)
        where TFunction : struct, IFunction2
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        Sweep sweep = new(to.Shape, a, b);
        int stepA = sweep.InnerStride(0), stepB = sweep.InnerStride(1);
        T* left = a.Pointer<T>(), right = b.Pointer<T>(), into = to.Pointer<T>();
        sweep.Run((at, offsets, length) => PairRow<TFunction, TLanes, T>(left + offsets[0], stepA, right + offsets[1], stepB, into + at, length));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(to);
    }

    // Numbers side by side, whole rows of lanes: the function stands here once and is compiled in place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MapRow<TFunction, TLanes, T>(T* x, int step, T* to, int length)
        where TFunction : struct, IFunction
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        int i = 0;
        if (step == 1)
        {
            for (; i <= length - TLanes.Count; i += TLanes.Count)
                Store(TFunction.Of(Load<TLanes, T>(x + i)), to + i);
        }
        if (i < length)
            MapApart<TFunction, TLanes, T>(x + ((long)i * step), step, to + i, length - i);
    }

    // The same where one number may stand for all.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PairRow<TFunction, TLanes, T>(T* a, int stepA, T* b, int stepB, T* to, int length)
        where TFunction : struct, IFunction2
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        int i = 0;
        if (stepA is 0 or 1 && stepB is 0 or 1)
        {
            T* rowA = stackalloc T[TLanes.Count], rowB = stackalloc T[TLanes.Count];
            new Span<T>(rowA, TLanes.Count).Fill(*a);
            new Span<T>(rowB, TLanes.Count).Fill(*b);
            T* left = stepA == 0 ? rowA : a, right = stepB == 0 ? rowB : b;
            nint onLeft = stepA * TLanes.Count, onRight = stepB * TLanes.Count;
            for (; i <= length - TLanes.Count; i += TLanes.Count, left += onLeft, right += onRight)
                Store(TFunction.Of(Load<TLanes, T>(left), Load<TLanes, T>(right)), to + i);
        }
        if (i < length)
            PairApart<TFunction, TLanes, T>(a + ((long)i * stepA), stepA, b + ((long)i * stepB), stepB, to + i, length - i);
    }

    // What does not lie side by side, and what is left over at the end, goes through a row of its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MapApart<TFunction, TLanes, T>(T* x, int step, T* to, int length)
        where TFunction : struct, IFunction
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        T* row = stackalloc T[TLanes.Count], result = stackalloc T[TLanes.Count];
        for (int i = 0; i < length; i += TLanes.Count)
        {
            int count = Math.Min(TLanes.Count, length - i);
            bool whole = count == TLanes.Count;
            Store(TFunction.Of(Row<TLanes, T>(x, i, step, count, row)), whole ? to + i : result);
            if (!whole)
                new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PairApart<TFunction, TLanes, T>(T* a, int stepA, T* b, int stepB, T* to, int length)
        where TFunction : struct, IFunction2
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        T* rowA = stackalloc T[TLanes.Count], rowB = stackalloc T[TLanes.Count], result = stackalloc T[TLanes.Count];
        for (int i = 0; i < length; i += TLanes.Count)
        {
            int count = Math.Min(TLanes.Count, length - i);
            bool whole = count == TLanes.Count;
            Store(TFunction.Of(Row<TLanes, T>(a, i, stepA, count, rowA), Row<TLanes, T>(b, i, stepB, count, rowB)), whole ? to + i : result);
            if (!whole)
                new Span<T>(result, count).CopyTo(new Span<T>(to + i, count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Row<TLanes, T>(T* from, int i, int step, int count, T* row)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        if (step == 1 && count == TLanes.Count)
            return Load<TLanes, T>(from + i);
        if (step == 0)
            return TLanes.Fill(Get(from));
        for (int k = 0; k < count; k++)
            row[k] = from[(long)(i + k) * step];
        return Load<TLanes, T>(row);
    }
}
