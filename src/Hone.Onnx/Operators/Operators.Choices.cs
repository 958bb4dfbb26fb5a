using Hone.Deep;

namespace Hone.Onnx;

/// <content>The greatest, triangles, flags and sums by letters.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Choices =>
    [
        Operator.Many("TopK", 10, "axis largest sorted", call => call.Tensor(0).Type switch
        {
            DType.Float32 => Greatest<float>(call),
            DType.Float64 => Greatest<double>(call),
            DType.Int32 => Greatest<int>(call),
            DType.Int64 => Greatest<long>(call),
            DType other => throw Call.Fault($"orders {other}, which has no order"),
        }),
        Operator.One("OneHot", 9, "axis", call =>
        {
            Tensor places = call.Tensor(0), values = call.Tensor(2);
            int depth = call.ToInt((long)call.One(1), "depth"), axis = call.Axis(call.Whole("axis", -1), places.Rank + 1);
            if (depth < 1 || values.Count != 2)
                throw Call.Fault($"makes flags of depth {depth} from values of {values.Shape}");
            Tensor wanted = Tensor.Arange(0, depth, type: DType.Int64).Reshape([depth, .. Enumerable.Repeat(1, places.Rank - axis)]);
            Tensor flags = FromFront(places.Type.IsFloating ? places.To(DType.Int64) : places, depth).Unsqueeze(axis).EqualTo(wanted);
            return Tensor.Where(flags, values.Reshape(2).Select(0, 1), values.Reshape(2).Select(0, 0));
        }),
        Operator.One("Trilu", 14, "upper", call =>
        {
            Tensor x = call.Tensor(0);
            if (x.Rank < 2)
                throw Call.Fault($"takes the triangle of {x.Shape}");
            long k = call.Has(1) ? (long)call.One(1) : 0;
            bool upper = call.Whole("upper", 1) != 0;
            int rows = x.Shape[-2], columns = x.Shape[-1];
            bool[] kept = new bool[rows * columns];
            for (int at = 0; at < kept.Length; at++)
                kept[at] = upper ? at % columns >= (at / columns) + k : at % columns <= (at / columns) + k;
            return Tensor.Where(Tensor.From(kept, [rows, columns]), x, x.ZerosLike());
        }),
        Operator.One("Einsum", 12, "equation", call => Summation.Run(call.Words("equation", ""), [.. Enumerable.Range(0, call.Count).Select(call.Floating)])),
        Operator.One("NonZero", 9, "", call =>
        {
            Tensor x = call.Tensor(0);
            bool[] set = x.NotEqualTo(x.ZerosLike()).ToArray<bool>();
            int[] strides = x.Shape.RowMajor();
            int[] found = [.. Enumerable.Range(0, set.Length).Where(at => set[at])];
            return Tensor.From([.. strides.SelectMany((stride, axis) => found.Select(at => (long)(at / stride % x.Shape[axis])))], [x.Rank, found.Length]);
        }),
    ];

    private static OnnxValue?[] Greatest<T>(Call call)
        where T : unmanaged, IComparable<T>
    {
        Tensor x = call.Tensor(0);
        int axis = call.Axis(call.Whole("axis", -1), x.Rank), size = x.Shape[axis], k = call.ToInt((long)call.One(1), "k");
        if (k < 0 || k > size)
            throw Call.Fault($"takes {k} of {size}");
        int sign = call.Whole("largest", 1) != 0 ? -1 : 1;
        Tensor rows = x.Transpose(axis, -1);
        T[] values = rows.ToArray<T>(), taken = new T[size == 0 ? 0 : values.Length / size * k];
        long[] places = new long[taken.Length];
        int[] order = new int[size];
        for (int row = 0; row * size < values.Length && size > 0; row++)
        {
            for (int i = 0; i < size; i++)
                order[i] = i;
            ReadOnlyMemory<T> own = values.AsMemory(row * size, size);
            // Of equals the first; the same order for any way of sorting.
            Array.Sort(order, (a, b) => own.Span[a].CompareTo(own.Span[b]) is not 0 and int by ? sign * by : a.CompareTo(b));
            for (int i = 0; i < k; i++)
                (taken[(row * k) + i], places[(row * k) + i]) = (own.Span[order[i]], order[i]);
        }
        Shape shape = [.. rows.Shape.Sizes[..^1], k];
        return [Tensor.From(taken, shape).Transpose(axis, -1), Tensor.From(places, shape).Transpose(axis, -1)];
    }
}
