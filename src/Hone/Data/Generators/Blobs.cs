using Hone.Numerics;

namespace Hone.Data;

/// <summary>Points around some centres: round normal clusters.</summary>
/// <remarks>Centre k lies on a circle of radius <see cref="Radius"/> (at angle 2πk / centres), each point at its centre plus normal noise of deviation <see cref="Spread"/> in x and y; rows go to the centres in turn.</remarks>
public sealed record Blobs : ITableGenerator
{
    /// <inheritdoc/>
    public string Name => "blobs";

    /// <inheritdoc/>
    public string Summary => "Points around some centres";

    /// <inheritdoc/>
    public string Target => "blob";

    /// <summary>Number of rows, at least 1. Default 300.</summary>
    public int Rows { get; init => field = Require.AtLeast(value, 1); } = 300;

    /// <summary>Number of centres, at least 1. Default 3.</summary>
    public int Centres { get; init => field = Require.AtLeast(value, 1); } = 3;

    /// <summary>Distance of each centre from the origin, above 0. Default 5.</summary>
    public double Radius { get; init => field = Require.Positive(value); } = 5;

    /// <summary>Standard deviation of the noise, at least 0. Default 1.</summary>
    public double Spread { get; init => field = Require.AtLeastZero(value); } = 1;

    /// <inheritdoc/>
    public ITableGenerator WithRows(int rows) => this with { Rows = rows };

    /// <inheritdoc/>
    public Frame Make(ulong seed = 0)
    {
        RandomKey key = RandomKey.FromSeed(seed).Child("blobs");
        double[] x = new double[Rows], y = new double[Rows];
        int[] blob = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            Draws draw = Draws.Of(key, i);
            blob[i] = i % Centres;
            double angle = 2 * Math.PI * blob[i] / Centres;
            x[i] = (Radius * Elementary.Cos(angle)) + draw.Normal(0, Spread);
            y[i] = (Radius * Elementary.Sin(angle)) + draw.Normal(0, Spread);
        }
        string[] levels = [.. Enumerable.Range(1, Centres).Select(k => FormattableString.Invariant($"blob{k}"))];
        return new Frame(new NumberColumn("x", x), new NumberColumn("y", y), CategoryColumn.FromUnordered("blob", blob, levels));
    }
}
