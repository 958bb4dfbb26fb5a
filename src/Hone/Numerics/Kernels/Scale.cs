using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>x ← a·x.</summary>
    public static void Scale(double a, Span<double> x) => Scale(VectorPath.Widest, a, x);

    public static void Scale(VectorPath path, double a, Span<double> x) => ForEach(path, x.Length, new Multiple(a, x));

    /// <summary>x ← x/a.</summary>
    public static void Divide(Span<double> x, double a) => Divide(VectorPath.Widest, x, a);

    public static void Divide(VectorPath path, Span<double> x, double a) => ForEach(path, x.Length, new Share(a, x));

    private readonly ref struct Multiple(double a, Span<double> x) : IStep
    {
        private readonly double a = a;
        private readonly ref double x = ref First(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(T.Fill(a) * At<T>(in x, at), ref x, at);
    }

    private readonly ref struct Share(double a, Span<double> x) : IStep
    {
        private readonly double a = a;
        private readonly ref double x = ref First(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T> => Put(At<T>(in x, at) / T.Fill(a), ref x, at);
    }
}
