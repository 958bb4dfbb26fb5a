namespace Hone.Deep.Tests.Gradients;

public sealed class CustomFunctionTests
{
    [Fact]
    public void Its_gradient_its_second_derivative_and_its_change_are_those_of_the_formula()
    {
        Tensor x = Draw.Normal([3, 4]), y = Draw.Normal([3, 4], 2);
        Func<Tensor[], Tensor> own = at => new ProductAndSine().Apply(at)[0] + (new ProductAndSine().Apply(at)[1] * 2), formula = at => (at[0] * at[1]) + (at[0].Sin() * 2);
        own([x, y]).ShouldBeNear(formula([x, y]), 0);
        Deep.Gradients.Check(own, [x, y]).ShouldBeLessThan(1e-9);
        Tensor[] changes = [Draw.Normal([3, 4], 3), Draw.Normal([3, 4], 4)];
        Deep.Gradients.Jvp(own, [x, y], changes).Change.ShouldBeNear(Deep.Gradients.Jvp(formula, [x, y], changes).Change, 1e-14);
        Tensor a = x.Clone().WithGrad(), b = y.Clone().WithGrad();
        Tensor Second(Func<Tensor[], Tensor> f) => Deep.Gradients.Of(Deep.Gradients.Of(f([a, b]).Square().Sum(), [a, b], createGraph: true)[0].Square().Sum(), [a])[0];
        Second(own).ShouldBeNear(Second(formula), 1e-12);
    }

    [Fact]
    public void The_gradient_written_is_the_one_used()
    {
        Tensor x = Tensor.From([0.4, 1.6, -2.3]).WithGrad(), y = new StraightThrough().Apply(x)[0];
        y.ShouldHold(0, 2, -2);
        (y * Tensor.From([1.0, 2.0, 3.0])).Sum().Backward();
        x.Grad!.ShouldHold(1, 2, 3);
    }

    [Fact]
    public void Whole_numbers_go_in_and_out_without_gradients()
    {
        Tensor x = Draw.Normal([4, 3]).WithGrad(), rows = Tensor.From([2L, 0]);
        Tensor[] results = new TakeRows().Apply(x, rows);
        results[0].RequiresGrad.ShouldBeTrue();
        results[1].RequiresGrad.ShouldBeFalse();
        results[0].Sum().Backward();
        x.Grad!.Sum(1).ShouldHold(3, 0, 3, 0);
    }

    [Fact]
    public void What_it_keeps_holds_its_values_and_what_was_saved_must_not_change()
    {
        Keeping keeping = new();
        Tensor x = Draw.Normal([50, 50]).WithGrad();
        for (int step = 0; step < 40; step++)
            (keeping.Apply(x.Tanh() * 2)[0] * 3).Square().Mean().Backward();
        keeping.Seen.Count.ShouldBe(80);
        foreach ((Tensor tensor, double[] values) in keeping.Seen)
            tensor.ToArray<double>().ShouldBe(values);

        Tensor a = Tensor.From([1.0, 2.0]), b = Tensor.From([3.0, 4.0]).WithGrad(), product = new ProductAndSine().Apply(a, b)[0];
        a.AddInPlace(1);
        Should.Throw<InvalidOperationException>(() => product.Sum().Backward()).Message.ShouldBe(
            "The gradient of 'ProductAndSine' needs a tensor of [2] as it was, but it was changed in place since. Change a Clone() instead, or change it after Backward.");
    }

    [Fact]
    public void Gradients_that_nobody_wants_need_not_be_computed()
    {
        List<string> wanted = [];
        Tensor x = Tensor.From([1.0]).WithGrad(), y = Tensor.From([2.0]).WithGrad(), z = Tensor.From([3.0]);
        new Wanting(wanted).Apply(x, z)[0].Backward(Tensor.From([1.0]));
        Deep.Gradients.Of(new Wanting(wanted).Apply(x, y)[0], [y], Tensor.From([1.0]));
        wanted.ShouldBe(["True False", "False True"]);
    }

