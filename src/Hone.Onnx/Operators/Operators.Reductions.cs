using Hone.Deep;

namespace Hone.Onnx;

/// <content>One value for many along some axes.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Reductions =>
    [
        Reducing("ReduceSum", (x, count) => x.Sum(-1), 13),
        Reducing("ReduceMean", (x, count) => x.Type.IsFloating ? x.Mean(-1) : Elements.MapWhole(x.Sum(-1), sum => sum / Math.Max(1, count))),
        Reducing("ReduceMax", (x, count) => x.Max(-1)),
        Reducing("ReduceMin", (x, count) => x.Min(-1)),
        Reducing("ReduceProd", (x, count) =>
        {
            Tensor product = Tensor.Uninitialised(x.Shape.Without(x.Rank - 1, true), x.Type);
            Device.Cpu.Reduce(Reduction.Product, x, x.Rank - 1, product);
            return product.Squeeze(-1);
        }),
        Reducing("ReduceL1", (x, count) => x.Abs().Sum(-1)),
        Reducing("ReduceL2", (x, count) => x.Square().Sum(-1).Sqrt()),
        Reducing("ReduceSumSquare", (x, count) => x.Square().Sum(-1)),
        Reducing("ReduceLogSum", (x, count) => x.Sum(-1).Log()),
        Reducing("ReduceLogSumExp", (x, count) =>
        {
            // What is largest is taken out, so that nothing overflows; an infinity would take itself out and leave no number.
            Tensor most = x.Max(-1, keep: true), finite = Tensor.Where(most.Abs() < double.PositiveInfinity, most, most.ZerosLike());
            return (x - finite).Exp().Sum(-1).Log() + finite.Squeeze(-1);
        }),
        Operator.One("ArgMax", 1, "axis keepdims select_last_index", call => Extreme(call, x => x)),
        Operator.One("ArgMin", 1, "axis keepdims select_last_index", call => Extreme(call, x => x.Type.IsFloating ? -x : Elements.MapWhole(x, value => unchecked(-value)))),
        Operator.One("CumSum", 11, "exclusive reverse", CumulativeSum),
    ];

    private static Operator Reducing(string name, Func<Tensor, int, Tensor> last, int axesAreInputSince = 18) => Operator.One(name, 1, "axes keepdims noop_with_empty_axes", call =>
    {
        Tensor x = call.Tensor(0);
        long[] given = call.Moved("axes", axesAreInputSince, 1) ?? [];
        if (given.Length == 0 && call.Whole("noop_with_empty_axes", 0) != 0)
            return x;
        SortedSet<int> axes = given.Length == 0 ? [.. Enumerable.Range(0, x.Rank)] : [.. given.Select(axis => call.Axis(axis, x.Rank))];
        int[] stay = [.. Enumerable.Range(0, x.Rank).Where(axis => !axes.Contains(axis))];
        int count = axes.Aggregate(1, (product, axis) => product * x.Shape[axis]);
        Shape kept = new([.. stay.Select(axis => x.Shape[axis])]);
        Tensor rows = x.Rank == 0 ? x.Reshape(1) : x.Permute([.. stay, .. axes]).Reshape([.. kept.Sizes, count]);
        Tensor result = last(rows, count);
        result = result.Type == x.Type || x.Type == DType.BFloat16 ? result : Elements.ToWhole(result, x.Type);
        return call.Whole("keepdims", 1) == 0 ? result : result.Reshape([.. Enumerable.Range(0, x.Rank).Select(axis => axes.Contains(axis) ? 1 : x.Shape[axis])]);
    });

    private static Tensor Extreme(Call call, Func<Tensor, Tensor> sign)
    {
        Tensor x = sign(call.Tensor(0));
        int axis = call.Axis(call.Whole("axis", 0), x.Rank), size = x.Shape[axis];
        bool keep = call.Whole("keepdims", 1) != 0;
        if (call.Whole("select_last_index", 0) == 0)
            return x.ArgMax(axis, keep);
        Tensor backwards = Picking.Take(x, axis, [.. Enumerable.Range(0, size).Select(at => size - 1L - at)], [size]).Tensor;
        return Elements.MapWhole(backwards.ArgMax(axis, keep), at => size - 1 - at);
    }

    private static OnnxValue CumulativeSum(Call call)
    {
        Tensor x = call.Tensor(0);
        int axis = call.Axis((long)call.One(1), x.Rank), size = x.Shape[axis];
        bool backwards = call.Whole("reverse", 0) != 0, without = call.Whole("exclusive", 0) != 0;
        Tensor sums = Tensor.Uninitialised(x.Shape, x.Type);
        Tensor? sum = null;
        for (int i = 0; i < size; i++)
        {
            int at = backwards ? size - 1 - i : i;
            Tensor own = x.Slice(axis, at, at + 1), next = sum is null ? own : x.Type.IsFloating ? sum + own : Elements.MapWhole(sum, own, "add", (a, b) => unchecked(a + b));
            Device.Cpu.Copy(without ? sum ?? own.ZerosLike() : next, sums.Slice(axis, at, at + 1));
            sum = next;
        }
        return sums;
    }
}
