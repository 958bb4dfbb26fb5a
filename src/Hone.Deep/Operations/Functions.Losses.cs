namespace Hone.Deep;

// What losses have in common.
public static partial class Functions
{
    private static Tensor Reduced(string name, Tensor losses, LossReduction reduction)
    {
        if (reduction == LossReduction.Mean && losses.Count == 0)
            throw new ArgumentException($"{name}: the batch is empty, and there is no mean of no losses; leave empty batches out, or ask for the sum.");
        return reduction switch
        {
            LossReduction.Mean => losses.Mean(),
            LossReduction.Sum => losses.Sum(),
            _ => losses,
        };
    }

    // Both in one floating type; a loss of elements that were stretched to each other is nearly always a mistake.
    private static (Tensor X, Tensor Y) Alike(string name, Tensor x, Tensor y, string what = "targets")
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Shape != y.Shape)
            throw new ArgumentException($"{name}: predictions of {x.Shape} and {what} of {y.Shape} must have one shape.");
        DType type = DTypes.Promote(x.Type, y.Type) == DType.Float64 ? DType.Float64 : DType.Float32;
        return (x.To(type), y.To(type));
    }

    private static Tensor Compared(string name, PairLoss loss, double a, Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> formula)
    {
        // Targets are seldom learned; where they are, the formula knows their slopes too.
        if (y.RequiresGrad && NoGrad.IsRecording)
            return formula(x, y);
        return Fused.Run(
            name, [x, y], at => formula(at[0], at[1]),
            () =>
            {
                Tensor to = Tensor.Uninitialised(x.Shape, x.Type);
                Device.Cpu.Apply(loss, a, x, y, to);
                return to;
            },
            (g, _) =>
            {
                Tensor back = Tensor.Uninitialised(x.Shape, x.Type);
                Device.Cpu.ApplyBack(loss, a, g, x, y, back);
                return [back, null];
            });
    }
}
