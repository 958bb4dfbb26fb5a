using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>Rows that lie side by side in a group.</summary>
    public const int GroupRows = 8;

    /// <summary>The distances of one row to groups of eight rows each, which lie column by column: entry r of column j of group g is groups[8(g·d + j) + r].</summary>
    /// <remarks>Each distance has the bits of <see cref="Distance{TStep}(ReadOnlySpan{double}, ReadOnlySpan{double})"/>: the lanes of a sum stand in vectors of their own here.</remarks>
    /// <param name="query">d numbers.</param>
    /// <param name="groups">Whole groups.</param>
    /// <param name="distances">Receives eight a group.</param>
    public static void GroupDistances<TStep>(ReadOnlySpan<double> query, ReadOnlySpan<double> groups, Span<double> distances)
        where TStep : struct, IDistanceStep => GroupDistances<TStep>(query, groups, distances, VectorPath.Widest);

    public static void GroupDistances<TStep>(ReadOnlySpan<double> query, ReadOnlySpan<double> groups, Span<double> distances, VectorPath path)
        where TStep : struct, IDistanceStep
    {
        Debug.Assert(groups.Length == query.Length * distances.Length && distances.Length % GroupRows == 0);
        switch (path)
        {
            case VectorPath.Vectors512:
                GroupDistances<TStep, Lanes8>(query, groups, distances);
                break;
            case VectorPath.Vectors256:
                GroupDistances<TStep, Lanes4>(query, groups, distances);
                break;
            case VectorPath.Vectors128:
                GroupDistances<TStep, Lanes2>(query, groups, distances);
                break;
            default:
                GroupDistances<TStep, Lane1>(query, groups, distances);
                break;
        }
    }

    // As many rows of a group at a time as one vector holds, so that the eight sums stay in registers.
    private static void GroupDistances<TStep, T>(ReadOnlySpan<double> query, ReadOnlySpan<double> groups, Span<double> distances)
        where TStep : struct, IDistanceStep
        where T : struct, ILanes<T>
    {
        ref double rows = ref First(groups);
        ref double to = ref First(distances);
        nint step = (nint)query.Length * GroupRows;
        for (nint g = 0; g < distances.Length; g += GroupRows, rows = ref Unsafe.Add(ref rows, step))
        {
            for (int row = 0; row < GroupRows; row += T.Count)
                PartOfGroup<TStep, T>(query, ref Unsafe.Add(ref rows, row), ref Unsafe.Add(ref to, g + row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PartOfGroup<TStep, T>(ReadOnlySpan<double> query, ref double rows, ref double to)
        where TStep : struct, IDistanceStep
        where T : struct, ILanes<T>
    {
        T sum = default;
        int j = 0;
        nint at = 0;
        if (query.Length >= Lanes)
        {
            T s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (; j <= query.Length - Lanes; j += Lanes, at += Lanes * GroupRows)
            {
                s0 = TStep.Add(s0, T.Fill(query[j]) - At<T>(in rows, at));
                s1 = TStep.Add(s1, T.Fill(query[j + 1]) - At<T>(in rows, at + 8));
                s2 = TStep.Add(s2, T.Fill(query[j + 2]) - At<T>(in rows, at + 16));
                s3 = TStep.Add(s3, T.Fill(query[j + 3]) - At<T>(in rows, at + 24));
                s4 = TStep.Add(s4, T.Fill(query[j + 4]) - At<T>(in rows, at + 32));
                s5 = TStep.Add(s5, T.Fill(query[j + 5]) - At<T>(in rows, at + 40));
                s6 = TStep.Add(s6, T.Fill(query[j + 6]) - At<T>(in rows, at + 48));
                s7 = TStep.Add(s7, T.Fill(query[j + 7]) - At<T>(in rows, at + 56));
            }
            sum = TStep.Join(
                TStep.Join(TStep.Join(s0, s4), TStep.Join(s2, s6)),
                TStep.Join(TStep.Join(s1, s5), TStep.Join(s3, s7)));
        }
        for (; j < query.Length; j++, at += GroupRows)
            sum = TStep.Add(sum, T.Fill(query[j]) - At<T>(in rows, at));
        sum.Store(ref to);
    }
}
