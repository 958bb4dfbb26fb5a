using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>to ← (x − shift) / divisor + offset, entry by entry; NaN stays NaN.</summary>
    /// <remarks>Where x − shift leaves the range of a double, x / divisor − shift / divisor is taken, which may not.</remarks>
    public static void ShiftAndDivide(ReadOnlySpan<double> x, double shift, double divisor, double offset, Span<double> to) =>
        ShiftAndDivide(VectorPath.Widest, x, shift, divisor, offset, to);

    public static void ShiftAndDivide(VectorPath path, ReadOnlySpan<double> x, double shift, double divisor, double offset, Span<double> to)
    {
        Debug.Assert(x.Length == to.Length);
        ForEach(path, x.Length, new Standardised(x, shift, divisor, offset, to));
    }

    private readonly ref struct Standardised(ReadOnlySpan<double> x, double shift, double divisor, double offset, Span<double> to) : IStep
    {
        private readonly ref readonly double x = ref First(x);
        private readonly ref double to = ref First(to);
        private readonly double shift = shift, divisor = divisor, offset = offset;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<T>(nint at)
            where T : struct, ILanes<T>
        {
            T values = At<T>(in x, at), moved = values - T.Fill(shift), divided = moved / T.Fill(divisor);
            T beyond = T.AreEqual(T.Abs(moved), T.Fill(double.PositiveInfinity));
            if (T.Any(beyond))
                divided = T.Select(beyond, (values / T.Fill(divisor)) - T.Fill(shift / divisor), divided);
            Put(divided + T.Fill(offset), ref to, at);
        }
    }
}
