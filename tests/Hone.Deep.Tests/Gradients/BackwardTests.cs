namespace Hone.Deep.Tests.Gradients;

public sealed class BackwardTests
{
    [Fact]
    public void Gradients_of_a_leaf_add_up_until_they_are_forgotten()
    {
        Tensor x = Tensor.From([1.0, 2.0]).WithGrad();
        x.Square().Sum().Backward();
        x.Square().Sum().Backward();
        x.Grad!.ShouldHold(4, 8);
        x.Grad = null;
        x.Sum().Backward();
        x.Grad!.ShouldHold(1, 1);
    }

    [Fact]
    public void A_second_pass_through_a_graph_that_was_given_up_is_refused()
    {
        Tensor x = Tensor.From([1.0]).WithGrad(), y = x.Exp().Sum();
        y.Backward();
        Should.Throw<InvalidOperationException>(() => y.Backward()).Message.ShouldContain("keepGraph: true");
    }

    [Fact]
    public void A_second_pass_through_a_graph_that_was_kept_gives_the_same()
    {
        Tensor x = Tensor.From([1.0, -2.0]).WithGrad(), y = x.Exp().Sum();
        y.Backward(keepGraph: true);
        double[] first = x.Grad!.ToArray<double>();
        x.Grad = null;
        y.Backward();
        x.Grad!.ShouldHold(first);
    }

    [Fact]
    public void A_needed_value_that_was_changed_in_place_is_noticed()
    {
        Tensor x = Tensor.From([1.0, 2.0]).WithGrad(), w = Tensor.From([3.0, 4.0]).WithGrad();
        Tensor y = (x * w).Sum();
        Adam adam = new(new ParameterGroup([w], 0.1));
        w.Grad = w.OnesLike();
        adam.Step();
        Should.Throw<InvalidOperationException>(() => y.Backward()).Message.ShouldContain("changed in place");
    }

    [Fact]
    public void Nothing_is_remembered_while_recording_is_off()
    {
        Tensor x = Tensor.From([1.0]).WithGrad();
        using (NoGrad.Begin())
        {
            NoGrad.IsRecording.ShouldBeFalse();
            Tensor y = x.Exp();
            y.RequiresGrad.ShouldBeFalse();
            Should.Throw<InvalidOperationException>(() => y.Backward()).Message.ShouldContain("NoGrad");
        }
        NoGrad.IsRecording.ShouldBeTrue();
    }

    [Fact]
    public void Backward_of_several_elements_asks_for_their_gradient()
    {
        Tensor x = Tensor.From([1.0, 2.0]).WithGrad(), y = x.Square();
        Should.Throw<InvalidOperationException>(() => y.Backward()).Message.ShouldContain("[2]");
        y.Backward(Tensor.From([10.0, 1.0]));
        x.Grad!.ShouldHold(20, 4);
    }

    [Fact]
    public void A_detached_tensor_lets_no_gradient_through()
    {
        Tensor x = Tensor.From([3.0]).WithGrad();
        (x * x.Detach()).Sum().Backward();
        x.Grad!.ShouldHold(3);
    }

    [Fact]
    public void Whole_numbers_have_no_gradients() =>
        Should.Throw<InvalidOperationException>(() => Tensor.From([1L]).WithGrad()).Message.ShouldContain("Int64");

    [Fact]
    public void Gradients_by_chosen_tensors_leave_the_leaves_alone()
    {
        Tensor x = Tensor.From([2.0]).WithGrad(), h = x.Square(), y = h.Exp().Sum(), unused = Tensor.From([1.0]).WithGrad();
        Tensor[] found = Deep.Gradients.Of(y, [h, x, unused]);
        found[0].ShouldBeNear(h.Detach().Exp(), 1e-15);
        found[1].ShouldBeNear(4 * h.Detach().Exp(), 1e-15);
        found[2].ShouldHold(0);
        x.Grad.ShouldBeNull();
    }

    [Fact]
    public void A_leaf_gets_a_gradient_of_its_own_even_where_several_get_the_same()
    {
        Tensor a = Tensor.From([1.0]).WithGrad(), b = Tensor.From([2.0]).WithGrad();
        (a + b).Sum().Backward();
        a.Grad!.Storage.ShouldNotBeSameAs(b.Grad!.Storage);
    }

    [Fact]
    public void A_linear_layer_gives_the_same_by_its_kernels_and_by_its_formula()
    {
        Tensor x = Draw.Normal([5, 7]).WithGrad(), w = Draw.Normal([3, 7], 2).WithGrad(), b = Draw.Normal([3], 3).WithGrad();
        Tensor fused = Functions.Linear(x, w, b), formula = x.MatMul(w.Transpose()) + b;
        fused.ShouldBeNear(formula, 1e-15);
        Deep.Gradients.Check(at => Functions.Linear(at[0], at[1], at[2]), [x, w, b]).ShouldBeLessThan(1e-9);
        Tensor[] kernels = Deep.Gradients.Of(fused.Square().Sum(), [x, w, b]), formulas = Deep.Gradients.Of(Functions.Linear(x, w, b).Square().Sum(), [x, w, b], createGraph: true);
        for (int i = 0; i < 3; i++)
            kernels[i].ShouldBeNear(formulas[i], 1e-13);
    }

