namespace Hone.Deep;

/// <summary>Functions of networks that are no methods of a tensor because they take several.</summary>
public static partial class Functions
{
    /// <summary>x·Wᵀ + b.</summary>
    /// <param name="x">… × in.</param>
    /// <param name="weight">out × in.</param>
    /// <param name="bias">out, or null for none.</param>
    /// <returns>… × out.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rank != 2 || x.Rank == 0 || x.Shape[-1] != weight.Shape[1])
            throw new ArgumentException($"linear: an input of {x.Shape} does not fit a weight of {weight.Shape}: the last size of the one must be the second of the other.", nameof(x));
        if (bias is not null && bias.Shape != [weight.Shape[0]])
            throw new ArgumentException($"linear: a bias of {bias.Shape} does not fit a weight of {weight.Shape}: it must have one entry for each row.", nameof(bias));
        DType type = DTypes.Promote(x.Type, weight.Type) == DType.Float64 ? DType.Float64 : DType.Float32;
        Tensor rows = x.To(type).Reshape(-1, x.Shape[-1]), w = weight.To(type);
        Tensor[] inputs = bias is null ? [rows, w] : [rows, w, bias.To(type)];
        Tensor result = Fused.Run(
            "linear", inputs,
            at => at.Length == 2 ? at[0].MatMul(at[1].Transpose()) : at[0].MatMul(at[1].Transpose()) + at[2],
            () =>
            {
                Tensor to = Tensor.Uninitialised([rows.Shape[0], w.Shape[0]], type);
                Device.Cpu.Linear(rows, w, inputs.Length == 3 ? inputs[2] : null, to);
                return to;
            },
            (g, wanted) =>
            [
                wanted[0] ? g.MatMul(w) : null,
                wanted[1] ? g.Transpose().MatMul(rows) : null,
                .. inputs.Length == 3 ? [wanted[2] ? g.Sum(0) : null] : Array.Empty<Tensor?>(),
            ]);
        return result.Reshape([.. x.Shape.Sizes[..^1], w.Shape[0]]);
    }
}
