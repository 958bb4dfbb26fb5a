using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>Σ wⱼ·xⱼ of a sparse row, to the bits of <see cref="Kernels.Dot"/> on the row written out.</summary>
/// <remarks>
/// That kernel adds entry j to lane j mod 8 by one fused multiply-add, the lanes in a fixed order, and what is left over one by one.
/// Leaving out a zero changes no lane, so the same additions without the zeros give the same number.
/// </remarks>
internal static class LinearScore
{
    /// <summary>Entries at ascending columns, with d weights.</summary>
    public static double Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> values, ReadOnlySpan<double> w)
    {
        Span<double> lanes = stackalloc double[Kernels.Lanes];
        lanes.Clear();
        int whole = w.Length - (w.Length % Kernels.Lanes), k = 0;
        for (; k < columns.Length && columns[k] < whole; k++)
        {
            ref double lane = ref lanes[columns[k] % Kernels.Lanes];
            lane = Math.FusedMultiplyAdd(values[k], w[columns[k]], lane);
        }
        double sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        for (; k < columns.Length; k++)
            sum = Math.FusedMultiplyAdd(values[k], w[columns[k]], sum);
        return sum;
    }
}
