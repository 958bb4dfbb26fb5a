using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

// Networks have many small parameters: all of them are one region of parallel work, cut into parts of about the same number of elements.
internal sealed unsafe partial class Cpu
{
    private interface IStepRule
    {
        /// <summary>How many of a, b, c it keeps.</summary>
        static abstract int Kept { get; }

        static abstract Moved<T> Of<T>(T w, T g, T a, T b, T c, in FilledNumbers<T> n)
            where T : struct, ILanes<T>;
    }

    private readonly struct Moved<T>(T w, T a, T b, T c)
    {
        public readonly T W = w, A = a, B = b, C = c;
    }

    private readonly struct FilledNumbers<T>(in StepNumbers numbers)
        where T : struct, ILanes<T>
    {
        public readonly T Rate = T.Fill(-numbers.Rate), Beta1 = T.Fill(numbers.Beta1), Rest1 = T.Fill(numbers.Rest1), Beta2 = T.Fill(numbers.Beta2), Rest2 = T.Fill(numbers.Rest2),
            Epsilon = T.Fill(numbers.Epsilon), Correction = T.Fill(numbers.Correction), Shrink = T.Fill(numbers.Shrink), Penalty = T.Fill(numbers.Penalty);

        /// <summary>The gradient, with what draws values to 0.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Slope(T w, T g) => T.FusedMultiplyAdd(Penalty, w, g);
    }

    // A stretch of one tensor.
    private readonly record struct Stretch(int Tensor, int Start, int Length);

    public override void Step(StepRule rule, IReadOnlyList<TensorStep> steps)
    {
        switch (rule)
        {
            case StepRule.Descent: Do(new Stepping<DescentRule>(steps)); break;
            case StepRule.Momentum: Do(new Stepping<MomentumRule>(steps)); break;
            case StepRule.Nesterov: Do(new Stepping<NesterovRule>(steps)); break;
            case StepRule.Adagrad: Do(new Stepping<AdagradRule>(steps)); break;
            case StepRule.RmsProp: Do(new Stepping<RmsPropRule>(steps)); break;
            case StepRule.CenteredRmsProp: Do(new Stepping<CenteredRule>(steps)); break;
            case StepRule.RmsPropMomentum: Do(new Stepping<RmsPropMomentumRule>(steps)); break;
            case StepRule.CenteredRmsPropMomentum: Do(new Stepping<CenteredMomentumRule>(steps)); break;
            case StepRule.Adam: Do(new Stepping<AdamRule>(steps)); break;
            case StepRule.AmsGrad: Do(new Stepping<AmsGradRule>(steps)); break;
            case StepRule.Lion: Do(new Stepping<LionRule>(steps)); break;
            case StepRule.LambDirection: Do(new Stepping<LambRule>(steps)); break;
            default: Do(new Stepping<ClampRule>(steps)); break;
        }
    }

    public override double[] SquareSums(IReadOnlyList<Tensor> tensors)
    {
        double[] sums = new double[tensors.Count];
        Do(new SquareSumming(tensors, sums));
        return sums;
    }

    // Stretches of at most so many elements, in the order of the tensors, and which of them go together as one task.
    private static (Stretch[] Stretches, int[] Tasks) CutUp(int count, Func<int, int> length, int most)
    {
        List<Stretch> stretches = [];
        List<int> tasks = [0];
        int inTask = 0;
        for (int tensor = 0; tensor < count; tensor++)
        {
            int size = length(tensor);
            Cut pieces = new(size, most, 64);
            for (int piece = 0; size > 0 && piece < pieces.Count; piece++)
            {
                Stretch next = new(tensor, pieces.Start(piece), pieces.Start(piece + 1) - pieces.Start(piece));
                if (inTask > 0 && inTask + next.Length > most)
                {
                    tasks.Add(stretches.Count);
                    inTask = 0;
                }
                stretches.Add(next);
                inTask += next.Length;
            }
        }
        tasks.Add(stretches.Count);
        return ([.. stretches], [.. tasks]);
    }

