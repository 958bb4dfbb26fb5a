using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        ref double rows = ref MemoryMarshal.GetReference(groups);
        ref double to = ref MemoryMarshal.GetReference(distances);
        nuint step = (nuint)query.Length * GroupRows, at = 0;
        for (nuint g = 0; g < (nuint)distances.Length; g += GroupRows, at += step)
        {
            if (path == VectorPath.Vectors512)
            {
                Vector512<double> sum = default, shared = default;
                foreach (int j in present)
                {
                    Vector512<double> apart = Vector512.Create(query[j]) - Vector512.LoadUnsafe(ref rows, at + ((nuint)j * GroupRows));
                    Vector512<double> both = Vector512.Equals(apart, apart);
                    sum += (apart * apart) & both;
                    shared += Vector512<double>.One & both;
                }
                Vector512<double> length = Vector512.Sqrt(sum * Vector512.Create((double)query.Length) / shared);
                Vector512.ConditionalSelect(Vector512.Equals(shared, default), Vector512.Create(double.PositiveInfinity), length).StoreUnsafe(ref to, g);
                continue;
            }
            for (nuint half = 0; half < GroupRows; half += 4)
            {
                Vector256<double> sum = default, shared = default;
                foreach (int j in present)
                {
                    Vector256<double> apart = Vector256.Create(query[j]) - Vector256.LoadUnsafe(ref rows, at + half + ((nuint)j * GroupRows));
                    Vector256<double> both = Vector256.Equals(apart, apart);
                    sum += (apart * apart) & both;
                    shared += Vector256<double>.One & both;
                }
                Vector256<double> length = Vector256.Sqrt(sum * Vector256.Create((double)query.Length) / shared);
                Vector256.ConditionalSelect(Vector256.Equals(shared, default), Vector256.Create(double.PositiveInfinity), length).StoreUnsafe(ref to, g + half);
            }
        }
    }
}
