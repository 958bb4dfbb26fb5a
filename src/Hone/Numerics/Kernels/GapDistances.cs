using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The distances of one row to groups of eight rows that have gaps: √(d / m · Σ (xⱼ − yⱼ)²) over the m of d columns that both have, +∞ where m = 0.</summary>
    /// <remarks>The groups lie as for <see cref="GroupDistances{TStep}(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>; NaN is a gap. Terms are added column by column.</remarks>
    /// <param name="query">d numbers.</param>
    /// <param name="present">The columns that the query has, ascending.</param>
    /// <param name="groups">Whole groups.</param>
    /// <param name="distances">Receives eight a group.</param>
    public static void GapDistances(ReadOnlySpan<double> query, ReadOnlySpan<int> present, ReadOnlySpan<double> groups, Span<double> distances) =>
        GapDistances(query, present, groups, distances, VectorPath.Widest);

    public static void GapDistances(ReadOnlySpan<double> query, ReadOnlySpan<int> present, ReadOnlySpan<double> groups, Span<double> distances, VectorPath path)
    {
        Debug.Assert(groups.Length == query.Length * distances.Length && distances.Length % GroupRows == 0);
        switch (path)
        {
            case VectorPath.Vectors512:
                GapDistances<Lanes8>(query, present, groups, distances);
                break;
            case VectorPath.Vectors256:
                GapDistances<Twice<Lanes4>>(query, present, groups, distances);
                break;
            case VectorPath.Vectors128:
                GapDistances<Twice<Twice<Lanes2>>>(query, present, groups, distances);
                break;
            default:
                GapDistances<Twice<Twice<Twice<Lane1>>>>(query, present, groups, distances);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GapDistances<T>(ReadOnlySpan<double> query, ReadOnlySpan<int> present, ReadOnlySpan<double> groups, Span<double> distances)
        where T : struct, ILanes<T>
    {
        ref double rows = ref First(groups);
        ref double to = ref First(distances);
        nint step = (nint)query.Length * GroupRows, at = 0;
        for (nint g = 0; g < distances.Length; g += GroupRows, at += step)
        {
            T sum = default, shared = default;
            foreach (int j in present)
            {
                T apart = T.Fill(query[j]) - At<T>(in rows, at + ((nint)j * GroupRows));
                T both = T.AreEqual(apart, apart);
                sum += (apart * apart) & both;
                shared += T.Fill(1.0) & both;
            }
            T length = T.Sqrt(sum * T.Fill(query.Length) / shared);
            Put(T.Select(T.AreEqual(shared, default), T.Fill(double.PositiveInfinity), length), ref to, g);
        }
    }
}
