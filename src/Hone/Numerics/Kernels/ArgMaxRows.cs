using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Where the largest value of each row stands, the first of equals, for as many rows of equal length as there are results; a NaN is passed over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ArgMaxRows(ReadOnlySpan<double> rows, Span<int> result)
    {
        if (result.IsEmpty)
            return;
        int columns = rows.Length / result.Length;
        Debug.Assert(rows.Length == columns * result.Length);
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<double> row = rows.Slice(i * columns, columns);
            int best = 0;
            for (int k = 1; k < row.Length; k++)
            {
                if (row[k] > row[best])
                    best = k;
            }
            result[i] = best;
        }
    }
}
