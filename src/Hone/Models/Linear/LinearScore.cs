using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Σ wⱼ·xⱼ of a sparse row, to the bits of the dot product with the row written out.</summary>
internal static class LinearScore
{
    /// <summary>Entries at ascending columns, with d weights.</summary>
    public static double Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> values, ReadOnlySpan<double> w) => Kernels.DotInLanes(columns, values, w);
}
