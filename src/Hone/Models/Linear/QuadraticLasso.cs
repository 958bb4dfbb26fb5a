using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>The step δ that minimises gᵀδ + ½δᵀHδ + Σλⱼ|wⱼ+δⱼ|.</summary>
/// <remarks>
/// Coordinate descent finds which coordinates are zero and the signs of the others; given those, the optimum is a linear system,
/// which is solved directly and taken if it keeps the signs. That ends the slow tail that correlated columns give coordinate descent.
/// </remarks>
internal static class QuadraticLasso
{
    // Sweeps before giving the best so far; each costs as many additions as H has entries.
    private const int MostSweeps = 5000;

    // The change of any coordinate, in units of the model's own decrease, that counts as none.
    private const double Settled = 1e-14;

    public static double[] Step(Matrix h, double[] g, double[] w, Func<int, double> strength, FitContext context)
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
            scale = Math.Max(scale, largest);
            if (largest <= Settled * scale)
                break;
            if (sweep > 0 && signs.AsSpan().SequenceEqual(before) && Solved(h, g, w, strength, signs, step) is { } exact)
                return exact;
            signs.CopyTo(before, 0);
        }
        return step;
    }

    /// <summary>sign(value)·max(|value| − threshold, 0).</summary>
    public static double SoftThreshold(double value, double threshold) =>
        value > threshold ? value - threshold : value < -threshold ? value + threshold : 0;

    // The optimum given signs, or null where it would change one, or a zero coordinate would leave zero.
    private static double[]? Solved(Matrix h, double[] g, double[] w, Func<int, double> strength, sbyte[] signs, double[] near)
    {
        int[] active = [.. Enumerable.Range(0, w.Length).Where(j => h[j, j] > 0 && (signs[j] != 0 || strength(j) == 0))];
        double[] step = new double[w.Length], right = new double[active.Length];
        for (int j = 0; j < step.Length; j++)
            step[j] = -w[j];
        foreach (int j in active)
            step[j] = near[j];
        double[] slope = h.Times(step, workers: 1).Add(g);
        Matrix inner = new(active.Length, active.Length);
        for (int a = 0; a < active.Length; a++)
        {
            right[a] = -slope[active[a]] - (strength(active[a]) * signs[active[a]]);
            for (int b = 0; b < active.Length; b++)
                inner[a, b] = h[active[a], active[b]];
        }
        if (Cholesky.TryFactor(inner, workers: 1) is not { } factor)
            return null;
        double[] change = factor.Solve(right);
        for (int a = 0; a < active.Length; a++)
        {
            int j = active[a];
            step[j] += change[a];
            if (strength(j) > 0 && Math.Sign(w[j] + step[j]) != signs[j])
                return null;
        }
        slope = h.Times(step, workers: 1).Add(g);
        for (int j = 0; j < step.Length; j++)
        {
            if (w[j] + step[j] == 0 && Math.Abs(slope[j]) > strength(j) * (1 + 1e-12))
                return null;
        }
        return step;
    }
}
