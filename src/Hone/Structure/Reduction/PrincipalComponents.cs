using Hone.Contracts;
using Hone.Models;
using Hone.Numerics;

namespace Hone.Structure.Reduction;

/// <summary>How <see cref="PrincipalComponents"/> are found.</summary>
public enum ComponentSolver
{
    /// <summary>All singular values of the centred rows, to rounding.</summary>
    Full,

    /// <summary>The leading ones from products with a thin random matrix; exactly as <see cref="Full"/> where that takes no longer, which is so up to some hundreds of columns or rows.</summary>
    Randomized,
}

/// <summary>Principal component analysis: the orthonormal directions along which the rows vary most, and the rows' coordinates along them.</summary>
/// <remarks>
/// The first k right singular vectors of the centred rows X − 1·x̄ᵀ, which maximise the variance of the coordinates and minimise the squared distance of the rows from the plane they span.
/// They are eigenvectors of the d × d scatter matrix, or of the n × n matrix of the rows' inner products where that is smaller. Squaring loses directions whose singular value is small beside the first:
/// where one of those wanted is below 1/300 of it, they are taken from the centred rows themselves.
/// Signs: the entry of largest size of each direction is positive.
/// Cost: n·d²/2 operations and one pass over the rows for n ≥ d, and 2d³ for the eigenvectors; the randomised form (4 + 4·powers)·n·d·(k + 10).
/// Source: K. Pearson, "On Lines and Planes of Closest Fit to Systems of Points in Space", Philosophical Magazine 2, 1901;
/// N. Halko, P. G. Martinsson and J. A. Tropp, "Finding Structure with Randomness", SIAM Review 53(2), 2011.
/// </remarks>
public sealed record PrincipalComponents
{
    // Of the largest eigenvalue of the squared matrix: from here on up at least ten digits of an eigenvalue are right.
    private const double Distinct = 1e-5;

    /// <summary>k, at least 1 and at most min(n, d); null means min(n, d). Default null.</summary>
    public int? Components { get; init => field = value is { } count ? Require.AtLeast(count, 1) : null; }

    /// <summary>Default <see cref="ComponentSolver.Full"/>.</summary>
    public ComponentSolver Solver { get; init; } = ComponentSolver.Full;

    /// <summary>Whether coordinates are divided by their standard deviation, which makes them alike in scale; one without variance stays 0. Default false.</summary>
    public bool Whiten { get; init; }

    /// <summary>Power iterations of the randomised solver, at least 0: more are needed where singular values fall slowly. Default 4.</summary>
    public int PowerIterations { get; init => field = Require.AtLeast(value, 0); } = 4;

    /// <summary>Finds the components.</summary>
    /// <param name="x">n × d, n ≥ 1, finite numbers; neither kept nor changed. Sparse rows stay sparse with the randomised solver.</param>
    /// <param name="context">Seed of the randomised solver, workers and cancellation.</param>
    /// <exception cref="ArgumentException">No rows, a column of categories, a value that is missing or infinite, or more components than min(n, d).</exception>
    public ComponentProjection Fit(Features x, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        int n = x.RowCount, d = x.ColumnCount, most = Math.Min(n, d), k = Components ?? most;
        if (most == 0)
            throw new ArgumentException(FormattableString.Invariant($"Principal components need rows and columns; found {n} x {d}."), nameof(x));
        if (k > most)
            throw new ArgumentException(FormattableString.Invariant($"{k} components are wanted of {n} rows and {d} columns; there are at most {most}."), nameof(x));

        // A power iteration takes two products with the rows, and the scatter matrix takes half a product of d columns.
        int sketch = Math.Min(most, k + RandomizedSvd.DefaultOversampling);
        if (Solver == ComponentSolver.Randomized && most > 4L * (PowerIterations + 1) * sketch)
            return Sketched(x, k, context);
        if (x.Columns.Any(column => column.IsCategory))
            x.RequireCompleteNumbers(nameof(PrincipalComponents));
        Matrix rows = x.ToDense();
        return (d <= n ? FromScatter(x, rows, k, context) : FromInnerProducts(x, rows, k, context)) ?? FromRows(x, rows, k, context);
    }

