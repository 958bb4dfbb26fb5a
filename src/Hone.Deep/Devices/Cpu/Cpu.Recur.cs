using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Recur(Cell cell, Tensor gates, Tensor own, Tensor weight, Tensor h, Tensor? c, Tensor? y, int[]? lengths, bool isReverse)
    {
        Effort.Count(gates.Count, h.Shape[-1]);
        RecurrentRun run = new(gates, own, weight, h, c, lengths, isReverse, Path);
        switch (cell)
        {
            case Cell.Tanh: DoRows(h.Type, new RecurWork<TanhCell>(run, y)); break;
            case Cell.Relu: DoRows(h.Type, new RecurWork<ReluCell>(run, y)); break;
            case Cell.Lstm: DoRows(h.Type, new RecurWork<LstmCell>(run, y)); break;
            default: DoRows(h.Type, new RecurWork<GruCell>(run, y)); break;
        }
    }

    public override void RecurBack(
        Cell cell, Tensor gates, Tensor own, Tensor weight, Tensor h, Tensor? c, Tensor? g, Tensor carry, Tensor? carryC, Tensor toGates, Tensor toOwn, int[]? lengths, bool isReverse)
    {
        Effort.Count(gates.Count, h.Shape[2]);
        RecurrentRun run = new(gates, own, weight, h, c, lengths, isReverse, Path);
        switch (cell)
        {
            case Cell.Tanh: DoRows(h.Type, new RecurBackWork<TanhCell>(run, g, carry, carryC, toGates, toOwn)); break;
            case Cell.Relu: DoRows(h.Type, new RecurBackWork<ReluCell>(run, g, carry, carryC, toGates, toOwn)); break;
            case Cell.Lstm: DoRows(h.Type, new RecurBackWork<LstmCell>(run, g, carry, carryC, toGates, toOwn)); break;
            default: DoRows(h.Type, new RecurBackWork<GruCell>(run, g, carry, carryC, toGates, toOwn)); break;
        }
    }

    /// <summary>What a recurrent layer ran over, in one direction.</summary>
    private sealed record RecurrentRun(Tensor Gates, Tensor Own, Tensor Weight, Tensor H, Tensor? C, int[]? Lengths, bool IsReverse, VectorPath Path)
    {
        public int Steps => Gates.Shape[0];

        public int Samples => Gates.Shape[1];

        public int Size => H.Shape[2];

        /// <summary>The state before a step, and after it.</summary>
        public (int Before, int After) States(int step) => IsReverse ? (step + 1, step) : (step, step + 1);

        public bool Has(int sample, int step) => Lengths is null || step < Lengths[sample];

        // Samples in one task.
        public Cut Tasks() => new(Samples, Math.Max(1, (Piece / 4) / Math.Max(1, Size)), 1);

        public CellRow<T> Row<T>(int step, int sample, int gates)
            where T : unmanaged
        {
            (int before, int after) = States(step);
            long at = ((long)step * Samples) + sample, from = ((long)before * Samples) + sample, to = ((long)after * Samples) + sample, wide = (long)gates * Size;
            T* cells = PointerOrNull<T>(C), h = H.Pointer<T>();
            return new(Gates.Pointer<T>() + (at * wide), Own.Pointer<T>() + (at * wide), h + (from * Size), cells + (from * Size), h + (to * Size), cells + (to * Size), Size);
        }

        public void KeepAlive()
        {
            GC.KeepAlive(Gates);
            GC.KeepAlive(Own);
            GC.KeepAlive(Weight);
            GC.KeepAlive(H);
            GC.KeepAlive(C);
        }
    }

    private readonly struct RecurWork<TCell>(RecurrentRun run, Tensor? y) : IRowWork
        where TCell : struct, ICell
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            RecurrentRun over = run;
            int samples = over.Samples, size = over.Size, step = 0;
            T* result = PointerOrNull<T>(y), h = over.H.Pointer<T>(), own = over.Own.Pointer<T>();
            long wide = (long)TCell.Gates * size;
            Panels<T> weight = new(over.Path, over.Weight, transposed: true);
            Cut rows = over.Tasks();
            Action<int> product = task => weight.AddProduct(task, samples, h + ((long)over.States(step).Before * samples * size), own + (step * samples * wide));
            Action<int> cells = task =>
            {
                for (int sample = rows.Start(task); sample < rows.Start(task + 1); sample++)
                {
                    CellRow<T> row = over.Row<T>(step, sample, TCell.Gates);
                    bool isThere = over.Has(sample, step);
                    if (isThere)
                        TCell.Ahead<TLanes, T>(row);
                    else
                        Stay(row, over.C is not null);
                    if (result != null)
                    {
                        Span<T> to = new(result + ((((long)step * samples) + sample) * size), size);
                        if (isThere)
                            new Span<T>(row.After, size).CopyTo(to);
                        else
                            to.Clear();
                    }
                }
            };
            for (int i = 0; i < over.Steps && samples > 0; i++)
            {
                step = over.IsReverse ? over.Steps - 1 - i : i;
                WorkerPool.For(weight.Tasks(samples), null, product);
                WorkerPool.For(rows.Count, null, cells);
            }
            GC.KeepAlive(y);
            over.KeepAlive();
        }

        // Past its length a sample's state stays what it is; in reverse that is what it begins with.
        private static void Stay<T>(CellRow<T> row, bool hasCell)
            where T : unmanaged
        {
            new Span<T>(row.Before, row.Size).CopyTo(new Span<T>(row.After, row.Size));
            if (hasCell)
                new Span<T>(row.CellBefore, row.Size).CopyTo(new Span<T>(row.CellAfter, row.Size));
        }
    }

    private readonly struct RecurBackWork<TCell>(RecurrentRun run, Tensor? g, Tensor carry, Tensor? carryC, Tensor toGates, Tensor toOwn) : IRowWork
        where TCell : struct, ICell
    {
        public void On<TLanes, T>()
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            RecurrentRun over = run;
            int samples = over.Samples, size = over.Size, step = 0;
            T* slope = PointerOrNull<T>(g), back = carry.Pointer<T>(), backC = PointerOrNull<T>(carryC), gates = toGates.Pointer<T>(), own = toOwn.Pointer<T>();
            int wide = TCell.Gates * size;
            Panels<T> weight = new(over.Path, over.Weight, transposed: false);
            Cut rows = over.Tasks();
            Action<int> product = task => weight.AddProduct(task, samples, own + ((long)step * samples * wide), back);
            Action<int> cells = task =>
            {
                for (int sample = rows.Start(task); sample < rows.Start(task + 1); sample++)
                {
                    long at = ((long)step * samples) + sample;
                    if (over.Has(sample, step))
                    {
                        TCell.Back<TLanes, T>(over.Row<T>(step, sample, TCell.Gates), new(
                            slope == null ? null : slope + (at * size), back + ((long)sample * size), backC + ((long)sample * size), gates + (at * wide), own + (at * wide)));
                    }
                    else
                    {
                        new Span<T>(gates + (at * wide), wide).Clear();
                        new Span<T>(own + (at * wide), wide).Clear();
                    }
                }
            };
            for (int i = 0; i < over.Steps && samples > 0; i++)
            {
                step = over.IsReverse ? i : over.Steps - 1 - i;
                WorkerPool.For(rows.Count, null, cells);
                WorkerPool.For(weight.Tasks(samples), null, product);
            }
            GC.KeepAlive(g);
            GC.KeepAlive(carry);
            GC.KeepAlive(carryC);
            GC.KeepAlive(toGates);
            GC.KeepAlive(toOwn);
            over.KeepAlive();
        }
    }
}
