using System.Buffers;
using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void AttentionBack(Tensor g, Tensor q, Tensor k, Tensor v, AttentionTerms terms, Tensor y, Tensor logs, Tensor toQ, Tensor toK, Tensor toV)
    {
        Effort.Count((long)logs.Count * k.Shape[2], (3 * q.Shape[3]) + (2 * v.Shape[3]));
        DoRows(q.Type, new AttentionBackWork(g, q, k, v, terms, y, logs, toQ, toK, toV, Path));
    }

    private readonly struct AttentionBackWork(
        Tensor g, Tensor q, Tensor k, Tensor v, AttentionTerms terms, Tensor y, Tensor logs, Tensor toQ, Tensor toK, Tensor toV, VectorPath path) : IRowWork
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            AttentionBackWork work = this;
            int heads = q.Shape[1];
            // A head is one task, since all of its queries add to the gradients of its keys.
            WorkerPool.For(q.Shape[0] * heads, null, task => work.Head<TLanes, T>(task / heads, task % heads));
            GC.KeepAlive(g);
            GC.KeepAlive(q);
            GC.KeepAlive(k);
            GC.KeepAlive(v);
            GC.KeepAlive(terms);
            GC.KeepAlive(y);
            GC.KeepAlive(logs);
            GC.KeepAlive(toQ);
            GC.KeepAlive(toK);
            GC.KeepAlive(toV);
        }

        // With weights P and what comes back to them D = g·Vᵀ, the scores get S = P∘(D − row sums of g∘y)·scale; then V gets Pᵀ·g, Q gets S·K and K gets Sᵀ·Q.
        private void Head<TLanes, T>(int sample, int head)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            int width = q.Shape[3], valueWidth = v.Shape[3], queries = q.Shape[2], keys = k.Shape[2];
            Sight sight = new(terms, sample, head, q.Shape[1], queries, keys);
            Plane<T> slope = new(g, sample, head), query = new(q, sample, head), key = new(k, sample, head), value = new(v, sample, head), result = new(y, sample, head);
            Plane<T> intoQuery = new(toQ, sample, head), intoKey = new(toK, sample, head), intoValue = new(toV, sample, head);
            T* log = logs.Pointer<T>() + ((long)sight.Head * queries);
            T[] buffer = ArrayPool<T>.Shared.Rent((((2 * width) + valueWidth + (2 * QueryBlock)) * KeyBlock) + queries + (128 / sizeof(T)));
            fixed (T* raw = buffer)
            {
                T* turned = Aligned(raw), rowsOfKeys = turned + (width * KeyBlock), values = rowsOfKeys + (KeyBlock * width);
                T* weights = values + (valueWidth * KeyBlock), slopes = weights + (QueryBlock * KeyBlock), sums = slopes + (QueryBlock * KeyBlock);
                SumProducts<TLanes, T>(slope.Start, slope.Stride, result.Start, result.Stride, queries, valueWidth, sums);
                ClearRows(intoKey.Start, intoKey.Stride, keys, width);
                ClearRows(intoValue.Start, intoValue.Stride, keys, valueWidth);
                int reach = sight.Below(queries);
                if (reach == 0)
                    ClearRows(intoQuery.Start, intoQuery.Stride, queries, width);
                for (int j = 0; j < reach; j += KeyBlock)
                {
                    int count = Math.Min(KeyBlock, reach - j);
                    Turn(key.Row(j), key.Stride, count, width, turned);
                    Turn(value.Row(j), value.Stride, count, valueWidth, values);
                    CopyRows(key.Row(j), key.Stride, count, width, rowsOfKeys);
                    for (int i = 0; i < queries; i += QueryBlock)
                    {
                        int rows = Math.Min(QueryBlock, queries - i), seen = Math.Min(count, sight.Below(i + rows) - j);
                        if (seen <= 0)
                        {
                            if (j == 0)
                                ClearRows(intoQuery.Row(i), intoQuery.Stride, rows, width);
                            continue;
                        }
                        Multiply(path, rows, seen, width, query.Row(i), query.Stride, false, turned, KeyBlock, weights, KeyBlock, adds: false);
                        Multiply(path, rows, seen, valueWidth, slope.Row(i), slope.Stride, false, values, KeyBlock, slopes, KeyBlock, adds: false);
                        Back<TLanes, T>(weights, slopes, sight, i, rows, j, seen, log + i, sums + i);
                        Multiply(path, seen, valueWidth, rows, weights, KeyBlock, true, slope.Row(i), slope.Stride, intoValue.Row(j), intoValue.Stride, adds: true);
                        Multiply(path, seen, width, rows, slopes, KeyBlock, true, query.Row(i), query.Stride, intoKey.Row(j), intoKey.Stride, adds: true);
                        Multiply(path, rows, width, seen, slopes, KeyBlock, false, rowsOfKeys, width, intoQuery.Row(i), intoQuery.Stride, adds: j > 0);
                    }
                }
            }
            ArrayPool<T>.Shared.Return(buffer);
        }

        // Scores become weights again, and what comes back to weights becomes what comes back to scores.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Back<TLanes, T>(T* weights, T* slopes, Sight sight, int query, int rows, int key, int seen, T* logs, T* sums)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* kept = stackalloc T[KeyBlock], places = stackalloc T[TLanes.Count];
            TLanes outer = TLanes.Fill(terms.Scale), zero = TLanes.Fill(0), place = Places<TLanes, T>(places);
            bool drops = terms.Dropout > 0;
            for (int i = 0; i < rows; i++, weights += KeyBlock, slopes += KeyBlock)
            {
                int own = Math.Clamp(sight.Below(query + i + 1) - key, 0, seen), padded = (own + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
                double scale = terms.Scale;
                if (sight.IsMasked)
                {
                    sight.Apply(weights, query + i, key, own, scale);
                    scale = 1;
                }
                int whole = own / TLanes.Count * TLanes.Count;
                TLanes isOwn = TLanes.LessThan(place, TLanes.Fill(own - whole));
                if (drops)
                    DrawKept(kept, sight.Place(query + i, key), padded, terms);
                TLanes shift = TLanes.Fill(-Get(logs + i)), by = TLanes.Fill(scale), sum = TLanes.Fill(Get(sums + i));
                for (int j = 0; j < padded; j += TLanes.Count)
                {
                    TLanes power = TLanes.FusedMultiplyAdd(Load<TLanes, T>(weights + j), by, shift), slope = Load<TLanes, T>(slopes + j), weight;
                    if (j < whole)
                    {
                        weight = ExpOf<TLanes, T>(power);
                    }
                    else
                    {
                        weight = TLanes.Select(isOwn, ExpOf<TLanes, T>(TLanes.Select(isOwn, power, zero)), zero);
                        slope = TLanes.Select(isOwn, slope, zero);
                    }
                    if (drops)
                    {
                        TLanes factor = Load<TLanes, T>(kept + j);
                        slope *= factor;
                        Store(weight * factor, weights + j);
                    }
                    else
                    {
                        Store(weight, weights + j);
                    }
                    Store(weight * (slope - sum) * outer, slopes + j);
                }
                if (padded < seen)
                {
                    new Span<T>(weights + padded, seen - padded).Clear();
                    new Span<T>(slopes + padded, seen - padded).Clear();
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void SumProducts<TLanes, T>(T* a, nint strideA, T* b, nint strideB, int rows, int width, T* sums)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            for (int row = 0; row < rows; row++, a += strideA, b += strideB)
            {
                TLanes sum = TLanes.Fill(0);
                for (int i = 0; i < width; i += TLanes.Count)
                {
                    TLanes left = Next<TLanes, T>(a + i, width - i, spare);
                    sum = TLanes.FusedMultiplyAdd(left, Next<TLanes, T>(b + i, width - i, spare), sum);
                }
                Put(sums + row, TLanes.Sum(sum));
            }
        }
    }
}
