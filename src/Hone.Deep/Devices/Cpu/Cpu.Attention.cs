using System.Buffers;
using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

// Blocks of queries meet blocks of keys, and the softmax is kept up to date as blocks come: T. Dao et al., "FlashAttention", NeurIPS 2022;
// M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018. The blocks belong to the definition of the sums.
internal sealed unsafe partial class Cpu
{
    private const int QueryBlock = 64;
    private const int KeyBlock = 128;

    // Queries of one task: many, because each task lays out the keys anew.
    private const int QueriesTogether = 4 * QueryBlock;

    public override void Attention(Tensor q, Tensor k, Tensor v, AttentionTerms terms, Tensor to, Tensor logs)
    {
        Effort.Count(logs.Count, (long)k.Shape[2] * (q.Shape[3] + v.Shape[3]) / (terms.IsCausal ? 2 : 1));
        DoRows(q.Type, new AttentionWork(q, k, v, terms, to, logs, Path));
    }

    /// <summary>The rows of one head of one sample: where they begin and how far they are apart.</summary>
    private readonly struct Plane<T>(Tensor x, int sample, int head)
        where T : unmanaged
    {
        public readonly T* Start = x.Pointer<T>() + ((long)sample * x.Strides[0]) + ((long)head * x.Strides[1]);

        public readonly nint Stride = x.Strides[2];

        public T* Row(int row) => Start + (row * Stride);
    }

    /// <summary>What one head of one sample sees.</summary>
    private readonly struct Sight
    {
        private readonly Tensor? mask;
        private readonly long maskStart;
        private readonly int first, keys, queries;
        private readonly bool isCausal;

        public Sight(AttentionTerms terms, int sample, int head, int heads, int queries, int keys)
        {
            (mask, isCausal, first, this.keys, this.queries) = (terms.Mask, terms.IsCausal, keys - queries, keys, queries);
            maskStart = mask is null ? 0 : ((long)sample * mask.Strides[0]) + ((long)head * mask.Strides[1]);
            Limit = terms.Lengths is { } lengths ? Math.Min(keys, lengths[sample]) : keys;
            Head = (sample * heads) + head;
        }

        /// <summary>Keys that are there.</summary>
        public int Limit { get; }

        public int Head { get; }

        public bool IsMasked => mask is not null;

        /// <summary>Keys, from the first on, that some query below one sees.</summary>
        public int Below(int query) => isCausal ? Math.Clamp(query + first, 0, Limit) : Limit;

        /// <summary>The place of a weight among all weights, which says what falls out.</summary>
        public int Place(int query, int key) => unchecked((((Head * queries) + query) * keys) + key);

        /// <summary>Scores of a query from a key on, scaled, with what the mask says.</summary>
        public void Apply<T>(T* scores, int query, int key, int count, double scale)
            where T : unmanaged
        {
            int step = mask!.Strides[3];
            long at = maskStart + ((long)query * mask.Strides[2]) + ((long)key * step);
            if (mask.Type == DType.Bool)
            {
                byte* sees = mask.Pointer<byte>() + at;
                for (int j = 0; j < count; j++)
                    Put(scores + j, sees[(long)j * step] != 0 ? Get(scores + j) * scale : double.NegativeInfinity);
                return;
            }
            T* added = mask.Pointer<T>() + at;
            for (int j = 0; j < count; j++)
                Put(scores + j, (Get(scores + j) * scale) + Get(added + ((long)j * step)));
        }
    }

