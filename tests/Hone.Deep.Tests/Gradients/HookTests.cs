namespace Hone.Deep.Tests.Gradients;

public sealed class HookTests
{
    [Fact]
    public void A_hook_sees_the_whole_gradient_once_and_may_replace_it()
    {
        Tensor x = Tensor.From([1.0, 2.0]).WithGrad(), h = x * 3, y = (h.Square() + (h * 5)).Sum();
        List<double[]> seen = [];
        h.OnGradient(gradient => seen.Add(gradient.ToArray<double>()));
        h.OnGradient(gradient => gradient * 10);
        y.Backward();
        seen.Count.ShouldBe(1);
        seen[0].ShouldBe([11, 17]);                                  // 2·3x + 5
        x.Grad!.ShouldHold(330, 510);
    }

    [Fact]
    public void A_hook_of_a_leaf_sees_the_sum_of_a_pass_before_it_is_added()
    {
        Tensor x = Tensor.From([2.0]).WithGrad();
        List<Tensor> seen = [];
        IDisposable hook = x.OnGradient(gradient =>
        {
            seen.Add(gradient);
            return -gradient;
        });
        (x * x).Sum().Backward();
        (x * 3).Sum().Backward();
        seen[0].ShouldHold(4);
        seen[1].ShouldHold(3);
        x.Grad!.ShouldHold(-7);
        hook.Dispose();
        x.Grad = null;
        (x * 3).Sum().Backward();
        x.Grad!.ShouldHold(3);
        seen.Count.ShouldBe(2);
    }

    [Fact]
    public void Gradients_by_chosen_tensors_are_those_after_the_hooks()
    {
        Tensor x = Tensor.From([2.0]).WithGrad(), h = x.Square();
        h.OnGradient(gradient => gradient * 2);
        x.OnGradient(gradient => gradient + 1);
        Tensor[] found = Deep.Gradients.Of(h.Exp().Sum(), [h, x]);
        found[0].ShouldBeNear(2 * h.Detach().Exp(), 1e-15);
        found[1].ShouldBeNear((8 * h.Detach().Exp()) + 1, 1e-15);
    }

    [Fact]
    public void What_a_hook_keeps_holds_its_values_though_the_pass_gives_memory_back()
    {
        Tensor x = Draw.Normal([64, 64]).WithGrad();
        List<(Tensor Kept, double[] Values)> kept = [];
        for (int step = 0; step < 50; step++)
        {
            Tensor h = x;
            for (int depth = 0; depth < 4; depth++)
            {
                h = h.Tanh() * 1.1;
                h.OnGradient(gradient =>
                {
                    Tensor twice = gradient * 2;
                    kept.Add((gradient, gradient.ToArray<double>()));
                    kept.Add((twice, twice.ToArray<double>()));
                });
            }
            h.Square().Mean().Backward();
        }
        foreach ((Tensor tensor, double[] values) in kept)
            tensor.ToArray<double>().ShouldBe(values);
    }

    [Fact]
    public void A_result_in_between_keeps_its_gradient_if_asked_to()
    {
        Tensor x = Tensor.From([1.0, 2.0]).WithGrad(), h = x.Square().RetainGrad(), other = x * 4;
        (h * 3).Sum().Backward(keepGraph: true);
        h.Grad!.ShouldHold(3, 3);
        other.Grad.ShouldBeNull();
        (h * 3).Sum().Backward();
        h.Grad!.ShouldHold(6, 6);
        x.Grad!.ShouldHold(12, 24);
        x.RetainGrad().ShouldBeSameAs(x);
    }

    [Fact]
    public void A_tensor_without_gradients_shows_none_and_shapes_stay()
    {
        Should.Throw<InvalidOperationException>(() => Tensor.From([1.0]).OnGradient(_ => { })).Message.ShouldStartWith("OnGradient was called on a tensor of [1] that wants no gradients");
        Should.Throw<InvalidOperationException>(() => Tensor.From([1.0]).RetainGrad()).Message.ShouldStartWith("RetainGrad");
        Tensor x = Tensor.From([1.0, 2.0]).WithGrad();
        x.OnGradient(gradient => gradient.Sum());
        Should.Throw<InvalidOperationException>(() => x.Sum().Backward()).Message.ShouldBe("OnGradient: a gradient of [2] was replaced by one of []; the shape must stay.");
        x.Grad.ShouldBeNull();
    }

    [Fact]
    public void Micro_batches_add_up_to_the_gradient_of_the_large_batch()
    {
        Tensor x = Draw.Normal([12, 5]), w = Draw.Normal([5, 3], 2).WithGrad(), t = Draw.Normal([12, 3], 3);
        Tensor Loss(int from, int to) => (x.Slice(0, from, to).MatMul(w).Tanh() - t.Slice(0, from, to)).Square().Sum() / 36;
        Loss(0, 12).Backward();
        Tensor whole = w.Grad!;
        w.Grad = null;
        for (int part = 0; part < 4; part++)
            Loss(part * 3, (part + 1) * 3).Backward();
        w.Grad!.ShouldBeNear(whole, 1e-14);
    }
}
