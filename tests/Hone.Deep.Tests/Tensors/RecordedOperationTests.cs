using Hone.Numerics;

namespace Hone.Deep.Tests.Tensors;

/// <summary>Operations against what PyTorch gave (Recorded/operations.py).</summary>
public sealed class RecordedOperationTests
{
    [Fact]
    public void Joining_and_splitting()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("operations", "join");
        Tensor.Concat([to["x"], to["y"]], 1).ShouldBeNear(to["concat"], 0);
        Tensor.Stack([to["x"], -to["x"]], 2).ShouldBeNear(to["stack"], 0);

        to = Recorded.Read("operations", "split");
        void Same(Tensor[] parts, string name)
        {
            parts.Length.ShouldBe(to.Keys.Count(each => each.StartsWith(name, StringComparison.Ordinal)));
            for (int i = 0; i < parts.Length; i++)
                parts[i].ShouldBeNear(to[$"{name}{i}"], 0);
        }
        Same(to["x"].Split(2, -1), "part");
        Same(to["x"].Split([1, 3], 1), "sized");
        Same(to["x"].Chunk(3, 2), "chunk");
    }

    [Fact]
    public void Selecting_by_position()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("operations", "select");
        to["x"].IndexSelect(1, to["rows"]).ShouldBeNear(to["taken"], 0);
        to["x"].To(DType.BFloat16).IndexSelect(1, to["rows"].To(DType.Int32)).ShouldBeNear(to["taken"].To(DType.BFloat16), 0);
        to["rows"].OneHot(5).ShouldBeNear(to["hot"], 0);
        to["rows"].OneHot().Shape.ShouldBe([4, 4]);
        to["x"].IndexSelect(0, Tensor.From(Array.Empty<long>())).Shape.ShouldBe([0, 4, 5]);
    }

    [Fact]
    public void Masks()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("operations", "masks");
        Tensor mask = to["x"] > 0.3, other = to["y"].Slice(1, 0, 1) > 0;
        mask.ShouldBeNear(to["mask"], 0);
        (mask & other).ShouldBeNear(to["both"], 0);
        (other | mask).ShouldBeNear(to["either"], 0);
        (mask ^ other).ShouldBeNear(to["one"], 0);
        (~mask).ShouldBeNear(to["none"], 0);
        mask.And(other).ShouldBeNear(!(!mask | !other), 0);
        (mask.Transpose() & other.Transpose()).ShouldBeNear(to["both"].Transpose(), 0);
        to["x"].MaskedFill(other, -2.5).ShouldBeNear(to["filled"], 0);
        mask.Any(2).ShouldBeNear(to["any"], 0);
        mask.Any().ShouldBeNear(to["all"], 0);
        (to["x"] > -1).All(1).ShouldBeNear(to["every"], 0);
        to["x"].Tril().ShouldBeNear(to["tril"], 0);
        to["x"].Triu(2).ShouldBeNear(to["triu"], 0);
        to["x"].Tril(-1).ShouldBeNear(to["low"], 0);
        Tensor.Zeros([0, 2]).All(0).ToArray<bool>().ShouldBe([true, true]);
        Tensor.Zeros([0, 2]).Any(0).ToArray<bool>().ShouldBe([false, false]);
    }

    [Fact]
    public void Powers()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("operations", "powers");
        double[] Numbers(string name) => [.. to[name].ToArray<long>().Select(BitConverter.Int64BitsToDouble)];
        Tensor table = Tensor.From(Numbers("bases")).Unsqueeze(1).Pow(Tensor.From(Numbers("powers")));
        table.ToArray<double>().Zip(Numbers("table")).ShouldAllBe(pair => pair.First.Equals(pair.Second) || Math.Abs((pair.First / pair.Second) - 1) < 1e-14);
        Tensor x = Recorded.Read("operations", "statistics")["x"];
        x.Pow(3).ShouldBeNear(to["cube"], 1e-15);
        x.Abs().Pow(0.5).ShouldBeNear(to["root"], 1e-15);
        x.Abs().Pow(-1.3).ShouldBeNear(to["odd"], 1e-14);
        x.Abs().To(DType.Float32).Pow(-1.3).ShouldBeNear(to["odd"], 1e-6);
        double[] values = x.ToArray<double>(), odd = x.Abs().Pow(-1.3).ToArray<double>();
        for (int i = 0; i < odd.Length; i++)
            odd[i].ShouldBe(Elementary.Pow(Math.Abs(values[i]), -1.3));
        Tensor.From([-3L, 0, 2]).Pow(5).ShouldBeNear(to["whole"], 0);
        x.Clamp(-0.5, 0.75).ShouldBeNear(to["clamped"], 0);
        x.Clamp(0.1).ShouldBeNear(to["least"], 0);
        Tensor.From([-3, 0, 2]).Clamp(0, 1).ToArray<int>().ShouldBe([0, 0, 1]);
    }

    [Fact]
    public void Statistics()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("operations", "statistics");
        Tensor x = to["x"];
        x.LogSumExp(1).ShouldBeNear(to["logsumexp"], 1e-14);
        x.LogSumExp().ShouldBeNear(to["all"], 1e-14);
        (x + 1000).LogSumExp(1).ShouldBeNear(to["logsumexp"] + 1000, 1e-14);
        Tensor.Zeros([2, 0]).LogSumExp(1).ShouldHold(double.NegativeInfinity, double.NegativeInfinity);
        x.Variance(2).ShouldBeNear(to["variance"], 1e-14);
        x.Variance(0, unbiased: false).ShouldBeNear(to["biased"], 1e-14);
        x.StandardDeviation(1, keep: true).ShouldBeNear(to["deviation"], 1e-14);
        x.StandardDeviation().ShouldBeNear(to["spread"], 1e-14);
        x.Norm(1).ShouldBeNear(to["norm"], 1e-14);
        x.Norm(2, 1).ShouldBeNear(to["one"], 1e-14);
        x.Norm(3.0).ShouldBeNear(to["three"], 1e-14);
        x.Norm(0, double.PositiveInfinity).ShouldBeNear(to["largest"], 0);
        x.Norm(0, double.NegativeInfinity).ShouldBeNear(to["least"], 0);
        x.Relu().Norm(1, 0).ShouldBeNear(to["some"], 0);
        double.IsNaN(Tensor.Ones([1]).Variance().Item()).ShouldBeTrue();
    }

    [Fact]
    public void Mistakes_are_told_in_a_sentence()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        string Says(Action act) => Should.Throw<Exception>(act).Message;
        Says(() => Tensor.Concat([])).ShouldContain("at least one");
        Says(() => Tensor.Concat([x, Tensor.Zeros([3, 2])])).ShouldBe("concat: tensors of [2, 3] and [3, 2] do not go together: all sizes but that of axis 0 must agree. (Parameter 'tensors')");
        Says(() => Tensor.Stack([x, Tensor.Zeros([3, 2])])).ShouldContain("[2, 3] and [3, 2]");
        Says(() => x.Split([1, 1], 1)).ShouldContain("add up to 3");
        Says(() => x.Split(0)).ShouldContain("at least 1");
        Says(() => x.IndexSelect(0, Tensor.From([0L, 2]))).ShouldContain("a position is 2; axis 0 of [2, 3] has positions 0 to 1");
        Says(() => x.IndexSelect(0, Tensor.From([0.5]))).ShouldContain("Float64");
        Says(() => Tensor.From([5L]).OneHot(3)).ShouldContain("class 5; with 3 classes they are 0 to 2");
        Says(() => _ = x & x).ShouldContain("masks are combined; a tensor of Float32 was given");
        Says(() => x.MaskedFill(Tensor.Zeros([4, 2, 3]).To(DType.Bool), 1)).ShouldContain("does not stretch to [2, 3]");
        Says(() => x.Select(0, 0).Tril()).ShouldContain("at least two axes");
        Says(() => x.Clamp()).ShouldContain("neither bound");
        Says(() => Tensor.From([2]).Pow(-1)).ShouldContain("whole powers");
    }
}
