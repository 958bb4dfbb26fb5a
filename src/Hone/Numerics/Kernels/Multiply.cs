using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>y ← x·y, entry by entry.</summary>
    public static void Multiply(ReadOnlySpan<double> x, Span<double> y) => Multiply(VectorPath.Widest, x, y);

    public static void Multiply(VectorPath path, ReadOnlySpan<double> x, Span<double> y)
    {
        Debug.Assert(x.Length == y.Length);
        ForEach(path, x.Length, new EntryProduct(x, y));
    }

    /// <summary>result ← a·x.</summary>
    public static void Multiply(double a, ReadOnlySpan<double> x, Span<double> result) => Multiply(VectorPath.Widest, a, x, result);

    public static void Multiply(VectorPath path, double a, ReadOnlySpan<double> x, Span<double> result)
    {
        Debug.Assert(x.Length == result.Length);
        ForEach(path, x.Length, new MultipleInto(a, x, result));
    }

    private readonly ref struct MultipleInto(double a, ReadOnlySpan<double> x, Span<double> result) : IStep
    {
        private readonly double a = a;
        private readonly ref readonly double x = ref First(x);
        private readonly ref double result = ref First(result);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(T.Fill(a) * At<T>(in x, at), ref result, at);
    }

    private readonly ref struct EntryProduct(ReadOnlySpan<double> x, Span<double> y) : IStep
    {
        private readonly ref readonly double x = ref First(x);
        private readonly ref double y = ref First(y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(At<T>(in x, at) * At<T>(in y, at), ref y, at);
    }
}
