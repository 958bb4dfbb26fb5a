using Hone.Deep;

namespace Hone.Onnx;

/// <summary>A window that moves over one or two axes, as convolutions and pools have it; one axis is two whose first has size 1.</summary>
internal sealed class Windows
{
    private Windows(int axes) => Axes = axes;

    public int Axes { get; }

    public int[] Size { get; private init; } = [];

    public int[] Strides { get; private init; } = [];

    public int[] Dilations { get; private init; } = [];

    /// <summary>Added before and after each axis.</summary>
    public (int Before, int After)[] Pads { get; private set; } = [];

    /// <summary>Reads a node's window.</summary>
    /// <param name="call">The node.</param>
    /// <param name="x">Samples × channels × one or two axes.</param>
    /// <param name="weight">Where the window's size stands if not in an attribute.</param>
    public static Windows Of(Call call, Tensor x, Tensor? weight = null)
    {
        int axes = x.Rank - 2;
        if (axes is < 1 or > 2)
            throw Call.Fault($"moves a window over {x.Shape}, and one or two axes after samples and channels are supported");
        int[] size = List(call, "kernel_shape", axes) ?? weight?.Shape.Sizes[2..].ToArray() ?? throw Call.Fault($"has no kernel_shape");
        if (weight is not null && !weight.Shape.Sizes[2..].SequenceEqual(size))
            throw Call.Fault($"has a kernel_shape of [{string.Join(", ", size)}] and a weight of {weight.Shape}");
        int[] ones = [.. Enumerable.Repeat(1, axes)];
        int[] pads = List(call, "pads", 2 * axes) ?? new int[2 * axes];
        if (size.Any(s => s < 1) || pads.Any(p => p < 0))
            throw Call.Fault($"has a window of [{string.Join(", ", size)}] and pads [{string.Join(", ", pads)}]");
        Windows windows = new(axes)
        {
            Size = size,
            Strides = Positive(List(call, "strides", axes) ?? ones),
            Dilations = Positive(List(call, "dilations", axes) ?? ones),
            Pads = [.. Enumerable.Range(0, axes).Select(k => (pads[k], pads[k + axes]))],
        };
        return windows;
    }

    /// <summary>How far the window reaches along an axis.</summary>
    public int Reach(int axis) => ((Size[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>Sets the pads by the rule that a node names instead of them.</summary>
    public void PadBy(string rule, Shape shape)
    {
        if (rule is "NOTSET" or "")
            return;
        for (int k = 0; k < Axes; k++)
        {
            int length = shape[k + 2], steps = (length + Strides[k] - 1) / Strides[k], total = Math.Max(0, ((steps - 1) * Strides[k]) + Reach(k) - length);
            Pads[k] = rule switch
            {
                "VALID" => (0, 0),
                "SAME_UPPER" => (total / 2, total - (total / 2)),
                "SAME_LOWER" => (total - (total / 2), total / 2),
                _ => throw Call.Fault($"pads by '{rule}', which is not known"),
            };
        }
    }

    /// <summary>Lets the last window that only partly fits count: pads are added behind, unless it would begin behind the data and the pads before.</summary>
    /// <returns>Cells added behind each axis.</returns>
    public int[] RoundUp(Shape shape)
    {
        int[] added = new int[Axes];
        for (int k = 0; k < Axes; k++)
        {
            int length = shape[k + 2] + Pads[k].Before + Pads[k].After - Reach(k), over = length % Strides[k];
            if (over == 0 || length - over + Strides[k] >= shape[k + 2] + Pads[k].Before)
                continue;
            added[k] = Strides[k] - over;
            Pads[k] = (Pads[k].Before, Pads[k].After + added[k]);
        }
        return added;
    }

    /// <summary>Pads that can be left to the kernel: as much before as after.</summary>
    public bool IsEven => Array.TrueForAll(Pads, pad => pad.Before == pad.After);

    /// <summary>A tensor with the pads put on.</summary>
    public Tensor Surround(Tensor x, double value)
    {
        for (int k = 0; k < Axes; k++)
            x = Operators.Surround(x, k + 2, Pads[k].Before, Pads[k].After, value);
        return x;
    }

    /// <summary>A pair for the engine, of one number for each axis.</summary>
    public Extent Pair(Func<int, int> of, int first) => Axes == 1 ? (first, of(0)) : (of(0), of(1));

    /// <summary>Two axes where there is one.</summary>
    public Tensor Widen(Tensor x) => Axes == 1 ? x.Unsqueeze(2) : x;

    /// <summary>One axis again.</summary>
    public Tensor Narrow(Tensor x) => Axes == 1 ? x.Squeeze(2) : x;

    private static int[] Positive(int[] values) => Array.TrueForAll(values, value => value > 0) ? values : throw Call.Fault($"has a step of [{string.Join(", ", values)}]");

    private static int[]? List(Call call, string name, int length)
    {
        int[]? values = call.Wholes(name)?.Select(value => call.ToInt(value, name)).ToArray();
        return values is null || values.Length == length ? values : throw Call.Fault($"has {values.Length} numbers as '{name}', and {length} are due");
    }
}
