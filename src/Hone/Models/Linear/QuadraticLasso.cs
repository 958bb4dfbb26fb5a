using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The step δ that minimises gᵀδ + ½δᵀHδ + Σλⱼ|wⱼ+δⱼ|.</summary>
/// <remarks>
/// Coordinate descent finds which coordinates are zero and the signs of the others; given those, the optimum is a linear system, which is
/// solved directly. Where it would change a sign, the way towards it ends at the first coordinate that becomes zero, or goes all of the way with every such
/// coordinate held at zero, whichever is lower, and the rest are solved for again: each such part of the way lowers the objective, so a few sweeps suffice
/// where correlated columns would take coordinate descent thousands. Lee, Battle, Raina and Ng, "Efficient sparse coding algorithms", 2006, follow signs
/// likewise; Bertsekas, "Projected Newton methods for optimization problems with simple constraints", 1982, holds many at once.
/// </remarks>
internal static class QuadraticLasso
{
    // Sweeps before giving the best so far; each costs as many additions as H has entries.
    private const int MostSweeps = 5000;

    // Linear systems solved between two sweeps.
    private const int MostRounds = 500;

    // The change of any coordinate, in units of the model's own decrease, that counts as none.
    private const double Settled = 1e-14;

    // What is added to the diagonal, as a share of it, where the columns left depend on one another: the way then leads along what
    // the dependence leaves open until a coordinate becomes zero.
    private const double Damping = 1e-9;

    /// <summary>The d that makes the quadratic model with its penalty least.</summary>
    /// <param name="h">H, n × n.</param>
    /// <param name="g">g, n.</param>
    /// <param name="w">w, n.</param>
    /// <param name="strength">λⱼ.</param>
    /// <param name="settle">Moves a step along directions in which the quadratic part is level to where the penalty is least, and tells whether it had to; null for none.</param>
    /// <param name="context">Cancellation.</param>
    public static double[] Step(Matrix h, double[] g, double[] w, Func<int, double> strength, Func<double[], bool>? settle, FitContext context)
    {
        int n = w.Length;
        double[] step = new double[n], slope = [.. g];          // slope = g + Hδ
        sbyte[] signs = new sbyte[n], before = new sbyte[n];
        double scale = 0;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double largest = 0;
            for (int j = 0; j < n; j++)
            {
                double bend = h[j, j];
                if (!(bend > 0))
                    continue;
                double old = w[j] + step[j];
                double target = SoftThreshold((bend * old) - slope[j], strength(j)) / bend;
                signs[j] = (sbyte)Math.Sign(target);
                double change = target - old;
                if (change == 0)
                    continue;
                step[j] = target - w[j];
                Kernels.Axpy(change, h.Row(j), slope);
                largest = Math.Max(largest, bend * change * change);
            }
            if (settle is not null && settle(step))
            {
                for (int j = 0; j < n; j++)
                    signs[j] = (sbyte)Math.Sign(w[j] + step[j]);
            }
            scale = Math.Max(scale, largest);
            if (largest <= Settled * scale)
                break;
            if (sweep > 0 && signs.AsSpan().SequenceEqual(before) && Solve(h, g, w, strength, settle, signs, step, slope, context))
                break;
            signs.CopyTo(before, 0);
        }
        return step;
    }

    /// <summary>sign(value)·max(|value| − threshold, 0).</summary>
    public static double SoftThreshold(double value, double threshold) =>
        value > threshold ? value - threshold : value < -threshold ? value + threshold : 0;

    // Moves step towards the optimum for its signs, zeroing coordinates that would change sign; true where that is the optimum of all.
    private static bool Solve(Matrix h, double[] g, double[] w, Func<int, double> strength, Func<double[], bool>? settle, sbyte[] signs, double[] step, double[] slope, FitContext context)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int[] active = [.. Enumerable.Range(0, w.Length).Where(j => h[j, j] > 0 && (signs[j] != 0 || strength(j) == 0))];
            double[] right = [.. active.Select(j => -slope[j] - (strength(j) * signs[j]))];
            Cholesky? exact = Cholesky.TryFactor(Inner(h, active, 0), workers: 1);
            if ((exact ?? Cholesky.TryFactor(Inner(h, active, Damping), workers: 1)) is not { } factor)
                return false;
            double[] change = factor.Solve(right);
            int first = -1;
            double share = 1;
            for (int a = 0; a < active.Length; a++)
            {
                int j = active[a];
                double old = w[j] + step[j];
                if (strength(j) > 0 && (old + change[a]) * signs[j] <= 0 && old / -change[a] is var crossing && crossing <= share)
                    (first, share) = (j, Math.Max(0, crossing));
            }
            double[] held = [.. step];
            for (int a = 0; a < active.Length; a++)
            {
                int j = active[a];
                double whole = step[j] + change[a];
                held[j] = strength(j) > 0 && (w[j] + whole) * signs[j] <= 0 ? -w[j] : whole;
                step[j] += share * change[a];
            }
            if (first >= 0)
                step[first] = -w[first];
            SlopeInto(step, slope);
            if (first < 0 && !(settle is not null && settle(step)))
                return exact is not null && AreZerosRight(w, strength, step, slope);

            if (first >= 0)
                TakeLower(held);
            settle?.Invoke(step);
            for (int j = 0; j < w.Length; j++)
                signs[j] = (sbyte)Math.Sign(w[j] + step[j]);
        }
        return false;

        // The way with all crossing coordinates held, where it leads lower.
        void TakeLower(double[] held)
        {
            double[] heldSlope = new double[slope.Length];
            SlopeInto(held, heldSlope);
            if (Value(g, w, strength, held, heldSlope) < Value(g, w, strength, step, slope))
            {
                held.CopyTo(step, 0);
                heldSlope.CopyTo(slope, 0);
            }
        }

        void SlopeInto(double[] at, double[] result) => h.Times(at, workers: 1).Add(g).CopyTo(result, 0);
    }

    // What is minimised, from the step and the slope g + Hδ there.
    private static double Value(double[] g, double[] w, Func<int, double> strength, double[] step, double[] slope)
    {
        double value = 0.5 * (Kernels.Dot(g, step) + Kernels.Dot(slope, step));
        for (int j = 0; j < w.Length; j++)
            value += strength(j) * Math.Abs(w[j] + step[j]);
        return value;
    }

    private static Matrix Inner(Matrix h, int[] active, double damping)
    {
        Matrix inner = new(active.Length, active.Length);
        for (int a = 0; a < active.Length; a++)
        {
            ReadOnlySpan<double> from = h.Row(active[a]);
            Span<double> to = inner.Row(a);
            for (int b = 0; b < active.Length; b++)
                to[b] = from[active[b]];
            inner[a, a] *= 1 + damping;
        }
        return inner;
    }

    // Whether no coordinate at zero would leave it.
    private static bool AreZerosRight(double[] w, Func<int, double> strength, double[] step, double[] slope)
    {
        for (int j = 0; j < step.Length; j++)
        {
            if (w[j] + step[j] == 0 && Math.Abs(slope[j]) > strength(j) * (1 + 1e-12))
                return false;
        }
        return true;
    }
}
