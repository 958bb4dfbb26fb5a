namespace Hone.Numerics;

/// <summary>An orthonormal basis of a tall matrix's columns, by products instead of reflections.</summary>
/// <remarks>
/// With the Cholesky factor of YᵀY = L·Lᵀ, the columns of Y·L⁻ᵀ are orthonormal but for rounding times the square of Y's condition; a second round leaves rounding alone. Columns that are nearly dependent go by reflections.
/// Source: Y. Yamamoto, Y. Nakatsukasa, Y. Yanagisawa and T. Fukaya, "Roundoff Error Analysis of the CholeskyQR2 Algorithm", ETNA 44, 2015.
/// </remarks>
internal static class Orthonormal
{
    // Of columns of length 1, what is left of one beside those before it; below, the square of the condition reaches into the digits.
    private const double Apart = 1e-5;

    /// <summary>Writes a basis to <paramref name="basis"/>; the columns are overwritten.</summary>
    /// <param name="columns">m × k, m ≥ k, finite.</param>
    /// <param name="basis">m × k.</param>
    /// <param name="exact">Whether the basis must be orthonormal to rounding; otherwise it is nearly so and spans the same space.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public static void Columns(Matrix columns, Matrix basis, bool exact, int? workers)
    {
        if (!TryOnce(columns, basis, workers))
        {
            QR.Factor(columns, workers: workers).Q.CopyTo(basis);
            return;
        }
        if (!exact)
            return;
        basis.CopyTo(columns);
        if (!TryOnce(columns, basis, workers))
            QR.Factor(columns, workers: workers).Q.CopyTo(basis);
    }

    private static bool TryOnce(Matrix columns, Matrix basis, int? workers)
    {
        Matrix gram = columns.Gram(workers: workers);
        double[] scale = gram.DiagonalValues();
        for (int i = 0; i < scale.Length; i++)
        {
            if (!(scale[i] > 1e-250 && scale[i] < 1e250))
                return false;
            scale[i] = 1.0 / Math.Sqrt(scale[i]);
        }
        for (int i = 0; i < scale.Length; i++)
        {
            for (int j = 0; j < scale.Length; j++)
                gram[i, j] *= scale[i] * scale[j];
        }
        if (Cholesky.TryFactor(gram, workers) is not { } factor || factor.Lower.DiagonalValues().Min() < Apart)
            return false;

        Matrix inverse = Matrix.Identity(scale.Length);
        Triangular.SolveLower(factor.Lower, inverse, workers: workers);
        columns.TimesTransposeInto(inverse.ScaleColumns(scale), basis, workers);
        return true;
    }
}
