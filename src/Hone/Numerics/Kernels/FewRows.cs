using System.Runtime.CompilerServices;

namespace Hone.Numerics;

internal static partial class Kernels
{
    /// <summary>The dot products of some rows with one vector, each to the bits of a dot product of its own; two rows at a time share the loads of the vector.</summary>
    /// <param name="rows">The first entry of the first row.</param>
    /// <param name="stride">Doubles from one row to the next.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="x">The vector.</param>
    /// <param name="length">Entries of each row, and of the vector.</param>
    /// <param name="products">Where the products go, one a row.</param>
    public static unsafe void DotRows(double* rows, int stride, int count, double* x, int length, double* products) =>
        DotRows(VectorPath.Widest, rows, stride, count, x, length, products);

    public static unsafe void DotRows(VectorPath path, double* rows, int stride, int count, double* x, int length, double* products)
    {
        int row = 0;
        for (; row <= count - 2 && length >= Lanes; row += 2)
        {
            double* first = rows + ((long)row * stride), second = first + stride;
            (products[row], products[row + 1]) = path switch
            {
                VectorPath.Vectors512 => DotTwoRows<Lanes8>(first, second, x, length),
                VectorPath.Vectors256 => DotTwoRows<Twice<Lanes4>>(first, second, x, length),
                VectorPath.Vectors128 => DotTwoRows<Twice<Twice<Lanes2>>>(first, second, x, length),
                _ => DotTwoRows<Twice<Twice<Twice<Lane1>>>>(first, second, x, length),
            };
        }
        for (; row < count; row++)
            products[row] = Dot(path, new ReadOnlySpan<double>(rows + ((long)row * stride), length), new ReadOnlySpan<double>(x, length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe (double First, double Second) DotTwoRows<T>(double* a, double* b, double* x, int length)
        where T : struct, ILanes<T>
    {
        T a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        // As wide as a pointer, so that the offsets go into the addresses instead of steps of their own.
        nint j = 0;
        for (; j <= length - (4 * Lanes); j += 4 * Lanes)
        {
            T x0 = T.Load(in x[j]), x1 = T.Load(in x[j + Lanes]), x2 = T.Load(in x[j + (2 * Lanes)]), x3 = T.Load(in x[j + (3 * Lanes)]);
            a0 = T.FusedMultiplyAdd(T.Load(in a[j]), x0, a0);
            b0 = T.FusedMultiplyAdd(T.Load(in b[j]), x0, b0);
            a1 = T.FusedMultiplyAdd(T.Load(in a[j + Lanes]), x1, a1);
            b1 = T.FusedMultiplyAdd(T.Load(in b[j + Lanes]), x1, b1);
            a2 = T.FusedMultiplyAdd(T.Load(in a[j + (2 * Lanes)]), x2, a2);
            b2 = T.FusedMultiplyAdd(T.Load(in b[j + (2 * Lanes)]), x2, b2);
            a3 = T.FusedMultiplyAdd(T.Load(in a[j + (3 * Lanes)]), x3, a3);
            b3 = T.FusedMultiplyAdd(T.Load(in b[j + (3 * Lanes)]), x3, b3);
        }
        a0 = (a0 + a1) + (a2 + a3);
        b0 = (b0 + b1) + (b2 + b3);
        for (; j <= length - Lanes; j += Lanes)
        {
            T across = T.Load(in x[j]);
            a0 = T.FusedMultiplyAdd(T.Load(in a[j]), across, a0);
            b0 = T.FusedMultiplyAdd(T.Load(in b[j]), across, b0);
        }
        double first = T.Sum(a0), second = T.Sum(b0);
        for (; j < length; j++)
        {
            first = Math.FusedMultiplyAdd(a[j], x[j], first);
            second = Math.FusedMultiplyAdd(b[j], x[j], second);
        }
        return (first, second);
    }

    /// <summary>y ← y + Σ factorᵢ·rowᵢ: each entry one chain of fused multiply-adds in the order of the rows; four rows at a time share the loads and stores of y.</summary>
    /// <param name="factors">One a row.</param>
    /// <param name="rows">The first entry of the first row.</param>
    /// <param name="stride">Doubles from one row to the next.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="y">The sum.</param>
    /// <param name="length">Entries of each row, and of the sum.</param>
    public static unsafe void AxpyRows(double* factors, double* rows, int stride, int count, double* y, int length) =>
        AxpyRows(VectorPath.Widest, factors, rows, stride, count, y, length);

    public static unsafe void AxpyRows(VectorPath path, double* factors, double* rows, int stride, int count, double* y, int length)
    {
        int whole = count & ~3;
        switch (path)
        {
            case VectorPath.Vectors512:
                AxpyFours<Lanes8>(factors, rows, stride, whole, y, length);
                break;
            case VectorPath.Vectors256:
                AxpyFours<Twice<Lanes4>>(factors, rows, stride, whole, y, length);
                break;
            case VectorPath.Vectors128:
                AxpyFours<Twice<Twice<Lanes2>>>(factors, rows, stride, whole, y, length);
                break;
            default:
                AxpyFours<Twice<Twice<Twice<Lane1>>>>(factors, rows, stride, whole, y, length);
                break;
        }
        for (int row = whole; row < count; row++)
            Axpy(path, factors[row], new ReadOnlySpan<double>(rows + ((long)row * stride), length), new Span<double>(y, length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AxpyFours<T>(double* factors, double* rows, int stride, int count, double* y, int length)
        where T : struct, ILanes<T>
    {
        for (int row = 0; row < count; row += 4)
        {
            double* line0 = rows + ((long)row * stride), line1 = line0 + stride, line2 = line1 + stride, line3 = line2 + stride;
            double f0 = factors[row], f1 = factors[row + 1], f2 = factors[row + 2], f3 = factors[row + 3];
            T all0 = T.Fill(f0), all1 = T.Fill(f1), all2 = T.Fill(f2), all3 = T.Fill(f3);
            nint j = 0;
            for (; j <= length - Lanes; j += Lanes)
            {
                T target = T.FusedMultiplyAdd(all0, T.Load(in line0[j]), T.Load(in y[j]));
                target = T.FusedMultiplyAdd(all1, T.Load(in line1[j]), target);
                target = T.FusedMultiplyAdd(all2, T.Load(in line2[j]), target);
                T.FusedMultiplyAdd(all3, T.Load(in line3[j]), target).Store(ref y[j]);
            }
            for (; j < length; j++)
            {
                double target = Math.FusedMultiplyAdd(f1, line1[j], Math.FusedMultiplyAdd(f0, line0[j], y[j]));
                y[j] = Math.FusedMultiplyAdd(f3, line3[j], Math.FusedMultiplyAdd(f2, line2[j], target));
            }
        }
    }
}
