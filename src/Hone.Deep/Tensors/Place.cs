namespace Hone.Deep;

/// <summary>What <c>x[…]</c> names: a view for positions and ranges, and on top of it, where masks or tensors of positions stand, slices of a tensor whose axes they speak of are one.</summary>
internal sealed class Place
{
    private readonly List<(int Axis, int Axes, Tensor Positions)> chosen = [];

    /// <summary>Finds it.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="at">What stands between the brackets.</param>
    /// <param name="read">Whether steps backwards are gone now; else <see cref="Backwards"/> tells them.</param>
    public Place(Tensor x, ReadOnlySpan<At> at, bool read)
    {
        int named = 0, ellipses = 0;
        bool chooses = false;
        foreach (At each in at)
        {
            named += each.Axes;
            ellipses += each.What == At.Kind.Ellipsis ? 1 : 0;
            chooses |= each.What == At.Kind.Tensor;
        }
        if (named > x.Rank)
            throw new ArgumentException(FormattableString.Invariant($"index: {named} axes were named of a tensor of {x.Shape}, which has {x.Rank}."), nameof(at));
        if (ellipses > 1)
            throw new ArgumentException("index: there are two ellipses, and which axes each stands for is open; give one.", nameof(at));

        Tensor view = x;
        List<int> backwards = [];
        int axis = 0;
        foreach (At each in at)
        {
            switch (each.What)
            {
                case At.Kind.Ellipsis:
                    axis += x.Rank - named;
                    break;
                case At.Kind.NewAxis:
                    view = view.Unsqueeze(axis++);
                    break;
                case At.Kind.Range:
                    view = Range(view, axis, each);
                    if (each.Step < 0 && read)
                        view = view.Flip(axis);
                    else if (each.Step < 0)
                        backwards.Add(axis);
                    axis++;
                    break;
                case At.Kind.Position when chooses:
                    chosen.Add((axis, 1, Tensor.Scalar(Position(view.Shape, axis, each), DType.Int64)));
                    axis++;
                    break;
                case At.Kind.Position:
                    view = view.Select(axis, Position(view.Shape, axis, each));
                    break;
                default:
                    axis += Choose(view, axis, each.Tensor!);
                    break;
            }
        }
        (View, Shape) = (view, view.Shape);
        if (chosen.Count > 0)
            Merge(backwards);
        Backwards = backwards;
    }

    /// <summary>What positions and ranges name.</summary>
    public Tensor View { get; private set; }

    /// <summary>The view with the axes that are chosen from made one; null where there are none.</summary>
    public Tensor? Merged { get; private set; }

    /// <summary>The axis of it that is chosen from.</summary>
    public int First { get; private set; }

    /// <summary>The positions along it.</summary>
    public Tensor? Positions { get; private set; }

    /// <summary>The shape of what is named.</summary>
    public Shape Shape { get; private set; }

    /// <summary>Axes of that shape along which values go in from the end.</summary>
    public IReadOnlyList<int> Backwards { get; }

    private static int Position(Shape shape, int axis, At at)
    {
        int size = shape[axis], position = at.IsFromEnd ? size - at.Position : at.Position < 0 ? size + at.Position : at.Position;
        if (position < 0 || position >= size)
        {
            throw new ArgumentOutOfRangeException(nameof(at), FormattableString.Invariant(
                $"index: position {(at.IsFromEnd ? "^" : "")}{at.Position} was asked for along axis {axis} of {shape}, which has positions 0 to {size - 1}."));
        }
        return position;
    }

    private static Tensor Range(Tensor view, int axis, At at)
    {
        int size = view.Shape[axis], start = at.Range.Start.GetOffset(size), stop = at.Range.End.GetOffset(size);
        if (start < 0 || stop > size || start > stop)
            throw new ArgumentOutOfRangeException(nameof(at), FormattableString.Invariant($"index: the range {at.Range} was asked for along axis {axis} of {view.Shape}, which has {size} positions."));
        if (at.Step == 0)
            throw new ArgumentException(FormattableString.Invariant($"index: the step along axis {axis} is 0; it is at least 1, or at most -1 for the way back."), nameof(at));
        if (start == 0 && stop == size && at.Step is 1 or -1)
            return view;
        if (at.Step == int.MinValue)
            throw new ArgumentOutOfRangeException(nameof(at), at.Step, "index: the step is out of all bounds.");
        int step = Math.Abs(at.Step), last = stop == start ? start : start + ((stop - start - 1) / step * step);
        // The way back begins at the end, so it is there that the step counts from.
        int shift = at.Step < 0 && stop > start ? stop - 1 - last : 0;
        return view.Slice(axis, start + shift, stop, step);
    }

    // How many axes the tensor speaks of.
    private int Choose(Tensor view, int axis, Tensor tensor)
    {
        if (tensor.Type == DType.Bool)
        {
            if (tensor.Rank == 0)
                throw new ArgumentException("index: a mask without axes was given; a mask has those that it chooses from.");
            int[] spoken = view.Shape.Sizes.Slice(axis, tensor.Rank).ToArray();
            if (!tensor.Shape.Sizes.SequenceEqual(spoken))
                throw new ArgumentException($"index: a mask of {tensor.Shape} does not fit the axes from {axis} on of {view.Shape}; it must have their sizes.");
            chosen.Add((axis, tensor.Rank, Device.Cpu.Nonzero(tensor)));
            return tensor.Rank;
        }
        chosen.Add((axis, 1, view.Places("index", tensor, axis, fromEnd: true)));
        return 1;
    }

    // The axes that are chosen from become one, and the positions along them numbers along it.
    private void Merge(List<int> backwards)
    {
        List<int> axes = [.. chosen.SelectMany(each => Enumerable.Range(each.Axis, each.Axes))], rest = [.. Enumerable.Range(0, View.Rank).Except(axes)];
        First = axes[^1] - axes[0] == axes.Count - 1 ? axes[0] : 0;
        View = View.Permute([.. rest.Take(First), .. axes, .. rest.Skip(First)]);

        Tensor? all = null;
        foreach ((int axis, int count, Tensor positions) in chosen)
        {
            int size = 1;
            for (int i = 0; i < count; i++)
                size *= View.Shape[First + axes.IndexOf(axis + i)];
            if (all is null)
            {
                all = positions;
                continue;
            }
            Shape.Broadcast(all.Shape, positions.Shape, "index");
            all = (all * size) + positions;
        }
        int merged = axes.Aggregate(1, (product, axis) => product * View.Shape[First + axes.IndexOf(axis)]);
        Positions = all!.Contiguous();
        Merged = View.Reshape([.. View.Shape.Sizes[..First], merged, .. View.Shape.Sizes[(First + axes.Count)..]]);
        Shape = [.. View.Shape.Sizes[..First], .. Positions.Shape.Sizes, .. View.Shape.Sizes[(First + axes.Count)..]];
        for (int i = 0; i < backwards.Count; i++)
        {
            int at = rest.IndexOf(backwards[i]);
            backwards[i] = at < First ? at : at + Positions.Rank;
        }
    }
}