    [Fact]
    public void Log_softmax_gives_the_same_by_its_kernels_and_by_its_formula()
    {
        Tensor x = Draw.Normal([4, 9]).WithGrad();
        Deep.Gradients.Check(at => at[0].LogSoftmax(), [x]).ShouldBeLessThan(1e-9);
        Deep.Gradients.Check(at => at[0].LogSoftmax(0), [x]).ShouldBeLessThan(1e-9);
        Tensor kernels = Deep.Gradients.Of(x.LogSoftmax().Sin().Sum(), [x])[0], formula = Deep.Gradients.Of(x.LogSoftmax().Sin().Sum(), [x], createGraph: true)[0];
        kernels.ShouldBeNear(formula, 1e-13);
        Tensor extreme = Tensor.From([1000f, -1000f, 999f], [1, 3]).LogSoftmax();
        extreme.Exp().Sum().Item().ShouldBe(1, 1e-6);
        extreme.ToArray<float>()[1].ShouldBe(-2000.3132f, 1e-3f);
    }

    [Fact]
    public void Cross_entropy_takes_classes_that_are_there()
    {
        Tensor logits = Draw.Normal([3, 4]).WithGrad();
        Deep.Gradients.Check(at => Functions.CrossEntropy(at[0], Tensor.From([0L, 3L, 1L])), [logits]).ShouldBeLessThan(1e-9);
        Should.Throw<ArgumentException>(() => Functions.CrossEntropy(logits, Tensor.From([0.0, 1.0, 2.0]))).Message.ShouldContain("whole numbers");
        Should.Throw<ArgumentOutOfRangeException>(() => Functions.CrossEntropy(logits, Tensor.From([0L, 4L, 1L]))).Message.ShouldContain("there are 4 classes, 0 to 3");
    }

    [Fact]
    public void Gradients_by_chosen_tensors_through_a_graph_that_was_given_up_are_refused()
    {
        Tensor x = Tensor.From([1.0]).WithGrad(), y = x.Exp().Sum();
        Deep.Gradients.Of(y, [x]);
        Should.Throw<InvalidOperationException>(() => Deep.Gradients.Of(y, [x])).Message.ShouldContain("keepGraph: true");
    }

    [Fact]
    public void Only_ways_to_what_was_asked_for_are_gone()
    {
        Tensor x = Tensor.From([2.0]).WithGrad(), w = Tensor.From([3.0]).WithGrad(), side = w.Exp();
        int visits = 0;
        side.OnGradient(_ => visits++);
        Deep.Gradients.Of((x * side).Sum(), [x], keepGraph: true)[0].ShouldBeNear(side.Detach(), 0);
        visits.ShouldBe(0);
        Deep.Gradients.Of((x * side).Sum(), [w])[0].ShouldBeNear(2 * side.Detach(), 0);
        visits.ShouldBe(1);
    }

    [Fact]
    public void The_tape_keeps_no_values_that_no_gradient_reads()
    {
        static WeakReference Made(Tensor w, out Tensor result)
        {
            Tensor between = w * 2;
            result = (between + 1).Sum();
            return new WeakReference(between.Storage);
        }
        Tensor w = Draw.Normal([100]).WithGrad();
        WeakReference storage = Made(w, out Tensor result);
        GC.Collect();
        storage.IsAlive.ShouldBeFalse();
        result.Backward();
        w.Grad!.ToArray<double>().ShouldAllBe(slope => slope == 2);
    }

    [Fact]
    public void A_graph_of_a_hundred_thousand_operations_in_a_row_is_gone_through()
    {
        Tensor x = Tensor.From([1.0]).WithGrad(), y = x;
        for (int i = 0; i < 100_000; i++)
            y += 1;
        Deep.Gradients.Of(y.Sum(), [x], keepGraph: true)[0].ShouldHold(1);
        y.Sum().Backward();
        x.Grad!.ShouldHold(1);
    }

    [Fact]
    public void A_pass_that_fails_leaves_the_gradients_as_they_were()
    {
        Tensor x = Tensor.From([2.0]).WithGrad(), w = Tensor.From([3.0]);
        x.Square().Sum().Backward();
        Tensor y = (x * w).Sum() + x.Exp().Sum();
        w.AddInPlace(1);
        Should.Throw<InvalidOperationException>(() => y.Backward());
        x.Grad!.ShouldHold(4);
    }
}
