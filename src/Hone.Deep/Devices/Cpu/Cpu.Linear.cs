using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Linear(Tensor x, Tensor weight, Tensor? bias, Tensor to)
    {
        // The result begins as the bias, and the product is added to it: each entry's chain starts there, and no pass of its own is needed.
        if (bias is not null)
            Copy(bias.View(to.Shape, bias.BroadcastStrides(to.Shape), bias.Offset), to);
        Effort.Count(to.Count, x.Shape[1]);
        int rows = x.Shape[0], depth = x.Shape[1], columns = weight.Shape[0];
        x = Readable(x);
        weight = Readable(weight);
        (int strideX, bool transposedX) = Layout(x);
        (int strideW, bool transposedW) = Layout(weight);
        int reachX = (int)Reach(rows, depth, strideX, transposedX), reachW = (int)Reach(columns, depth, strideW, transposedW);
        if (to.Type == DType.Float32)
        {
            MatrixProduct.Multiply(
                rows, columns, depth, new DenseOperand<float>(new(x.Pointer<float>(), reachX), strideX, transposedX),
                new DenseOperand<float>(new(weight.Pointer<float>(), reachW), strideW, !transposedW), new Span<float>(to.Pointer<float>(), to.Count), columns, 1, bias is null ? 0 : 1);
        }
        else
        {
            MatrixProduct.Multiply(
                rows, columns, depth, new DenseOperand<double>(new(x.Pointer<double>(), reachX), strideX, transposedX),
                new DenseOperand<double>(new(weight.Pointer<double>(), reachW), strideW, !transposedW), new Span<double>(to.Pointer<double>(), to.Count), columns, 1, bias is null ? 0 : 1);
        }
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(to);
    }
}
