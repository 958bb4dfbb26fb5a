using System.Numerics;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Scan(Reduction reduction, Tensor x, int axis, bool reverse, bool exclusive, Tensor to)
    {
        bool isSum = reduction == Reduction.Sum;
        switch (x.Type)
        {
            case DType.Float32: Scan<float, double>(isSum, x, axis, reverse, exclusive, to); break;
            case DType.Float64: Scan<double, double>(isSum, x, axis, reverse, exclusive, to); break;
            case DType.Int32: Scan<int, int>(isSum, x, axis, reverse, exclusive, to); break;
            case DType.Int64: Scan<long, long>(isSum, x, axis, reverse, exclusive, to); break;
            default: throw NotDefined(reduction, x.Type);
        }
    }

    // One element after the other, floats in double precision. Lines along the axis are dealt out, side by side where they lie so.
    private static void Scan<T, TSum>(bool isSum, Tensor x, int axis, bool reverse, bool exclusive, Tensor to)
        where T : unmanaged, INumber<T>
        where TSum : unmanaged, INumber<TSum>
    {
        (int outer, int length, int inner) = Around(x.Shape, axis);
        int width = Math.Min(inner, Columns), blocks = inner == 0 ? 0 : (inner + width - 1) / width;
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        Cut tasks = new(outer * blocks, (int)Math.Max(1, Piece / Math.Max(1L, (long)length * width)), 1);
        WorkerPool.For(outer * blocks == 0 || length == 0 ? 0 : tasks.Count, null, task =>
        {
            TSum* sums = stackalloc TSum[width];
            for (int index = tasks.Start(task); index < tasks.Start(task + 1); index++)
            {
                int column = index % blocks * width, count = Math.Min(width, inner - column);
                long first = ((long)(index / blocks) * length * inner) + column, step = reverse ? -inner : inner;
                if (reverse)
                    first += (length - 1L) * inner;
                if (count == 1)
                {
                    ScanLine<T, TSum>(isSum, from + first, into + first, step, length, exclusive);
                    continue;
                }
                new Span<TSum>(sums, count).Fill(isSum ? TSum.Zero : TSum.One);
                for (int k = 0; k < length; k++, first += step)
                {
                    for (int i = 0; i < count; i++)
                    {
                        TSum before = sums[i], after = TSum.CreateTruncating(from[first + i]);
                        after = isSum ? before + after : before * after;
                        into[first + i] = T.CreateTruncating(exclusive ? before : after);
                        sums[i] = after;
                    }
                }
            }
        });
        GC.KeepAlive(x);
        GC.KeepAlive(to);
    }

    private static void ScanLine<T, TSum>(bool isSum, T* from, T* to, long step, int length, bool exclusive)
        where T : unmanaged, INumber<T>
        where TSum : unmanaged, INumber<TSum>
    {
        TSum before = isSum ? TSum.Zero : TSum.One;
        for (int k = 0; k < length; k++, from += step, to += step)
        {
            TSum after = isSum ? before + TSum.CreateTruncating(*from) : before * TSum.CreateTruncating(*from);
            *to = T.CreateTruncating(exclusive ? before : after);
            before = after;
        }
    }
}
