namespace Hone.Numerics;

/// <summary>Reflections H = I − τ·v·vᵀ that turn a vector into a multiple of its first unit vector.</summary>
/// <remarks>Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th ed., 2013, section 5.1. v is scaled so that its first entry is 1.</remarks>
internal static class Householder
{
    /// <summary>Turns x into v, with v₀ stored as 1, and says what H·x is.</summary>
    /// <returns>τ, which is 0 where x already has the shape, and the first entry of H·x.</returns>
    public static (double Tau, double First) Make(Span<double> x)
    {
        double alpha = x[0];
        double rest = VectorOperations.Norm(x[1..]);
        if (rest == 0)
        {
            x[0] = 1.0;
            return (0.0, alpha);
        }
        // The sign that adds instead of cancelling.
        double beta = -Math.CopySign(VectorOperations.Norm([alpha, rest]), alpha);
        double scale = alpha - beta;
        Kernels.Divide(x[1..], scale);
        x[0] = 1.0;
        return ((beta - alpha) / beta, beta);
    }

    /// <summary>y ← H·y.</summary>
    public static void Apply(ReadOnlySpan<double> v, double tau, Span<double> y) => Kernels.Axpy(-tau * Kernels.Dot(v, y), v, y);

    /// <summary>A ← H·A for a block of rows, where v has an entry for each row; row by row, so that memory is walked in order.</summary>
    public static void ApplyToRows(ReadOnlySpan<double> v, double tau, Matrix a, double[] scratch)
    {
        if (tau == 0)
            return;
        Span<double> sums = scratch.AsSpan(0, a.Columns);
        sums.Clear();
        for (int i = 0; i < v.Length; i++)
            Kernels.Axpy(v[i], a.Row(i), sums);
        for (int i = 0; i < v.Length; i++)
            Kernels.Axpy(-tau * v[i], sums, a.Row(i));
    }
}
