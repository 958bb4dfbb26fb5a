namespace Hone.Deep.Tests.Gradients;

/// <summary>All that a function's derivatives promise, checked at some place.</summary>
internal static class Derivatives
{
    /// <summary>The gradient, the gradient of the gradient and the change forwards are what finite differences give.</summary>
    public static void AreRight(Func<Tensor[], Tensor> f, Tensor[] inputs, double tolerance = 1e-8, bool second = true)
    {
        Deep.Gradients.Check(f, inputs).ShouldBeLessThan(tolerance, "the gradient");
        if (second)
            Deep.Gradients.Check(x => SizeOfGradient(f, x), inputs).ShouldBeLessThan(10 * tolerance, "the gradient of the gradient");

        Tensor[] changes = [.. inputs.Select((x, i) => Draw.Normal(x.Shape, 10 + i))];
        (Tensor value, Tensor change) = Deep.Gradients.Jvp(f, inputs, changes);
        value.ShouldBeNear(f(inputs), 1e-13);
        const double Step = 1e-4;
        Tensor Along(double step) => f([.. inputs.Zip(changes, (x, d) => x + (d * step))]);
        Tensor slope = (8 * (Along(Step) - Along(-Step)) - (Along(2 * Step) - Along(-2 * Step))) / (12 * Step);
        change.ShouldBeNear(slope, 10 * tolerance);
    }

    private static Tensor SizeOfGradient(Func<Tensor[], Tensor> f, Tensor[] x)
    {
        // Within finite differences the places are plain tensors, and want gradients all the same.
        Tensor[] at = [.. x.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
        Tensor sum = Tensor.Scalar(0, DType.Float64);
        using (NoGrad.Suspend())
        {
            foreach (Tensor each in at)
                sum += 0 * each.Sum();                        // so that it depends on them even where their gradient does not
            Tensor value = f(at);
            foreach (Tensor gradient in Deep.Gradients.Of(value.Square().Sum() + value.Sum(), at, createGraph: true))
                sum += gradient.Square().Sum();
        }
        return sum;
    }
}
