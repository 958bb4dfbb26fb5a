using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The largest value; −∞ of none, NaN if there is one.</summary>
    public static double Max(ReadOnlySpan<double> a) => Max(VectorPath.Widest, a);

    public static double Max(VectorPath path, ReadOnlySpan<double> a) => Largest(path, a, double.NegativeInfinity, default(Itself));

    /// <summary>The largest |aᵢ|; 0 of none, NaN if there is one.</summary>
    public static double MaxAbsolute(ReadOnlySpan<double> a) => MaxAbsolute(VectorPath.Widest, a);

    public static double MaxAbsolute(VectorPath path, ReadOnlySpan<double> a) => Largest(path, a, 0.0, default(Size));

    /// <summary>Where the largest value stands, the first if several are equal; the first NaN if there is one; −1 of none.</summary>
    public static int ArgMax(ReadOnlySpan<double> a)
    {
        double max = Max(a);
        if (!double.IsNaN(max))
            return a.IndexOf(max);
        int i = 0;
        while (!double.IsNaN(a[i]))
            i++;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Largest<TFunction>(VectorPath path, ReadOnlySpan<double> a, double least, TFunction function)
        where TFunction : struct, IFunction => path switch
        {
            VectorPath.Vectors512 => Largest<TFunction, Lanes8>(a, least, function),
            VectorPath.Vectors256 => Largest<TFunction, Twice<Lanes4>>(a, least, function),
            VectorPath.Vectors128 => Largest<TFunction, Twice<Twice<Lanes2>>>(a, least, function),
            _ => Largest<TFunction, Twice<Twice<Twice<Lane1>>>>(a, least, function),
        };

    /// <summary>The largest value of a function, in four rows of lanes; the order does not matter to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Largest<TFunction, T>(ReadOnlySpan<double> a, double least, TFunction function)
        where TFunction : struct, IFunction
        where T : struct, ILanes<T>
    {
        ref double first = ref First(a);
        nint i = 0;
        if (a.Length >= Lanes)
        {
            T row = T.Fill(least), row1 = row, row2 = row, row3 = row;
            for (; i <= a.Length - (4 * Lanes); i += 4 * Lanes)
            {
                row = T.Max(row, function.Of(At<T>(in first, i)));
                row1 = T.Max(row1, function.Of(At<T>(in first, i + Lanes)));
                row2 = T.Max(row2, function.Of(At<T>(in first, i + (2 * Lanes))));
                row3 = T.Max(row3, function.Of(At<T>(in first, i + (3 * Lanes))));
            }
            row = T.Max(T.Max(row, row1), T.Max(row2, row3));
            for (; i <= a.Length - Lanes; i += Lanes)
                row = T.Max(row, function.Of(At<T>(in first, i)));
            least = T.Largest(row);
        }
        for (; i < a.Length; i++)
            least = Math.Max(least, function.Of(At<Lane1>(in first, i)).Value);
        return least;
    }

    private readonly struct Itself : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => x;
    }

    private readonly struct Size : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T x)
            where T : struct, ILanes<T> => T.Abs(x);
    }
}
