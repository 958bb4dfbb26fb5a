using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>y ← y + a·x, each entry by one fused multiply-add.</summary>
    public static void Axpy(double a, ReadOnlySpan<double> x, Span<double> y) => Axpy(VectorPath.Widest, a, x, y);

    public static void Axpy(VectorPath path, double a, ReadOnlySpan<double> x, Span<double> y)
    {
        Debug.Assert(x.Length == y.Length);
        ForEach(path, x.Length, new AddMultiple(a, x, y));
    }

    private readonly ref struct AddMultiple(double a, ReadOnlySpan<double> x, Span<double> y) : IStep
    {
        private readonly double a = a;
        private readonly ref readonly double x = ref First(x);
        private readonly ref double y = ref First(y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(T.FusedMultiplyAdd(T.Fill(a), At<T>(in x, at), At<T>(in y, at)), ref y, at);
    }
}
