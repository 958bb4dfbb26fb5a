namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>A copy with the order of positions along some axes turned round.</summary>
    /// <param name="axes">Each at most once.</param>
    public Tensor Flip(params ReadOnlySpan<int> axes)
    {
        int[] steps = [.. strides], turned = new int[axes.Length];
        int first = Offset;
        for (int i = 0; i < turned.Length; i++)
        {
            int axis = turned[i] = Shape.Axis(axes[i], nameof(axes));
            if (turned.AsSpan(0, i).Contains(axis))
                throw new ArgumentException(FormattableString.Invariant($"flip: axis {axis} was given twice."), nameof(axes));
            first += Math.Max(0, Shape[axis] - 1) * strides[axis];
            steps[axis] = -strides[axis];
        }
        Tensor flipped = Uninitialised(Shape, Type);
        Device.Cpu.Copy(View(Shape, steps, first), flipped);
        return Tape.Record("flip", flipped, Link.Linear(this, g => g.Flip(turned), t => t.Flip(turned)));
    }

    /// <summary>Copies of the whole, so many along each axis.</summary>
    /// <param name="repeats">One for each axis, the last for the last; with more of them than axes, axes are added in front.</param>
    public Tensor Tile(params ReadOnlySpan<int> repeats)
    {
        int rank = Math.Max(Rank, repeats.Length);
        int[] sizes = [.. Enumerable.Repeat(1, rank - Rank), .. Shape.Sizes], times = [.. Enumerable.Repeat(1, rank - repeats.Length), .. repeats], single = new int[2 * rank], stretched = new int[2 * rank];
        for (int axis = 0; axis < rank; axis++)
        {
            if (times[axis] < 0)
                throw new ArgumentOutOfRangeException(nameof(repeats), times[axis], FormattableString.Invariant($"tile: {times[axis]} copies were asked for; there are at least 0."));
            (single[2 * axis], single[(2 * axis) + 1]) = (1, sizes[axis]);
            (stretched[2 * axis], stretched[(2 * axis) + 1]) = (times[axis], sizes[axis]);
            sizes[axis] = checked(sizes[axis] * times[axis]);
        }
        return Reshape(single).Expand(stretched).Reshape(sizes);
    }

    /// <summary>Each position along an axis so many times in a row.</summary>
    /// <param name="repeats">At least 0.</param>
    /// <param name="axis">Negative axes count from the end. Default the first.</param>
    public Tensor RepeatInterleave(int repeats, int axis = 0)
    {
        axis = Shape.Axis(axis);
        if (repeats < 0)
            throw new ArgumentOutOfRangeException(nameof(repeats), repeats, FormattableString.Invariant($"repeat-interleave: {repeats} repeats were asked for; there are at least 0."));
        int[] sizes = Shape.Sizes.ToArray();
        sizes[axis] = checked(sizes[axis] * repeats);
        return Unsqueeze(axis + 1).Expand([.. Shape.Sizes[..(axis + 1)], repeats, .. Shape.Sizes[(axis + 1)..]]).Reshape(sizes);
    }

    /// <summary>Each position along an axis as many times in a row as is said for it.</summary>
    /// <param name="repeats">One for each position, none negative.</param>
    /// <param name="axis">Negative axes count from the end. Default the first.</param>
    public Tensor RepeatInterleave(ReadOnlySpan<int> repeats, int axis = 0)
    {
        axis = Shape.Axis(axis);
        if (repeats.Length != Shape[axis])
            throw new ArgumentException(FormattableString.Invariant($"repeat-interleave: {repeats.Length} repeats were given for axis {axis} of {Shape}; there is one for each of {Shape[axis]} positions."), nameof(repeats));
        List<long> positions = [];
        for (int i = 0; i < repeats.Length; i++)
        {
            if (repeats[i] < 0)
                throw new ArgumentOutOfRangeException(nameof(repeats), repeats[i], FormattableString.Invariant($"repeat-interleave: {repeats[i]} repeats were asked for; there are at least 0."));
            positions.AddRange(Enumerable.Repeat((long)i, repeats[i]));
        }
        return TakeSlices(axis, From(positions.ToArray()));
    }

    /// <summary>Each position along an axis moved on by so many; those moved over the end come in again at the start.</summary>
    /// <param name="shift">Negative ones move back.</param>
    /// <param name="axis">Negative axes count from the end.</param>
    public Tensor Roll(int shift, int axis)
    {
        axis = Shape.Axis(axis);
        int size = Shape[axis], from = size == 0 ? 0 : (int)(((-(long)shift % size) + size) % size);
        return from == 0 ? this : Concat([Slice(axis, from), Slice(axis, 0, from)], axis);
    }

    /// <summary>A view of windows along an axis: result[…, i, …, j] = this[…, i·step + j, …], with the places within a window along a new last axis.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="size">Of a window, up to the size of the axis.</param>
    /// <param name="step">From one window to the next, at least 1. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No window fits, or the step is not positive.</exception>
    public Tensor Unfold(int axis, int size, int step = 1)
    {
        axis = Shape.Axis(axis);
        if (size < 1 || size > Shape[axis])
            throw new ArgumentOutOfRangeException(nameof(size), size, FormattableString.Invariant($"unfold: windows of {size} were asked for along axis {axis} of {Shape}; they have 1 to {Shape[axis]} positions."));
        if (step < 1)
            throw new ArgumentOutOfRangeException(nameof(step), step, FormattableString.Invariant($"unfold: the step is {step}; it is at least 1."));
        int count = ((Shape[axis] - size) / step) + 1;
        int[] sizes = [.. Shape.Sizes, size], steps = [.. strides, strides[axis]];
        (sizes[axis], steps[axis]) = (count, strides[axis] * step);
        Shape before = Shape;
        return Tape.Record("unfold", View(sizes, steps, Offset), Link.Linear(this, g => g.Folded(before, axis, step), t => t.Unfold(axis, size, step)));
    }

    /// <summary>The diagonal of two axes, as a view with it along a new last axis.</summary>
    /// <param name="offset">Which: 0 the main one, those above it positive, those below it negative.</param>
    /// <param name="rows">The one axis. Default the first.</param>
    /// <param name="columns">The other. Default the second.</param>
    /// <exception cref="ArgumentException">Both axes are the same.</exception>
    public Tensor Diagonal(int offset = 0, int rows = 0, int columns = 1)
    {
        (rows, columns) = (Shape.Axis(rows), Shape.Axis(columns));
        if (rows == columns)
            throw new ArgumentException(FormattableString.Invariant($"diagonal: axis {rows} was given twice; a diagonal goes through two."), nameof(columns));
        Shape before = Shape;
        return Tape.Record("diagonal", DiagonalView(offset, rows, columns), Link.Linear(this, g => g.OnDiagonal(before, offset, rows, columns), t => t.Diagonal(offset, rows, columns)));
    }

    /// <summary>The sum of the diagonal of a matrix.</summary>
    /// <exception cref="InvalidOperationException">It is no matrix.</exception>
    public Tensor Trace() => Rank == 2 ? Diagonal().Sum(0) : throw new InvalidOperationException($"trace: a tensor of {Shape} is no matrix; it takes two axes.");

    /// <summary>The products of each element of one vector and each of another: rows × columns.</summary>
    /// <exception cref="ArgumentException">One is no vector.</exception>
    public Tensor Outer(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Rank == 1 && other.Rank == 1 ? Unsqueeze(1) * other : throw new ArgumentException($"outer: tensors of {Shape} and {other.Shape} were given; both are vectors.", nameof(other));
    }

    private Tensor DiagonalView(int offset, int rows, int columns)
    {
        int[] rest = [.. Enumerable.Range(0, Rank).Where(axis => axis != rows && axis != columns)];
        int first = Offset, length = Math.Max(0, offset >= 0 ? Math.Min(Shape[rows], Shape[columns] - offset) : (int)Math.Min(Shape[rows] + (long)offset, Shape[columns]));
        if (length > 0)
            first += offset >= 0 ? offset * strides[columns] : -offset * strides[rows];
        return View([.. rest.Select(axis => Shape[axis]), length], [.. rest.Select(axis => strides[axis]), strides[rows] + strides[columns]], first);
    }

    // Zeros of a shape, with these elements on a diagonal.
    private Tensor OnDiagonal(Shape shape, int offset, int rows, int columns)
    {
        Tensor whole = Zeros(shape, Type);
        Device.Cpu.Copy(this, whole.DiagonalView(offset, rows, columns));
        return Tape.Record("on-diagonal", whole, Link.Linear(this, g => g.Diagonal(offset, rows, columns), t => t.OnDiagonal(shape, offset, rows, columns)));
    }

    // Windows added where they came from: the transpose of unfolding.
    private Tensor Folded(Shape shape, int axis, int step)
    {
        int count = Shape[axis], size = Shape[-1];
        long[] places = new long[count * size];
        for (int i = 0; i < places.Length; i++)
            places[i] = ((long)(i / size) * step) + (i % size);
        int[] order = [.. Enumerable.Range(0, axis + 1), Rank - 1, .. Enumerable.Range(axis + 1, Rank - axis - 2)];
        return Permute(order).AddedSlices(shape, axis, From(places, [count, size]));
    }
}
