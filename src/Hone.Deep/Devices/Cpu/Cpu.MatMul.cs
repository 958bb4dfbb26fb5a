using System.Numerics;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void MatMul(Tensor a, Tensor b, Tensor to)
    {
        Effort.Count(to.Count, a.Shape[-1]);
        if (a.Type == DType.Float32)
            MatMul<float>(a, b, to, default(SingleProducts));
        else
            MatMul<double>(a, b, to, default(DoubleProducts));
    }

    private interface IProducts<T>
        where T : unmanaged
    {
        void Multiply(int count, int rows, int columns, int depth, DenseOperand<T> a, DenseOperand<T> b, Span<T> c);
    }

    private static void MatMul<T>(Tensor a, Tensor b, Tensor to, IProducts<T> products)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rank = to.Rank, rows = to.Shape[-2], columns = to.Shape[-1], depth = a.Shape[-1];
        Shape batch = new(to.Shape.Sizes[..(rank - 2)]);
        (a, b) = (Readable(a), Readable(b));
        (int strideA, bool transposedA) = Layout(a);
        (int strideB, bool transposedB) = Layout(b);

        // A walk over the batch as though each matrix were one element. Runs of matrices at a fixed distance from each other are one call.
        Sweep sweep = new(batch, a.Corners(), b.Corners());
        int stepA = batch.Count == 1 ? 0 : sweep.InnerStride(0), stepB = batch.Count == 1 ? 0 : sweep.InnerStride(1);
        T* left = a.Pointer<T>(), right = b.Pointer<T>(), into = to.Pointer<T>();
        sweep.RunInOrder((at, offsets, length) =>
        {
            long reachA = Reach(rows, depth, strideA, transposedA), reachB = Reach(depth, columns, strideB, transposedB);
            products.Multiply(
                length, rows, columns, depth,
                new DenseOperand<T>(new ReadOnlySpan<T>(left + offsets[0], (int)(reachA + ((long)(length - 1) * stepA))), strideA, transposedA) { Step = stepA },
                new DenseOperand<T>(new ReadOnlySpan<T>(right + offsets[1], (int)(reachB + ((long)(length - 1) * stepB))), strideB, transposedB) { Step = stepB },
                new Span<T>(into + ((long)at * rows * columns), checked(length * rows * columns)));
        });
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(to);
    }

    // The product reads rows or columns that lie without gaps; anything else is copied first.
    private static Tensor Readable(Tensor x)
    {
        int across = x.Strides[^1], down = x.Strides[^2], rows = x.Shape[-2], columns = x.Shape[-1];
        bool byRows = (across == 1 || columns == 1) && (down >= columns || rows == 1), byColumns = (down == 1 || rows == 1) && (across >= rows || columns == 1);
        if (byRows || byColumns)
            return x;
        Tensor copy = Tensor.Uninitialised(x.Shape, x.Type);
        Device.Cpu.Copy(x, copy);
        return copy;
    }

    private static (int Stride, bool Transposed) Layout(Tensor x)
    {
        int across = x.Strides[^1], down = x.Strides[^2], rows = x.Shape[-2], columns = x.Shape[-1];
        return (across == 1 || columns == 1) && (down >= columns || rows == 1) ? (Math.Max(down, columns), false) : (Math.Max(across, rows), true);
    }

    private static long Reach(int rows, int columns, int stride, bool transposed) =>
        rows == 0 || columns == 0 ? 0 : transposed ? ((columns - 1L) * stride) + rows : ((rows - 1L) * stride) + columns;

    private readonly struct SingleProducts : IProducts<float>
    {
        public void Multiply(int count, int rows, int columns, int depth, DenseOperand<float> a, DenseOperand<float> b, Span<float> c) =>
            MatrixProduct.MultiplyBatch(count, rows, columns, depth, a, b, c, columns, rows * columns);
    }

    private readonly struct DoubleProducts : IProducts<double>
    {
        public void Multiply(int count, int rows, int columns, int depth, DenseOperand<double> a, DenseOperand<double> b, Span<double> c) =>
            MatrixProduct.MultiplyBatch(count, rows, columns, depth, a, b, c, columns, rows * columns);
    }
}