    /// <summary>By the eigenvectors of the scatter matrix; null where they are not accurate enough.</summary>
    private ComponentProjection? FromScatter(Features x, Matrix rows, int k, FitContext context)
    {
        Scatter scatter = Scatter.Of(rows, context.Workers, context.Cancellation);
        Matrix values = scatter.Values;
        if (!Finite(scatter, x, context))
            return null;
        for (int i = 1; i < values.Rows; i++)
        {
            for (int j = 0; j < i; j++)
                values[i, j] = values[j, i];
        }
        SymmetricEigen eigen = SymmetricEigen.Decompose(values, k, context.Workers);
        return Accurate(eigen.Values, k) ? Projection(x, scatter.Mean, eigen.VectorRows, Singular(eigen.Values, k), values.Trace()) : null;
    }

    /// <summary>By the eigenvectors of the rows' inner products; null where they are not accurate enough.</summary>
    private ComponentProjection? FromInnerProducts(Features x, Matrix rows, int k, FitContext context)
    {
        double[] mean = rows.ColumnMeans(workers: context.Workers);
        Matrix centred = rows.SubtractFromEachRow(mean), products = centred.TimesTranspose(centred, context.Workers);
        double total = products.Trace();
        if (!double.IsFinite(total))
        {
            x.RequireCompleteNumbers(nameof(PrincipalComponents));
            return null;
        }
        SymmetricEigen eigen = SymmetricEigen.Decompose(products, k, context.Workers);
        if (!Accurate(eigen.Values, k) || eigen.Values[0] <= 0)
            return null;
        double[] singular = Singular(eigen.Values, k);
        Matrix directions = eigen.VectorRows.Times(centred, context.Workers).ScaleRows(Array.ConvertAll(singular, value => 1.0 / value));
        return Projection(x, mean, directions, singular, total);
    }

    /// <summary>By the singular vectors of the centred rows.</summary>
    private ComponentProjection FromRows(Features x, Matrix rows, int k, FitContext context)
    {
        double[] mean = rows.ColumnMeans(workers: context.Workers);
        Svd svd = Svd.Decompose(rows.SubtractFromEachRow(mean), workers: context.Workers);
        double total = 0.0;
        foreach (double value in svd.Values)
            total += value * value;
        return Projection(x, mean, svd.RightRows.RowRange(0, k).Copy(), svd.Values[..k], total);
    }

    /// <summary>By products with a thin random matrix.</summary>
    private ComponentProjection Sketched(Features x, int k, FitContext context)
    {
        x.RequireCompleteNumbers(nameof(PrincipalComponents));
        RandomizedSvd method = new() { Rank = k, PowerIterations = PowerIterations };
        RandomKey key = context.Key.Child("components");
        double[] mean;
        double total = 0.0;
        Svd svd;
        if (x.Sparse is { } sparse)
        {
            mean = sparse.ColumnMeans(workers: context.Workers);
            total = Kernels.SumOfSquares(sparse.Values) - (x.RowCount * Kernels.SumOfSquares(mean));
            svd = method.Decompose(sparse, key, mean, context.Workers, context.Cancellation);
        }
        else
        {
            mean = x.ToDense().ColumnMeans(workers: context.Workers);
            Matrix centred = x.ToDense().SubtractFromEachRow(mean);
            for (int i = 0; i < centred.Rows; i++)
                total += Kernels.SumOfSquares(centred.Row(i));
            svd = method.Decompose(centred, key, context.Workers, context.Cancellation);
        }
        return Projection(x, mean, svd.RightRows, svd.Values, total);
    }

    private ComponentProjection Projection(Features x, double[] mean, Matrix directions, double[] singular, double total)
    {
        int most = Math.Min(x.RowCount, x.ColumnCount), freedom = Math.Max(1, x.RowCount - 1);
        double[] variances = Array.ConvertAll(singular, value => value * value / freedom);
        for (int i = 0; i < directions.Rows; i++)
            SymmetricEigen.PointUp(directions.Row(i));
        double variance = total / freedom, rest = 0.0;
        if (singular.Length < most)
            rest = Math.Max(0.0, variance - Kernels.Sum(variances)) / (most - singular.Length);
        return new ComponentProjection([.. x.Columns], mean, directions, singular, variances, variance, rest, Whiten);
    }

    private static bool Finite(Scatter scatter, Features x, FitContext context)
    {
        if (Array.TrueForAll(scatter.Values.DiagonalValues(), double.IsFinite))
            return true;
        x.RequireCompleteNumbers(nameof(PrincipalComponents));
        return false;                                         // squares overflow, the rows do not
    }

    private static bool Accurate(double[] eigenvalues, int k) => eigenvalues[k - 1] >= Distinct * eigenvalues[0];

    private static double[] Singular(double[] eigenvalues, int k) => Array.ConvertAll(eigenvalues[..k], value => Math.Sqrt(Math.Max(0.0, value)));
}
