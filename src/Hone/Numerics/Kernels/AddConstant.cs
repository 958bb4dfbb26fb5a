using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>x ← x + a.</summary>
    public static void AddConstant(double a, Span<double> x) => AddConstant(VectorPath.Widest, a, x);

    public static void AddConstant(VectorPath path, double a, Span<double> x) => ForEach(path, x.Length, new Raise(a, x));

    private readonly ref struct Raise(double a, Span<double> x) : IStep
    {
        private readonly double a = a;
        private readonly ref double x = ref First(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(T.Fill(a) + At<T>(in x, at), ref x, at);
    }
}
