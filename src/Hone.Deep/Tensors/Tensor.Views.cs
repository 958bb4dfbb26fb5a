namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>The same elements row by row without gaps: this tensor if they lie so, else a copy.</summary>
    public Tensor Contiguous()
    {
        if (IsContiguous)
            return this;
        Tensor copy = Uninitialised(Shape, Type);
        Device.Cpu.Copy(this, copy);
        return Tape.Record("contiguous", copy, Link.Linear(this, g => g, t => t.Contiguous()));
    }

    /// <summary>A copy with memory of its own.</summary>
    public Tensor Clone()
    {
        Tensor copy = Uninitialised(Shape, Type);
        Device.Cpu.Copy(this, copy);
        return Tape.Record("clone", copy, Link.Linear(this, g => g, t => t));
    }

    /// <summary>The same elements in another shape: a view where the strides allow it, else of a copy.</summary>
    /// <param name="shape">With the same number of elements; one size may be −1 and is then what is left.</param>
    /// <exception cref="ArgumentException">The numbers of elements differ.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> shape)
    {
        Shape sizes = Resolve(shape);
        if (sizes == Shape)
            return this;
        if (StridesIn(sizes) is not { } steps)
            return Contiguous().Reshape(sizes.Sizes);
        Shape before = Shape;
        return Tape.Record("reshape", View(sizes, steps, Offset), Link.Linear(this, g => g.Reshape(before.Sizes), t => t.Reshape(sizes.Sizes)));
    }

    /// <summary>One axis of axes from one to another, which are next to each other.</summary>
    /// <param name="first">The first that goes in.</param>
    /// <param name="last">The last that goes in. Default the last of all.</param>
    public Tensor Flatten(int first = 0, int last = -1)
    {
        if (Rank == 0)
            return Reshape(1);
        (first, last) = (Shape.Axis(first), Shape.Axis(last));
        if (first > last)
            throw new ArgumentException(FormattableString.Invariant($"Axes {first} to {last} are in the wrong order."), nameof(first));
        int size = 1;
        foreach (int each in Shape.Sizes[first..(last + 1)])
            size *= each;
        return Reshape([.. Shape.Sizes[..first], size, .. Shape.Sizes[(last + 1)..]]);
    }

    /// <summary>A view with the axes in another order.</summary>
    /// <param name="axes">Each axis once.</param>
    public Tensor Permute(params ReadOnlySpan<int> axes)
    {
        if (axes.Length != Rank)
            throw new ArgumentException(FormattableString.Invariant($"{axes.Length} axes were given for a tensor of {Shape}; name each of the {Rank} once."), nameof(axes));
        int[] sizes = new int[Rank], steps = new int[Rank], order = new int[Rank], back = new int[Rank];
        Array.Fill(back, -1);
        for (int to = 0; to < order.Length; to++)
        {
            int from = Shape.Axis(axes[to], nameof(axes));
            if (back[from] >= 0)
                throw new ArgumentException(FormattableString.Invariant($"Axis {from} was given twice; name each of the {Rank} once."), nameof(axes));
            (order[to], back[from], sizes[to], steps[to]) = (from, to, Shape[from], strides[from]);
        }
        Transcript.Tell(order);
        return Tape.Record("permute", View(sizes, steps, Offset), Link.Linear(this, g => g.Permute(back), t => t.Permute(order)));
    }

    /// <summary>A view with two axes exchanged; without arguments the last two, as for a matrix.</summary>
    public Tensor Transpose(int a = -2, int b = -1)
    {
        int[] order = [.. Enumerable.Range(0, Rank)];
        (a, b) = (Shape.Axis(a), Shape.Axis(b));
        (order[a], order[b]) = (b, a);
        return Permute(order);
    }

    /// <summary>A view with an axis of size 1 put in before the given one.</summary>
    /// <param name="axis">From −Rank − 1 to Rank.</param>
    public Tensor Unsqueeze(int axis)
    {
        if (axis < -Rank - 1 || axis > Rank)
            throw new ArgumentOutOfRangeException(nameof(axis), axis, FormattableString.Invariant($"An axis can be put into shape {Shape} at {-Rank - 1} to {Rank}."));
        axis = axis < 0 ? axis + Rank + 1 : axis;
        Shape sizes = [.. Shape.Sizes[..axis], 1, .. Shape.Sizes[axis..]];
        return Tape.Record(
            "unsqueeze", View(sizes, [.. strides.AsSpan(0, axis), 0, .. strides.AsSpan(axis)], Offset), Link.Linear(this, g => g.Squeeze(axis), t => t.Unsqueeze(axis)));
    }

    /// <summary>A view without an axis, whose size must be 1.</summary>
    public Tensor Squeeze(int axis)
    {
        axis = Shape.Axis(axis);
        if (Shape[axis] != 1)
            throw new ArgumentException(FormattableString.Invariant($"Axis {axis} of {Shape} has size {Shape[axis]}; only one of size 1 can be left out."), nameof(axis));
        return Tape.Record(
            "squeeze", View(Shape.Without(axis, keep: false), [.. strides.AsSpan(0, axis), .. strides.AsSpan(axis + 1)], Offset),
            Link.Linear(this, g => g.Unsqueeze(axis), t => t.Squeeze(axis)));
    }

    /// <summary>A view stretched to a larger shape by NumPy's rule: axes of size 1 are repeated, axes are added in front, nothing is copied.</summary>
    /// <exception cref="ArgumentException">A size that is not 1 differs.</exception>
    public Tensor Expand(params ReadOnlySpan<int> shape)
    {
        Shape sizes = new(shape);
        if (sizes == Shape)
            return this;
        if (Shape.Broadcast(Shape, sizes, "expand") != sizes)
            throw new ArgumentException($"expand: a tensor of {Shape} cannot be stretched to {sizes}: only sizes of 1 grow.", nameof(shape));
        Shape before = Shape;
        return Tape.Record(
            "expand", View(sizes, BroadcastStrides(sizes), Offset), Link.Linear(this, g => g.SumTo(before), t => t.Expand(sizes.Sizes)));
    }

    /// <summary>A view of positions start, start + step, … below stop along an axis.</summary>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="start">The first; negative ones count from the end.</param>
    /// <param name="stop">The bound above, likewise; without, the end.</param>
    /// <param name="step">At least 1. Default 1.</param>
    public Tensor Slice(int axis, int start, int? stop = null, int step = 1)
    {
        axis = Shape.Axis(axis);
        int size = Shape[axis], from = start < 0 ? start + size : start, to = stop is { } end ? end < 0 ? end + size : end : size;
        if (from < 0 || from > size || to < 0 || to > size)
            throw new ArgumentOutOfRangeException(nameof(start), start, FormattableString.Invariant($"Positions {start} to {stop ?? size} were asked for along axis {axis} of {Shape}, which has {size}."));
        if (step < 1)
            throw new ArgumentOutOfRangeException(nameof(step), step, "A step is at least 1.");
        // One beyond the end leaves the first alone, however long it is; so nothing below overflows.
        step = Math.Min(step, Math.Max(1, size));
        int count = (int)Math.Max(0, ((long)to - from + step - 1) / step);
        int[] sizes = Shape.Sizes.ToArray(), steps = [.. strides];
        (sizes[axis], steps[axis]) = (count, steps[axis] * step);
        Shape before = Shape;
        if (Transcript.IsOn)
            Transcript.Tell((axis, from, to, step));
        return Tape.Record(
            "slice", View(sizes, steps, count == 0 ? Offset : Offset + (from * strides[axis])),
            Link.Linear(this, g => g.PadTo(before, axis, from, step), t => t.Slice(axis, from, to, step)));
    }

    /// <summary>A view of one position along an axis, which is left out.</summary>
    public Tensor Select(int axis, int position)
    {
        axis = Shape.Axis(axis);
        int size = Shape[axis];
        if (position < -size || position >= size)
            throw new ArgumentOutOfRangeException(nameof(position), position, FormattableString.Invariant($"Axis {axis} of {Shape} has positions 0 to {size - 1}."));
        int from = position < 0 ? position + size : position;
        return Slice(axis, from, from + 1).Squeeze(axis);
    }

    /// <summary>The strides that stretch this tensor to a shape, without a check.</summary>
    internal int[] BroadcastStrides(Shape to)
    {
        int[] stretched = new int[to.Rank];
        for (int back = 1; back <= Rank; back++)
            stretched[^back] = Shape.Sizes[^back] == 1 ? 0 : strides[^back];
        return stretched;
    }

    /// <summary>A view with size 1 along an axis, at its first position: where lines along it begin.</summary>
    internal Tensor Stretchable(int axis) => View(Shape.Without(axis, keep: true), strides, Offset);

    /// <summary>The first element of each matrix of the last two axes.</summary>
    internal Tensor Corners() => View(new Shape(Shape.Sizes[..(Rank - 2)]), strides[..(Rank - 2)], Offset);

    /// <summary>Zeros of a shape, with this tensor at positions start, start + step, … along an axis: what a slice came from.</summary>
    internal Tensor PadTo(Shape shape, int axis, int start, int step)
    {
        Tensor padded = Zeros(shape, Type);
        int stop = (int)Math.Min(shape[axis], start + ((long)step * Shape[axis]));
        using (NoGrad.Begin())
            Device.Cpu.Copy(this, padded.Slice(axis, Math.Min(start, shape[axis]), stop, step));
        return Tape.Record(
            "pad", padded, Link.Linear(this, g => g.Slice(axis, Math.Min(start, shape[axis]), stop, step), t => t.PadTo(shape, axis, start, step)));
    }

    // The strides of these elements in another shape, or null where they do not lie so: a group of axes may become others where it goes through memory in one step.
    private int[]? StridesIn(Shape sizes)
    {
        if (IsContiguous)
            return sizes.RowMajor();
        int[] steps = new int[sizes.Rank];
        int next = sizes.Rank - 1;
        for (int axis = Rank - 1; axis >= 0;)
        {
            // From the back: the group that begins here, and as many of the new axes as make it up.
            int step = strides[axis], count = Shape.Sizes[axis];
            for (axis--; axis >= 0 && (Shape.Sizes[axis] == 1 || (count == 1 ? Shape.Sizes[axis] >= 1 : strides[axis] == (long)step * count)); axis--)
            {
                if (count == 1)
                    step = strides[axis];
                count *= Shape.Sizes[axis];
            }
            int filled = 1;
            while (next >= 0 && (filled < count || sizes.Sizes[next] == 1))
            {
                steps[next] = step * filled;
                filled *= sizes.Sizes[next--];
            }
            if (filled != count)
                return null;
        }
        return steps;
    }

    private Shape Resolve(ReadOnlySpan<int> shape)
    {
        int open = shape.IndexOf(-1), known = 1;
        if (open >= 0)
        {
            for (int axis = 0; axis < shape.Length; axis++)
                known *= axis == open ? 1 : shape[axis];
        }
        int[] sizes = shape.ToArray();
        if (open >= 0 && known > 0 && Count % known == 0)
            sizes[open] = Count / known;
        if (sizes.AsSpan().Contains(-1) || new Shape(sizes).Count != Count)
            throw new ArgumentException(FormattableString.Invariant($"reshape: {Shape} has {Count} elements and cannot take the shape [{string.Join(", ", shape.ToArray())}]."), nameof(shape));
        return sizes;
    }
}
