using Hone.Numerics;

namespace Hone.Data;

/// <summary>Friedman's first regression problem: ten columns, of which five matter.</summary>
/// <remarks>
/// y = 10·sin(π·x1·x2) + 20·(x3 − ½)² + 10·x4 + 5·x5 + ε, x uniform in [0, 1], ε normal of deviation <see cref="Noise"/>. Without noise y has a standard deviation of 4.87.
/// Source: J. H. Friedman, "Multivariate Adaptive Regression Splines", Annals of Statistics 19(1), 1991.
/// </remarks>
public sealed record Friedman : ITableGenerator
{
    /// <inheritdoc/>
    public string Name => "friedman";

    /// <inheritdoc/>
    public string Summary => "A smooth function of five columns among ten, with noise";

    /// <inheritdoc/>
    public string Target => "y";

    /// <summary>Number of rows, at least 1. Default 1,000.</summary>
    public int Rows { get; init => field = Require.AtLeast(value, 1); } = 1_000;

    /// <summary>Standard deviation of the noise, at least 0. Default 1.</summary>
    public double Noise { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <inheritdoc/>
    public ITableGenerator WithRows(int rows) => this with { Rows = rows };

    /// <inheritdoc/>
    public Frame Make(ulong seed = 0)
    {
        RandomKey key = RandomKey.FromSeed(seed).Child("friedman");
        double[][] x = [.. Enumerable.Range(0, 10).Select(_ => new double[Rows])];
        double[] y = new double[Rows];
        for (int i = 0; i < Rows; i++)
        {
            Draws draw = Draws.Of(key, i);
            foreach (double[] column in x)
                column[i] = draw.Uniform();
            y[i] = (10 * Elementary.Sin(Math.PI * x[0][i] * x[1][i])) + (20 * (x[2][i] - 0.5) * (x[2][i] - 0.5)) + (10 * x[3][i]) + (5 * x[4][i]) + draw.Normal(0, Noise);
        }
        return new Frame([.. x.Select((values, j) => (Column)new NumberColumn(FormattableString.Invariant($"x{j + 1}"), values)), new NumberColumn("y", y)]);
    }
}
