using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>A plane rotation of two vectors: (x, y) ← (c·x + s·y, c·y − s·x), each product sum with one rounding less than written.</summary>
    public static void Rotate(Span<double> x, Span<double> y, double c, double s) => Rotate(VectorPath.Widest, x, y, c, s);

    public static void Rotate(VectorPath path, Span<double> x, Span<double> y, double c, double s)
    {
        Debug.Assert(x.Length == y.Length);
        ForEach(path, x.Length, new Rotation(x, y, c, s));
    }

    private readonly ref struct Rotation(Span<double> x, Span<double> y, double c, double s) : IStep
    {
        private readonly ref double x = ref First(x);
        private readonly ref double y = ref First(y);
        private readonly double c = c;
        private readonly double s = s;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T>
        {
            T cosine = T.Fill(c), sine = T.Fill(s), a = At<T>(in x, at), b = At<T>(in y, at);
            Put(T.FusedMultiplyAdd(cosine, a, sine * b), ref x, at);
            Put(T.FusedMultiplyAdd(cosine, b, -(sine * a)), ref y, at);
        }
    }
}
