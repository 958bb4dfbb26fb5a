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
            });
    }

    /// <summary>eˣ over its sum along an axis: positive, with sum 1.</summary>
    public Tensor Softmax(int axis = -1) => LogSoftmax(axis).Exp();

    /// <summary>Elements at positions along an axis: result[i, j] = this[i, positions[i, j]] for the last of two axes.</summary>
    /// <param name="axis">The axis the positions are along.</param>
    /// <param name="positions">Whole numbers; along the other axes of this tensor's size.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or positions are not whole numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is not there.</exception>
    public Tensor Gather(int axis, Tensor positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        axis = Shape.Axis(axis);
        if (positions.Type is not (DType.Int32 or DType.Int64))
            throw new ArgumentException($"gather: positions are whole numbers; a tensor of {positions.Type} was given.", nameof(positions));
        if (positions.Rank != Rank || positions.Shape.Without(axis, true) != Shape.Without(axis, true))
            throw new ArgumentException($"gather: positions of {positions.Shape} do not fit a tensor of {Shape}: all sizes but that of axis {axis} must agree.", nameof(positions));
        Tensor places = positions.To(DType.Int64), taken = Uninitialised(positions.Shape, Type);
        Device.Cpu.Gather(this, axis, places, taken);
        Shape before = Shape;
        return Tape.Record("gather", taken, [places], Link.Linear(this, g => g.ScatterAdd(before, axis, places), t => t.Gather(axis, places)));
    }

    /// <summary>Zeros of a shape, with these elements added at positions along an axis.</summary>
    internal Tensor ScatterAdd(Shape shape, int axis, Tensor places)
    {
        Tensor sum = Zeros(shape, Type);
        Device.Cpu.ScatterAdd(this, axis, places, sum);
        return Tape.Record("scatter-add", sum, [places], Link.Linear(this, g => g.Gather(axis, places), t => t.ScatterAdd(shape, axis, places)));
    }
}
