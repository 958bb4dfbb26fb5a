namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Tensors one after the other along an axis.</summary>
    /// <param name="tensors">At least one; alike in all sizes but that along the axis. Types become the widest.</param>
    /// <param name="axis">Negative axes count from the end. Default the first.</param>
    /// <exception cref="ArgumentException">There are none, or another size differs.</exception>
    public static Tensor Concat(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        if (tensors.IsEmpty)
            throw new ArgumentException("concat: no tensors were given; it takes at least one.", nameof(tensors));
        Tensor first = Given(tensors[0], nameof(tensors));
        axis = first.Shape.Axis(axis);
        DType type = first.Type;
        int size = 0;
        foreach (Tensor each in tensors)
        {
            Given(each, nameof(tensors));
            if (each.Rank != first.Rank || each.Shape.Without(axis, keep: true) != first.Shape.Without(axis, keep: true))
                throw new ArgumentException($"concat: tensors of {first.Shape} and {each.Shape} do not go together: all sizes but that of axis {axis} must agree.", nameof(tensors));
            type = DTypes.Promote(type, each.Type);
            size = checked(size + each.Shape[axis]);
        }
        int[] sizes = first.Shape.Sizes.ToArray();
        sizes[axis] = size;
        Tensor result = Uninitialised(sizes, type);
        Link[] links = new Link[tensors.Length];
        for (int i = 0, from = 0; i < links.Length; i++)
        {
            Tensor part = tensors[i].To(type);
            int start = from, stop = from + part.Shape[axis];
            Device.Cpu.Copy(part, result.Part(axis, start, stop));
            links[i] = Link.Linear(part, g => g.Slice(axis, start, stop), t => t.PadTo(sizes, axis, start, 1));
            from = stop;
        }
        return Tape.Record("concat", result, links);
    }

    /// <summary>Tensors of one shape side by side along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands in the result. Default the first.</param>
    /// <exception cref="ArgumentException">There are none, or shapes differ.</exception>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        if (tensors.IsEmpty)
            throw new ArgumentException("stack: no tensors were given; it takes at least one.", nameof(tensors));
        Tensor[] parts = new Tensor[tensors.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (Given(tensors[i], nameof(tensors)).Shape != tensors[0].Shape)
                throw new ArgumentException($"stack: tensors of {tensors[0].Shape} and {tensors[i].Shape} do not go together: all shapes must agree.", nameof(tensors));
            parts[i] = tensors[i].Unsqueeze(axis);
        }
        return Concat(parts, axis);
    }

    /// <summary>Views of so many positions each along an axis; the last has what is left.</summary>
    /// <param name="size">At least 1.</param>
    /// <param name="axis">Negative axes count from the end. Default the first.</param>
    public Tensor[] Split(int size, int axis = 0)
    {
        axis = Shape.Axis(axis);
        if (size < 1)
            throw new ArgumentOutOfRangeException(nameof(size), size, FormattableString.Invariant($"split: parts of size {size} were asked for; a part has at least 1 position."));
        int whole = Shape[axis];
        int[] sizes = new int[Math.Max(1, (int)((whole + (long)size - 1) / size))];
        Array.Fill(sizes, size);
        sizes[^1] = whole - ((sizes.Length - 1) * size);
        return Split(sizes, axis);
    }

    /// <summary>Views of given sizes, one after the other along an axis.</summary>
    /// <param name="sizes">They add up to the size of the axis.</param>
    /// <param name="axis">Negative axes count from the end. Default the first.</param>
    /// <exception cref="ArgumentException">The sizes do not add up, or one is negative.</exception>
    public Tensor[] Split(ReadOnlySpan<int> sizes, int axis = 0)
    {
        axis = Shape.Axis(axis);
        long sum = 0, least = 0;
        foreach (int size in sizes)
            (sum, least) = (sum + size, Math.Min(least, size));
        if (sum != Shape[axis] || least < 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"split: sizes {string.Join(", ", sizes.ToArray())} were asked for along axis {axis} of {Shape}; none is negative, and they add up to {Shape[axis]}."), nameof(sizes));
        }
        Tensor[] parts = new Tensor[sizes.Length];
        for (int i = 0, from = 0; i < parts.Length; from += sizes[i++])
            parts[i] = Forward.IsOn ? Slice(axis, from, from + sizes[i]) : Part(axis, from, from + sizes[i]);
        if (Forward.IsOn || parts.Length == 0)
            return parts;

        // Gradients of the parts come together at once, and none is padded to the whole.
        Shape[] shapes = Array.ConvertAll(parts, part => part.Shape);
        DType type = Type;
        Tape.Record("split", parts, [this], [], (gradients, _) =>
        {
            Tensor[] back = new Tensor[shapes.Length];
            for (int i = 0; i < back.Length; i++)
                back[i] = gradients[i] ?? Scalar(0, type).Expand(shapes[i].Sizes);
            return [Concat(back, axis)];
        });
        return parts;
    }

    /// <summary>At most so many views of equal size along an axis; the last may be smaller.</summary>
    /// <param name="parts">At least 1.</param>
    /// <param name="axis">Negative axes count from the end. Default the first.</param>
    public Tensor[] Chunk(int parts, int axis = 0)
    {
        axis = Shape.Axis(axis);
        if (parts < 1)
            throw new ArgumentOutOfRangeException(nameof(parts), parts, FormattableString.Invariant($"chunk: {parts} parts were asked for; there is at least 1."));
        return Split(Math.Max(1, (int)((Shape[axis] + (long)parts - 1) / parts)), axis);
    }

    /// <summary>A view of positions start to stop along an axis that nothing remembers.</summary>
    internal Tensor Part(int axis, int start, int stop)
    {
        int[] sizes = Shape.Sizes.ToArray();
        sizes[axis] = stop - start;
        return View(sizes, strides, stop == start ? Offset : Offset + (start * strides[axis]));
    }

    private static Tensor Given(Tensor? tensor, string name) => tensor ?? throw new ArgumentNullException(name, "One of the tensors is null.");
}
