using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        ref double rows = ref MemoryMarshal.GetReference(groups);
        ref double to = ref MemoryMarshal.GetReference(distances);
        nuint step = (nuint)query.Length * GroupRows, at = 0;
        for (nuint g = 0; g < (nuint)distances.Length; g += GroupRows, at += step)
        {
            if (path == VectorPath.Vectors512)
            {
                Whole<TStep>(query, ref rows, at).StoreUnsafe(ref to, g);
            }
            else
            {
                Half<TStep>(query, ref rows, at).StoreUnsafe(ref to, g);
                Half<TStep>(query, ref rows, at + 4).StoreUnsafe(ref to, g + 4);
            }
        }
    }

    private static Vector512<double> Whole<TStep>(ReadOnlySpan<double> query, ref double rows, nuint at)
        where TStep : struct, IDistanceStep
    {
        Vector512<double> sum = default;
        int j = 0;
        if (query.Length >= Lanes)
        {
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (; j <= query.Length - Lanes; j += Lanes, at += Lanes * GroupRows)
            {
                s0 = TStep.Add(s0, Vector512.Create(query[j]) - Vector512.LoadUnsafe(ref rows, at));
                s1 = TStep.Add(s1, Vector512.Create(query[j + 1]) - Vector512.LoadUnsafe(ref rows, at + 8));
                s2 = TStep.Add(s2, Vector512.Create(query[j + 2]) - Vector512.LoadUnsafe(ref rows, at + 16));
                s3 = TStep.Add(s3, Vector512.Create(query[j + 3]) - Vector512.LoadUnsafe(ref rows, at + 24));
                s4 = TStep.Add(s4, Vector512.Create(query[j + 4]) - Vector512.LoadUnsafe(ref rows, at + 32));
                s5 = TStep.Add(s5, Vector512.Create(query[j + 5]) - Vector512.LoadUnsafe(ref rows, at + 40));
                s6 = TStep.Add(s6, Vector512.Create(query[j + 6]) - Vector512.LoadUnsafe(ref rows, at + 48));
                s7 = TStep.Add(s7, Vector512.Create(query[j + 7]) - Vector512.LoadUnsafe(ref rows, at + 56));
            }
            sum = TStep.Join(
                TStep.Join(TStep.Join(s0, s4), TStep.Join(s2, s6)),
                TStep.Join(TStep.Join(s1, s5), TStep.Join(s3, s7)));
        }
        for (; j < query.Length; j++, at += GroupRows)
            sum = TStep.Add(sum, Vector512.Create(query[j]) - Vector512.LoadUnsafe(ref rows, at));
        return sum;
    }

    // Four of a group's eight rows.
    private static Vector256<double> Half<TStep>(ReadOnlySpan<double> query, ref double rows, nuint at)
        where TStep : struct, IDistanceStep
    {
        Vector256<double> sum = default;
        int j = 0;
        if (query.Length >= Lanes)
        {
            Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (; j <= query.Length - Lanes; j += Lanes, at += Lanes * GroupRows)
            {
                s0 = TStep.Add(s0, Vector256.Create(query[j]) - Vector256.LoadUnsafe(ref rows, at));
                s1 = TStep.Add(s1, Vector256.Create(query[j + 1]) - Vector256.LoadUnsafe(ref rows, at + 8));
                s2 = TStep.Add(s2, Vector256.Create(query[j + 2]) - Vector256.LoadUnsafe(ref rows, at + 16));
                s3 = TStep.Add(s3, Vector256.Create(query[j + 3]) - Vector256.LoadUnsafe(ref rows, at + 24));
                s4 = TStep.Add(s4, Vector256.Create(query[j + 4]) - Vector256.LoadUnsafe(ref rows, at + 32));
                s5 = TStep.Add(s5, Vector256.Create(query[j + 5]) - Vector256.LoadUnsafe(ref rows, at + 40));
                s6 = TStep.Add(s6, Vector256.Create(query[j + 6]) - Vector256.LoadUnsafe(ref rows, at + 48));
                s7 = TStep.Add(s7, Vector256.Create(query[j + 7]) - Vector256.LoadUnsafe(ref rows, at + 56));
            }
            sum = TStep.Join(
                TStep.Join(TStep.Join(s0, s4), TStep.Join(s2, s6)),
                TStep.Join(TStep.Join(s1, s5), TStep.Join(s3, s7)));
        }
        for (; j < query.Length; j++, at += GroupRows)
            sum = TStep.Add(sum, Vector256.Create(query[j]) - Vector256.LoadUnsafe(ref rows, at));
        return sum;
    }
}
