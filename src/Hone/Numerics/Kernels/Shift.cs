using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>to ← (x − shift) / divisor + offset, entry by entry; NaN stays NaN.</summary>
    /// <remarks>Where x − shift leaves the range of a double, x / divisor − shift / divisor is taken, which may not.</remarks>
    public static void ShiftAndDivide(ReadOnlySpan<double> x, double shift, double divisor, double offset, Span<double> to)
    {
        Debug.Assert(x.Length == to.Length);
        Vector512<double> shifts = Vector512.Create(shift), divisors = Vector512.Create(divisor), offsets = Vector512.Create(offset);
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            Vector512<double> moved = Vector512.Create(x[i..]) - shifts;
            if (Vector512.EqualsAny(Vector512.Abs(moved), Vector512.Create(double.PositiveInfinity)))
            {
                for (int k = i; k < i + 8; k++)
                    to[k] = ShiftAndDivide(x[k], shift, divisor, offset);
                continue;
            }
            ((moved / divisors) + offsets).CopyTo(to[i..]);
        }
        for (; i < x.Length; i++)
            to[i] = ShiftAndDivide(x[i], shift, divisor, offset);
    }

    private static double ShiftAndDivide(double x, double shift, double divisor, double offset)
    {
        double moved = x - shift;
        return (double.IsInfinity(moved) ? (x / divisor) - (shift / divisor) : moved / divisor) + offset;
    }
}
