namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Slices by their positions along an axis: rows of a table of embeddings by their numbers, for the first axis.</summary>
    /// <param name="axis">The axis the positions are along.</param>
    /// <param name="positions">Whole numbers from 0, in a tensor of any shape, which takes the axis's place.</param>
    /// <exception cref="ArgumentException">Positions are not whole numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is not there.</exception>
    /// <remarks>A gradient is added up by position in the order of positions, whatever the number of threads.</remarks>
    public Tensor IndexSelect(int axis, Tensor positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        axis = Shape.Axis(axis);
        return TakeSlices(axis, Places("index-select", positions, axis));
    }

    /// <summary>1 at a class's position and 0 at the others, along a new last axis.</summary>
    /// <param name="classes">How many there are. Default one more than the largest.</param>
    /// <param name="type">Default single precision.</param>
    /// <exception cref="InvalidOperationException">These are not whole numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is negative, or not below the number of classes.</exception>
    public Tensor OneHot(int? classes = null, DType type = DType.Float32)
    {
        if (Type is not (DType.Int32 or DType.Int64))
            throw new InvalidOperationException($"one-hot: classes are whole numbers; this tensor holds {Type}.");
        (double least, double most) = Count == 0 ? (0, -1) : (Min().Item(), Max().Item());
        int count = classes ?? checked((int)most + 1);
        if (least < 0 || most >= count)
            throw new ArgumentOutOfRangeException(nameof(classes), count, FormattableString.Invariant($"one-hot: there is a class {(least < 0 ? least : most)}; with {count} classes they are 0 to {count - 1}."));
        return Unsqueeze(-1).EqualTo(Arange(0, count, type: Type)).To(type);
    }

    /// <summary>Zeros of a shape, with these slices added at positions along an axis: what is the transpose of taking them.</summary>
    internal Tensor AddedSlices(Shape shape, int axis, Tensor places)
    {
        Tensor x = (Type == DType.BFloat16 ? To(DType.Float32) : this).Contiguous(), sum = Zeros(shape, x.Type);
        Device.Cpu.AddSlices(x, axis, places, sum);
        return Tape.Record("index-add", sum, [places], Link.Linear(x, g => g.TakeSlices(axis, places), t => t.AddedSlices(shape, axis, places))).To(Type);
    }

    internal Tensor TakeSlices(int axis, Tensor places)
    {
        Tensor x = Contiguous(), taken = Uninitialised([.. Shape.Sizes[..axis], .. places.Shape.Sizes, .. Shape.Sizes[(axis + 1)..]], Type);
        Device.Cpu.TakeSlices(x, axis, places, taken);
        Shape before = Shape;
        if (Transcript.IsOn)
            Transcript.Tell(axis);
        return Tape.Record("index-select", taken, [places], Link.Linear(x, g => g.AddedSlices(before, axis, places), t => t.TakeSlices(axis, places)));
    }

    /// <summary>Positions as a device wants them: 8 bytes each, without gaps, all within the axis, negative ones counted from its end where they may be.</summary>
    internal unsafe Tensor Places(string operation, Tensor positions, int axis, bool fromEnd = false)
    {
        if (positions.Type is not (DType.Int32 or DType.Int64))
            throw new ArgumentException($"{operation}: positions are whole numbers; a tensor of {positions.Type} was given.", nameof(positions));
        Tensor places = positions.To(DType.Int64).Contiguous();
        int size = Shape[axis];
        bool isOwn = places.Storage != positions.Storage;
        long* each = places.Pointer<long>();
        for (int i = 0; i < places.Count; i++)
        {
            long place = each[i];
            if (place < -size || place >= size || (place < 0 && !fromEnd))
            {
                throw new ArgumentOutOfRangeException(nameof(positions), place, size == 0
                    ? FormattableString.Invariant($"{operation}: a position is {place}; axis {axis} of {Shape} has no positions.")
                    : FormattableString.Invariant($"{operation}: a position is {place}; axis {axis} of {Shape} has positions 0 to {size - 1}."));
            }
            if (place >= 0)
                continue;
            if (!isOwn)
            {
                (places, isOwn) = (places.Clone(), true);
                each = places.Pointer<long>();
            }
            each[i] = place + size;
        }
        GC.KeepAlive(places);
        return places;
    }
}
