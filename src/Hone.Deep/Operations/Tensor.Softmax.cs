namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>The logarithm of <see cref="Softmax"/> along an axis, without overflow or loss.</summary>
    public Tensor LogSoftmax(int axis = -1)
    {
        Tensor x = Floating("log-softmax");
        axis = Shape.Axis(axis);
        if (axis != Rank - 1)
            return x.Transpose(axis, -1).LogSoftmax().Transpose(axis, -1);
        x = x.Contiguous();
        Tensor? y = null;
        return Fused.Run(
            "log-softmax", [x],
            at =>
            {
                Tensor shifted = at[0] - at[0].Detach().Max(-1, keep: true);
                return shifted - shifted.Exp().Sum(-1, keep: true).Log();
            },
            () =>
            {
                y = Uninitialised(x.Shape, x.Type);
                Device.Cpu.LogSoftmax(x, y);
                return y;
            },
            (g, _) =>
            {
                Tensor back = Uninitialised(x.Shape, x.Type);
                Device.Cpu.LogSoftmaxBack(g.Contiguous(), y!, back);
                return [back];
            }, keepsResult: true);
    }

    /// <summary>eˣ over its sum along an axis: positive, with sum 1.</summary>
    public Tensor Softmax(int axis = -1)
    {
        Tensor x = Floating("softmax");
        axis = Shape.Axis(axis);
        if (axis != Rank - 1)
            return x.Transpose(axis, -1).Softmax().Transpose(axis, -1);
        x = x.Contiguous();
        Tensor? y = null;
        return Fused.Run(
            "softmax", [x], at => at[0].LogSoftmax().Exp(),
            () =>
            {
                y = Uninitialised(x.Shape, x.Type);
                Device.Cpu.Softmax(x, y);
                return y;
            },
            (g, _) =>
            {
                Tensor back = Uninitialised(x.Shape, x.Type);
                Device.Cpu.SoftmaxBack(g.Contiguous(), y!, back);
                return [back];
            }, keepsResult: true);
    }
}
