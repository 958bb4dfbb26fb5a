namespace Hone.Deep.Tests.Gradients;

public sealed class GradientCheckTests
{
    private static readonly Dictionary<string, (Func<Tensor[], Tensor> F, Func<Tensor[]> Inputs)> Cases = new()
    {
        ["add"] = (x => x[0] + x[1], () => [Draw.Normal([2, 3]), Draw.Normal([3], 2)]),
        ["subtract"] = (x => x[0] - x[1], () => [Draw.Normal([2, 1]), Draw.Normal([1, 3], 2)]),
        ["multiply"] = (x => x[0] * x[1], () => [Draw.Normal([4, 2, 3]), Draw.Normal([2, 1], 2)]),
        ["a tensor times itself"] = (x => x[0] * x[0], () => [Draw.Normal([3])]),
        ["divide"] = (x => x[0] / x[1], () => [Draw.Normal([2, 3]), Draw.Positive([1, 3], 2)]),
        ["negate"] = (x => -x[0], () => [Draw.Normal([5])]),
        ["numbers on either side"] = (x => (2 - (3 * x[0])) / 4 + (1 / x[0]) - 5, () => [Draw.Positive([5])]),
        ["exp"] = (x => x[0].Exp(), () => [Draw.Normal([3, 3])]),
        ["log"] = (x => x[0].Log(), () => [Draw.Positive([3, 3])]),
        ["log1p"] = (x => x[0].Log1p(), () => [Draw.Positive([3, 3])]),
        ["sqrt"] = (x => x[0].Sqrt(), () => [Draw.Positive([3, 3])]),
        ["square"] = (x => x[0].Square(), () => [Draw.Normal([3, 3])]),
        ["abs"] = (x => x[0].Abs(), () => [Draw.Normal([3, 3])]),
        ["tanh"] = (x => x[0].Tanh(), () => [Draw.Normal([3, 3])]),
        ["sigmoid"] = (x => x[0].Sigmoid(), () => [Draw.Normal([3, 3])]),
        ["softplus"] = (x => x[0].Softplus(), () => [Draw.Normal([3, 3])]),
        ["erf"] = (x => x[0].Erf(), () => [Draw.Normal([3, 3])]),
        ["sin"] = (x => x[0].Sin(), () => [Draw.Normal([3, 3])]),
        ["cos"] = (x => x[0].Cos(), () => [Draw.Normal([3, 3])]),
        ["relu"] = (x => x[0].Relu(), () => [Draw.Normal([3, 3])]),
        ["maximum"] = (x => Tensor.Maximum(x[0], x[1]), () => [Draw.Normal([3, 3]), Draw.Normal([3], 2)]),
        ["minimum"] = (x => Tensor.Minimum(x[0], x[1]), () => [Draw.Normal([3, 3]), Draw.Normal([3], 2)]),
        ["where"] = (x => Tensor.Where(x[0].Detach() > 0, x[0], x[1]), () => [Draw.Normal([3, 3]), Draw.Normal([3, 1], 2)]),
        ["sum"] = (x => x[0].Sum(), () => [Draw.Normal([2, 3, 4])]),
        ["sum along an axis"] = (x => x[0].Sum(1), () => [Draw.Normal([2, 3, 4])]),
        ["mean"] = (x => x[0].Mean(-1, keep: true), () => [Draw.Normal([2, 3, 4])]),
        ["max"] = (x => x[0].Max(1), () => [Draw.Normal([4, 5])]),
        ["min"] = (x => x[0].Min(0), () => [Draw.Normal([4, 5])]),
        ["matmul"] = (x => x[0].MatMul(x[1]), () => [Draw.Normal([3, 4]), Draw.Normal([4, 2], 2)]),
        ["matmul of a batch and one"] = (x => x[0].MatMul(x[1]), () => [Draw.Normal([2, 3, 4]), Draw.Normal([4, 2], 2)]),
        ["matmul of batches"] = (x => x[0].MatMul(x[1]), () => [Draw.Normal([2, 1, 3, 4]), Draw.Normal([5, 4, 2], 2)]),
        ["matmul of a vector and a matrix"] = (x => x[0].MatMul(x[1]), () => [Draw.Normal([4]), Draw.Normal([4, 2], 2)]),
        ["matmul of a matrix and a vector"] = (x => x[0].MatMul(x[1]), () => [Draw.Normal([3, 4]), Draw.Normal([4], 2)]),
        ["a product of vectors"] = (x => x[0].MatMul(x[1]), () => [Draw.Normal([4]), Draw.Normal([4], 2)]),
        ["matmul of transposed views"] = (x => x[0].Transpose().MatMul(x[1].Transpose()), () => [Draw.Normal([4, 3]), Draw.Normal([2, 4], 2)]),
        ["reshape"] = (x => x[0].Reshape(3, -1).Exp(), () => [Draw.Normal([2, 3, 2])]),
        ["reshape of a view"] = (x => x[0].Transpose().Reshape(-1).Exp(), () => [Draw.Normal([2, 3])]),
        ["permute"] = (x => x[0].Permute(2, 0, 1) * x[1], () => [Draw.Normal([2, 3, 4]), Draw.Normal([4, 2, 3], 2)]),
        ["expand"] = (x => x[0].Expand(2, 3, 4).Exp(), () => [Draw.Normal([3, 1])]),
        ["slice"] = (x => x[0].Slice(1, 1, 6, 2).Exp(), () => [Draw.Normal([2, 7])]),
        ["slices that overlap"] = (x => x[0].Slice(0, 0, 4) * x[0].Slice(0, 1, 5), () => [Draw.Normal([5])]),
        ["select"] = (x => x[0].Select(1, -1).Exp(), () => [Draw.Normal([2, 3, 2])]),
        ["clone"] = (x => x[0].Clone() * x[0], () => [Draw.Normal([3])]),
        ["a diamond"] = (x => ((x[0].Exp() * x[0].Sin()) + x[0].Exp()).Tanh(), () => [Draw.Normal([3])]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_is_what_finite_differences_give(string name)
    {
        (Func<Tensor[], Tensor> f, Func<Tensor[]> inputs) = Cases[name];
        Deep.Gradients.Check(f, inputs()).ShouldBeLessThan(1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_of_a_gradient_is_what_finite_differences_give(string name)
    {
        (Func<Tensor[], Tensor> f, Func<Tensor[]> inputs) = Cases[name];
        Tensor Norm(Tensor[] x)
        {
            // Within finite differences the places are plain tensors, and want gradients all the same.
            Tensor[] at = [.. x.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
            Tensor sum = Tensor.Scalar(0, DType.Float64);
            using (NoGrad.Suspend())
            {
                foreach (Tensor gradient in Deep.Gradients.Of(f(at).Square().Sum() + f(at).Sum(), at, createGraph: true))
                    sum += gradient.Square().Sum();
            }
            return sum;
        }
        Deep.Gradients.Check(Norm, inputs()).ShouldBeLessThan(1e-8);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_mode_gives_the_change_along_a_direction(string name)
    {
        (Func<Tensor[], Tensor> f, Func<Tensor[]> inputs) = Cases[name];
        Tensor[] at = inputs(), changes = [.. at.Select((x, i) => Draw.Normal(x.Shape, 10 + i))];
        (Tensor value, Tensor change) = Deep.Gradients.Jvp(f, at, changes);
        value.ShouldBeNear(f(at), 0);
        const double Step = 1e-6;
        Tensor Along(double step) => f([.. at.Zip(changes, (x, d) => x + (d * step))]);
        change.ShouldBeNear((Along(Step) - Along(-Step)) / (2 * Step), 2e-8);
    }
}
