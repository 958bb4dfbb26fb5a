using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

// Softmax and cross-entropy in one: no probability is ever written down. With weights w, a smoothing s and W = Σw, a row's loss is
// (1 − s)·w_y·(L − x_y) + s/C·Σ w_c·(L − x_c), where L = ln Σ eˣ is the largest score and the logarithm of what the others add.
internal sealed unsafe partial class Cpu
{
    // Scores added in their own type before the sum goes over into double precision.
    private const int Block = 1024;

    public override void CrossEntropy(Tensor scores, Tensor classes, Tensor? weights, CrossEntropyTerms terms, Tensor to, Tensor kept) =>
        DoRows(scores.Type, new CrossEntropyWork(null, scores, classes, weights, terms, to, kept));

    public override void CrossEntropyBack(Tensor g, Tensor scores, Tensor classes, Tensor? weights, CrossEntropyTerms terms, Tensor kept, Tensor to) =>
        DoRows(scores.Type, new CrossEntropyWork(g, scores, classes, weights, terms, to, kept));

    // Forwards without a gradient; else back.
    private readonly struct CrossEntropyWork(Tensor? g, Tensor scores, Tensor classes, Tensor? weights, CrossEntropyTerms terms, Tensor to, Tensor kept) : IRowWork
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            int columns = scores.Shape[1], rows = scores.Shape[0], step = g is null ? 0 : rows == 1 ? 1 : g.Strides[0];
            T* from = scores.Pointer<T>(), into = to.Pointer<T>(), notes = kept.Pointer<T>();
            T* gradient = g is null ? null : g.Pointer<T>(), shares = weights is null ? null : weights.Pointer<T>();
            long* labels = classes.Pointer<long>();
            double smoothing = terms.Smoothing, scale = terms.Scale, total = columns;
            long ignored = terms.Ignored;
            if (shares != null)
            {
                total = 0;
                for (int column = 0; column < columns; column++)
                    total += Get(shares + column);
            }
            Cut tasks = new(rows, Math.Max(1, Piece / Math.Max(1, columns)), 1);
            WorkerPool.For(rows == 0 ? 0 : tasks.Count, null, task =>
            {
                for (int row = tasks.Start(task); row < tasks.Start(task + 1); row++)
                {
                    T* x = from + ((long)row * columns), note = notes + (2L * row);
                    long label = labels[row];
                    double own = label == ignored ? 0 : scale * (1 - smoothing) * (shares == null ? 1 : Get(shares + label)), spread = label == ignored ? 0 : scale * smoothing / columns;
                    if (gradient == null)
                    {
                        if (label == ignored)
                            Put(into + row, 0);
                        else
                            Put(into + row, Ahead<TLanes, T>(x, shares, columns, label, own, spread, total, note));
                    }
                    else
                    {
                        T* back = into + ((long)row * columns);
                        if (label == ignored)
                            new Span<T>(back, columns).Clear();
                        else
                            Back<TLanes, T>(x, shares, columns, label, own, spread, total, note, Get(gradient + ((long)row * step)), back);
                    }
                }
            });
            GC.KeepAlive(g);
            GC.KeepAlive(scores);
            GC.KeepAlive(classes);
            GC.KeepAlive(weights);
            GC.KeepAlive(to);
            GC.KeepAlive(kept);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double Ahead<TLanes, T>(T* x, T* weights, int columns, long label, double own, double spread, double total, T* note)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[TLanes.Count];
            TLanes most = TLanes.Fill(double.NegativeInfinity);
            for (int i = 0; i < columns; i += TLanes.Count)
                most = TLanes.Max(most, Next<TLanes, T>(x + i, columns - i, spare, double.NegativeInfinity));
            double largest = TLanes.Largest(most), sum = 0;
            TLanes shift = TLanes.Fill(largest);
            for (int start = 0; start < columns; start += Block)
            {
                TLanes part = TLanes.Fill(0);
                for (int i = start; i < Math.Min(columns, start + Block); i += TLanes.Count)
                    part += ExpOf<TLanes, T>(Next<TLanes, T>(x + i, columns - i, spare, double.NegativeInfinity) - shift);
                sum += TLanes.Sum(part);
            }
            double log = Elementary.Log(sum);
            Put(note, largest);
            Put(note + 1, log);
            double loss = own * (largest - Get(x + label) + log);
            if (spread == 0)
                return loss;
            double below = 0;
            for (int column = 0; column < columns; column++)
                below += (weights == null ? 1 : Get(weights + column)) * (largest - Get(x + column));
            return loss + (spread * (below + (total * log)));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Back<TLanes, T>(T* x, T* weights, int columns, long label, double own, double spread, double total, T* note, double g, T* to)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* spare = stackalloc T[2 * TLanes.Count];
            TLanes largest = TLanes.Fill(Get(note)), log = TLanes.Fill(Get(note + 1)), all = TLanes.Fill(g * (own + (spread * total))), every = TLanes.Fill(-g * spread);
            for (int i = 0; i < columns; i += TLanes.Count)
            {
                TLanes share = ExpOf<TLanes, T>(Next<TLanes, T>(x + i, columns - i, spare) - largest - log);
                TLanes rest = weights == null ? every : every * Next<TLanes, T>(weights + i, columns - i, spare + TLanes.Count);
                Put(TLanes.FusedMultiplyAdd(share, all, rest), to + i, columns - i, spare);
            }
            Put(to + label, Get(to + label) - (g * own));
        }
    }
}
