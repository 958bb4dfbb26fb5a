using Hone.Numerics;

namespace Hone.Data;

/// <summary>Two half circles that reach into each other, which no straight line parts.</summary>
/// <remarks>The upper moon is (cos t, sin t), the lower (1 − cos t, ½ − sin t), t uniform in [0, π]; normal noise of deviation <see cref="Noise"/> is added to both coordinates. Rows go to the moons in turn.</remarks>
public sealed record Moons : ITableGenerator
{
    /// <inheritdoc/>
    public string Name => "moons";

    /// <inheritdoc/>
    public string Summary => "Two half circles that reach into each other";

    /// <inheritdoc/>
    public string Target => "moon";

    /// <summary>Number of rows, at least 1. Default 400.</summary>
    public int Rows { get; init => field = Require.AtLeast(value, 1); } = 400;

    /// <summary>Standard deviation of the noise, at least 0. Default 0.2.</summary>
    public double Noise { get; init => field = Require.AtLeastZero(value); } = 0.2;

    /// <inheritdoc/>
    public ITableGenerator WithRows(int rows) => this with { Rows = rows };

    /// <inheritdoc/>
    public Frame Make(ulong seed = 0)
    {
        RandomKey key = RandomKey.FromSeed(seed).Child("moons");
        double[] x = new double[Rows], y = new double[Rows];
        int[] moon = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            Draws draw = Draws.Of(key, i);
            moon[i] = 1 - (i % 2);
            double angle = Math.PI * draw.Uniform();
            (double cos, double sin) = (Elementary.Cos(angle), Elementary.Sin(angle));
            x[i] = (moon[i] == 1 ? cos : 1 - cos) + draw.Normal(0, Noise);
            y[i] = (moon[i] == 1 ? sin : 0.5 - sin) + draw.Normal(0, Noise);
        }
        return new Frame(new NumberColumn("x", x), new NumberColumn("y", y), new CategoryColumn("moon", moon, ["lower", "upper"]));
    }
}
