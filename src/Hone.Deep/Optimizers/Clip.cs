using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Keeps gradients from being too large for a step: between Backward and the optimiser's Step.</summary>
/// <remarks>Source: R. Pascanu, T. Mikolov and Y. Bengio, "On the Difficulty of Training Recurrent Neural Networks", ICML 2013.</remarks>
public static class Clip
{
    /// <summary>Makes all gradients together at most so long: if their norm is above <paramref name="most"/>, all are multiplied by one number.</summary>
    /// <param name="parameters">Those without a gradient count as 0.</param>
    /// <param name="most">Above 0.</param>
    /// <param name="refuseNonFinite">Whether a gradient that is infinite or not a number is an error. Default false.</param>
    /// <returns>The norm before. Where it is not finite, gradients are left as they are: look at it, and skip the step.</returns>
    /// <exception cref="InvalidOperationException">A gradient is not finite and <paramref name="refuseNonFinite"/> is set; the first is named.</exception>
    public static double Norm(IEnumerable<Tensor> parameters, double most, bool refuseNonFinite = false)
    {
        Require.Positive(most);
        (Tensor[] gradients, int[] places) = GradientsOf(parameters);
        double[] squares = Device.Cpu.SquareSums(gradients);
        double norm = 0;
        foreach (double square in squares)
            norm += square;
        norm = Math.Sqrt(norm);
        if (!double.IsFinite(norm))
        {
            int bad = Array.FindIndex(squares, square => !double.IsFinite(square));
            return refuseNonFinite && bad >= 0
                ? throw new InvalidOperationException(FormattableString.Invariant(
                    $"The gradient of parameter {places[bad]}, of {gradients[bad].Shape}, has elements that are infinite or not a number. Skip this batch, or lower the learning rate."))
                : norm;
        }

        // PyTorch's small number, so that curves agree; it only tells where the norm is about as small.
        double share = most / (norm + 1e-6);
        if (share < 1)
            Change(StepRule.Descent, gradients, new StepNumbers { Shrink = share });
        return norm;
    }

    /// <summary>Makes each element of each gradient at most so large.</summary>
    /// <param name="parameters">Those without a gradient are passed over.</param>
    /// <param name="most">Above 0.</param>
    public static void Value(IEnumerable<Tensor> parameters, double most)
    {
        Require.Positive(most);
        Change(StepRule.Clamp, GradientsOf(parameters).Gradients, new StepNumbers { Epsilon = most });
    }

    private static (Tensor[] Gradients, int[] Places) GradientsOf(IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        List<Tensor> gradients = [];
        List<int> places = [];
        int place = 0;
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is { } gradient)
            {
                DType type = gradient.Type == DType.BFloat16 ? DType.Float32 : gradient.Type;
                gradients.Add(parameter.Grad = gradient.Detach().To(type).Contiguous());
                places.Add(place);
            }
            place++;
        }
        return ([.. gradients], [.. places]);
    }

    private static void Change(StepRule rule, Tensor[] gradients, StepNumbers numbers)
    {
        Device.Cpu.Step(rule, Array.ConvertAll(gradients, gradient => new TensorStep(gradient, gradient, null, null, null, numbers)));
        foreach (Tensor gradient in gradients)
            gradient.Storage.Version++;
    }
}
