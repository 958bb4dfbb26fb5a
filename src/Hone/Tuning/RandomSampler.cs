using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tuning;

/// <summary>Random search: every value is drawn by itself, evenly over its dimension (over its logarithm where the dimension says so).</summary>
/// <remarks>
/// At equal cost it beats a grid where few of several dimensions matter: no two trials waste a value.
/// Source: Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012.
/// </remarks>
public sealed record RandomSampler : ISampler
{
    /// <inheritdoc/>
    public double Suggest(SearchDimension dimension, SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        return Draw(dimension, state.Key.Child(dimension.Name).Open());
    }

    internal static double Draw(SearchDimension dimension, RandomStream random)
    {
        if (dimension.Unordered || (dimension.Whole && !dimension.Log))
            return dimension.Low + random.Below((int)(dimension.High - dimension.Low) + 1);
        Axis axis = new(dimension);
        return axis.Value(random.Uniform(axis.Low, axis.High));
    }
}