    private readonly struct Stepping<TRule>(IReadOnlyList<TensorStep> steps) : IWork
        where TRule : struct, IStepRule
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            IReadOnlyList<TensorStep> all = steps;
            (Stretch[] stretches, int[] tasks) = CutUp(all.Count, i => all[i].Value.Count, 2 * Piece);
            WorkerPool.For(tasks.Length - 1, null, task =>
            {
                foreach (Stretch stretch in stretches.AsSpan(tasks[task]..tasks[task + 1]))
                {
                    TensorStep step = all[stretch.Tensor];
                    if (step.Value.Type == DType.Float32)
                        Run<TFloats, float>(step, stretch);
                    else
                        Run<TDoubles, double>(step, stretch);
                }
            });
            GC.KeepAlive(all);
        }

        private static void Run<TLanes, T>(in TensorStep step, Stretch at)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            T* w = step.Value.Pointer<T>() + at.Start, g = step.Gradient.Pointer<T>() + at.Start;
            T* a = step.A is null ? null : step.A.Pointer<T>() + at.Start, b = step.B is null ? null : step.B.Pointer<T>() + at.Start, c = step.C is null ? null : step.C.Pointer<T>() + at.Start;
            Take<TLanes, T>(w, g, a, b, c, at.Length, step.Numbers);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Take<TLanes, T>(T* w, T* g, T* a, T* b, T* c, int length, StepNumbers numbers)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            FilledNumbers<TLanes> n = new(numbers);
            TLanes none = TLanes.Fill(0);
            T* rows = stackalloc T[5 * TLanes.Count];
            for (int i = 0; i < length; i += TLanes.Count)
            {
                int count = Math.Min(TLanes.Count, length - i);
                bool whole = count == TLanes.Count;

                // The last few go through rows of their own and back.
                T* wi = Place<TLanes, T>(w, i, count, rows, 0), gi = Place<TLanes, T>(g, i, count, rows, 1);
                T* ai = TRule.Kept > 0 ? Place<TLanes, T>(a, i, count, rows, 2) : null;
                T* bi = TRule.Kept > 1 ? Place<TLanes, T>(b, i, count, rows, 3) : null;
                T* ci = TRule.Kept > 2 ? Place<TLanes, T>(c, i, count, rows, 4) : null;
                Moved<TLanes> moved = TRule.Of(
                    Load<TLanes, T>(wi), Load<TLanes, T>(gi), TRule.Kept > 0 ? Load<TLanes, T>(ai) : none, TRule.Kept > 1 ? Load<TLanes, T>(bi) : none,
                    TRule.Kept > 2 ? Load<TLanes, T>(ci) : none, n);
                Store(moved.W, wi);
                if (TRule.Kept > 0)
                    Store(moved.A, ai);
                if (TRule.Kept > 1)
                    Store(moved.B, bi);
                if (TRule.Kept > 2)
                    Store(moved.C, ci);
                if (whole)
                    continue;
                new Span<T>(wi, count).CopyTo(new Span<T>(w + i, count));
                if (TRule.Kept > 0)
                    new Span<T>(ai, count).CopyTo(new Span<T>(a + i, count));
                if (TRule.Kept > 1)
                    new Span<T>(bi, count).CopyTo(new Span<T>(b + i, count));
                if (TRule.Kept > 2)
                    new Span<T>(ci, count).CopyTo(new Span<T>(c + i, count));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static T* Place<TLanes, T>(T* of, int i, int count, T* rows, int which)
            where TLanes : struct, ILanes<TLanes>
            where T : unmanaged
        {
            if (count == TLanes.Count)
                return of + i;
            T* row = rows + (which * TLanes.Count);
            new Span<T>(of + i, count).CopyTo(new Span<T>(row, count));
            return row;
        }
    }

    private readonly struct SquareSumming(IReadOnlyList<Tensor> tensors, double[] sums) : IWork
    {
        public void On<TFloats, TDoubles, TEight>()
            where TFloats : struct, ILanes<TFloats>
            where TDoubles : struct, ILanes<TDoubles>
            where TEight : struct, ILanes<TEight>
        {
            IReadOnlyList<Tensor> all = tensors;
            (Stretch[] stretches, int[] tasks) = CutUp(all.Count, i => all[i].Count, Piece);
            double[] parts = new double[stretches.Length];
            WorkerPool.For(tasks.Length - 1, null, task =>
            {
                for (int i = tasks[task]; i < tasks[task + 1]; i++)
                {
                    (int tensor, int start, int length) = stretches[i];
                    parts[i] = all[tensor].Type == DType.Float32
                        ? Squares<TEight, float>(all[tensor].Pointer<float>() + start, length) : Squares<TEight, double>(all[tensor].Pointer<double>() + start, length);
                }
            });
            for (int i = 0; i < parts.Length; i++)
                sums[stretches[i].Tensor] += parts[i];
            GC.KeepAlive(all);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double Squares<TEight, T>(T* x, int length)
            where TEight : struct, ILanes<TEight>
            where T : unmanaged
        {
            TEight a = TEight.Fill(0), b = a;
            int i = 0;
            for (; i <= length - 16; i += 16)
            {
                TEight p = Load<TEight, T>(x + i), q = Load<TEight, T>(x + i + 8);
                a = TEight.FusedMultiplyAdd(p, p, a);
                b = TEight.FusedMultiplyAdd(q, q, b);
            }
            double sum = TEight.Sum(a + b);
            for (; i < length; i++)
                sum = Math.FusedMultiplyAdd(Get(x + i), Get(x + i), sum);
            return sum;
        }
    }
}
