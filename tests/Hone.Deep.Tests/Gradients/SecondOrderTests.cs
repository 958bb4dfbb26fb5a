using Hone.Numerics;

namespace Hone.Deep.Tests.Gradients;

public sealed class SecondOrderTests
{
    [Fact]
    public void A_tensor_that_is_several_inputs_of_a_fused_operation_gets_its_gradient_once()
    {
        Tensor x = Draw.Normal([2, 1, 3, 4]).WithGrad(), u = Draw.Normal([2, 1, 3, 4], 2);
        Tensor kernel = Deep.Gradients.Of((Functions.Attention(x, x, x) * u).Sum(), [x])[0];
        Tensor formula = Deep.Gradients.Of((Functions.Attention(x, x, x) * u).Sum(), [x], createGraph: true)[0];
        formula.Detach().ShouldBeNear(kernel, 1e-12);
    }

    [Fact]
    public void A_step_beyond_the_end_leaves_the_first_position_and_its_gradient()
    {
        Tensor x = Tensor.From([1.0, 2.0, 3.0]).WithGrad();
        Tensor first = x.Slice(0, 1, step: int.MaxValue);
        first.Detach().ShouldHold(2);
        first.Sum().Backward();
        x.Grad!.ShouldHold(0, 1, 0);
    }

    [Fact]
    public void A_Jacobian_has_an_entry_for_each_result_and_each_input_either_way()
    {
        Tensor x = Tensor.From([2.0, 3.0]), wide = Draw.Normal([4], 3);
        Deep.Gradients.Jacobian(at => at.Square(), x).ShouldHold(4, 0, 0, 6);
        Tensor a = Draw.Normal([3, 4]), b = Draw.Normal([5, 4], 2);
        Deep.Gradients.Jacobian(at => a.MatMul(at), wide).ShouldBeNear(a, 1e-15);     // backwards
        Deep.Gradients.Jacobian(at => b.MatMul(at), wide).ShouldBeNear(b, 1e-15);     // forwards
        Deep.Gradients.Jacobian(at => at.Reshape(2, 2).Transpose(), wide).Shape.ShouldBe([2, 2, 4]);
        Deep.Gradients.Jacobian(_ => Tensor.Ones([2], DType.Float64), x).ShouldHold(0, 0, 0, 0);
    }

    [Fact]
    public void A_Hessian_is_the_matrix_of_a_quadratic_form_and_times_a_vector_without_it()
    {
        Tensor a = Draw.Normal([4, 4]), symmetric = a + a.Transpose(), x = Draw.Normal([4], 2), v = Draw.Normal([4], 3);
        Func<Tensor, Tensor> f = at => at.MatMul(symmetric).MatMul(at) / 2;
        Deep.Gradients.Hessian(f, x).ShouldBeNear(symmetric, 1e-14);
        Deep.Gradients.HessianTimesVector(f, x, v).ShouldBeNear(symmetric.MatMul(v), 1e-14);

        // Rosenbrock's function: 1200x² − 400y + 2, −400x, 200.
        Tensor at = Tensor.From([1.5, -0.5]);
        Tensor hessian = Deep.Gradients.Hessian(p => (100 * (p.Slice(0, 1) - p.Slice(0, 0, 1).Square()).Square().Sum()) + (1 - p.Slice(0, 0, 1)).Square().Sum(), at);
        hessian.ShouldHold((1200 * 2.25) + 200 + 2, -600, -600, 200);
        using (NoGrad.Begin())
            Deep.Gradients.Hessian(p => p.Square().Sum(), at).ShouldHold(2, 0, 0, 2);
        Deep.Gradients.Hessian(p => p.Sum(), at).ShouldHold(0, 0, 0, 0);
        Deep.Gradients.HessianTimesVector(p => p.Sum() * 3, at, at).ShouldHold(0, 0);
        Should.Throw<ArgumentException>(() => Deep.Gradients.Hessian(p => p, at)).Message.ShouldContain("Hessian: the function's result has shape [2]");
        Should.Throw<ArgumentException>(() => Deep.Gradients.HessianTimesVector(p => p.Sum(), at, x)).Message.ShouldContain("[4] and the input [2]");
    }

