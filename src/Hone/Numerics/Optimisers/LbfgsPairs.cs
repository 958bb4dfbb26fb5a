namespace Hone.Numerics;

/// <summary>The last steps and gradient changes, and the product of the inverse Hessian they imply with a gradient.</summary>
internal sealed class LbfgsPairs
{
    private readonly double[][] steps, changes;
    private readonly double[] rho, alpha;
    private int count, newest = -1;

    public LbfgsPairs(int memory, int size)
    {
        steps = new double[memory][];
        changes = new double[memory][];
        for (int i = 0; i < memory; i++)
            (steps[i], changes[i]) = (new double[size], new double[size]);
        (rho, alpha) = (new double[memory], new double[memory]);
    }

    public bool IsEmpty => count == 0;

    public void Clear() => count = 0;

    /// <summary>Adds the step from one point to the next, in place of the oldest.</summary>
    public void Add(double[] x, double[] nextX, double[] gradient, double[] nextGradient)
    {
        int slot = (newest + 1) % steps.Length;
        double[] s = steps[slot], y = changes[slot];
        for (int i = 0; i < s.Length; i++)
        {
            s[i] = nextX[i] - x[i];
            y[i] = nextGradient[i] - gradient[i];
        }

        // The Wolfe conditions promise sᵀy > 0; rounding can break that near the minimum, and such a pair would make the direction rise.
        double curvature = Kernels.Dot(s, y);
        if (!(curvature > 1e-16 * Kernels.SumOfSquares(y)))
            return;
        rho[slot] = 1.0 / curvature;
        newest = slot;
        count = Math.Min(count + 1, steps.Length);
    }

    /// <summary>−H·gradient by the two-loop recursion (Nocedal and Wright, algorithm 7.4).</summary>
    public void Direction(double[] gradient, double[] direction)
    {
        for (int i = 0; i < gradient.Length; i++)
            direction[i] = -gradient[i];
        if (count == 0)
            return;
        for (int k = 0; k < count; k++)
        {
            int slot = (newest - k + steps.Length) % steps.Length;
            alpha[slot] = rho[slot] * Kernels.Dot(steps[slot], direction);
            Kernels.Axpy(-alpha[slot], changes[slot], direction);
        }
        Kernels.Scale(1.0 / (rho[newest] * Kernels.SumOfSquares(changes[newest])), direction);
        for (int k = count - 1; k >= 0; k--)
        {
            int slot = (newest - k + steps.Length) % steps.Length;
            double beta = rho[slot] * Kernels.Dot(changes[slot], direction);
            Kernels.Axpy(alpha[slot] - beta, steps[slot], direction);
        }
    }
}
