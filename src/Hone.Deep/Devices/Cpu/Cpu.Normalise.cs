using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    // Rows whose gradients by weight and bias are added up in one part.
    private static Cut Pieces(int rows, int width) => new(rows, Math.Max(16, Piece / Math.Max(1, width)), 1);

    public override int NormalisePieces(int rows, int width) => rows == 0 ? 0 : Pieces(rows, width).Count;

    public override void Normalise(Tensor x, Tensor? weight, Tensor? bias, double epsilon, bool isCentred, Tensor to, Tensor mean, Tensor scale) =>
        DoRows(x.Type, new NormaliseWork(x, weight, bias, epsilon, isCentred, to, mean, scale));

    public override void NormaliseBack(Tensor g, Tensor x, Tensor? weight, Tensor mean, Tensor scale, bool isCentred, Tensor? toX, Tensor? toWeights, Tensor? toBiases) =>
        DoRows(x.Type, new NormaliseBackWork(g, x, weight, mean, scale, isCentred, toX, toWeights, toBiases));

    private static T* PointerOrNull<T>(Tensor? tensor)
        where T : unmanaged => tensor is null ? null : tensor.Pointer<T>();

    private readonly struct NormaliseWork(Tensor x, Tensor? weight, Tensor? bias, double epsilon, bool isCentred, Tensor to, Tensor mean, Tensor scale) : IRowWork
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            int rows = x.Shape[0], width = x.Shape[1];
            T* from = x.Pointer<T>(), w = PointerOrNull<T>(weight), b = PointerOrNull<T>(bias), into = to.Pointer<T>(), means = mean.Pointer<T>(), scales = scale.Pointer<T>();
            Cut tasks = Pieces(rows, width);
            (double small, bool centred) = (epsilon, isCentred);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
                Rows<TLanes, T>(from, w, b, small, centred, into, means, scales, tasks.Start(task), tasks.Start(task + 1), width));
            GC.KeepAlive(x);
            GC.KeepAlive(weight);
            GC.KeepAlive(bias);
            GC.KeepAlive(to);
            GC.KeepAlive(mean);
            GC.KeepAlive(scale);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Rows<TLanes, T>(T* x, T* w, T* b, double epsilon, bool isCentred, T* to, T* means, T* scales, int first, int last, int width)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes one = TLanes.Fill(1), zero = TLanes.Fill(0);
            for (int row = first; row < last; row++)
            {
                T* from = x + ((long)row * width), into = to + ((long)row * width);
                double middle = 0;
                if (isCentred)
                {
                    TLanes sum = zero;
                    for (int i = 0; i < width; i += TLanes.Count)
                        sum += Next<TLanes, T>(from + i, width - i, spare);
                    Put(means + row, TLanes.Sum(sum) / width);
                    middle = Get(means + row);
                }
                TLanes shift = TLanes.Fill(middle), squares = zero;
                for (int i = 0; i < width; i += TLanes.Count)
                {
                    TLanes away = Next<TLanes, T>(from + i, width - i, spare, middle) - shift;
                    squares = TLanes.FusedMultiplyAdd(away, away, squares);
                }
                Put(scales + row, 1 / Math.Sqrt((TLanes.Sum(squares) / width) + epsilon));
                TLanes factor = TLanes.Fill(Get(scales + row));
                for (int i = 0; i < width; i += TLanes.Count)
                {
                    TLanes unit = (Next<TLanes, T>(from + i, width - i, spare) - shift) * factor;
                    TLanes times = w == null ? one : Next<TLanes, T>(w + i, width - i, spare), plus = b == null ? zero : Next<TLanes, T>(b + i, width - i, spare);
                    Put(TLanes.FusedMultiplyAdd(unit, times, plus), into + i, width - i, spare);
                }
            }
        }
    }

    private readonly struct NormaliseBackWork(Tensor g, Tensor x, Tensor? weight, Tensor mean, Tensor scale, bool isCentred, Tensor? toX, Tensor? toWeights, Tensor? toBiases) : IRowWork
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            int rows = x.Shape[0], width = x.Shape[1];
            T* slope = g.Pointer<T>(), from = x.Pointer<T>(), w = PointerOrNull<T>(weight), means = mean.Pointer<T>(), scales = scale.Pointer<T>();
            T* into = PointerOrNull<T>(toX), weights = PointerOrNull<T>(toWeights), biases = PointerOrNull<T>(toBiases);
            bool centred = isCentred;
            Cut tasks = Pieces(rows, width);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
            {
                long part = (long)task * width;
                Rows<TLanes, T>(
                    slope, from, w, means, scales, centred, into, weights == null ? null : weights + part, biases == null ? null : biases + part,
                    tasks.Start(task), tasks.Start(task + 1), width);
            });
            GC.KeepAlive(g);
            GC.KeepAlive(x);
            GC.KeepAlive(weight);
            GC.KeepAlive(mean);
            GC.KeepAlive(scale);
            GC.KeepAlive(toX);
            GC.KeepAlive(toWeights);
            GC.KeepAlive(toBiases);
        }

        // With u = (x − mean)·scale and h = g·weight, the gradient by x is scale·(h − mean of h − u·mean of h·u).
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Rows<TLanes, T>(T* g, T* x, T* w, T* means, T* scales, bool isCentred, T* to, T* toWeight, T* toBias, int first, int last, int width)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes zero = TLanes.Fill(0);
            if (toWeight != null)
                new Span<T>(toWeight, width).Clear();
            if (toBias != null)
                new Span<T>(toBias, width).Clear();
            for (int row = first; row < last; row++)
            {
                T* slope = g + ((long)row * width), from = x + ((long)row * width);
                double middle = isCentred ? Get(means + row) : 0;
                TLanes shift = TLanes.Fill(middle), factor = TLanes.Fill(Get(scales + row)), sum = zero, along = zero;
                for (int i = 0; i < width; i += TLanes.Count)
                {
                    TLanes unit = (Next<TLanes, T>(from + i, width - i, spare) - shift) * factor, gi = Next<TLanes, T>(slope + i, width - i, spare);
                    TLanes hi = w == null ? gi : gi * Next<TLanes, T>(w + i, width - i, spare);
                    sum += hi;
                    along = TLanes.FusedMultiplyAdd(hi, unit, along);
                    if (toWeight != null)
                        Put(TLanes.FusedMultiplyAdd(gi, unit, Next<TLanes, T>(toWeight + i, width - i, spare)), toWeight + i, width - i, spare);
                    if (toBias != null)
                        Put(Next<TLanes, T>(toBias + i, width - i, spare) + gi, toBias + i, width - i, spare);
                }
                if (to == null)
                    continue;
                T* into = to + ((long)row * width);
                TLanes meanOf = TLanes.Fill(isCentred ? TLanes.Sum(sum) / width : 0), meanAlong = TLanes.Fill(-TLanes.Sum(along) / width);
                for (int i = 0; i < width; i += TLanes.Count)
                {
                    TLanes unit = (Next<TLanes, T>(from + i, width - i, spare) - shift) * factor, gi = Next<TLanes, T>(slope + i, width - i, spare);
                    TLanes hi = w == null ? gi : gi * Next<TLanes, T>(w + i, width - i, spare);
                    Put(TLanes.FusedMultiplyAdd(unit, meanAlong, hi - meanOf) * factor, into + i, width - i, spare);
                }
            }
        }
    }
}
