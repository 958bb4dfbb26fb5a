using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Adam(Tensor value, Tensor gradient, Tensor first, Tensor second, in AdamStep step) => Do(new AdamWork(value, gradient, first, second, step));

    private readonly struct AdamWork(Tensor value, Tensor gradient, Tensor first, Tensor second, AdamStep step) : IWork
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (value.Type == DType.Float32)
                Run<TFloats, float>();
            else
                Run<TDoubles, double>();
        }

        private void Run<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* w = value.Pointer<T>(), g = gradient.Pointer<T>(), m = first.Pointer<T>(), v = second.Pointer<T>();
            AdamStep by = step;
            Cut tasks = new(value.Count, 2 * Piece, 64);
            WorkerPool.For(value.Count == 0 ? 0 : tasks.Count, null, task =>
            {
                int start = tasks.Start(task);
                Step<TLanes, T>(w + start, g + start, m + start, v + start, tasks.Start(task + 1) - start, by);
            });
            GC.KeepAlive(value);
            GC.KeepAlive(gradient);
            GC.KeepAlive(first);
            GC.KeepAlive(second);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Step<TLanes, T>(T* w, T* g, T* m, T* v, int length, AdamStep step)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            TLanes beta1 = TLanes.Fill(step.Beta1), beta2 = TLanes.Fill(step.Beta2), rest1 = TLanes.Fill(1 - step.Beta1), rest2 = TLanes.Fill(1 - step.Beta2);
            TLanes rate = TLanes.Fill(-step.Rate), correction = TLanes.Fill(step.Correction), epsilon = TLanes.Fill(step.Epsilon);
            TLanes shrink = TLanes.Fill(step.Shrink), penalty = TLanes.Fill(step.Penalty);
            T* rows = stackalloc T[4 * TLanes.Count];
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                T* wi = w + i, gi = g + i, mi = m + i, vi = v + i;
                if (count < TLanes.Count)
                {
                    // The last few go through rows of their own and back.
                    new Span<T>(wi, count).CopyTo(new Span<T>(wi = rows, count));
                    new Span<T>(gi, count).CopyTo(new Span<T>(gi = rows + TLanes.Count, count));
                    new Span<T>(mi, count).CopyTo(new Span<T>(mi = rows + (2 * TLanes.Count), count));
                    new Span<T>(vi, count).CopyTo(new Span<T>(vi = rows + (3 * TLanes.Count), count));
                }
                TLanes x = Load<TLanes, T>(wi), slope = TLanes.FusedMultiplyAdd(penalty, x, Load<TLanes, T>(gi));
                TLanes mean = TLanes.FusedMultiplyAdd(beta1, Load<TLanes, T>(mi), rest1 * slope);
                TLanes square = TLanes.FusedMultiplyAdd(beta2, Load<TLanes, T>(vi), rest2 * (slope * slope));
                TLanes root = TLanes.FusedMultiplyAdd(TLanes.Sqrt(square), correction, epsilon);
                Store(mean, mi);
                Store(square, vi);
                Store(TLanes.FusedMultiplyAdd(rate, mean / root, shrink * x), wi);
                if (count < TLanes.Count)
                {
                    new Span<T>(wi, count).CopyTo(new Span<T>(w + i, count));
                    new Span<T>(mi, count).CopyTo(new Span<T>(m + i, count));
                    new Span<T>(vi, count).CopyTo(new Span<T>(v + i, count));
                }
            }
        }
    }
}
