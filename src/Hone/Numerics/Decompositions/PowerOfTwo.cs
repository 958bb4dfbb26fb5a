namespace Hone.Numerics;

/// <summary>Multiplication by powers of 2, which changes no digit.</summary>
internal static class PowerOfTwo
{
    /// <summary>x ← 2^power·x; powers beyond the range of one factor go in two steps.</summary>
    public static void Scale(Span<double> x, int power)
    {
        if (power == 0)
            return;
        int half = power / 2;
        if (Math.Abs(power) <= 1000)
            half = 0;
        if (half != 0)
            Kernels.Scale(Math.ScaleB(1.0, half), x);
        Kernels.Scale(Math.ScaleB(1.0, power - half), x);
    }
}
