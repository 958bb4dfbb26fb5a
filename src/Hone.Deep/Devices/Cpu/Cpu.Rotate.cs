using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Rotate(Tensor x, Tensor cosines, Tensor sines, bool isBack, Tensor to) => DoRows(x.Type, new RotateWork(x, cosines, sines, isBack, to));

    private readonly struct RotateWork(Tensor x, Tensor cosines, Tensor sines, bool isBack, Tensor to) : IRowWork
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            int length = x.Shape[-2], width = x.Shape[-1], half = width / 2, rows = x.Count / Math.Max(1, width);
            T* from = x.Pointer<T>(), cos = cosines.Pointer<T>(), sin = sines.Pointer<T>(), into = to.Pointer<T>();
            double sign = isBack ? -1 : 1;
            Cut tasks = new(rows, Math.Max(1, Piece / Math.Max(1, width)), 1);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
            {
                for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                {
                    long at = (long)row * width, angles = (long)(row % length) * half;
                    Turn<TLanes, T>(from + at, cos + angles, sin + angles, sign, into + at, half);
                }
            });
            GC.KeepAlive(x);
            GC.KeepAlive(cosines);
            GC.KeepAlive(sines);
            GC.KeepAlive(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Turn<TLanes, T>(T* x, T* cos, T* sin, double sign, T* to, int half)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes direction = TLanes.Fill(sign);
            for (int i = 0; i < half; i += TLanes.Count)
            {
                TLanes a = Next<TLanes, T>(x + i, half - i, spare), b = Next<TLanes, T>(x + half + i, half - i, spare);
                TLanes c = Next<TLanes, T>(cos + i, half - i, spare), s = Next<TLanes, T>(sin + i, half - i, spare) * direction;
                Put(TLanes.FusedMultiplyAdd(a, c, -(b * s)), to + i, half - i, spare);
                Put(TLanes.FusedMultiplyAdd(b, c, a * s), to + half + i, half - i, spare);
            }
        }
    }
}
