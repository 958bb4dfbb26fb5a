using System.Runtime.CompilerServices;

namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Elements by NumPy's rules: <c>x[0]</c>, <c>x[1..3, ^1]</c>, <c>x[At.Ellipsis, (.., 2)]</c>, <c>x[mask]</c>, <c>x[rows, columns]</c>.</summary>
    /// <param name="at">
    /// For each axis from the first on a position, a range, a range with a step, a mask or a tensor of positions; axes that are not named are taken whole. Tensors of positions are stretched to
    /// one shape and go together; that shape stands in their place, or in front of all where other axes lie between them.
    /// </param>
    /// <remarks>
    /// Positions and ranges give a view: changes of it in place show in this tensor. Masks, tensors of positions and steps backwards give a copy.
    /// Writing changes this tensor in place, as <see cref="CopyFrom"/> does: it is no operation, and refused where gradients flow through the tensor and are recorded. Of values for the same
    /// place, the last remains.
    /// </remarks>
    /// <exception cref="ArgumentException">There are more of them than axes, two ellipses, a mask of other sizes, or positions that are not whole numbers; or a value does not stretch.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position or range is not there.</exception>
    /// <exception cref="InvalidOperationException">Writing, where gradients flow through this tensor and are being recorded.</exception>
    [IndexerName("Elements")]
    public Tensor this[params ReadOnlySpan<At> at]
    {
        get
        {
            Place place = new(this, at, read: true);
            return place.Merged is { } slices ? slices.TakeSlices(place.First, place.Positions!) : place.View;
        }
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (RequiresGrad && NoGrad.IsRecording)
                throw new InvalidOperationException($"write: a tensor of {Shape} that wants gradients cannot be changed in place while operations are recorded: change it within NoGrad.Begin(), or a Detach() of it.");
            using NoGrad pause = NoGrad.Begin();
            Place place = new(Detach(), at, read: false);
            if (Shape.Broadcast(place.Shape, value.Shape, "write") != place.Shape)
                throw new ArgumentException($"write: a tensor of {value.Shape} does not stretch to {place.Shape}, which was named of {Shape}.", nameof(value));
            value = value.Detach().Expand(place.Shape.Sizes);
            foreach (int axis in place.Backwards)
                value = value.Flip(axis);
            if (place.Merged is { } slices)
            {
                // Where the axes could not become one without a copy, the copy is changed and goes back as a whole.
                Tensor whole = slices.Contiguous(), values = value.To(Type).Contiguous();
                Device.Cpu.PutSlices(values.Storage == Storage ? values.Clone() : values, place.First, place.Positions!, whole);
                if (whole.Storage != Storage)
                    place.View.CopyFrom(whole.Reshape(place.View.Shape.Sizes));
                Storage.Version++;
            }
            else
            {
                place.View.CopyFrom(value);
            }
        }
    }

    /// <summary>Where elements are not 0, or true: a row of positions for each, in order, with one column for each axis.</summary>
    public Tensor Nonzero()
    {
        Tensor left = Device.Cpu.Nonzero(Detach().To(DType.Bool)).Unsqueeze(1);
        Tensor[] columns = new Tensor[Rank];
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            Tensor size = Scalar(Math.Max(1, Shape[axis]), DType.Int64), whole = FloorDivide(left, size);
            columns[axis] = left - (whole * size);
            left = whole;
        }
        return Rank == 0 ? Zeros([left.Count, 0], DType.Int64) : Concat(columns, 1);
    }

    /// <summary>Elements where a mask is true, one after the other; both are stretched to one shape.</summary>
    /// <exception cref="ArgumentException">The mask holds something else than <see cref="DType.Bool"/>, or shapes do not go together.</exception>
    public Tensor MaskedSelect(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Type != DType.Bool)
            throw new ArgumentException($"masked-select: the mask holds {mask.Type}; a comparison gives one of Bool.", nameof(mask));
        Shape shape = Shape.Broadcast(Shape, mask.Shape, "masked-select");
        return Expand(shape.Sizes).Reshape(-1).TakeSlices(0, Device.Cpu.Nonzero(mask.Expand(shape.Sizes)));
    }
}
