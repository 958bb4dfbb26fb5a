using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Prelu(Tensor x, Tensor w, Tensor to) => Pair<LearnedRamp>(x, w, to);

    public override void PreluBack(Tensor g, Tensor x, Tensor w, Tensor toX, Tensor toW) => Do(new PreluBackWork(g, x, w, toX, toW));

    private readonly struct LearnedRamp : IFunction2
    {
        public static T Of<T>(T a, T b)
            where T : struct, ILanes<T> => LeakyRamp.Of(a, b, b);
    }

    private readonly struct PreluBackWork(Tensor g, Tensor x, Tensor w, Tensor toX, Tensor toW) : IWork
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (x.Type == DType.Float32)
                Run<TFloats, float>();
            else
                Run<TDoubles, double>();
        }

        private void Run<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            Sweep sweep = new(x.Shape, g, x, w);
            int stepG = sweep.InnerStride(0), stepX = sweep.InnerStride(1), stepW = sweep.InnerStride(2);
            T* gradient = g.Pointer<T>(), at = x.Pointer<T>(), slopes = w.Pointer<T>(), intoX = toX.Pointer<T>(), intoW = toW.Pointer<T>();
            sweep.Run((i, offsets, length) =>
                Back<TLanes, T>(gradient + offsets[0], stepG, at + offsets[1], stepX, slopes + offsets[2], stepW, intoX + i, intoW + i, length));
            GC.KeepAlive(g);
            GC.KeepAlive(x);
            GC.KeepAlive(w);
            GC.KeepAlive(toX);
            GC.KeepAlive(toW);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Back<TLanes, T>(T* g, int stepG, T* x, int stepX, T* w, int stepW, T* toX, T* toW, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            TLanes zero = TLanes.Fill(0);
            T* rows = stackalloc T[5 * TLanes.Count], resultX = rows + (3 * TLanes.Count), resultW = rows + (4 * TLanes.Count);
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                bool whole = count == TLanes.Count;
                TLanes slope = Row<TLanes, T>(g, i, stepG, count, rows), at = Row<TLanes, T>(x, i, stepX, count, rows + TLanes.Count);
                TLanes above = TLanes.LessThan(zero, at);
                Store(TLanes.Select(above, slope, slope * Row<TLanes, T>(w, i, stepW, count, rows + (2 * TLanes.Count))), whole ? toX + i : resultX);
                Store(TLanes.Select(above, zero, slope * at), whole ? toW + i : resultW);
                if (!whole)
                {
                    new Span<T>(resultX, count).CopyTo(new Span<T>(toX + i, count));
                    new Span<T>(resultW, count).CopyTo(new Span<T>(toW + i, count));
                }
            }
        }
    }
}
