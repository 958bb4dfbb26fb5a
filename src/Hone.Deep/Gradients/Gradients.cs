namespace Hone.Deep;

/// <summary>Derivatives as values: gradients by chosen tensors, forward changes, and a check by finite differences.</summary>
public static partial class Gradients
{
    /// <summary>The gradients of a number by some tensors, without touching anybody's <see cref="Tensor.Grad"/>.</summary>
    /// <param name="of">What to differentiate; a single number unless <paramref name="gradient"/> is given.</param>
    /// <param name="by">Tensors it was computed from.</param>
    /// <param name="gradient">The gradient by <paramref name="of"/>.</param>
    /// <param name="keepGraph">Whether the graph can be gone through again.</param>
    /// <param name="createGraph">Whether the results can be differentiated again.</param>
    /// <returns>One for each of <paramref name="by"/>, zeros where it has no influence.</returns>
    /// <remarks>Reverse mode: about the cost of computing the number twice more, whatever the number of tensors.</remarks>
    public static Tensor[] Of(Tensor of, Tensor[] by, Tensor? gradient = null, bool keepGraph = false, bool createGraph = false)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(by);
        return BackwardPass.Run([of], [gradient], by, keepGraph || createGraph, createGraph);
    }

    /// <summary>A function's value and how it changes when its inputs change: the product of the Jacobian and a vector, in forward mode.</summary>
    /// <param name="f">Made of operations on tensors.</param>
    /// <param name="inputs">Where.</param>
    /// <param name="changes">A change of each input, of its shape.</param>
    /// <remarks>One pass, without a tape; about twice the cost of the value.</remarks>
    public static (Tensor Value, Tensor Change) Jvp(Func<Tensor[], Tensor> f, Tensor[] inputs, Tensor[] changes)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(changes);
        if (inputs.Length != changes.Length)
            throw new ArgumentException(FormattableString.Invariant($"{changes.Length} changes were given for {inputs.Length} inputs; give one for each."), nameof(changes));
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Shape != changes[i].Shape)
                throw new ArgumentException(FormattableString.Invariant($"Input {i} has shape {inputs[i].Shape} and its change {changes[i].Shape}; they must agree."), nameof(changes));
        }
        (Tensor value, Tensor? change) = Forward.Run(f, [.. inputs.Select(input => input.Detach())], changes);
        return (value, change ?? value.ZerosLike());
    }

    /// <summary>The largest difference between gradients and central finite differences, relative to 1 + the gradient's size.</summary>
    /// <param name="f">Made of operations on tensors, without randomness; any shape of result.</param>
    /// <param name="inputs">Where, in double precision.</param>
    /// <param name="step">The change of each element. Default 1e-3, where rounding and what the formula leaves out are about equal in double precision.</param>
    /// <remarks>Differences over one and two steps to either side, exact for polynomials of degree four; four evaluations for each element of each input.</remarks>
    /// <exception cref="ArgumentException">An input is not of double precision.</exception>
    public static double Check(Func<Tensor[], Tensor> f, Tensor[] inputs, double step = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(inputs);
        if (Array.FindIndex(inputs, input => input.Type != DType.Float64) is >= 0 and int single)
            throw new ArgumentException(FormattableString.Invariant($"Input {single} is of {inputs[single].Type}; finite differences need Float64."), nameof(inputs));

        Tensor[] leaves = [.. inputs.Select(input => input.Detach().Clone().WithGrad())];
        Tensor value = f(leaves);
        // Any fixed weights make a number of the result; these are all different, so that errors do not cancel.
        Tensor weights = (Tensor.Arange(1, value.Count + 1, type: DType.Float64) * 0.7).Sin().Reshape(value.Shape.Sizes);
        Tensor[] gradients = Of((value * weights).Sum(), leaves);

        double worst = 0;
        using NoGrad pause = NoGrad.Begin();
        for (int which = 0; which < inputs.Length; which++)
        {
            double[] at = inputs[which].ToArray<double>(), slopes = gradients[which].ToArray<double>();
            for (int i = 0; i < at.Length; i++)
            {
                double Around(double change)
                {
                    double[] moved = [.. at];
                    moved[i] += change;
                    Tensor[] places = [.. inputs];
                    places[which] = Tensor.From(moved, inputs[which].Shape);
                    return (f(places) * weights).Sum().Item();
                }
                double slope = ((8 * (Around(step) - Around(-step))) - (Around(2 * step) - Around(-2 * step))) / (12 * step), difference = Math.Abs(slope - slopes[i]) / (1 + Math.Abs(slope));
                worst = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, difference);
            }
        }
        return worst;
    }
}
