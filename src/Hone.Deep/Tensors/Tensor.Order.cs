namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Elements in order along an axis, and the positions they came from.</summary>
    /// <param name="axis">Negative axes count from the end. Default the last.</param>
    /// <param name="descending">Whether the largest come first. Default false.</param>
    /// <remarks>Equals stay as they stood. NaN counts as the largest, so it comes last, or first of a descending order.</remarks>
    public (Tensor Values, Tensor Positions) Sort(int axis = -1, bool descending = false)
    {
        Tensor positions = ArgSort(axis, descending);
        return Rank == 0 ? (this, positions) : (Gather(axis, positions), positions);
    }

    /// <summary>Positions in the order of the elements along an axis: taken there, they are sorted.</summary>
    /// <inheritdoc cref="Sort(int, bool)"/>
    public Tensor ArgSort(int axis = -1, bool descending = false)
    {
        if (Rank == 0)
            return Zeros([], DType.Int64);
        return LastFirst(axis, rows =>
        {
            Tensor positions = Uninitialised(rows.Shape, DType.Int64);
            Device.Cpu.Order(rows, descending, positions);
            return positions;
        });
    }

    /// <summary>The largest elements along an axis in descending order, or the smallest in ascending order, and the positions they came from.</summary>
    /// <param name="count">How many, up to the size of the axis.</param>
    /// <param name="axis">Negative axes count from the end. Default the last.</param>
    /// <param name="largest">Default true.</param>
    /// <remarks>Of equals those that stand first are taken. NaN counts as the largest.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public (Tensor Values, Tensor Positions) TopK(int count, int axis = -1, bool largest = true)
    {
        axis = Shape.Axis(axis);
        if (count < 0 || count > Shape[axis])
            throw new ArgumentOutOfRangeException(nameof(count), count, FormattableString.Invariant($"top-k: {count} were asked for along axis {axis} of {Shape}, which has {Shape[axis]}."));
        Tensor positions = LastFirst(axis, rows =>
        {
            Tensor first = Uninitialised([.. rows.Shape.Sizes[..^1], count], DType.Int64);
            Device.Cpu.OrderFirst(rows, largest, first);
            return first;
        });
        return (Gather(axis, positions), positions);
    }

    /// <summary>The middle of all elements, or halfway between the two middle ones.</summary>
    public Tensor Median() => Quantile(0.5);

    /// <summary>The middle of the elements along an axis, or halfway between the two middle ones, as NumPy has it; PyTorch takes the lower of them. NaN where one is NaN.</summary>
    /// <inheritdoc cref="Quantile(double, int, bool)"/>
    public Tensor Median(int axis, bool keep = false) => Quantile(0.5, axis, keep);

    /// <summary>The value that a share of all elements lies below.</summary>
    /// <inheritdoc cref="Quantile(double, int, bool)"/>
    public Tensor Quantile(double share) => Reshape(-1).Quantile(share, 0);

    /// <summary>Values that a share of the elements along an axis lies below, on a straight line between neighbours. NaN where one is NaN.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    /// <exception cref="InvalidOperationException">The axis has size 0.</exception>
    public Tensor Quantile(double share, int axis, bool keep = false)
    {
        Tensor x = Floating("quantile");
        axis = Shape.Axis(axis);
        NotEmpty(axis, "quantile");
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "quantile: the share is a number from 0 to 1.");
        double place = share * (Shape[axis] - 1);
        int below = (int)place, above = Math.Min(below + 1, Shape[axis] - 1);
        Tensor sorted = x.Sort(axis).Values, low = sorted.Slice(axis, below, below + 1), high = sorted.Slice(axis, above, above + 1);
        // NaN stands last.
        Tensor value = (place == below ? low : low + ((place - below) * (high - low))).MaskedFill(sorted.Slice(axis, -1).IsNaN(), double.NaN);
        return keep ? value : value.Squeeze(axis);
    }

    // Positions along an axis from those along the last axis of rows that lie one after the other.
    private Tensor LastFirst(int axis, Func<Tensor, Tensor> positions)
    {
        axis = Shape.Axis(axis);
        Tensor x = Detach().Additive();
        return axis == Rank - 1 ? positions(x.Contiguous()) : positions(x.Transpose(axis, -1).Contiguous()).Transpose(axis, -1);
    }
}