    [Fact]
    public void Gradients_of_samples_add_up_to_that_of_the_batch()
    {
        Linear layer = new(3, 2, RandomKey.FromSeed(1));
        Tensor x = Draw.Normal([5, 3], type: DType.Float32), y = Tensor.From([0L, 1, 1, 0, 1]);
        Tensor[] by = [layer.Weight, layer.Bias!];
        Tensor[] each = Deep.Gradients.PerSample(sample => Functions.CrossEntropy(layer.Call(sample[0]), sample[1]), [x, y], by);
        Tensor[] all = Deep.Gradients.Of(Functions.CrossEntropy(layer.Call(x), y), by);
        each[0].Shape.ShouldBe([5, 2, 3]);
        for (int i = 0; i < 2; i++)
            each[i].Mean(0).ShouldBeNear(all[i], 1e-6);
        Should.Throw<ArgumentException>(() => Deep.Gradients.PerSample(_ => x.Sum(), [x, Tensor.From([1L])], by)).Message.ShouldContain("[5, 3] and [1]");
    }

    [Fact]
    public void The_gradient_through_an_inner_step_of_learning_is_what_finite_differences_give()
    {
        // MAML: w′ = w − rate·∂L₁(w), then L₂(w′); the outer gradient has second derivatives of L₁.
        Tensor x1 = Draw.Normal([6, 3], 1), y1 = Draw.Normal([6, 2], 2), x2 = Draw.Normal([6, 3], 3), y2 = Draw.Normal([6, 2], 4);
        Tensor Predict(Tensor x, Tensor w, Tensor v) => Functions.Linear(x, w).Tanh().MatMul(v);
        Tensor Outer(Tensor[] at)
        {
            Tensor[] slow = [.. at.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
            using NoGrad recording = NoGrad.Suspend();
            Tensor[] fast = slow;
            for (int step = 0; step < 2; step++)
            {
                Tensor[] slopes = Deep.Gradients.Of((Predict(x1, fast[0], fast[1]) - y1).Square().Mean(), fast, createGraph: true);
                fast = [.. fast.Zip(slopes, (w, slope) => w - (0.1 * slope))];
            }
            return (Predict(x2, fast[0], fast[1]) - y2).Square().Mean();
        }
        Deep.Gradients.Check(Outer, [Draw.Normal([4, 3], 5), Draw.Normal([4, 2], 6)]).ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void The_gradient_of_a_gradient_penalty_is_what_finite_differences_give()
    {
        // WGAN-GP: a critic's slope by its input is drawn to length 1.
        Tensor x = Draw.Normal([5, 3]);
        Tensor Penalty(Tensor[] at)
        {
            Tensor[] w = [.. at.Select(each => each.RequiresGrad ? each : each.Detach().WithGrad())];
            using NoGrad recording = NoGrad.Suspend();
            Tensor input = x.Detach().WithGrad(), scores = Functions.Linear(Functions.Linear(input, w[0], w[1]).Softplus(), w[2]).LogSoftmax().Slice(1, 0, 1);
            Tensor slope = Deep.Gradients.Of(scores.Sum(), [input], createGraph: true)[0];
            return ((slope.Square().Sum(1) + 1e-12).Sqrt() - 1).Square().Mean() + scores.Mean();
        }
        Deep.Gradients.Check(Penalty, [Draw.Normal([4, 3], 2), Draw.Normal([4], 3), Draw.Normal([2, 4], 4)]).ShouldBeLessThan(1e-8);
    }

    [Fact]
    public void Third_derivatives_come_from_differentiating_again()
    {
        Tensor x = Tensor.From([0.7]).WithGrad(), y = x.Sin() * x.Exp();
        Tensor first = Deep.Gradients.Of(y, [x], createGraph: true)[0], second = Deep.Gradients.Of(first, [x], createGraph: true)[0], third = Deep.Gradients.Of(second, [x])[0];
        double e = Math.Exp(0.7), s = Math.Sin(0.7), c = Math.Cos(0.7);
        first.Item().ShouldBe(e * (s + c), 1e-14);
        second.Item().ShouldBe(2 * e * c, 1e-14);
        third.Item().ShouldBe(2 * e * (c - s), 1e-14);
    }
}
