namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>x above 0, else weight·x, with a weight that is learned.</summary>
    /// <param name="x">… × channels × …: samples × channels, or samples × channels × positions.</param>
    /// <param name="weight">One for all, or one for each channel.</param>
    /// <exception cref="ArgumentException">There are neither one nor as many weights as channels.</exception>
    /// <remarks>Source: K. He, X. Zhang, S. Ren and J. Sun, "Delving Deep into Rectifiers", ICCV 2015.</remarks>
    public static Tensor Prelu(Tensor x, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        int axis = Math.Min(1, x.Rank - 1);
        if (!x.Type.IsFloating || weight.Rank > 1 || (weight.Count != 1 && (x.Rank == 0 || weight.Count != x.Shape[axis])))
            throw new ArgumentException($"prelu: an input of {x.Type} {x.Shape} does not fit a weight of {weight.Shape}: one weight for all or one for each channel, the second axis, is accepted.", nameof(weight));
        DType type = DTypes.Promote(x.Type, weight.Type) == DType.Float64 ? DType.Float64 : DType.Float32;
        Tensor at = x.To(type), w = weight.To(type);
        if (weight.Count > 1)
            w = w.Reshape([w.Count, .. Enumerable.Repeat(1, x.Rank - axis - 1)]);
        else
            w = w.Reshape([]);
        return Fused.Run(
            "prelu", [at, w], inputs => Tensor.Where(inputs[0] > 0, inputs[0], inputs[0] * inputs[1]),
            () =>
            {
                Tensor to = Tensor.Uninitialised(at.Shape, type);
                Device.Cpu.Prelu(at, w, to);
                return to;
            },
            (g, wanted) =>
            {
                Tensor toX = Tensor.Uninitialised(at.Shape, type), toW = Tensor.Uninitialised(at.Shape, type);
                Device.Cpu.PreluBack(g, at, w, toX, toW);
                return [toX, wanted[1] ? toW.SumTo(w.Shape) : null];
            });
    }
}
