using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>sum ← sum + a·x², entry by entry, the square rounded first.</summary>
    public static void AddSquares(double a, ReadOnlySpan<double> x, Span<double> sum) => AddSquares(VectorPath.Widest, a, x, sum);

    public static void AddSquares(VectorPath path, double a, ReadOnlySpan<double> x, Span<double> sum)
    {
        Debug.Assert(x.Length == sum.Length);
        ForEach(path, x.Length, new AddMultipleOfSquare(a, x, sum));
    }

    private readonly ref struct AddMultipleOfSquare(double a, ReadOnlySpan<double> x, Span<double> sum) : IStep
    {
        private readonly double a = a;
        private readonly ref readonly double x = ref First(x);
        private readonly ref double sum = ref First(sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T>
        {
            T entry = At<T>(in x, at);
            Put(T.FusedMultiplyAdd(T.Fill(a), entry * entry, At<T>(in sum, at)), ref sum, at);
        }
    }
}
