using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hone.Models.Linear;

/// <summary>Σ wⱼ·xⱼ of a row, dense or sparse, to the same bits.</summary>
/// <remarks>
/// Eight lanes by definition: entry j of the part that divides by eight is added to lane j mod 8, without fused multiply-add.
/// A sparse row leaves out the zeros of those same additions, which changes no lane, so that a row scores alike however it is stored.
/// </remarks>
internal static class LinearScore
{
    private const int Lanes = 8;

    /// <summary>The dense form; the lengths are equal.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> w)
    {
        Debug.Assert(x.Length == w.Length);
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(w);
        Vector256<double> low = default, high = default;
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes)
        {
            low += Vector256.LoadUnsafe(ref a, (nuint)i) * Vector256.LoadUnsafe(ref b, (nuint)i);
            high += Vector256.LoadUnsafe(ref a, (nuint)i + 4) * Vector256.LoadUnsafe(ref b, (nuint)i + 4);
        }
        double sum = Sum(low + high);
        for (; i < x.Length; i++)
            sum += x[i] * w[i];
        return sum;
    }

    /// <summary>The sparse form: entries at ascending columns.</summary>
    public static double Dot(ReadOnlySpan<int> columns, ReadOnlySpan<double> values, ReadOnlySpan<double> w)
    {
        Span<double> lanes = stackalloc double[Lanes];
        lanes.Clear();
        int whole = w.Length & ~(Lanes - 1), k = 0;
        for (; k < columns.Length && columns[k] < whole; k++)
            lanes[columns[k] & (Lanes - 1)] += values[k] * w[columns[k]];
        double sum = Sum(Vector256.Create<double>(lanes[..4]) + Vector256.Create<double>(lanes[4..]));
        for (; k < columns.Length; k++)
            sum += values[k] * w[columns[k]];
        return sum;
    }

    /// <summary>y += a·x; each entry is rounded by itself, so the width of the vector cannot show.</summary>
    public static void AddScaled(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        Debug.Assert(x.Length == y.Length);
        ref double from = ref MemoryMarshal.GetReference(x), to = ref MemoryMarshal.GetReference(y);
        Vector256<double> scale = Vector256.Create(a);
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
            (Vector256.LoadUnsafe(ref to, (nuint)i) + (scale * Vector256.LoadUnsafe(ref from, (nuint)i))).StoreUnsafe(ref to, (nuint)i);
        for (; i < x.Length; i++)
            y[i] += a * x[i];
    }

    private static double Sum(Vector256<double> lanes) => (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}
