using Hone.Numerics;

namespace Hone.Deep.Tests.Tensors;

/// <summary>Sorting, scans, scattering, arranging and einsum against what PyTorch gave (Recorded/arranging.py).</summary>
public sealed class ArrangingTests
{
    [Fact]
    public void Elements_in_order()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("arranging", "order");
        Tensor x = to["x"], few = to["few"];
        foreach (DType type in (DType[])[DType.Float64, DType.Float32, DType.Int32, DType.Int64, DType.BFloat16])
        {
            Tensor same = few.To(type);
            same.Sort(1).Values.ShouldBeNear(to["up"], 0);
            same.ArgSort(1).ShouldBeNear(to["upAt"], 0);
            same.Sort(1, descending: true).Values.ShouldBeNear(to["down"], 0);
            same.ArgSort(1, descending: true).ShouldBeNear(to["downAt"], 0);
        }
        x.Sort(1).Values.ShouldBeNear(to["middle"], 0);
        x.TopK(3, 1).Values.ShouldBeNear(to["top"], 0);
        x.TopK(3, 1).Positions.ShouldBeNear(to["topAt"], 0);
        x.TopK(2, largest: false).Values.ShouldBeNear(to["low"], 0);
        x.MaxWithPositions(1).Values.ShouldBeNear(to["most"], 0);
        x.MaxWithPositions(1).Positions.ShouldBeNear(to["mostAt"], 0);
        x.ArgMin(2).ShouldBeNear(to["leastAt"], 0);
        x.Median(1).ShouldBeNear(to["median"], 1e-15);
        x.Quantile(0.3, 2).ShouldBeNear(to["quantile"], 1e-14);
        x.Quantile(0.77).ShouldBeNear(to["all"], 1e-14);
        Tensor.Scalar(3).Sort().Positions.ShouldHold(0);
        Tensor.Zeros([2, 0]).Sort().Values.Shape.ShouldBe([2, 0]);
        Tensor.Zeros([0, 2]).TopK(1).Values.Shape.ShouldBe([0, 1]);
    }

    [Fact]
    public void NaN_counts_as_the_largest()
    {
        Tensor x = Tensor.From([double.NaN, 1, double.NegativeInfinity, -double.NaN, double.PositiveInfinity, -0.0, 0]);
        foreach (Tensor each in (Tensor[])[x, x.To(DType.Float32)])
        {
            each.ArgSort().ShouldHold(2, 5, 6, 1, 4, 0, 3);
            each.ArgSort(descending: true).ShouldHold(0, 3, 4, 1, 5, 6, 2);
            each.TopK(3).Positions.ShouldHold(0, 3, 4);
            each.ArgMax(0).ShouldHold(0);
            each.ArgMin(0).ShouldHold(0);
            double.IsNaN(each.Median().Item()).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(5000, 1)]
    [InlineData(200_000, 1)]
    [InlineData(3000, 7)]
    public void Long_rows_are_in_order_at_any_number_of_threads(int length, int rows)
    {
        Tensor x = (Draw.Normal([rows, length]) * 100).Round();
        foreach (DType type in (DType[])[DType.Float64, DType.Float32, DType.Int64])
        {
            Tensor same = x.To(type);
            double[] values = x.ToArray<double>();
            long[] expected = [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, length).OrderBy(i => values[(row * length) + i])).Select(i => (long)i)];
            same.ArgSort().ToArray<long>().ShouldBe(expected);
            Tensor? alone = null;
            WorkerPool.For(1, 1, _ => alone = same.ArgSort());
            alone!.ToArray<long>().ShouldBe(expected);
            same.TopK(50, largest: false).Positions.ShouldBeNear(same.ArgSort().Slice(1, 0, 50), 0);
            same.TopK(50).Positions.ShouldBeNear(same.ArgSort(descending: true).Slice(1, 0, 50), 0);
        }
    }

    [Fact]
    public void Cumulative_sums_and_products()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("arranging", "cumulative");
        Tensor x = to["x"], zeros = to["zeros"];
        x.CumulativeSum(1).ShouldBeNear(to["sum"], 1e-14);
        x.CumulativeSum(-1).ShouldBeNear(to["sums"], 1e-14);
        x.CumulativeProduct(0).ShouldBeNear(to["product"], 1e-14);
        x.CumulativeProduct(2).ShouldBeNear(to["last"], 1e-14);
        Tensor.Arange(0, 6, type: DType.Int64).Reshape(2, 3).CumulativeSum(0).ShouldBeNear(to["whole"], 0);
        x.Product(2).ShouldBeNear(to["prod"], 1e-14);
        x.Product().ShouldBeNear(to["all"], 1e-14);
        Tensor.From([2, 3, -4]).Product().ShouldHold(-24);
        Tensor.Zeros([2, 0]).Product(1).ShouldHold(1, 1);
        Tensor.Zeros([2, 0]).CumulativeSum(1).Shape.ShouldBe([2, 0]);
        Tensor Slope(Func<Tensor, Tensor> f)
        {
            Tensor y = zeros.Detach().WithGrad();
            f(y).Square().Sum().Backward();
            return y.Grad!;
        }
        Slope(y => y.Product(1)).ShouldBeNear(to["slopeProduct"], 1e-13);
        Slope(y => y.CumulativeProduct(1)).ShouldBeNear(to["slopeCumulative"], 1e-13);

        // Many lines, long ones and wide blocks, each against plain additions.
        foreach (int[] shape in (int[][])[[700, 300], [3, 40_000], [5000, 7]])
        {
            Tensor many = Draw.Normal(shape, 1, DType.Float32);
            float[] sums = many.CumulativeSum(1).ToArray<float>(), values = many.ToArray<float>();
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
            {
                sum = (i % shape[1] == 0 ? 0 : sum) + values[i];
                sums[i].ShouldBe((float)sum);
            }
            many.Transpose().Contiguous().CumulativeSum(0).ShouldBeNear(many.CumulativeSum(1).Transpose(), 0);
        }
    }

    [Fact]
    public void Scattering()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("arranging", "scatter");
        Tensor x = to["x"], source = to["source"];
        x.Gather(0, to["at"]).ShouldBeNear(to["gathered"], 0);
        x.ScatterAdd(0, to["at"].To(DType.Int32), source).ShouldBeNear(to["added"], 1e-15);
        x.Scatter(1, Tensor.From([3L, 1, 0, 2], [2, 2, 1]), source.Slice(2, 0, 1)).ShouldBeNear(to["put"], 0);
        Tensor.Zeros([3]).Scatter(0, Tensor.From([1L, 1, 2]), Tensor.From([5f, 6, 7])).ShouldHold(0, 6, 7);
        Tensor.Zeros([3]).Scatter(0, Tensor.From([0L, 2]), Tensor.Scalar(1)).ShouldHold(1, 0, 1);

        // Many lines of either kind, in order.
        Tensor places = (Draw.Positive([400, 300], 3) * 100).To(DType.Int64), weights = Draw.Normal([400, 300], 4, DType.Float32);
        float[] expected = new float[400 * 200], given = weights.ToArray<float>();
        long[] where = places.ToArray<long>();
        for (int i = 0; i < given.Length; i++)
            expected[((i / 300) * 200) + where[i]] += given[i];
        Tensor.Zeros([400, 200]).ScatterAdd(1, places, weights).ToArray<float>().ShouldBe(expected);
        Tensor.Zeros([200, 400]).ScatterAdd(0, places.Transpose(), weights.Transpose()).Transpose().Contiguous().ToArray<float>().ShouldBe(expected);
    }

    [Fact]
    public void Other_arrangements()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("arranging", "arrange");
        Tensor x = to["x"];
        x.Flip(0, 2).ShouldBeNear(to["flip"], 0);
        x.Tile(2, 1, 1, 2).ShouldBeNear(to["tile"], 0);
        x.Tile(2).ShouldBeNear(to["short"], 0);
        x.RepeatInterleave(3, 1).ShouldBeNear(to["interleave"], 0);
        x.RepeatInterleave([1, 0, 2, 1], 1).ShouldBeNear(to["counts"], 0);
        x.Roll(7, 2).ShouldBeNear(to["roll"], 0);
        x.Roll(-1, 0).ShouldBeNear(to["back"], 0);
        x.Unfold(2, 3, 2).ShouldBeNear(to["unfold"], 0);
        x.Unfold(2, 3, 2).Storage.ShouldBeSameAs(x.Storage);
        x.Diagonal().ShouldBeNear(to["diagonal"], 0);
        x.Diagonal(1, 2, 1).ShouldBeNear(to["above"], 0);
        x.Diagonal(-2, 0, 2).ShouldBeNear(to["below"], 0);
        x.Select(0, 0).Trace().ShouldBeNear(to["trace"], 1e-15);
        x.Select(0, 0).Select(0, 0).Outer(x.Select(0, 0).Select(1, 0)).ShouldBeNear(to["outer"], 0);
        Tensor.Zeros([2, 3]).Diagonal(5).Shape.ShouldBe([0]);
    }

    [Fact]
    public void A_view_is_reshaped_without_a_copy_where_it_lies_so()
    {
        Tensor x = Draw.Normal([4, 6, 8]);
        void Views(Tensor view, bool shares, params int[] shape)
        {
            Tensor reshaped = view.Reshape(shape);
            (reshaped.Storage == view.Storage).ShouldBe(shares);
            reshaped.ShouldHold(view.ToArray<double>());
        }
        Views(x.Slice(2, 0, 4), true, 24, 4);
        Views(x.Slice(2, 0, 4), true, 4, 2, 3, 2, 2);
        Views(x.Slice(2, 0, 4), false, 4, 24);
        Views(x.Slice(1, 0, 3), true, 4, 24);
        Views(x.Permute(2, 0, 1), true, 8, 24);
        Views(x.Permute(2, 0, 1), false, 192);
        Views(x.Slice(0, 0, 4, 2), true, 2, 1, 48, 1);
        Views(x.Slice(2, 0, 1), true, 24);
        Views(x.Slice(2, 0, 1).Slice(1, 0, 1), true, 2, 2);
        Views(Tensor.Ones([1, 1], DType.Float64).Expand(3, 4), true, 12);
        Views(Tensor.From([1.0, 2]).Unsqueeze(1).Expand(2, 3), false, 6);
        Views(x.Transpose(0, 1), true, 6, 2, 2, 8);
    }

    [Fact]
    public void Functions_of_one_number()
    {
        IReadOnlyDictionary<string, Tensor> to = Recorded.Read("arranging", "functions");
        Tensor v = to["v"], above = v.Slice(0, 7), within = v.Slice(0, 2, 11), most = Tensor.Concat([v.Slice(0, 0, 14), v.Slice(0, 15)]);
        v.Floor().ShouldBeNear(to["floor"], 0);
        v.Ceil().ShouldBeNear(to["ceil"], 0);
        v.Round().ShouldBeNear(to["round"], 0);
        v.Trunc().ShouldBeNear(to["trunc"], 0);
        v.To(DType.Int64).Floor().Type.ShouldBe(DType.Int64);
        void Near(Func<Tensor, Tensor> f, Tensor at, string name)
        {
            f(at).ShouldBeNear(to[name], 1e-15);
            f(at.To(DType.Float32).To(DType.Float64)).To(DType.Float32).ShouldBeNear(f(at.To(DType.Float32)), 1e-7);
        }
        Near(x => x.Reciprocal(), above, "reciprocal");
        Near(x => x.Rsqrt(), above, "rsqrt");
        Near(x => x.Expm1(), v.Slice(0, 0, 13), "expm1");
        Near(x => x.Log2(), above, "log2");
        Near(x => x.Log10(), above, "log10");
        v.Tan().ShouldBeNear(to["tan"], 1e-15);
        Near(x => x.Asin(), within, "asin");
        Near(x => x.Acos(), within, "acos");
        Near(x => x.Atan(), v, "atan");
        most.Sinh().ShouldBeNear(to["sinh"], 1e-15);
        most.Cosh().ShouldBeNear(to["cosh"], 1e-15);
        Tensor odd = Tensor.From([1.5, double.NaN, double.NegativeInfinity]);
        odd.IsNaN().ToArray<bool>().ShouldBe([false, true, false]);
        odd.IsInfinite().ToArray<bool>().ShouldBe([false, false, true]);
        odd.IsFinite().ToArray<bool>().ShouldBe([true, false, false]);
        (-Tensor.From([3L, -4])).ShouldHold(-3, 4);
        (-Tensor.From([3f, -4]).To(DType.BFloat16)).ShouldHold(-3, 4);
        Tensor.From([3L, -4, 0]).Abs().ShouldHold(3, 4, 0);
        Tensor.From([3L, -4, 0]).Sign().ShouldHold(1, -1, 0);
    }

    [Theory]
    [InlineData("products", "bij,bjk->bik", "a", "b")]
    [InlineData("implied", "bij,bjk", "a", "b")]
    [InlineData("scrambled", "bij, bjk -> kbi", "a", "b")]
    [InlineData("summed", "bij,bjk->", "a", "b")]
    [InlineData("chain", "bij,bjk,ki->bi", "a", "b", "c")]
    [InlineData("diagonal", "iij->ij", "s")]
    [InlineData("trace", "iij", "s")]
    [InlineData("diagonal and one", "iij,bij->bj", "s", "a")]
    [InlineData("transposed", "cba", "a")]
    [InlineData("attention", "bqhd,bkhd->bhqk", "q", "k")]
    [InlineData("ellipsis", "...ij,...jk->...ik", "a", "b")]
    [InlineData("stretched", "...j,bkj->b...k", "one", "a")]
    [InlineData("outer", "ij,k->ikj", "c", "c0")]
    [InlineData("inner", "ij,ij->i", "c", "c")]
    [InlineData("dot", "ij,ij->", "c", "c")]
    [InlineData("alone", "bij->i", "a")]
    [InlineData("four", "bij,bjk,ki,i->b", "a", "b", "c", "c0")]
    [InlineData("ellipsis in the middle", "b...d,b...d->...b", "q", "q")]
    public void Sums_of_products_in_Einsteins_notation(string name, string equation, params string[] operands)
    {
        IReadOnlyDictionary<string, Tensor> from = Recorded.Read("arranging", "operands");
        Tensor[] tensors = [.. operands.Select(each => each == "c0" ? from["c"].Select(0, 0) : from[each])];
        Functions.Einsum(equation, tensors).ShouldBeNear(Recorded.Read("arranging", "einsum " + name)["result"], 1e-14);
    }

    [Fact]
    public void Mistakes_are_told_in_a_sentence()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        string Says(Action act) => Should.Throw<Exception>(act).Message;
        Says(() => Functions.Einsum("ij,jk", x, Tensor.Zeros([4, 2]))).ShouldContain("'j' is 3 in operand 0 and 4 in operand 1");
        Says(() => Functions.Einsum("ii", x)).ShouldContain("'i' is 2 in operand 0 and 3 in operand 0");
        Says(() => Functions.Einsum("ijk", x)).ShouldContain("operand 0 of [2, 3] has 2 axes and 'ijk' names 3");
        Says(() => Functions.Einsum("ij,jk", x)).ShouldContain("it speaks of 2 operands, and 1 were given");
        Says(() => Functions.Einsum("i1->i", x)).ShouldContain("'1' in operand 0 is neither a letter");
        Says(() => Functions.Einsum("ij->ik", x)).ShouldContain("'k', which no operand has");
        Says(() => Functions.Einsum("ij->ii", x)).ShouldContain("twice");
        Says(() => x.TopK(4)).ShouldContain("4 were asked for along axis 1 of [2, 3], which has 3");
        Says(() => x.Gather(0, Tensor.From([1L]))).ShouldContain("positions of [1] do not fit a tensor of [2, 3]");
        Says(() => x.Scatter(0, Tensor.From([5L], [1, 1]), Tensor.Scalar(0))).ShouldContain("A position is 5");
        Says(() => x.ScatterAdd(0, Tensor.From([1L], [1, 1]), x)).ShouldContain("a source of [2, 3] does not fit positions of [1, 1]");
        Says(() => x.Unfold(0, 3)).ShouldContain("1 to 2 positions");
        Says(() => x.Flip(0, 0)).ShouldContain("axis 0 was given twice");
        Says(() => x.Diagonal(0, 1, -1)).ShouldContain("axis 1 was given twice");
        Says(() => x.Outer(x)).ShouldContain("both are vectors");
        Says(() => x.Sum([0, -2])).ShouldContain("axis 0 was given twice");
        Says(() => x.Quantile(2, 0)).ShouldContain("from 0 to 1");
        Says(() => x.RepeatInterleave([1], 0)).ShouldContain("1 repeats were given for axis 0");
        Says(() => Tensor.Zeros([0]).ArgMin(0)).ShouldContain("size 0");
    }
}
