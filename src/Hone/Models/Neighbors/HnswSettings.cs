using Hone.Numerics;

namespace Hone.Models.Neighbors;

/// <summary>How an <see cref="HnswIndex"/> is built and searched.</summary>
public sealed record HnswSettings
{
    /// <summary>How far apart two vectors are; by default Euclidean.</summary>
    public HnswMetric Metric { get; init; } = HnswMetric.Euclidean;

    /// <summary>M, links a vector gets on each layer, from 2 to 256; it keeps up to twice as many on the lowest. By default 16. More find more and take more memory.</summary>
    public int Links { get; init => field = Require.Between(value, 2, 256); } = 16;

    /// <summary>efConstruction, candidates kept while a vector's place is sought, at least 1; by default 200. More give a better graph, more slowly.</summary>
    public int BuildBreadth { get; init => field = Require.AtLeast(value, 1); } = 200;

    /// <summary>ef, candidates kept by a search that names no number of its own, at least 1; by default 64. More find more, more slowly.</summary>
    public int SearchBreadth { get; init => field = Require.AtLeast(value, 1); } = 64;
}

/// <summary>How far apart two vectors of an <see cref="HnswIndex"/> are.</summary>
public enum HnswMetric
{
    /// <summary>The root of the sum of squared differences.</summary>
    Euclidean,

    /// <summary>1 less the cosine of the angle; 1 where a vector is all zeros.</summary>
    Cosine,

    /// <summary>The inner product, negated: the largest product is the nearest.</summary>
    InnerProduct,
}
