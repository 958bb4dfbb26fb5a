using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void ChannelSums(Tensor x, Tensor? g, Tensor centre, Tensor to) => Do(new ChannelSumsWork(x, g, centre, to));

    public override void ChannelMap(Tensor x, Tensor centre, Tensor slope, Tensor shift, Tensor? g, Tensor? share, Tensor to) =>
        Do(new ChannelMapWork(x, centre, slope, shift, g, share, to));

    private readonly struct ChannelSumsWork(Tensor x, Tensor? g, Tensor centre, Tensor to) : IWork
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            if (x.Type == DType.Float32)
                Run<TEight, float>();
            else
                Run<TEight, double>();
        }

        private void Run<TEight, T>()
            where TEight : struct, ILanes<TEight>
            where T : unmanaged
        {
            int samples = x.Shape[0], channels = x.Shape[1], length = x.Shape[2];
            T* from = x.Pointer<T>(), gradient = g is null ? null : g.Pointer<T>();
            double* middle = centre.Pointer<double>(), into = to.Pointer<double>();

            // A channel's samples are cut into parts, and the parts added in order.
            Cut parts = new(samples, Math.Max(1, Piece / Math.Max(1, length)), 1);
            double[] partial = new double[parts.Count * channels * 2];
            fixed (double* sums = partial)
            {
                double* pairs = sums;
                Cut tasks = new(parts.Count * channels, (int)Math.Clamp(Piece / Math.Max(1L, (long)length * samples / parts.Count), 1, parts.Count * channels), 1);
                WorkerPool.For(channels == 0 ? 0 : tasks.Count, null, task =>
                {
                    for (int index = tasks.Start(task); index < tasks.Start(task + 1); index++)
                    {
                        int channel = index % channels, part = index / channels;
                        TEight first = TEight.Fill(0), second = first;
                        double firstRest = 0, secondRest = 0;
                        for (int sample = parts.Start(part); sample < parts.Start(part + 1); sample++)
                        {
                            long at = (((long)sample * channels) + channel) * length;
                            Add(from + at, gradient == null ? null : gradient + at, length, middle[channel], ref first, ref second, ref firstRest, ref secondRest);
                        }
                        pairs[2 * index] = TEight.Sum(first) + firstRest;
                        pairs[(2 * index) + 1] = TEight.Sum(second) + secondRest;
                    }
                });
                for (int channel = 0; channel < channels; channel++)
                {
                    double first = 0, second = 0;
                    for (int part = 0; part < parts.Count; part++)
                    {
                        first += pairs[2 * ((part * channels) + channel)];
                        second += pairs[(2 * ((part * channels) + channel)) + 1];
                    }
                    (into[channel], into[channels + channel]) = (first, second);
                }
            }
            GC.KeepAlive(x);
            GC.KeepAlive(g);
            GC.KeepAlive(centre);
            GC.KeepAlive(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Add<TEight, T>(T* x, T* g, int length, double centre, ref TEight first, ref TEight second, ref double firstRest, ref double secondRest)
            where TEight : struct, ILanes<TEight>
            where T : unmanaged
        {
            TEight middle = TEight.Fill(centre), sum = first, products = second;
            int i = 0;
            for (; i <= length - 8; i += 8)
            {
                TEight away = Load<TEight, T>(x + i) - middle, u = g == null ? away : Load<TEight, T>(g + i);
                sum += u;
                products = TEight.FusedMultiplyAdd(u, away, products);
            }
            (first, second) = (sum, products);
            for (; i < length; i++)
            {
                double away = Get(x + i) - centre, u = g == null ? away : Get(g + i);
                firstRest += u;
                secondRest += u * away;
            }
        }
    }

    private readonly struct ChannelMapWork(Tensor x, Tensor centre, Tensor slope, Tensor shift, Tensor? g, Tensor? share, Tensor to) : IWork
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
            int channels = x.Shape[1], length = x.Shape[2], rows = x.Shape[0] * channels;
            T* from = x.Pointer<T>(), gradient = g is null ? null : g.Pointer<T>(), into = to.Pointer<T>();
            double* middles = centre.Pointer<double>(), slopes = slope.Pointer<double>(), shifts = shift.Pointer<double>(), shares = share is null ? null : share.Pointer<double>();
            Cut tasks = new(rows, Math.Max(1, Piece / Math.Max(1, length)), 1);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
            {
                for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                {
                    int channel = row % channels;
                    long at = (long)row * length;
                    TLanes middle = TLanes.Fill(middles[channel]), steep = TLanes.Fill(slopes[channel]), up = TLanes.Fill(shifts[channel]);
                    if (gradient == null)
                        Map<TLanes, T>(from + at, middle, steep, up, into + at, length);
                    else
                        Map<TLanes, T>(from + at, middle, steep, up, gradient + at, TLanes.Fill(shares[channel]), into + at, length);
                }
            });
            GC.KeepAlive(x);
            GC.KeepAlive(g);
            GC.KeepAlive(centre);
            GC.KeepAlive(slope);
            GC.KeepAlive(shift);
            GC.KeepAlive(share);
            GC.KeepAlive(to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Map<TLanes, T>(T* x, TLanes middle, TLanes slope, TLanes shift, T* to, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* row = stackalloc T[2 * TLanes.Count];
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                T* target = count == TLanes.Count ? to + i : row + TLanes.Count;
                Store(TLanes.FusedMultiplyAdd(Row<TLanes, T>(x, i, 1, count, row) - middle, slope, shift), target);
                if (count < TLanes.Count)
                    new Span<T>(target, count).CopyTo(new Span<T>(to + i, count));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Map<TLanes, T>(T* x, TLanes middle, TLanes slope, TLanes shift, T* g, TLanes share, T* to, int length)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* row = stackalloc T[3 * TLanes.Count];
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                T* target = count == TLanes.Count ? to + i : row + (2 * TLanes.Count);
                TLanes own = TLanes.FusedMultiplyAdd(Row<TLanes, T>(x, i, 1, count, row) - middle, slope, shift);
                Store(TLanes.FusedMultiplyAdd(Row<TLanes, T>(g, i, 1, count, row + TLanes.Count), share, own), target);
                if (count < TLanes.Count)
                    new Span<T>(target, count).CopyTo(new Span<T>(to + i, count));
            }
        }
    }
}
