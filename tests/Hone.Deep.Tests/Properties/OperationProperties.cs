using System.Reflection;
using Hone.Numerics;

namespace Hone.Deep.Tests.Properties;

/// <summary>What holds for every operation, whatever the shapes, layouts and types.</summary>
public sealed class OperationProperties
{
    // In the default suite few trials of each; the long test below has many.
    private const int Trials = 4;

    public static TheoryData<string> Names => [.. OperationTable.All.Select(operation => operation.Name)];

    public static TheoryData<string> Smooth => [.. OperationTable.All.Where(operation => operation.IsSmooth).Select(operation => operation.Name)];

    public static TheoryData<string> Twice => [.. OperationTable.All.Where(operation => operation.IsSmooth && operation.IsTwice).Select(operation => operation.Name)];

    [Fact]
    public void Every_public_operation_stands_in_the_table()
    {
        static bool GivesTensors(Type type) => type == typeof(Tensor) || type == typeof(Tensor[]) || (type.IsGenericType && type.GetGenericArguments().Any(GivesTensors));
        static IEnumerable<string> Of(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => GivesTensors(method.ReturnType)).Select(method => method.Name).Distinct();
        string[] known = [.. OperationTable.All.Select(operation => operation.Name.Split(' ')[0]), .. OperationTable.NoOperations];
        Of(typeof(Tensor)).Concat(Of(typeof(Functions)).Select(name => $"Functions.{name}")).Except(known).ShouldBeEmpty();
        OperationTable.All.Select(operation => operation.Name).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Smooth))]
    public void Gradients_are_what_finite_differences_give(string name) => Try(name, Trials, trial =>
        Deep.Gradients.Check(trial.Apply, trial.Floating).ShouldBeLessThan(1e-8));

    [Theory]
    [MemberData(nameof(Twice))]
    public void Forward_mode_and_reverse_mode_agree_and_shapes_and_types_stay(string name) => Try(name, Trials, trial =>
    {
        Tensor[] leaves = [.. trial.Floating.Select(x => x.Clone().WithGrad())], changes = [.. leaves.Select((x, i) => Draw.Normal(x.Shape, 50 + i))];
        Tensor value = trial.Apply(leaves), back = Draw.Normal(value.Shape, 49);
        (Tensor same, Tensor change) = Deep.Gradients.Jvp(trial.Apply, leaves, changes);
        same.ShouldBeNear(value, 1e-12);
        Tensor[] gradients = Deep.Gradients.Of(value, leaves, back);
        double reverse = 0;
        for (int i = 0; i < leaves.Length; i++)
        {
            (gradients[i].Shape, gradients[i].Type).ShouldBe((leaves[i].Shape, leaves[i].Type));
            reverse += (gradients[i] * changes[i]).Sum().Item();
        }
        (change * back).Sum().Item().ShouldBe(reverse, 1e-9 * (1 + Math.Abs(reverse)));
    });

    [Theory]
    [MemberData(nameof(Twice))]
    public void Second_derivatives_are_what_finite_differences_of_the_first_give(string name) => Try(name, Trials, trial =>
    {
        Tensor[] at = trial.Floating, along = [.. at.Select((x, i) => Draw.Normal(x.Shape, 30 + i))], weights = [.. at.Select((x, i) => Draw.Normal(x.Shape, 40 + i))];
        Tensor[] Slopes(Tensor[] leaves, bool createGraph)
        {
            Tensor value = trial.Apply(leaves);
            return Deep.Gradients.Of((value * Draw.Normal(value.Shape, 49)).Sum() + (value.Square() * 0.5).Sum(), leaves, createGraph: createGraph);
        }
        Tensor Weighted(Tensor[] slopes) => slopes.Select((slope, i) => (slope * weights[i]).Sum()).Aggregate((a, b) => a + b);
        double Around(double step) => Weighted(Slopes([.. at.Select((x, i) => (x + (along[i] * step)).WithGrad())], createGraph: false)).Item();

        Tensor[] leaves = [.. at.Select(x => x.Clone().WithGrad())];
        Tensor first = Weighted(Slopes(leaves, createGraph: true));
        double second = first.RequiresGrad ? Deep.Gradients.Of(first, leaves).Select((slope, i) => (slope * along[i]).Sum().Item()).Sum() : 0;
        const double Step = 2e-4;
        double difference = ((8 * (Around(Step) - Around(-Step))) - (Around(2 * Step) - Around(-2 * Step))) / (12 * Step);
        second.ShouldBe(difference, 2e-7 * (1 + Math.Abs(difference)));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Strided_inputs_give_the_same_bits_as_contiguous_ones_forwards_and_backwards(string name) => Try(name, Trials, trial =>
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Tensor[] contiguous = [.. trial.Inputs.Select(x => (x.Type.IsFloating ? x.To(type) : x).Clone())];
            string[] expected = Bits(contiguous);
            foreach (Func<Tensor, Tensor> layout in Layouts)
            {
                Tensor[] strided = [.. contiguous.Select(layout)];
                Bits(strided).ShouldBe(expected);
            }
            // Stretched inputs have each element several times.
            Tensor[] stretched = [.. contiguous.Select(x => x.Rank > 0 && x.Shape[0] > 0 ? x.Slice(0, 0, 1).Expand(x.Shape.Sizes) : x)];
            if (name != "get_Elements of positions and masks" && !name.StartsWith("MaskedSelect", StringComparison.Ordinal))
                Bits(stretched).ShouldBe(Bits([.. stretched.Select(x => x.Clone())]));
        }

        string[] Bits(Tensor[] inputs)
        {
            Tensor[] leaves = [.. inputs.Select(x => x.Type.IsFloating ? x.Detach().WithGrad() : x)];
            Tensor value = trial.ApplyAll(leaves);
            List<Tensor> all = [value];
            if (value.RequiresGrad)
                all.AddRange(Deep.Gradients.Of(value, [.. leaves.Where(x => x.RequiresGrad)], Draw.Normal(value.Shape, 49, value.Type)));
            return [.. all.Select(x => $"{x.Type} {x.Shape} {Convert.ToHexString(Raw(x))}")];
        }
    });

    [Theory]
    [MemberData(nameof(Smooth))]
    public void A_change_in_place_before_the_backward_pass_is_noticed_or_does_not_matter(string name) => Try(name, 2, trial =>
    {
        Tensor[] expected = Gradients(_ => { });
        for (int which = -1; which < trial.Inputs.Length; which++)
        {
            int changed = which;
            try
            {
                Tensor[] found = Gradients(all =>
                {
                    Tensor tensor = all[changed + 1];
                    using NoGrad pause = NoGrad.Begin();
                    if (tensor.Type == DType.Bool)
                        tensor.CopyFrom(!tensor);
                    else if (IsOfPlacesOfItsOwn(tensor))
                        tensor.CopyFrom(tensor.Type.IsFloating ? (tensor * 0.5) + 0.1 : tensor * 0);
                });
                for (int i = 0; i < found.Length; i++)
                    Convert.ToHexString(Raw(found[i])).ShouldBe(Convert.ToHexString(Raw(expected[i])), $"input {changed} was changed, and nobody noticed");
            }
            catch (InvalidOperationException noticed)
            {
                noticed.Message.ShouldContain("changed in place");
            }
        }

        // The result comes first, then the inputs.
        Tensor[] Gradients(Action<Tensor[]> change)
        {
            Tensor[] leaves = [.. trial.Inputs.Select(x => x.Type.IsFloating ? x.Clone().WithGrad() : x.Clone())];
            Tensor value = trial.ApplyAll(leaves);
            change([value, .. leaves]);
            return Deep.Gradients.Of(value, [.. leaves.Where(x => x.RequiresGrad)], Draw.Normal(value.Shape, 49));
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_is_near_double_and_brain_floats_are_computed_with_as_single(string name) => Try(name, Trials, trial =>
    {
        Operation operation = trial.Operation;
        Tensor exact = trial.ApplyAll(trial.Inputs), single = trial.ApplyAll([.. trial.Inputs.Select(x => x.Type.IsFloating ? x.To(DType.Float32) : x)]);
        single.ShouldBeNear(exact, operation.SinglePrecision);
        if (!operation.IsOfBrainFloats)
            return;
        Tensor[] brain = [.. trial.Inputs.Select(x => x.Type.IsFloating ? x.To(DType.BFloat16).WithGrad() : x)];
        Tensor[] widened = [.. brain.Select(x => x.Type.IsFloating ? x.Detach().To(DType.Float32).WithGrad() : x)];
        Tensor value = trial.ApplyAll(brain), expected = trial.ApplyAll(widened);
        value.ShouldBeNear(expected.To(value.Type), 0);
        if (!value.RequiresGrad)
            return;
        Tensor[] found = Deep.Gradients.Of(value, [.. brain.Where(x => x.RequiresGrad)], value.OnesLike()), wide = Deep.Gradients.Of(expected, [.. widened.Where(x => x.RequiresGrad)], expected.OnesLike());
        for (int i = 0; i < found.Length; i++)
        {
            found[i].Type.ShouldBe(DType.BFloat16);
            found[i].ShouldBeNear(wide[i], 0.02);
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Empty_tensors_give_empty_results_or_a_sentence(string name) => Try(name, 3, trial =>
    {
        Tensor[] leaves = [.. trial.Inputs.Select(x => x.Type.IsFloating ? x.WithGrad() : x)];
        try
        {
            Tensor value = trial.ApplyAll(leaves);
            if (value.RequiresGrad)
                Deep.Gradients.Of(value, [.. leaves.Where(x => x.RequiresGrad)], value.OnesLike());
        }
        catch (ArgumentException sentence)
        {
            sentence.Message.ShouldContain(' ');
        }
        catch (InvalidOperationException sentence)
        {
            sentence.Message.ShouldContain(' ');
        }
    }, isEmpty: true);

    [Theory]
    [Trait("long", "true")]
    [MemberData(nameof(Smooth))]
    public void Gradients_are_what_finite_differences_give_in_many_trials(string name) => Try(name, 100, trial =>
    {
        // Among so many places some lie beside a bend, such as a margin: there smaller differences must agree.
        if (!(Deep.Gradients.Check(trial.Apply, trial.Floating) < 1e-8))
            Deep.Gradients.Check(trial.Apply, trial.Floating, 1e-5).ShouldBeLessThan(1e-6);
    });

    private static readonly Func<Tensor, Tensor>[] Layouts =
    [
        // The last axis first in memory.
        x => x.Rank < 2 ? x : x.Transpose(0, -1).Contiguous().Transpose(0, -1),
        // Every second element of something larger, from the third on.
        x =>
        {
            if (x.Rank == 0)
                return Tensor.Stack([x, x, x]).Select(0, 1);
            int[] sizes = x.Shape.Sizes.ToArray();
            sizes[^1] = (2 * sizes[^1]) + 3;
            Tensor large = Tensor.Ones(sizes, x.Type), view = large.Slice(-1, 2, 2 + (2 * x.Shape[-1]), 2);
            view.CopyFrom(x);
            return view;
        },
    ];

    private static void Try(string name, int trials, Action<Trial> check, bool isEmpty = false)
    {
        Operation operation = OperationTable.All.Single(each => each.Name == name);
        for (int i = 0; i < trials; i++)
        {
            RandomKey key = RandomKey.FromSeed(1).Child(name).Child(i);
            Trial trial = new(operation, key, operation.Inputs(new Pick(key.Child("inputs"), isEmpty)));
            try
            {
                check(trial);
            }
            catch (Exception wrong) when (wrong is not ShouldAssertException)
            {
                throw new InvalidOperationException($"{name}, trial {i}, inputs of {string.Join(" and ", trial.Inputs.Select(x => x.Shape))}: {wrong.Message}", wrong);
            }
            catch (ShouldAssertException wrong)
            {
                throw new ShouldAssertException($"{name}, trial {i}, inputs of {string.Join(" and ", trial.Inputs.Select(x => x.Shape))}: {wrong.Message}", wrong);
            }
        }
    }

    private static bool IsOfPlacesOfItsOwn(Tensor x)
    {
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (x.Strides[axis] == 0 && x.Shape[axis] > 1)
                return false;
        }
        return true;
    }

    private static unsafe byte[] Raw(Tensor x)
    {
        Tensor rows = x.Detach().Contiguous();
        byte[] bytes = new ReadOnlySpan<byte>(rows.Pointer<byte>() + ((rows.Type.Size - 1) * rows.Offset), rows.Count * rows.Type.Size).ToArray();
        GC.KeepAlive(rows);
        return bytes;
    }

    private sealed record Trial(Operation Operation, RandomKey Key, Tensor[] Inputs)
    {
        public Tensor[] Floating => [.. Inputs.Where(x => x.Type.IsFloating)];

        public Tensor ApplyAll(Tensor[] inputs) => Operation.Apply(inputs, new Pick(Key.Child("arguments")));

        /// <summary>The operation as one of the floating inputs alone.</summary>
        public Tensor Apply(Tensor[] floating)
        {
            int next = 0;
            return ApplyAll([.. Inputs.Select(x => x.Type.IsFloating ? floating[next++] : x)]);
        }
    }
}