    // C ← A·B, or C + A·B.
    private static void Multiply<T>(VectorPath path, int rows, int columns, int depth, T* a, nint strideA, bool transposedA, T* b, nint strideB, T* c, nint strideC, bool adds)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Gemm<float>.Run(
                new Product<float>(rows, columns, depth, new((float*)a, strideA, transposedA), new((float*)b, strideB, false), (float*)c, strideC) { Beta = adds ? 1 : 0 }, 1, path);
        }
        else
        {
            Gemm<double>.Run(
                new Product<double>(rows, columns, depth, new((double*)a, strideA, transposedA), new((double*)b, strideB, false), (double*)c, strideC) { Beta = adds ? 1 : 0 }, 1, path);
        }
    }

    // Rows as columns: width × KeyBlock, zeros past the last.
    private static void Turn<T>(T* from, nint stride, int count, int width, T* to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            GemmPacking.Columns(new Operand<float>((float*)from, stride, true), width, count, KeyBlock, (float*)to);
        else
            GemmPacking.Columns(new Operand<double>((double*)from, stride, true), width, count, KeyBlock, (double*)to);
    }

    private static void CopyRows<T>(T* from, nint stride, int count, int width, T* to)
        where T : unmanaged
    {
        for (int row = 0; row < count; row++)
            new Span<T>(from + (row * stride), width).CopyTo(new Span<T>(to + ((long)row * width), width));
    }

    private static void ClearRows<T>(T* rows, nint stride, int count, int width)
        where T : unmanaged
    {
        for (int row = 0; row < count; row++)
            new Span<T>(rows + (row * stride), width).Clear();
    }

    // The lanes' numbers.
    private static TLanes Places<TLanes, T>(T* row)
        where TLanes : struct, ILanes<TLanes>
        where T : unmanaged
    {
        for (int i = 0; i < TLanes.Count; i++)
            Put(row + i, i);
        return Load<TLanes, T>(row);
    }

    private static T* Aligned<T>(T* address)
        where T : unmanaged => (T*)(((nuint)address + 63) & ~(nuint)63);

    // 0 where a weight falls out, else what the others are enlarged by; for up to a block of keys.
    private static void DrawKept<T>(T* kept, int place, int count, AttentionTerms terms)
        where T : unmanaged
    {
        float* uniform = stackalloc float[DropoutWork.Chunk];
        double bound = Math.Ceiling(terms.Dropout / DropoutWork.Grain) * DropoutWork.Grain, scale = terms.Dropout < 1 ? 1 / (1 - terms.Dropout) : 0;
        DropoutWork.Draw(uniform, place, terms.Key.State);
        for (int j = 0; j < count; j++)
            Put(kept + j, bound <= uniform[j] ? scale : 0);
    }

    private readonly struct AttentionWork(Tensor q, Tensor k, Tensor v, AttentionTerms terms, Tensor to, Tensor logs, VectorPath path) : IRowWork
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            AttentionWork work = this;
            int heads = q.Shape[1], queries = q.Shape[2], samples = q.Shape[0];
            Cut chunks = new(queries, QueriesTogether, QueryBlock);
            WorkerPool.For(queries == 0 ? 0 : samples * heads * chunks.Count, null, task =>
            {
                int head = task / chunks.Count, chunk = task % chunks.Count;
                work.Chunk<TLanes, T>(head / heads, head % heads, chunks.Start(chunk), chunks.Start(chunk + 1));
            });
            GC.KeepAlive(q);
            GC.KeepAlive(k);
            GC.KeepAlive(v);
            GC.KeepAlive(terms);
            GC.KeepAlive(to);
            GC.KeepAlive(logs);
        }

        private void Chunk<TLanes, T>(int sample, int head, int first, int last)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            int width = q.Shape[3], valueWidth = v.Shape[3], queries = q.Shape[2];
            Sight sight = new(terms, sample, head, q.Shape[1], queries, k.Shape[2]);
            Plane<T> query = new(q, sample, head), key = new(k, sample, head), value = new(v, sample, head), result = new(to, sample, head);
            T[] buffer = ArrayPool<T>.Shared.Rent(((width + valueWidth + QueryBlock) * KeyBlock) + (2 * (QueriesTogether + 16)) + (128 / sizeof(T)));
            fixed (T* raw = buffer)
            {
                T* turned = Aligned(raw), values = turned + (width * KeyBlock), scores = values + (KeyBlock * valueWidth), most = scores + (QueryBlock * KeyBlock), sums = most + QueriesTogether + 16;
                for (int i = 0; i < last - first; i++)
                {
                    Put(most + i, double.NegativeInfinity);
                    Put(sums + i, 0);
                }
                int reach = sight.Below(last);
                if (reach == 0)
                    ClearRows(result.Row(first), result.Stride, last - first, valueWidth);
                for (int j = 0; j < reach; j += KeyBlock)
                {
                    int count = Math.Min(KeyBlock, reach - j);
                    Turn(key.Row(j), key.Stride, count, width, turned);
                    CopyRows(value.Row(j), value.Stride, count, valueWidth, values);
                    for (int i = first; i < last; i += QueryBlock)
                    {
                        int rows = Math.Min(QueryBlock, last - i), seen = Math.Min(count, sight.Below(i + rows) - j);
                        if (seen > 0)
                        {
                            Multiply(path, rows, seen, width, query.Row(i), query.Stride, false, turned, KeyBlock, scores, KeyBlock, adds: false);
                            Weigh<TLanes, T>(scores, sight, i, rows, j, seen, most + (i - first), sums + (i - first), result.Row(i), result.Stride, valueWidth);
                            Multiply(path, rows, valueWidth, seen, scores, KeyBlock, false, values, valueWidth, result.Row(i), result.Stride, adds: j > 0);
                        }
                        else if (j == 0)
                        {
                            ClearRows(result.Row(i), result.Stride, rows, valueWidth);
                        }
                    }
                }
                Finish<TLanes, T>(result.Row(first), result.Stride, last - first, valueWidth, most, sums, logs.Pointer<T>() + ((long)sight.Head * queries) + first);
            }
            ArrayPool<T>.Shared.Return(buffer);
        }

        // Scores become weights e^(score − largest so far); where the largest grows, what was summed before shrinks.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Weigh<TLanes, T>(T* scores, Sight sight, int query, int rows, int key, int seen, T* most, T* sums, T* result, nint stride, int valueWidth)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* kept = stackalloc T[KeyBlock], places = stackalloc T[TLanes.Count];
            TLanes none = TLanes.Fill(double.NegativeInfinity), zero = TLanes.Fill(0), place = Places<TLanes, T>(places);
            for (int i = 0; i < rows; i++, scores += KeyBlock, result += stride)
            {
                int own = Math.Clamp(sight.Below(query + i + 1) - key, 0, seen), padded = (own + TLanes.Count - 1) / TLanes.Count * TLanes.Count;
                double scale = terms.Scale;
                if (sight.IsMasked)
                {
                    sight.Apply(scores, query + i, key, own, scale);
                    scale = 1;
                }
                int whole = own / TLanes.Count * TLanes.Count;
                TLanes best = none, isOwn = TLanes.LessThan(place, TLanes.Fill(own - whole));
                for (int j = 0; j < whole; j += TLanes.Count)
                    best = TLanes.Max(best, Load<TLanes, T>(scores + j));
                if (whole < own)
                    best = TLanes.Max(best, TLanes.Select(isOwn, Load<TLanes, T>(scores + whole), none));
                double before = Get(most + i), now = Math.Max(before, TLanes.Largest(best) * scale);
                if (double.IsNegativeInfinity(now))
                {
                    new Span<T>(scores, seen).Clear();
                    continue;
                }
                Put(most + i, now);
                now = Get(most + i);
                TLanes shift = TLanes.Fill(-now), by = TLanes.Fill(scale), sum = zero;
                for (int j = 0; j < padded; j += TLanes.Count)
                {
                    TLanes power = TLanes.FusedMultiplyAdd(Load<TLanes, T>(scores + j), by, shift);
                    // What lies past the row is no score, and may be no number.
                    TLanes weight = j < whole ? ExpOf<TLanes, T>(power) : TLanes.Select(isOwn, ExpOf<TLanes, T>(TLanes.Select(isOwn, power, zero)), zero);
                    sum += weight;
                    Store(weight, scores + j);
                }
                if (padded < seen)
                    new Span<T>(scores + padded, seen - padded).Clear();
                if (key == 0)
                {
                    Put(sums + i, TLanes.Sum(sum));
                }
                else
                {
                    double shrink = Elementary.Exp(before - now);
                    Put(sums + i, (Get(sums + i) * shrink) + TLanes.Sum(sum));
                    if (shrink != 1)
                        Enlarge<TLanes, T>(result, valueWidth, shrink);
                }
                if (terms.Dropout > 0)
                {
                    DrawKept(kept, sight.Place(query + i, key), padded, terms);
                    for (int j = 0; j < padded; j += TLanes.Count)
                        Store(Load<TLanes, T>(scores + j) * Load<TLanes, T>(kept + j), scores + j);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Enlarge<TLanes, T>(T* row, int width, double factor)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes by = TLanes.Fill(factor);
            for (int i = 0; i < width; i += TLanes.Count)
                Put(Next<TLanes, T>(row + i, width - i, spare) * by, row + i, width - i, spare);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Finish<TLanes, T>(T* result, nint stride, int rows, int valueWidth, T* most, T* sums, T* logs)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            for (int i = 0; i < rows; i++)
            {
                double sum = Get(sums + i);
                if (sum > 0)
                    Enlarge<TLanes, T>(result + (i * stride), valueWidth, 1 / sum);
            }
            // The logarithm of a sum of nothing is +∞, so that its weights come out as 0 on the way back.
            TLanes zero = TLanes.Fill(0), beyond = TLanes.Fill(double.PositiveInfinity);
            for (int i = 0; i < rows; i += TLanes.Count)
            {
                TLanes sum = Load<TLanes, T>(sums + i);
                TLanes log = Load<TLanes, T>(most + i) + (typeof(T) == typeof(float) ? FloatFunctions.Log(sum) : Elementary.Log(sum));
                Put(TLanes.Select(TLanes.LessThan(zero, sum), log, beyond), logs + i, rows - i, spare);
            }
        }
    }
}
