using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>result ← a − b.</summary>
    public static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => Subtract(VectorPath.Widest, a, b, result);

    public static void Subtract(VectorPath path, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        Debug.Assert(a.Length == b.Length && a.Length == result.Length);
        ForEach(path, a.Length, new EntryDifference(a, b, result));
    }

    private readonly ref struct EntryDifference(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) : IStep
    {
        private readonly ref readonly double a = ref First(a);
        private readonly ref readonly double b = ref First(b);
        private readonly ref double result = ref First(result);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(At<T>(in a, at) - At<T>(in b, at), ref result, at);
    }
}
