namespace Hone.Deep.Tests.Gradients;

public sealed class OperationGradientTests
{
    private static readonly Tensor Rows = Tensor.From([2L, 0, 2, 1, 2]);
    private static readonly Tensor WithZeros = Tensor.From([0.5, 0, 1.5, 0, 2, 3, -1, 2, 0, 1, -2, 0.7, 0, 2, 0], [3, 5]);
    private static readonly Tensor Mask = Tensor.From([true, false, true]);

    private static readonly Dictionary<string, (Func<Tensor[], Tensor> F, Func<Tensor[]> Inputs)> Cases = new()
    {
        ["concat"] = (x => Tensor.Concat([x[0], x[1], x[0]], 1), () => [Draw.Normal([2, 3]), Draw.Normal([2, 1], 2)]),
        ["concat of views"] = (x => Tensor.Concat([x[0].Transpose(), x[1].Slice(0, 0, 3, 2)]), () => [Draw.Normal([2, 3]), Draw.Normal([3, 2], 2)]),
        ["concat with an empty one"] = (x => Tensor.Concat([x[0], x[1]]), () => [Draw.Normal([0, 2]), Draw.Normal([3, 2], 2)]),
        ["stack"] = (x => Tensor.Stack([x[0], x[1]], -1), () => [Draw.Normal([2, 3]), Draw.Normal([2, 3], 2)]),
        ["split"] = (x => x[0].Split(2, 1) is [Tensor a, _, Tensor c] ? a.Exp().Sum(1, keep: true) * c : x[0], () => [Draw.Normal([2, 5])]),
        ["split by sizes"] = (x => x[0].Split([1, 3], -1) is [Tensor a, Tensor b] ? a * b : x[0], () => [Draw.Normal([2, 4])]),
        ["chunk"] = (x => x[0].Chunk(2) is [Tensor a, Tensor b] ? a * b : x[0], () => [Draw.Normal([4, 2])]),
        ["index-select"] = (x => x[0].IndexSelect(0, Rows), () => [Draw.Normal([3, 2])]),
        ["index-select along the middle"] = (x => x[0].IndexSelect(1, Rows.Slice(0, 0, 4).Reshape(2, 2)), () => [Draw.Normal([2, 3, 2])]),
        ["index-select of a view"] = (x => x[0].Transpose().IndexSelect(-1, Rows), () => [Draw.Normal([3, 2])]),
        ["masked-fill"] = (x => x[0].MaskedFill(Mask, 2), () => [Draw.Normal([2, 3])]),
        ["tril"] = (x => x[0].Tril(), () => [Draw.Normal([2, 3, 4])]),
        ["triu"] = (x => x[0].Triu(1), () => [Draw.Normal([3, 4])]),
        ["clamp"] = (x => x[0].Clamp(-0.5, 0.7), () => [Draw.Normal([3, 4])]),
        ["clamp above"] = (x => x[0].Clamp(high: 0.7), () => [Draw.Normal([3, 4])]),
        ["square by pow"] = (x => x[0].Pow(2), () => [Draw.Normal([5])]),
        ["pow 3"] = (x => x[0].Pow(3), () => [Draw.Normal([5])]),
        ["pow 0"] = (x => x[0].Pow(0), () => [Draw.Normal([5])]),
        ["pow -1"] = (x => x[0].Pow(-1), () => [Draw.Positive([5])]),
        ["pow 0.5"] = (x => x[0].Pow(0.5), () => [Draw.Positive([5])]),
        ["pow of a fraction"] = (x => x[0].Pow(-1.7), () => [Draw.Positive([5])]),
        ["pow of tensors"] = (x => x[0].Pow(x[1]), () => [Draw.Positive([2, 3]), Draw.Normal([3], 2)]),
        ["log-sum-exp"] = (x => x[0].LogSumExp(1), () => [Draw.Normal([2, 3, 2])]),
        ["log-sum-exp of all"] = (x => x[0].LogSumExp(), () => [Draw.Normal([2, 3])]),
        ["variance"] = (x => x[0].Variance(-1), () => [Draw.Normal([2, 4])]),
        ["variance by n"] = (x => x[0].Variance(0, unbiased: false, keep: true), () => [Draw.Normal([3, 2])]),
        ["standard deviation"] = (x => x[0].StandardDeviation(), () => [Draw.Normal([2, 4])]),
        ["norm"] = (x => x[0].Norm(1), () => [Draw.Normal([2, 4])]),
        ["norm of order 1"] = (x => x[0].Norm(1, 1), () => [Draw.Normal([2, 4])]),
        ["norm of order 3"] = (x => x[0].Norm(1, 3, keep: true), () => [Draw.Normal([2, 4])]),
        ["sort"] = (x => x[0].Sort(1, descending: true).Values, () => [Draw.Normal([2, 4, 3])]),
        ["top-k"] = (x => x[0].TopK(2).Values, () => [Draw.Normal([2, 5])]),
        ["max with positions"] = (x => x[0].MaxWithPositions(0).Values, () => [Draw.Normal([4, 3])]),
        ["min with positions"] = (x => x[0].MinWithPositions(-1, keep: true).Values, () => [Draw.Normal([4, 3])]),
        ["quantile"] = (x => x[0].Quantile(0.3, 1), () => [Draw.Normal([2, 5])]),
        ["median"] = (x => x[0].Median(), () => [Draw.Normal([2, 3])]),
        ["cumulative sum"] = (x => x[0].CumulativeSum(1), () => [Draw.Normal([2, 4, 3])]),
        ["cumulative sum of a view"] = (x => x[0].Transpose().CumulativeSum(-1), () => [Draw.Normal([4, 3])]),
        ["cumulative product"] = (x => x[0].CumulativeProduct(0), () => [Draw.Normal([5, 2])]),
        ["cumulative product with zeros"] = (x => x[0].CumulativeProduct(1), () => [WithZeros]),
        ["product"] = (x => x[0].Product(), () => [Draw.Normal([2, 3])]),
        ["product along an axis with zeros"] = (x => x[0].Product(1), () => [WithZeros]),
        ["gather of fewer"] = (x => x[0].Gather(1, Tensor.From([0L, 2, 1, 1], [2, 2])), () => [Draw.Normal([3, 3])]),
        ["scatter-add"] = (x => x[0].ScatterAdd(1, Tensor.From([0L, 2, 2, 1], [2, 2]), x[1]), () => [Draw.Normal([3, 3]), Draw.Normal([2, 2], 2)]),
        ["scatter"] = (x => x[0].Scatter(1, Tensor.From([0L, 2, 2, 2], [2, 2]), x[1]), () => [Draw.Normal([3, 3]), Draw.Normal([2, 2], 2)]),
        ["scatter of one row"] = (x => x[0].Scatter(0, Tensor.From([0L, 2, 2, 1], [2, 2]), x[1]), () => [Draw.Normal([3, 3]), Draw.Normal([1, 2], 2)]),
        ["flip"] = (x => x[0].Flip(0, -1), () => [Draw.Normal([2, 3, 2])]),
        ["tile"] = (x => x[0].Tile(2, 1, 3), () => [Draw.Normal([2, 3])]),
        ["repeat-interleave"] = (x => x[0].RepeatInterleave(2, 1), () => [Draw.Normal([2, 3])]),
        ["repeat-interleave by counts"] = (x => x[0].RepeatInterleave([2, 0, 1], -1), () => [Draw.Normal([2, 3])]),
        ["roll"] = (x => x[0].Roll(-4, 1), () => [Draw.Normal([2, 3])]),
        ["unfold"] = (x => x[0].Unfold(1, 3, 2), () => [Draw.Normal([2, 8, 2])]),
        ["diagonal"] = (x => x[0].Diagonal(1, -1, 0), () => [Draw.Normal([3, 2, 4])]),
        ["diagonal below"] = (x => x[0].Diagonal(-2), () => [Draw.Normal([4, 3])]),
        ["trace"] = (x => x[0].Trace(), () => [Draw.Normal([3, 4])]),
        ["outer"] = (x => x[0].Outer(x[1]), () => [Draw.Normal([3]), Draw.Normal([2], 2)]),
        ["reshape of a view that needs no copy"] = (x => x[0].Slice(2, 1, 3).Reshape(6, 2), () => [Draw.Normal([2, 3, 4])]),
        ["reciprocal"] = (x => x[0].Reciprocal(), () => [Draw.Positive([5])]),
        ["rsqrt"] = (x => x[0].Rsqrt(), () => [Draw.Positive([5])]),
        ["expm1"] = (x => x[0].Expm1(), () => [Draw.Normal([5])]),
        ["log2"] = (x => x[0].Log2(), () => [Draw.Positive([5])]),
        ["log10"] = (x => x[0].Log10(), () => [Draw.Positive([5])]),
        ["tan"] = (x => x[0].Tan(), () => [Draw.Positive([5]) / 2]),
        ["asin"] = (x => x[0].Asin(), () => [Draw.Positive([5]) / 3]),
        ["acos"] = (x => x[0].Acos(), () => [Draw.Positive([5]) / 3]),
        ["atan"] = (x => x[0].Atan(), () => [Draw.Normal([5])]),
        ["sinh"] = (x => x[0].Sinh(), () => [Draw.Normal([5])]),
        ["cosh"] = (x => x[0].Cosh(), () => [Draw.Normal([5])]),
        ["remainder"] = (x => x[0] % x[1], () => [3 * Draw.Normal([4, 3]), Draw.Positive([3], 2)]),
        ["sums along axes"] = (x => x[0].Sum([0, -1]) + x[0].Mean([2, 0]), () => [Draw.Normal([2, 3, 4])]),
        ["einsum of matrices"] = (x => Functions.Einsum("ij,jk->ki", x[0], x[1]), () => [Draw.Normal([2, 3]), Draw.Normal([3, 4], 2)]),
        ["einsum of three"] = (x => Functions.Einsum("bij,bjk,kl->bl", x[0], x[1], x[2]), () => [Draw.Normal([2, 3, 2]), Draw.Normal([2, 2, 3], 2), Draw.Normal([3, 2], 3)]),
        ["einsum with a diagonal"] = (x => Functions.Einsum("iij,j", x[0], x[1]), () => [Draw.Normal([3, 3, 2]), Draw.Normal([2], 2)]),
        ["norm of order infinity"] = (x => x[0].Norm(double.PositiveInfinity), () => [Draw.Normal([2, 4])]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_are_what_finite_differences_give(string name)
    {
        (Func<Tensor[], Tensor> f, Func<Tensor[]> inputs) = Cases[name];
        Derivatives.AreRight(f, inputs());
    }

    [Fact]
    public void A_gradient_stays_finite_where_a_formula_would_not()
    {
        Tensor Slope(Func<Tensor, Tensor> f, params double[] at)
        {
            Tensor x = Tensor.From(at).WithGrad();
            f(x).Sum().Backward();
            return x.Grad!;
        }
        Slope(x => x.Norm(0), 0, 0).ShouldHold(0, 0);
        Slope(x => x.StandardDeviation(0), 3, 3).ShouldHold(0, 0);
        Slope(x => x.LogSumExp(0), double.NegativeInfinity, double.NegativeInfinity).ShouldHold(0, 0);
        Slope(x => x.Pow(Tensor.From([0.0, 1, 2])), 0, 0, 0).ShouldHold(0, 1, 0);
        Slope(y => Tensor.From([0.0, 0, 1]).Pow(y), 0, 2, 3).ShouldHold(0, 0, 0);
        Slope(x => x.Clamp(0, 1), -1, 0, 1, 2).ShouldHold(0, 1, 1, 0);
    }

    [Fact]
    public void Rows_taken_often_gather_their_gradients_in_order_at_any_number_of_threads()
    {
        // Wide, narrow and single columns, enough of them that tasks are dealt out.
        foreach (int width in (int[])[1, 40, 300])
        {
            Tensor table = Draw.Normal([500, width], 1, DType.Float32), positions = (Draw.Positive([4000], 2) * 240).To(DType.Int64);
            Tensor Run()
            {
                Tensor x = table.Detach().WithGrad();
                (x.IndexSelect(0, positions) * Draw.Normal([4000, width], 3, DType.Float32)).Sum().Backward();
                return x.Grad!;
            }
            float[] expected = new float[table.Count], weights = Draw.Normal([4000, width], 3, DType.Float32).ToArray<float>();
            long[] rows = positions.ToArray<long>();
            for (int i = 0; i < weights.Length; i++)
                expected[(rows[i / width] * width) + (i % width)] += weights[i];
            Run().ToArray<float>().ShouldBe(expected);
            Tensor? alone = null;
            Numerics.WorkerPool.For(1, 1, _ => alone = Run());
            alone!.ToArray<float>().ShouldBe(expected);
        }
    }
}
