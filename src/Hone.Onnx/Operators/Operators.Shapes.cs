using Hone.Deep;

namespace Hone.Onnx;

/// <content>The same elements under another shape, and shapes as values.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Shapes =>
    [
        Operator.One("Reshape", 5, "allowzero", Reshape),
        Operator.One("Flatten", 1, "axis", call =>
        {
            OnnxValue x = call.Value(0);
            long axis = call.Whole("axis", 1);
            int first = axis == x.Shape.Rank ? x.Shape.Rank : call.Axis(axis, x.Shape.Rank), rows = Product(x.Shape.Sizes[..first]);
            return x.Reshape([rows, Product(x.Shape.Sizes[first..])]);
        }),
        Operator.One("Squeeze", 1, "axes", call =>
        {
            OnnxValue x = call.Value(0);
            int[]? axes = call.Moved("axes", 13, 1)?.Select(axis => call.Axis(axis, x.Shape.Rank)).ToArray();
            if (axes is not null && Array.Find(axes, axis => x.Shape[axis] != 1) is { } wrong && axes.Any(axis => x.Shape[axis] != 1))
                throw Call.Fault($"leaves out axis {wrong} of {x.Shape}, whose size is not 1");
            return x.Reshape([.. x.Shape.Where((size, axis) => axes is null ? size != 1 : !axes.Contains(axis))]);
        }),
        Operator.One("Unsqueeze", 1, "axes", call =>
        {
            OnnxValue x = call.Value(0);
            long[] given = call.Moved("axes", 13, 1) ?? throw Call.Fault($"does not say where axes are put in");
            int rank = x.Shape.Rank + given.Length;
            HashSet<int> axes = [.. given.Select(axis => call.Axis(axis, rank))];
            if (axes.Count != given.Length)
                throw Call.Fault($"puts an axis in at one place twice");
            Queue<int> sizes = new(x.Shape);
            return x.Reshape([.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : sizes.Dequeue())]);
        }),
        Operator.One("Shape", 1, "start end", call =>
        {
            ReadOnlySpan<int> sizes = call.Value(0).Shape.Sizes;
            int from = Bound(call.Whole("start", 0), sizes.Length), to = Bound(call.Whole("end", sizes.Length), sizes.Length);
            return Tensor.From([.. sizes[from..Math.Max(from, to)].ToArray().Select(size => (long)size)]);
        }),
        Operator.One("Size", 1, "", call => Tensor.Scalar(call.Value(0).Shape.Count, DType.Int64)),
        Operator.One("Identity", 1, "", call => call.Value(0)),
        Operator.Many("Dropout", 7, "ratio seed", call =>
        {
            if (call.Has(2) && call.One(2) != 0)
                throw Call.Fault($"is in training, and models are only used here");
            return [call.Value(0), Tensor.Full(call.Value(0).Shape, 1, DType.Bool)];
        }),
        Operator.One("Transpose", 1, "perm", call =>
        {
            OnnxValue x = call.Value(0);
            int[] order = call.Wholes("perm")?.Select(axis => call.Axis(axis, x.Shape.Rank)).ToArray() ?? [.. Enumerable.Range(0, x.Shape.Rank).Reverse()];
            if (!x.IsText)
                return x.Tensor.Permute(order);
            Tensor places = Tensor.Arange(0, x.Shape.Count, type: DType.Int64).Reshape(x.Shape.Sizes).Permute(order);
            return new OnnxValue([.. places.ToArray<long>().Select(place => x.Strings[place])], places.Shape);
        }),
    ];

    private static int Bound(long place, int size) => (int)Math.Clamp(place < 0 ? place + size : place, 0, size);

    private static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes)
            product *= size;
        return product;
    }

    private static OnnxValue Reshape(Call call)
    {
        OnnxValue x = call.Value(0);
        long[] wanted = call.Wholes(1);
        bool literal = call.Whole("allowzero", 0) != 0;
        int[] sizes = new int[wanted.Length];
        int open = -1;
        long known = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (wanted[axis] == -1)
            {
                open = open < 0 ? axis : throw Call.Fault($"leaves two sizes open");
                continue;
            }
            sizes[axis] = wanted[axis] != 0 || literal ? call.ToInt(wanted[axis], "a size") : axis < x.Shape.Rank ? x.Shape[axis] : throw Call.Fault($"takes size {axis} from an input of {x.Shape}");
            known = sizes[axis] >= 0 ? known * sizes[axis] : throw Call.Fault($"asks for a size of {sizes[axis]}");
        }
        if (open >= 0)
            sizes[open] = known > 0 && x.Shape.Count % known == 0 ? (int)(x.Shape.Count / known) : throw Call.Fault($"cannot give {x.Shape} the shape [{string.Join(", ", wanted)}]");
        Shape shape = sizes;
        return shape.Count == x.Shape.Count ? x.Reshape(shape) : throw Call.Fault($"cannot give {x.Shape} the shape [{string.Join(", ", wanted)}]");
    }
}
