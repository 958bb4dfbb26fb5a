using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The largest value; −∞ of none, NaN if there is one.</summary>
    public static double Max(ReadOnlySpan<double> a) => Max(VectorPath.Widest, a);

    public static double Max(VectorPath path, ReadOnlySpan<double> a) => path switch
    {
        VectorPath.Vectors512 => Max<Lanes8>(a),
        VectorPath.Vectors256 => Max<Twice<Lanes4>>(a),
        VectorPath.Vectors128 => Max<Twice<Twice<Lanes2>>>(a),
        _ => Max<Twice<Twice<Twice<Lane1>>>>(a),
    };

    /// <summary>The largest |aᵢ|; 0 of none, NaN if there is one.</summary>
    public static double MaxAbsolute(ReadOnlySpan<double> a) => MaxAbsolute(VectorPath.Widest, a);

    public static double MaxAbsolute(VectorPath path, ReadOnlySpan<double> a) => path switch
    {
        VectorPath.Vectors512 => MaxAbsolute<Lanes8>(a),
        VectorPath.Vectors256 => MaxAbsolute<Twice<Lanes4>>(a),
        VectorPath.Vectors128 => MaxAbsolute<Twice<Twice<Lanes2>>>(a),
        _ => MaxAbsolute<Twice<Twice<Twice<Lane1>>>>(a),
    };

    /// <summary>Where the largest value stands, the first if several are equal; the first NaN if there is one; −1 of none.</summary>
    public static int ArgMax(ReadOnlySpan<double> a)
    {
        if (a.IsEmpty)
            return -1;
        int best = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (double.IsNaN(a[i]))
                return i;
            if (a[i] > a[best])
                best = i;
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Max<T>(ReadOnlySpan<double> a)
        where T : struct, ILanes<T>
    {
        ref double first = ref First(a);
        nint i = 0;
        double max = double.NegativeInfinity;
        if (a.Length >= Lanes)
        {
            T row = At<T>(in first, 0);
            for (i = Lanes; i <= a.Length - Lanes; i += Lanes)
                row = T.Max(row, At<T>(in first, i));
            max = T.Largest(row);
        }
        for (; i < a.Length; i++)
            max = Math.Max(max, Unsafe.Add(ref first, i));
        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MaxAbsolute<T>(ReadOnlySpan<double> a)
        where T : struct, ILanes<T>
    {
        ref double first = ref First(a);
        nint i = 0;
        double max = 0.0;
        if (a.Length >= Lanes)
        {
            T row = T.Abs(At<T>(in first, 0));
            for (i = Lanes; i <= a.Length - Lanes; i += Lanes)
                row = T.Max(row, T.Abs(At<T>(in first, i)));
            max = T.Largest(row);
        }
        for (; i < a.Length; i++)
            max = Math.Max(max, Math.Abs(Unsafe.Add(ref first, i)));
        return max;
    }
}
