using Hone.Deep;

namespace Hone.Onnx;

/// <content>Convolutions and pools.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Convolutions =>
    [
        Operator.One("Conv", 1, "auto_pad dilations group kernel_shape pads strides", Conv),
        Operator.One("ConvTranspose", 1, "auto_pad dilations group kernel_shape output_padding output_shape pads strides", ConvTranspose),
        Operator.One("MaxPool", 1, "auto_pad ceil_mode dilations kernel_shape pads storage_order strides", MaxPool),
        Operator.One("AveragePool", 7, "auto_pad ceil_mode count_include_pad dilations kernel_shape pads strides", AveragePool),
        Operator.One("GlobalAveragePool", 1, "", call => Globally(call, x => x.Mean(-1))),
        Operator.One("GlobalMaxPool", 1, "", call => Globally(call, x => x.Max(-1))),
    ];

    private static OnnxValue Conv(Call call)
    {
        Tensor x = call.Floating(0), weight = call.Floating(1);
        Tensor? bias = call.Has(2) ? call.Floating(2) : null;
        if (weight.Rank != x.Rank)
            throw Call.Fault($"convolves {x.Shape} with {weight.Shape}");
        Windows windows = Windows.Of(call, x, weight);
        windows.PadBy(call.Words("auto_pad", "NOTSET"), x.Shape);
        bool even = windows.IsEven;
        x = even ? x : windows.Surround(x, 0);
        return windows.Narrow(Functions.Conv2d(
            windows.Widen(x), windows.Widen(weight), bias, windows.Pair(k => windows.Strides[k], 1), windows.Pair(k => even ? windows.Pads[k].Before : 0, 0),
            windows.Pair(k => windows.Dilations[k], 1), call.Int("group", 1)));
    }

    private static OnnxValue ConvTranspose(Call call)
    {
        Tensor x = call.Floating(0), weight = call.Floating(1);
        if (weight.Rank != x.Rank)
            throw Call.Fault($"convolves {x.Shape} with {weight.Shape}");
        Windows windows = Windows.Of(call, x, weight);
        string rule = call.Words("auto_pad", "NOTSET");
        long[] more = call.Wholes("output_padding") ?? new long[windows.Axes];
        long[]? wanted = call.Wholes("output_shape");
        if (more.Length != windows.Axes || (wanted is not null && wanted.Length != windows.Axes))
            throw Call.Fault($"has output_padding or output_shape of another length than {windows.Axes}");
        int[] behind = new int[windows.Axes];
        for (int k = 0; k < windows.Axes; k++)
        {
            behind[k] = call.ToInt(more[k], "output_padding");
            int full = (windows.Strides[k] * (x.Shape[k + 2] - 1)) + behind[k] + windows.Reach(k);
            if (wanted is null && rule is "NOTSET" or "" or "VALID")
                continue;
            int total = full - (wanted is null ? x.Shape[k + 2] * windows.Strides[k] : call.ToInt(wanted[k], "output_shape"));
            windows.Pads[k] = rule == "SAME_UPPER" ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
        }

        // The whole result, of which the pads are then cut off, or added where they are negative; that takes uneven ones as well.
        Tensor result = Functions.ConvTranspose2d(
            windows.Widen(x), windows.Widen(weight), call.Has(2) ? call.Floating(2) : null, windows.Pair(k => windows.Strides[k], 1), null, null,
            windows.Pair(k => windows.Dilations[k], 1), call.Int("group", 1));
        result = windows.Narrow(result);
        for (int k = 0; k < windows.Axes; k++)
        {
            (int before, int after) = (windows.Pads[k].Before, windows.Pads[k].After - behind[k]);
            if (after < 0 && call.Has(2))
                result = Behind(result, k + 2, -after, call.Floating(2));
            else if (after < 0)
                result = Surround(result, k + 2, 0, -after, 0);
            int length = result.Shape[k + 2];
            result = result.Slice(k + 2, Math.Max(0, before), Math.Max(Math.Max(0, before), length - Math.Max(0, after)));
        }
        return result;
    }

    // Cells that no window reaches hold the bias alone.
    private static Tensor Behind(Tensor x, int axis, int count, Tensor bias)
    {
        int[] sizes = x.Shape.Sizes.ToArray();
        int length = sizes[axis];
        sizes[axis] += count;
        Tensor wide = bias.Reshape([bias.Count, .. Enumerable.Repeat(1, x.Rank - 2)]).Expand(sizes).Clone();
        Device.Cpu.Copy(x, wide.Slice(axis, 0, length));
        return wide;
    }

    private static OnnxValue MaxPool(Call call)
    {
        Tensor x = call.Floating(0);
        Windows windows = Windows.Of(call, x);
        windows.PadBy(call.Words("auto_pad", "NOTSET"), x.Shape);
        if (call.Whole("ceil_mode", 0) != 0)
            windows.RoundUp(x.Shape);
        x = windows.Surround(x, double.NegativeInfinity);
        return windows.Narrow(Functions.MaxPool2d(
            windows.Widen(x), windows.Pair(k => windows.Size[k], 1), windows.Pair(k => windows.Strides[k], 1), dilation: windows.Pair(k => windows.Dilations[k], 1)));
    }

    private static OnnxValue AveragePool(Call call)
    {
        Tensor x = call.Floating(0);
        Windows windows = Windows.Of(call, x);
        if (windows.Dilations.Any(dilation => dilation != 1))
            throw Call.Fault($"averages over windows with gaps, which is not supported");
        windows.PadBy(call.Words("auto_pad", "NOTSET"), x.Shape);
        int[] added = call.Whole("ceil_mode", 0) != 0 ? windows.RoundUp(x.Shape) : new int[windows.Axes];
        bool countsPads = call.Whole("count_include_pad", 0) != 0;
        Tensor Means(Tensor of) => windows.Narrow(Functions.AveragePool2d(windows.Widen(of), windows.Pair(k => windows.Size[k], 1), windows.Pair(k => windows.Strides[k], 1)));
        Tensor means = Means(windows.Surround(x, 0));
        if (Array.TrueForAll(windows.Pads, pad => pad == (0, 0)) || (countsPads && Array.TrueForAll(added, cells => cells == 0)))
            return means;

        // The share of each window that counts.
        Tensor counted = Tensor.Ones([1, 1, .. x.Shape.Sizes[2..]], x.Type);
        for (int k = 0; k < windows.Axes; k++)
        {
            (int before, int after) = windows.Pads[k];
            counted = countsPads
                ? Surround(Surround(counted, k + 2, before, after - added[k], 1), k + 2, 0, added[k], 0)
                : Surround(counted, k + 2, before, after, 0);
        }
        return means / Means(counted);
    }

    private static Tensor Globally(Call call, Func<Tensor, Tensor> last)
    {
        Tensor x = call.Floating(0);
        if (x.Rank < 3)
            throw Call.Fault($"has an input of {x.Shape}, and samples, channels and at least one axis more are due");
        return last(x.Reshape(x.Shape[0], x.Shape[1], Product(x.Shape.Sizes[2..]))).Reshape([x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
    }
}
