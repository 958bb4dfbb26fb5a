using System.Runtime.CompilerServices;

namespace Hone.Data;

/// <summary>Copies the values of some rows.</summary>
/// <remarks>Compiled for good at once: a table is often filtered or joined once only, and half compiled these loops take four times as long.</remarks>
internal static class TakenRows
{
    /// <summary>The values of the rows named, in that order, in a new array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T[] Of<T>(T[] values, ReadOnlySpan<int> rows)
    {
        T[] taken = GC.AllocateUninitializedArray<T>(rows.Length);
        for (int i = 0; i < taken.Length; i++)
            taken[i] = values[rows[i]];
        return taken;
    }

    /// <summary>Numbers, and which of them are NaN where there can be any: sooner seen in what was just read than looked up bit by bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Of(double[] values, ReadOnlySpan<int> rows, MissingBits? missing)
    {
        double[] taken = GC.AllocateUninitializedArray<double>(rows.Length);
        for (int start = 0; start < taken.Length; start += MissingBits.WordRows)
        {
            ReadOnlySpan<int> some = rows[start..Math.Min(rows.Length, start + MissingBits.WordRows)];
            Span<double> now = taken.AsSpan(start, some.Length);
            for (int i = 0; i < some.Length; i++)
                now[i] = values[some[i]];
            missing?.MarkNaN(start, now);
        }
        return taken;
    }
}
