namespace Hone.Deep.Tests.Tensors;

public sealed class InPlaceTests
{
    public static TheoryData<string> Names => [.. Changes.Keys];

    private static readonly Dictionary<string, (Func<Tensor, Tensor, Tensor> InPlace, Func<Tensor, Tensor, Tensor> Operation)> Changes = new()
    {
        ["add"] = ((x, y) => x.AddInPlace(y), (x, y) => x + y),
        ["add a multiple"] = ((x, y) => x.AddInPlace(y, -0.5), (x, y) => x + (y * -0.5)),
        ["add a number"] = ((x, _) => x.AddInPlace(3), (x, _) => x + 3),
        ["subtract"] = ((x, y) => x.SubtractInPlace(y), (x, y) => x - y),
        ["subtract a number"] = ((x, _) => x.SubtractInPlace(3), (x, _) => x - 3),
        ["multiply"] = ((x, y) => x.MultiplyInPlace(y), (x, y) => x * y),
        ["multiply by a number"] = ((x, _) => x.MultiplyInPlace(3), (x, _) => x * 3),
        ["divide"] = ((x, y) => x.DivideInPlace(y), (x, y) => x / y),
        ["divide by a number"] = ((x, _) => x.DivideInPlace(3), (x, _) => x / 3),
        ["fill"] = ((x, _) => x.FillInPlace(7), (x, _) => (x * 0) + 7),
        ["zero"] = ((x, _) => x.ZeroInPlace(), (x, _) => x * 0),
        ["copy"] = (Copied, (x, y) => (x * 0) + y),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_change_in_place_gives_what_the_operation_gives_in_every_layout_and_type(string name)
    {
        (Func<Tensor, Tensor, Tensor> inPlace, Func<Tensor, Tensor, Tensor> operation) = Changes[name];
        foreach (DType type in (DType[])[DType.Float32, DType.Float64, DType.BFloat16])
        {
            foreach (Func<Tensor, Tensor> layout in (Func<Tensor, Tensor>[])[x => x, x => x.Transpose(), x => x.Slice(0, 1, null, 2), x => x.Slice(1, 2, 5)])
            {
                Tensor whole = Draw.Normal([6, 6], 1, type), x = layout(whole), y = Draw.Positive([x.Shape[1]], 2, type);
                Tensor expected = operation(x.Clone(), y).To(type), untouched = whole.Clone();
                layout(untouched).CopyFrom(expected);
                inPlace(x, y).ShouldBeSameAs(x);
                x.ShouldBeNear(expected, 0);
                whole.ShouldBeNear(untouched, 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_that_a_gradient_needs_must_not_have_changed(string name)
    {
        Tensor w = Tensor.From([1.0, 2.0, 3.0]).WithGrad(), x = Tensor.From([4.0, 5.0, 6.0]), other = Tensor.Ones([3], DType.Float64);
        Tensor y = (w * x).Sum();
        Changes[name].InPlace(x.Slice(0, 1, 2), other.Slice(0, 0, 1));
        Should.Throw<InvalidOperationException>(() => y.Backward()).Message.ShouldBe(
            "The gradient of 'multiply' needs a tensor of [3] as it was, but it was changed in place since. Change a Clone() instead, or change it after Backward.");
        w.Grad.ShouldBeNull();

        // What no gradient needs may change.
        Tensor z = (w + x).Sum();
        Changes[name].InPlace(x, other);
        z.Backward();
        w.Grad!.ShouldHold(1, 1, 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tensor_that_wants_gradients_changes_only_while_nothing_is_recorded(string name)
    {
        Func<Tensor, Tensor, Tensor> change = Changes[name].InPlace;
        Tensor leaf = Tensor.Ones([2], DType.Float64).WithGrad(), computed = leaf * 2, other = Tensor.From([5.0, 6.0]);
        foreach (Tensor x in (Tensor[])[leaf, computed])
        {
            Should.Throw<InvalidOperationException>(() => change(x, other)).Message.ShouldContain("of [2] that wants gradients cannot be changed in place while operations are recorded");
            using (NoGrad.Begin())
                change(x, other);
            change(x.Detach(), other);
        }
        Should.Throw<InvalidOperationException>(() => change(Tensor.From([1.0]).Expand(2), other)).Message.ShouldContain("along axis 0 of [2] one element stands for all");
    }

    [Fact]
    public void A_change_shows_in_all_views_and_may_read_what_it_changes()
    {
        Tensor x = Tensor.From([1.0, 2, 3, 4], [2, 2]), view = x.Transpose();
        x.AddInPlace(view);
        view.ShouldHold(2, 5, 5, 8);
        x.MultiplyInPlace(x);
        x.ShouldHold(4, 25, 25, 64);
        x.Slice(1, 1).SubtractInPlace(x.Slice(1, 0, 1));
        x.ShouldHold(4, 21, 25, 39);
        Tensor row = Tensor.From([1.0, 2, 3, 4]);
        row.Slice(0, 1).AddInPlace(row.Slice(0, 0, 3));
        row.ShouldHold(1, 3, 5, 7);
    }

    [Fact]
    public void Gradients_of_what_is_added_are_not_lost_unnoticed()
    {
        Tensor sum = Tensor.Zeros([2], DType.Float64), w = Tensor.From([1.0, 2.0]).WithGrad();
        Should.Throw<InvalidOperationException>(() => sum.AddInPlace(w * 2)).Message.ShouldContain("a change in place would lose them");
        Should.Throw<InvalidOperationException>(() => sum.AddInPlace(w, 0.5)).Message.ShouldContain("a change in place would lose them");
        Should.Throw<InvalidOperationException>(() => sum.CopyFrom(w)).Message.ShouldStartWith("copy: a tensor of [2] wants gradients");
        sum.AddInPlace(w.Detach(), 2).ShouldHold(2, 4);
    }

    [Fact]
    public void Whole_numbers_stay_whole()
    {
        Tensor counts = Tensor.From([1L, 2, 3]);
        counts.AddInPlace(2).MultiplyInPlace(Tensor.From([2L, 2, 2])).ShouldHold(6, 8, 10);
        Should.Throw<ArgumentException>(() => counts.AddInPlace(0.5)).Message.ShouldContain("a tensor of Int64 cannot hold what it makes with one of Float32");
        Should.Throw<ArgumentException>(() => counts.DivideInPlace(2)).Message.ShouldContain("divide-in-place");
        Should.Throw<ArgumentException>(() => counts.AddInPlace(Tensor.From([1L, 2]))).Message.ShouldContain("add-in-place: shapes [3] and [2]");
        Should.Throw<ArgumentException>(() => counts.AddInPlace(Tensor.From([1L, 2, 3], [3, 1]))).Message.ShouldContain("add-in-place: a tensor of [3, 1] does not stretch to [3]");
    }

    private static Tensor Copied(Tensor x, Tensor y)
    {
        x.CopyFrom(y);
        return x;
    }
}
