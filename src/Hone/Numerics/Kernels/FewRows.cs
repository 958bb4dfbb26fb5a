using System.Runtime.Intrinsics;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The dot products of some rows with one vector, each in the order of <see cref="Dot"/>; four rows at a time share the loads of the vector.</summary>
    /// <param name="rows">The first entry of the first row.</param>
    /// <param name="stride">Doubles from one row to the next.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="x">The vector.</param>
    /// <param name="length">Entries of each row, and of the vector.</param>
    /// <param name="products">Where the products go, one a row.</param>
    public static unsafe void DotRows(double* rows, int stride, int count, double* x, int length, double* products)
    {
        int row = 0;
        for (; row <= count - 4 && length >= Lanes; row += 4)
        {
            double* line0 = rows + ((long)row * stride), line1 = line0 + stride, line2 = line1 + stride, line3 = line2 + stride;
            Vector512<double> lanes0 = default, lanes1 = default, lanes2 = default, lanes3 = default;
            int j = 0;
            for (; j <= length - Lanes; j += Lanes)
            {
                Vector512<double> across = Vector512.Load(x + j);
                lanes0 = Vector512.FusedMultiplyAdd(Vector512.Load(line0 + j), across, lanes0);
                lanes1 = Vector512.FusedMultiplyAdd(Vector512.Load(line1 + j), across, lanes1);
                lanes2 = Vector512.FusedMultiplyAdd(Vector512.Load(line2 + j), across, lanes2);
                lanes3 = Vector512.FusedMultiplyAdd(Vector512.Load(line3 + j), across, lanes3);
            }
            double sum0 = AddLanes(lanes0.GetLower(), lanes0.GetUpper()), sum1 = AddLanes(lanes1.GetLower(), lanes1.GetUpper());
            double sum2 = AddLanes(lanes2.GetLower(), lanes2.GetUpper()), sum3 = AddLanes(lanes3.GetLower(), lanes3.GetUpper());
            for (; j < length; j++)
            {
                sum0 = Math.FusedMultiplyAdd(line0[j], x[j], sum0);
                sum1 = Math.FusedMultiplyAdd(line1[j], x[j], sum1);
                sum2 = Math.FusedMultiplyAdd(line2[j], x[j], sum2);
                sum3 = Math.FusedMultiplyAdd(line3[j], x[j], sum3);
            }
            (products[row], products[row + 1], products[row + 2], products[row + 3]) = (sum0, sum1, sum2, sum3);
        }
        for (; row < count; row++)
            products[row] = Dot(new ReadOnlySpan<double>(rows + ((long)row * stride), length), new ReadOnlySpan<double>(x, length));
    }

    /// <summary>y ← y + Σ factorᵢ·rowᵢ: each entry one chain of fused multiply-adds in the order of the rows; four rows at a time share the loads and stores of y.</summary>
    /// <param name="factors">One a row.</param>
    /// <param name="rows">The first entry of the first row.</param>
    /// <param name="stride">Doubles from one row to the next.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="y">The sum.</param>
    /// <param name="length">Entries of each row, and of the sum.</param>
    public static unsafe void AxpyRows(double* factors, double* rows, int stride, int count, double* y, int length)
    {
        int row = 0;
        for (; row <= count - 4; row += 4)
        {
            double* line0 = rows + ((long)row * stride), line1 = line0 + stride, line2 = line1 + stride, line3 = line2 + stride;
            double f0 = factors[row], f1 = factors[row + 1], f2 = factors[row + 2], f3 = factors[row + 3];
            Vector512<double> all0 = Vector512.Create(f0), all1 = Vector512.Create(f1), all2 = Vector512.Create(f2), all3 = Vector512.Create(f3);
            int j = 0;
            for (; j <= length - Lanes; j += Lanes)
            {
                Vector512<double> target = Vector512.FusedMultiplyAdd(all0, Vector512.Load(line0 + j), Vector512.Load(y + j));
                target = Vector512.FusedMultiplyAdd(all1, Vector512.Load(line1 + j), target);
                target = Vector512.FusedMultiplyAdd(all2, Vector512.Load(line2 + j), target);
                Vector512.FusedMultiplyAdd(all3, Vector512.Load(line3 + j), target).Store(y + j);
            }
            for (; j < length; j++)
            {
                double target = Math.FusedMultiplyAdd(f1, line1[j], Math.FusedMultiplyAdd(f0, line0[j], y[j]));
                y[j] = Math.FusedMultiplyAdd(f3, line3[j], Math.FusedMultiplyAdd(f2, line2[j], target));
            }
        }
        for (; row < count; row++)
            Axpy(factors[row], new ReadOnlySpan<double>(rows + ((long)row * stride), length), new Span<double>(y, length));
    }
}
