using Hone.Deep;

namespace Hone.Onnx;

/// <content>Joining, cutting, picking and putting.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Movements =>
    [
        Operator.One("Concat", 4, "axis", Concat),
        Operator.Many("Split", 2, "axis split num_outputs", Split),
        Operator.One("Slice", 1, "axes ends starts", Slice),
        Operator.One("Gather", 1, "axis", call =>
        {
            int axis = call.Axis(call.Whole("axis", 0), call.Value(0).Shape.Rank);
            return Picking.Take(call.Value(0), axis, Positions(call, 1), call.Tensor(1).Shape);
        }),
        Operator.One("GatherElements", 11, "axis", GatherElements),
        Operator.One("GatherND", 11, "batch_dims", call => Picking.TakeTuples(call.Value(0), call.Tensor(1), call.Int("batch_dims", 0))),
        Operator.One("Scatter", 9, "axis", ScatterElements),
        Operator.One("ScatterElements", 11, "axis reduction", ScatterElements),
        Operator.One("ScatterND", 11, "reduction", call => Putting.Tuples(call.Tensor(0), call.Tensor(1), call.Tensor(2), call.Words("reduction", "none"))),
        Operator.One("Expand", 8, "", call =>
        {
            Tensor x = call.Tensor(0);
            return x.Expand(Shape.Broadcast(x.Shape, Sizes(call, 1), "expand").Sizes);
        }),
        Operator.One("Tile", 6, "", call =>
        {
            OnnxValue x = call.Value(0);
            int[] repeats = Sizes(call, 1).ToArray();
            if (repeats.Length != x.Shape.Rank)
                throw Call.Fault($"repeats {repeats.Length} axes of {x.Shape}");
            for (int axis = 0; axis < repeats.Length; axis++)
            {
                int size = x.Shape[axis];
                if (repeats[axis] != 1)
                    x = Picking.Take(x, axis, [.. Enumerable.Range(0, checked(size * repeats[axis])).Select(at => (long)(at % size))], [size * repeats[axis]]);
            }
            return x;
        }),
        Operator.One("Pad", 2, "mode pads value", Pad),
    ];

    private static int[] Sizes(Call call, int input) => [.. call.Wholes(input).Select(size => call.ToInt(size, "a size"))];

    private static long[] Positions(Call call, int input) => call.Tensor(input) is { Type: DType.Int32 or DType.Int64 } places
        ? places.To(DType.Int64).ToArray<long>()
        : throw Call.Fault($"has {call.Tensor(input).Type} as its input {input}, and positions are due");

    private static OnnxValue Concat(Call call)
    {
        OnnxValue first = call.Value(0);
        int axis = call.Axis(call.Whole("axis", 0), first.Shape.Rank), total = 0;
        for (int i = 0; i < call.Count; i++)
        {
            Shape shape = call.Value(i).Shape;
            if (shape.Rank != first.Shape.Rank || shape.Without(axis, true) != first.Shape.Without(axis, true) || call.Value(i).TypeText != first.TypeText)
                throw Call.Fault($"joins {first.TypeText} {first.Shape} and {call.Value(i).TypeText} {shape} along axis {axis}, and all other sizes and the types must agree");
            total += shape[axis];
        }
        int[] sizes = first.Shape.Sizes.ToArray();
        sizes[axis] = total;
        if (first.IsText)
            return Picking.Join([.. Enumerable.Range(0, call.Count).Select(call.Value)], axis, sizes);
        Tensor joined = Tensor.Uninitialised(sizes, first.Tensor.Type);
        for (int i = 0, at = 0; i < call.Count; at += call.Value(i).Shape[axis], i++)
            Device.Cpu.Copy(call.Tensor(i), joined.Slice(axis, at, at + call.Value(i).Shape[axis]));
        return joined;
    }

    private static OnnxValue?[] Split(Call call)
    {
        Tensor x = call.Tensor(0);
        int axis = call.Axis(call.Whole("axis", 0), x.Rank), size = x.Shape[axis], parts = call.Has("num_outputs") ? call.Int("num_outputs", 1) : call.Outputs;
        long[]? sizes = call.Moved("split", 13, 1);
        if (sizes is null)
        {
            int each = (size + parts - 1) / Math.Max(1, parts);
            sizes = [.. Enumerable.Range(0, parts).Select(part => (long)Math.Clamp(size - (part * each), 0, each))];
        }
        if (sizes.Any(part => part < 0) || sizes.Sum() != size || sizes.Length < call.Outputs)
            throw Call.Fault($"cuts axis {axis} of {x.Shape} into parts of {string.Join(", ", sizes)}");
        OnnxValue?[] results = new OnnxValue?[sizes.Length];
        int at = 0;
        for (int part = 0; part < results.Length; at += (int)sizes[part], part++)
            results[part] = x.Slice(axis, at, at + (int)sizes[part]);
        return results;
    }

    private static OnnxValue Slice(Call call)
    {
        OnnxValue x = call.Value(0);
        int rank = x.Shape.Rank;
        long[] starts = call.Moved("starts", 10, 1) ?? [], ends = call.Moved("ends", 10, 2) ?? [];
        long[] axes = call.Moved("axes", 10, 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = (call.Opset >= 10 ? call.WholesOrNull(4) : null) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw Call.Fault($"has {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps, which must be as many");
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = call.Axis(axes[i], rank), size = x.Shape[axis];
            long step = steps[i] != 0 ? steps[i] : throw Call.Fault($"has a step of 0");
            long from = starts[i] < 0 ? starts[i] + size : starts[i], to = ends[i] < 0 && ends[i] != long.MinValue ? ends[i] + size : ends[i];
            if (step > 0)
            {
                (from, to) = (Math.Clamp(from, 0, size), Math.Clamp(to, 0, size));
                if (!x.IsText)
                {
                    x = x.Tensor.Slice(axis, (int)from, (int)Math.Max(from, to), (int)Math.Min(step, int.MaxValue));
                    continue;
                }
            }
            else
            {
                (from, to) = (Math.Clamp(from, -1, size - 1), Math.Clamp(to, -1, size - 1));
            }
            List<long> places = [];
            for (long at = from; step > 0 ? at < to : at > to; at += step)
                places.Add(at);
            x = Picking.Take(x, axis, [.. places], [places.Count]);
        }
        return x;
    }

    private static OnnxValue GatherElements(Call call)
    {
        Tensor x = call.Tensor(0), places = call.Tensor(1);
        int axis = call.Axis(call.Whole("axis", 0), x.Rank);
        if (places.Rank != x.Rank)
            throw Call.Fault($"picks at {places.Shape} from {x.Shape}, and both need as many axes");
        for (int other = 0; other < x.Rank; other++)
        {
            if (other != axis && places.Shape[other] < x.Shape[other])
                x = x.Slice(other, 0, places.Shape[other]);
        }
        return x.Gather(axis, FromFront(places, x.Shape[axis]));
    }

    private static OnnxValue ScatterElements(Call call)
    {
        Tensor x = call.Tensor(0);
        int axis = call.Axis(call.Whole("axis", 0), x.Rank);
        return Putting.Elements(x, axis, FromFront(call.Tensor(1), x.Shape[axis]), call.Tensor(2), call.Words("reduction", "none"));
    }

    private static Tensor FromFront(Tensor places, int size) => places.Type is DType.Int32 or DType.Int64
        ? Elements.MapWhole(places.To(DType.Int64), place => place < 0 ? place + size : place)
        : throw Call.Fault($"has positions of {places.Type}, and whole numbers are due");

    private static OnnxValue Pad(Call call)
    {
        Tensor x = call.Tensor(0);
        string mode = call.Words("mode", "constant");
        long[] given = call.Moved("pads", 11, 1) ?? throw Call.Fault($"does not say how much is added");
        long[] axes = (call.Opset >= 18 ? call.WholesOrNull(3) : null) ?? [.. Enumerable.Range(0, x.Rank).Select(axis => (long)axis)];
        if (given.Length != 2 * axes.Length)
            throw Call.Fault($"adds {given.Length} pads along {axes.Length} axes, and two each are due");
        double value = call.Opset < 11 ? call.Number("value", 0) : call.Has(2) ? call.One(2) : 0;
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = call.Axis(axes[i], x.Rank), size = x.Shape[axis], before = call.ToInt(given[i], "a pad"), after = call.ToInt(given[i + axes.Length], "a pad");
            if (before == 0 && after == 0)
                continue;
            if (size + (long)before + after < 0)
                throw Call.Fault($"cuts more from axis {axis} than its size of {size}");
            x = mode == "constant" ? Surround(x, axis, before, after, value) : Picking.Take(x, axis, [.. Outside(mode, size, before, after)], [size + before + after]).Tensor;
        }
        return x;
    }

    /// <summary>A tensor with cells of one value before and after an axis; negative numbers cut off.</summary>
    internal static Tensor Surround(Tensor x, int axis, int before, int after, double value)
    {
        if (before == 0 && after == 0)
            return x;
        int[] sizes = x.Shape.Sizes.ToArray();
        int cut = Math.Max(0, -before), left = Math.Max(0, before), stays = Math.Max(0, sizes[axis] - cut - Math.Max(0, -after));
        sizes[axis] += before + after;
        Tensor wide = Tensor.Full(sizes, value, x.Type);
        if (stays > 0)
            Device.Cpu.Copy(x.Slice(axis, cut, cut + stays), wide.Slice(axis, left, left + stays));
        return wide;
    }

    // Where what stands at each place comes from; nothing can be mirrored from an axis without elements.
    private static IEnumerable<long> Outside(string mode, int size, int before, int after)
    {
        if (size == 0)
            throw Call.Fault($"continues an axis of size 0");
        for (long at = -(long)before; at < (long)size + after; at++)
        {
            yield return mode switch
            {
                "edge" => Math.Clamp(at, 0, size - 1),
                "reflect" => size == 1 ? 0 : Mirror(at, (2L * size) - 2, size),
                "wrap" => ((at % size) + size) % size,
                _ => throw Call.Fault($"continues by '{mode}', which is not known"),
            };
        }
    }

    private static long Mirror(long at, long period, int size)
    {
        long within = ((at % period) + period) % period;
        return within < size ? within : period - within;
    }
}
