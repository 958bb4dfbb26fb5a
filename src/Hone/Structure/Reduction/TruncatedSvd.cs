using Hone.Contracts;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Structure.Reduction;

/// <summary>The leading singular vectors of the rows as they are, not centred, so that sparse rows stay sparse; on counts or weights of words this is latent semantic analysis.</summary>
/// <remarks>
/// X ≈ U·diag(σ)·Vᵀ of rank k, by the randomised method. Coordinates are X·V. The first direction points near the mean, so its variance can be less than that of the next ones.
/// Signs: the entry of largest size of each direction is positive.
/// Cost: (4 + 4·iterations)·(k + oversampling) operations for each stored entry, and orthonormalisations of n + d rows of k + oversampling numbers.
/// Source: S. Deerwester, S. T. Dumais et al., "Indexing by Latent Semantic Analysis", JASIS 41(6), 1990; N. Halko, P. G. Martinsson and J. A. Tropp, "Finding Structure with Randomness", SIAM Review 53(2), 2011.
/// </remarks>
public sealed record TruncatedSvd
{
    /// <summary>k, at least 1 and at most min(n, d). Default 2.</summary>
    public int Components { get; init => field = Require.AtLeast(value, 1); } = 2;

    /// <summary>Power iterations, at least 0: more are needed where singular values fall slowly. Default 5.</summary>
    public int Iterations { get; init => field = Require.AtLeast(value, 0); } = 5;

    /// <summary>Random columns beyond k, at least 0. Default 10.</summary>
    public int Oversampling { get; init => field = Require.AtLeast(value, 0); } = RandomizedSvd.DefaultOversampling;

    /// <summary>Finds the directions.</summary>
    /// <param name="x">n × d, n ≥ 1, finite numbers, sparse or dense; neither kept nor changed.</param>
    /// <param name="context">Seed, workers and cancellation.</param>
    /// <exception cref="ArgumentException">A column of categories, a value that is missing or infinite, or more components than min(n, d).</exception>
    public ComponentProjection Fit(Features x, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        int n = x.RowCount, d = x.ColumnCount, most = Math.Min(n, d);
        if (Components > most)
            throw new ArgumentException(FormattableString.Invariant($"{Components} components are wanted of {n} rows and {d} columns; there are at most {most}."), nameof(x));
        x.RequireCompleteNumbers(nameof(TruncatedSvd));
        RandomizedSvd method = new() { Rank = Components, PowerIterations = Iterations, Oversampling = Oversampling };
        RandomKey key = context.Key.Child("components");
        Svd svd = x.Sparse is { } sparse
            ? method.Decompose(sparse, key, null, context.Workers, context.Cancellation)
            : method.Decompose(x.ToDense(), key, context.Workers, context.Cancellation);

        // The variance of the coordinates σ·u, and of the columns: mean squares less squared means.
        double[] variances = new double[svd.Values.Length];
        for (int i = 0; i < variances.Length; i++)
        {
            double mean = Kernels.Sum(svd.LeftRows.Row(i)) / n;
            variances[i] = svd.Values[i] * svd.Values[i] * Math.Max(0.0, (Kernels.SumOfSquares(svd.LeftRows.Row(i)) / n) - (mean * mean));
        }
        double total = x.Sparse is { } entries
            ? (Kernels.SumOfSquares(entries.Values) / n) - Kernels.SumOfSquares(entries.ColumnMeans(workers: context.Workers))
            : Kernels.Sum(x.ToDense().ColumnVariances(workers: context.Workers));
        return new ComponentProjection([.. x.Columns], [], svd.RightRows, svd.Values, variances, total, noise: 0.0, whiten: false);
    }
}
