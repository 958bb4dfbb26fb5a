using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>y ← y + the share of rows <paramref name="from"/> to <paramref name="to"/> − 1 in A·x, where only the lower triangle of the symmetric A is stored.</summary>
    /// <remarks>
    /// A stored row serves twice: as a row of A, for its own entry of the product, and as a column, for the entries before it. Half of A is read, which is what such
    /// products wait for. Four rows at a time share the loads of x and y. Each entry of y before the rows is one chain of fused multiply-adds in the order of the rows.
    /// </remarks>
    /// <param name="a">The first entry of A.</param>
    /// <param name="stride">Doubles from one row of A to the next.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">One more than the last row.</param>
    /// <param name="x">At least <paramref name="to"/> numbers.</param>
    /// <param name="y">At least <paramref name="to"/> numbers.</param>
    public static unsafe void SymmetricTimes(double* a, int stride, int from, int to, double* x, double* y) =>
        SymmetricTimes(VectorPath.Widest, a, stride, from, to, x, y);

    public static unsafe void SymmetricTimes(VectorPath path, double* a, int stride, int from, int to, double* x, double* y)
    {
        int row = from;
        for (; row <= to - 4; row += 4)
        {
            double* line = a + ((long)row * stride);
            switch (path)
            {
                case VectorPath.Vectors512:
                    FourSymmetricRows<Lanes8>(line, stride, row, x, y);
                    break;
                case VectorPath.Vectors256:
                    FourSymmetricRows<Twice<Lanes4>>(line, stride, row, x, y);
                    break;
                case VectorPath.Vectors128:
                    FourSymmetricRows<Twice<Twice<Lanes2>>>(line, stride, row, x, y);
                    break;
                default:
                    FourSymmetricRows<Twice<Twice<Twice<Lane1>>>>(line, stride, row, x, y);
                    break;
            }
        }
        for (; row < to; row++)
        {
            double* line = a + ((long)row * stride);
            ReadOnlySpan<double> before = new(line, row);
            y[row] += Math.FusedMultiplyAdd(line[row], x[row], Dot(path, before, new ReadOnlySpan<double>(x, row)));
            Axpy(path, x[row], before, new Span<double>(y, row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void FourSymmetricRows<T>(double* line0, int stride, int row, double* x, double* y)
        where T : struct, ILanes<T>
    {
        double* line1 = line0 + stride, line2 = line1 + stride, line3 = line2 + stride;
        double x0 = x[row], x1 = x[row + 1], x2 = x[row + 2], x3 = x[row + 3];
        double sum0 = 0.0, sum1 = 0.0, sum2 = 0.0, sum3 = 0.0;
        int j = 0;
        if (row >= Lanes)
        {
            T lanes0 = default, lanes1 = default, lanes2 = default, lanes3 = default;
            T all0 = T.Fill(x0), all1 = T.Fill(x1), all2 = T.Fill(x2), all3 = T.Fill(x3);
            for (; j <= row - Lanes; j += Lanes)
            {
                T target = T.Load(in y[j]), across = T.Load(in x[j]);
                T v0 = T.Load(in line0[j]), v1 = T.Load(in line1[j]), v2 = T.Load(in line2[j]), v3 = T.Load(in line3[j]);
                target = T.FusedMultiplyAdd(all0, v0, target);
                target = T.FusedMultiplyAdd(all1, v1, target);
                target = T.FusedMultiplyAdd(all2, v2, target);
                target = T.FusedMultiplyAdd(all3, v3, target);
                target.Store(ref y[j]);
                lanes0 = T.FusedMultiplyAdd(v0, across, lanes0);
                lanes1 = T.FusedMultiplyAdd(v1, across, lanes1);
                lanes2 = T.FusedMultiplyAdd(v2, across, lanes2);
                lanes3 = T.FusedMultiplyAdd(v3, across, lanes3);
            }
            sum0 = T.Sum(lanes0);
            sum1 = T.Sum(lanes1);
            sum2 = T.Sum(lanes2);
            sum3 = T.Sum(lanes3);
        }
        for (; j < row; j++)
        {
            double target = Math.FusedMultiplyAdd(x0, line0[j], y[j]);
            target = Math.FusedMultiplyAdd(x1, line1[j], target);
            target = Math.FusedMultiplyAdd(x2, line2[j], target);
            y[j] = Math.FusedMultiplyAdd(x3, line3[j], target);
            sum0 = Math.FusedMultiplyAdd(line0[j], x[j], sum0);
            sum1 = Math.FusedMultiplyAdd(line1[j], x[j], sum1);
            sum2 = Math.FusedMultiplyAdd(line2[j], x[j], sum2);
            sum3 = Math.FusedMultiplyAdd(line3[j], x[j], sum3);
        }

        // The 4 × 4 corner on the diagonal: below it a row and a column, on it once.
        double b10 = line1[row], b20 = line2[row], b30 = line3[row], b21 = line2[row + 1], b31 = line3[row + 1], b32 = line3[row + 2];
        y[row] += sum0 + (line0[row] * x0) + (b10 * x1) + (b20 * x2) + (b30 * x3);
        y[row + 1] += sum1 + (b10 * x0) + (line1[row + 1] * x1) + (b21 * x2) + (b31 * x3);
        y[row + 2] += sum2 + (b20 * x0) + (b21 * x1) + (line2[row + 2] * x2) + (b32 * x3);
        y[row + 3] += sum3 + (b30 * x0) + (b31 * x1) + (b32 * x2) + (line3[row + 3] * x3);
    }
}
