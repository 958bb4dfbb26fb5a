namespace Hone.Deep.Tests.Tensors;

/// <summary>Indices against what NumPy gave (Recorded/indexing.py).</summary>
public sealed class IndexingTests
{
    private static readonly Tensor M = Tensor.From([false, true]);
    private static readonly Tensor M2 = (Tensor.Arange(0, 12, type: DType.Int64).Reshape(3, 4) % 3).EqualTo(Tensor.Scalar(0));
    private static readonly Tensor M3 = (Tensor.Arange(0, 24, type: DType.Int64).Reshape(2, 3, 4) % 5).EqualTo(Tensor.Scalar(1));
    private static readonly Tensor I = Tensor.From([1L, 0, -1]);
    private static readonly Tensor J = Tensor.From([0, 2], [2, 1]);
    private static readonly Tensor K = Tensor.From([0L, 3, -2]);

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Read, Action<Tensor, Tensor> Write)> Cases = new()
    {
        ["position"] = (x => x[1], (x, v) => x[1] = v),
        ["positions"] = (x => x[^1, 0, 2, -5], (x, v) => x[^1, 0, 2, -5] = v),
        ["ranges"] = (x => x[.., 1..3, ..^1], (x, v) => x[.., 1..3, ..^1] = v),
        ["steps"] = (x => x[At.Ellipsis, (.., 2)], (x, v) => x[At.Ellipsis, (.., 2)] = v),
        ["back"] = (x => x[.., (.., -1), (.., -2)], (x, v) => x[.., (.., -1), (.., -2)] = v),
        ["back within"] = (x => x[At.Ellipsis, (1..4, -2)], (x, v) => x[At.Ellipsis, (1..4, -2)] = v),
        ["ellipsis"] = (x => x[At.Ellipsis, 1], (x, v) => x[At.Ellipsis, 1] = v),
        ["between"] = (x => x[0, At.Ellipsis, 1..2], (x, v) => x[0, At.Ellipsis, 1..2] = v),
        ["new axes"] = (x => x[.., At.NewAxis, 0, At.Ellipsis, At.NewAxis], (x, v) => x[.., At.NewAxis, 0, At.Ellipsis, At.NewAxis] = v),
        ["rows"] = (x => x[.., I], (x, v) => x[.., I] = v),
        ["rows by position"] = (x => x[.., I, 0], (x, v) => x[.., I, 0] = v),
        ["apart"] = (x => x[I, .., K], (x, v) => x[I, .., K] = v),
        ["apart by position"] = (x => x[0, .., K], (x, v) => x[0, .., K] = v),
        ["together"] = (x => x[.., I, K], (x, v) => x[.., I, K] = v),
        ["stretched"] = (x => x[.., J, K], (x, v) => x[.., J, K] = v),
        ["stretched apart"] = (x => x[.., J, At.Ellipsis, K], (x, v) => x[.., J, At.Ellipsis, K] = v),
        ["mask"] = (x => x[M], (x, v) => x[M] = v),
        ["mask of two"] = (x => x[.., M2], (x, v) => x[.., M2] = v),
        ["mask of three"] = (x => x[M3], (x, v) => x[M3] = v),
        ["mask and rows"] = (x => x[M, .., Tensor.From([2L])], (x, v) => x[M, .., Tensor.From([2L])] = v),
        ["mask and range"] = (x => x[.., M2, 1..3], (x, v) => x[.., M2, 1..3] = v),
        ["new axis and rows"] = (x => x[.., At.NewAxis, I, 1..], (x, v) => x[.., At.NewAxis, I, 1..] = v),
        ["rows and back"] = (x => x[.., I, (.., -1), 1..4], (x, v) => x[.., I, (.., -1), 1..4] = v),
        ["none"] = (x => x[.., 1..1], (x, v) => x[.., 1..1] = v),
        ["no rows"] = (x => x[Tensor.From(Array.Empty<long>())], (x, v) => x[Tensor.From(Array.Empty<long>())] = v),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Tensor Numbers => Tensor.Arange(0, 120, type: DType.Float64).Reshape(2, 3, 4, 5);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_index_names_is_what_NumPy_says(string name)
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("indexing", name);
        (Func<Tensor, Tensor> read, Action<Tensor, Tensor> write) = Cases[name];
        read(Numbers).ShouldBeNear(to["read"], 0);
        Tensor turned = Numbers.Permute(3, 1, 0, 2).Contiguous().Permute(2, 1, 3, 0);
        read(turned).ShouldBeNear(to["read"], 0);

        Tensor values = -1 - Tensor.Arange(0, to["read"].Count, type: DType.Float64).Reshape(to["read"].Shape.Sizes);
        foreach (Tensor x in (Tensor[])[Numbers, turned, Numbers.To(DType.Float32)])
        {
            write(x, values);
            x.ShouldBeNear(to["written"], 0);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_has_derivatives(string name)
    {
        (Func<Tensor, Tensor> read, _) = Cases[name];
        Tensor x = Draw.Normal([2, 3, 4, 5]).WithGrad(), weights = Draw.Normal(read(x).Shape, 2).WithGrad();
        Tensor[] slopes = Deep.Gradients.Of((read(x) * weights).Sum(), [x, weights], createGraph: true);
        slopes[1].ShouldBeNear(read(x), 0);

        // What is read is linear, so its gradient adds the weights where they came from: what writing puts there, but for places read twice.
        Tensor sums = Tensor.Zeros(x.Shape, DType.Float64);
        using (NoGrad.Begin())
        {
            Tensor numbers = Tensor.Arange(0, x.Count, type: DType.Float64).Reshape(x.Shape.Sizes);
            long[] from = read(numbers).To(DType.Int64).ToArray<long>();
            double[] expected = new double[x.Count], given = weights.ToArray<double>();
            for (int i = 0; i < from.Length; i++)
                expected[from[i]] += given[i];
            slopes[0].ShouldBeNear(Tensor.From(expected, x.Shape), 1e-15);
        }
        Deep.Gradients.Of(slopes[0].Square().Sum() / 2, [weights])[0].ShouldBeNear(read(slopes[0]), 1e-15);
        Tensor change = Draw.Normal(x.Shape, 3);
        Deep.Gradients.Jvp(at => read(at[0]), [x], [change]).Change.ShouldBeNear(read(change), 0);
    }

    [Fact]
    public void Positions_and_ranges_give_views_that_changes_go_through()
    {
        Tensor x = Tensor.Zeros([3, 4]);
        x[1..3, ^1].Storage.ShouldBeSameAs(x.Storage);
        x[0].CopyFrom(Tensor.From([1f, 2, 3, 4]));
        x[1..][.., 2] += Tensor.Scalar(7);
        x.ShouldHold(1, 2, 3, 4, 0, 0, 7, 0, 0, 0, 7, 0);
        x[x > 3] = Tensor.Scalar(-1);
        x.ShouldHold(1, 2, 3, -1, 0, 0, -1, 0, 0, 0, -1, 0);
        x[..] = x[(.., -1)];                                  // out of itself
        x.ShouldHold(0, 0, -1, 0, 0, 0, -1, 0, 1, 2, 3, -1);
        x[Tensor.From([0L, 1, 2])] = x[1];
        x.ShouldHold(0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0);
    }

    [Fact]
    public void Of_values_for_one_place_the_last_remains_and_what_is_not_0_is_found()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("indexing", "twice");
        Tensor y = Tensor.Zeros([4]);
        y[Tensor.From([1L, 1, 2])] = Tensor.From([5f, 6, 7]);
        y.ShouldBeNear(to["written"], 0);
        M3.Nonzero().ShouldBeNear(to["nonzero"], 0);
        Tensor.Scalar(2).Nonzero().Shape.ShouldBe([1, 0]);
        Tensor.Zeros([2, 0]).Nonzero().Shape.ShouldBe([0, 2]);
        Tensor many = Draw.Normal([300, 999]);
        many.MaskedSelect(many > 0).ToArray<double>().ShouldBe(many.ToArray<double>().Where(value => value > 0).ToArray());
        Tensor.From([1.0, 2]).MaskedSelect(Tensor.From([true, false, true, true], [2, 2])).ShouldHold(1, 1, 2);
    }

    [Fact]
    public void Division_with_a_whole_quotient_goes_downwards()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("indexing", "division");
        Tensor a = Tensor.From([-7.5, 7.5, 7, -7, 0.0, 1e30]), b = Tensor.From([2.0, -2.0, 3, 3, 5, 0.3]);
        Tensor.FloorDivide(a, b).ShouldBeNear(to["floor"], 0);
        (a % b).ShouldBeNear(to["rest"], 0);
        Tensor m = Tensor.From([-7L, 7, -7, 7, 6]), n = Tensor.From([3L, -3, -3, 3, 2]);
        Tensor.FloorDivide(m, n).ShouldBeNear(to["wholes"], 0);
        (m % n).ShouldBeNear(to["rests"], 0);
        (m % n).Type.ShouldBe(DType.Int64);
        (m % 4).ShouldHold(1, 3, 1, 3, 2);
        double.IsNaN((a % 0.0).ToArray<double>()[0]).ShouldBeTrue();
        Should.Throw<DivideByZeroException>(() => m % 0);
    }

    [Fact]
    public void Mistakes_are_told_in_a_sentence()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        string Says(Action act) => Should.Throw<Exception>(act).Message;
        Says(() => _ = x[0, 0, 0]).ShouldContain("3 axes were named of a tensor of [2, 3]");
        Says(() => _ = x[2]).ShouldContain("position 2 was asked for along axis 0 of [2, 3], which has positions 0 to 1");
        Says(() => _ = x[0, ^4]).ShouldContain("position ^4");
        Says(() => _ = x[1..4]).ShouldContain("the range 1..4 was asked for along axis 0 of [2, 3], which has 2 positions");
        Says(() => _ = x[(.., 0)]).ShouldContain("step along axis 0 is 0");
        Says(() => _ = x[At.Ellipsis, At.Ellipsis]).ShouldContain("two ellipses");
        Says(() => _ = x[Tensor.From([true])]).ShouldContain("a mask of [1] does not fit the axes from 0 on of [2, 3]");
        Says(() => _ = x[Tensor.From([0.5])]).ShouldContain("Float64");
        Says(() => _ = x[Tensor.From([-3L])]).ShouldContain("a position is -3; axis 0 of [2, 3] has positions 0 to 1");
        Says(() => _ = x[Tensor.From([0L, 1]), Tensor.From([0L, 1, 2])]).ShouldContain("index: shapes [2] and [3] do not go together");
        Says(() => x[0] = Tensor.Zeros([2])).ShouldContain("do not go together");
        Says(() => x.WithGrad()[0] = Tensor.Zeros([3])).ShouldContain("wants gradients cannot be changed in place");
        using (NoGrad.Begin())
            x[0] = Tensor.Ones([3]);
        x.Detach().ShouldHold(1, 1, 1, 0, 0, 0);
    }
}
