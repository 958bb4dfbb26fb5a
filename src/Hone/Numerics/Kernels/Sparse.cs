using System.Diagnostics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Σ vₖ·dense[indexₖ], one fused multiply-add after the other.</summary>
    public static double SparseDot(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense)
    {
        Debug.Assert(indices.Length == values.Length);
        double sum = 0.0;
        for (int k = 0; k < indices.Length; k++)
            sum = Math.FusedMultiplyAdd(values[k], dense[indices[k]], sum);
        return sum;
    }

    /// <summary>Σ vₖ·dense[indexₖ] for ascending indices, to the bits of <see cref="Dot(ReadOnlySpan{double}, ReadOnlySpan{double})"/> on the sparse vector written out.</summary>
    /// <remarks>Leaving out a zero changes no lane, so the same additions in the same lanes without the zeros give the same number.</remarks>
    public static double DotInLanes(ReadOnlySpan<int> indices, ReadOnlySpan<double> values, ReadOnlySpan<double> dense)
    {
        Debug.Assert(indices.Length == values.Length);
        const int four = 4 * Lanes;
        int inFours = dense.Length - (dense.Length % four), whole = dense.Length - (dense.Length % Lanes), k = 0;
        Span<double> rows = stackalloc double[four];
        rows.Clear();
        for (; k < indices.Length && indices[k] < inFours; k++)
            Add(values[k], dense[indices[k]], ref rows[indices[k] % four]);
        Span<double> row = rows[..Lanes];
        for (int lane = 0; lane < Lanes; lane++)
            row[lane] = (rows[lane] + rows[lane + Lanes]) + (rows[lane + (2 * Lanes)] + rows[lane + (3 * Lanes)]);
        for (; k < indices.Length && indices[k] < whole; k++)
            Add(values[k], dense[indices[k]], ref row[indices[k] % Lanes]);
        double sum = ((row[0] + row[4]) + (row[2] + row[6])) + ((row[1] + row[5]) + (row[3] + row[7]));
        for (; k < indices.Length; k++)
            Add(values[k], dense[indices[k]], ref sum);
        return sum;

        static void Add(double a, double b, ref double sum) => sum = Math.FusedMultiplyAdd(a, b, sum);
    }

    /// <summary>dense[indexₖ] ← dense[indexₖ] + a·vₖ.</summary>
    public static void SparseAxpy(double a, ReadOnlySpan<int> indices, ReadOnlySpan<double> values, Span<double> dense)
    {
        Debug.Assert(indices.Length == values.Length);
        for (int k = 0; k < indices.Length; k++)
            dense[indices[k]] = Math.FusedMultiplyAdd(a, values[k], dense[indices[k]]);
    }
}