    [Fact]
    public void A_wrong_Backward_gets_a_sentence()
    {
        Tensor x = Tensor.From([1.0, 2.0]).WithGrad();
        string Says(Func<Tensor?[]> back) => Should.Throw<InvalidOperationException>(() => new Wrong(back).Apply(x)[0].Sum().Backward()).Message;
        Says(() => []).ShouldBe("Wrong: Backward gave 0 gradients for 1 inputs; give one for each, null where there is none.");
        Says(() => [Tensor.Ones([3])]).ShouldBe("Wrong: Backward gave a gradient of [3] for input 0 of [2]; they must agree.");
        Should.Throw<InvalidOperationException>(() => new Wrong(() => [Tensor.Ones([2])]).Apply(x)[0].Sum().Backward(createGraph: true))
            .Message.ShouldStartWith("Wrong saved a tensor of [2] that is neither an input nor a result, so a second derivative would miss");
        Should.Throw<InvalidOperationException>(() => Deep.Gradients.Jvp(at => new StraightThrough { IsRaw = true }.Apply(at)[0], [x], [x.Detach()]))
            .Message.ShouldStartWith("Forward mode goes through 'StraightThrough' only if its Backward is made of operations");
    }

    [Fact]
    public void An_input_that_comes_out_again_stays_what_it_was()
    {
        Tensor x = Tensor.From([1.0]).WithGrad(), y = new Wrong(() => [Tensor.From([5.0])]) { IsIdentity = true }.Apply(x)[0];
        x.RequiresGrad.ShouldBeTrue();
        y.ShouldNotBeSameAs(x);
        y.Sum().Backward();
        x.Grad!.ShouldHold(5);
    }

    private sealed class ProductAndSine : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] inputs)
        {
            context.Save(inputs);
            return [inputs[0] * inputs[1], inputs[0].Sin()];
        }

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] gradients)
        {
            (Tensor x, Tensor y) = (context.Saved[0], context.Saved[1]);
            Tensor product = gradients[0] ?? x.ZerosLike(), sine = gradients[1] ?? x.ZerosLike();
            return [(product * y) + (sine * x.Cos()), product * x];
        }
    }

    private sealed class StraightThrough : CustomFunction
    {
        public bool IsRaw { get; init; }

        protected override Tensor[] Forward(FunctionContext context, Tensor[] inputs) => [Tensor.From([.. inputs[0].ToArray<double>().Select(value => Math.Round(value))], inputs[0].Shape)];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] gradients) => [IsRaw ? Tensor.From(gradients[0]!.ToArray<double>(), gradients[0]!.Shape) : gradients[0]];
    }

    private sealed class TakeRows : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] inputs)
        {
            context.Save(inputs[1]);
            return [Tensor.From([.. inputs[1].ToArray<long>().SelectMany(row => inputs[0].Select(0, (int)row).ToArray<double>())], [2, 3]), inputs[1] * 2];
        }

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] gradients)
        {
            gradients[1].ShouldBeNull();
            Tensor back = Tensor.Zeros([4, 3], DType.Float64);
            long[] rows = context.Saved[0].ToArray<long>();
            for (int i = 0; i < rows.Length; i++)
                back.Select(0, (int)rows[i]).AddInPlace(gradients[0]!.Select(0, i));
            return [back, null];
        }
    }

    private sealed class Keeping : CustomFunction
    {
        public List<(Tensor Kept, double[] Values)> Seen { get; } = [];

        protected override Tensor[] Forward(FunctionContext context, Tensor[] inputs) => [inputs[0] * 5];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] gradients)
        {
            Tensor back = gradients[0]! * 5;
            Seen.Add((gradients[0]!, gradients[0]!.ToArray<double>()));
            Seen.Add((back, back.ToArray<double>()));
            return [back];
        }
    }

    private sealed class Wanting(List<string> wanted) : CustomFunction
    {
        protected override Tensor[] Forward(FunctionContext context, Tensor[] inputs) => [inputs[0] + inputs[1]];

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] gradients)
        {
            wanted.Add($"{context.WantsGradient(0)} {context.WantsGradient(1)}");
            return [gradients[0], gradients[0]];
        }
    }

    private sealed class Wrong(Func<Tensor?[]> back) : CustomFunction
    {
        public bool IsIdentity { get; init; }

        protected override Tensor[] Forward(FunctionContext context, Tensor[] inputs)
        {
            Tensor between = inputs[0].Exp();
            context.Save(between);
            return [IsIdentity ? inputs[0] : between * 2];
        }

        protected override Tensor?[] Backward(FunctionContext context, Tensor?[] gradients) => back();
    }
}
