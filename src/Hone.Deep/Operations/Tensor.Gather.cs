namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Elements at positions along an axis: result[i, j] = this[i, positions[i, j]] for the last of two axes.</summary>
    /// <param name="axis">The axis the positions are along.</param>
    /// <param name="positions">Whole numbers; along the other axes of at most this tensor's size.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or positions are not whole numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is not there.</exception>
    public Tensor Gather(int axis, Tensor positions)
    {
        axis = Shape.Axis(axis);
        Tensor places = Alongside("gather", axis, positions), taken = Uninitialised(positions.Shape, Type);
        Device.Cpu.Gather(this, axis, places, taken);
        Shape before = Shape;
        if (Transcript.IsOn)
            Transcript.Tell(axis);
        return Tape.Record("gather", taken, [places], Link.Linear(this, g => g.ScatteredTo(before, axis, places), t => t.Gather(axis, places)));
    }

    /// <summary>These elements, with others added at positions along an axis: result[i, positions[i, j]] += source[i, j] for the last of two axes.</summary>
    /// <param name="axis">The axis the positions are along.</param>
    /// <param name="positions">Whole numbers; along the other axes of at most this tensor's size. Several may name one place.</param>
    /// <param name="source">Of the positions' shape.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or positions are not whole numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is not there.</exception>
    public Tensor ScatterAdd(int axis, Tensor positions, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        axis = Shape.Axis(axis);
        Tensor places = Alongside("scatter-add", axis, positions, source);
        DType type = Computed(DTypes.Promote(Type, source.Type));
        Tensor x = To(type), added = source.To(type), sum = Uninitialised(Shape, type);
        Device.Cpu.Copy(x, sum);
        Device.Cpu.ScatterAdd(added, axis, places, sum);
        Shape before = Shape;
        return Tape.Record("scatter-add", sum, [places], Link.Linear(x, g => g, t => t), Link.Linear(added, g => g.Gather(axis, places), t => t.ScatteredTo(before, axis, places)));
    }

    /// <summary>These elements, with others in place of some at positions along an axis: result[i, positions[i, j]] = source[i, j] for the last of two axes.</summary>
    /// <param name="axis">The axis the positions are along.</param>
    /// <param name="positions">Whole numbers; along the other axes of at most this tensor's size. Of several for one place the last remains, and it alone has a gradient.</param>
    /// <param name="source">Stretched to the positions' shape.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or positions are not whole numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is not there.</exception>
    public Tensor Scatter(int axis, Tensor positions, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(source);
        axis = Shape.Axis(axis);
        Tensor put = source.To(Type).Expand(positions.Shape.Sizes), places = Alongside("scatter", axis, positions, put);
        Tensor Put(Tensor x, Tensor from)
        {
            Tensor copy = Uninitialised(x.Shape, x.Type);
            Device.Cpu.Copy(x, copy);
            Device.Cpu.Scatter(from, axis, places, copy);
            return copy;
        }
        Tensor result = Put(this, put);
        if (!Forward.IsOn && !Tape.Wants([this, put]))
            return result;

        // Which elements of the source remain, and which places of this tensor are as they were.
        Tensor numbers = Arange(0, places.Count, type: DType.Int64).Reshape(places.Shape.Sizes), whose = Put(Full(Shape, -1, DType.Int64), numbers);
        Tensor remains = whose.Gather(axis, places).EqualTo(numbers), changed = whose >= 0;
        Shape before = Shape;
        return Tape.Record(
            "scatter", result, [places], Link.Slope(this, g => g.MaskedFill(changed, 0)),
            Link.Linear(put, g => g.Gather(axis, places).MaskedFill(!remains, 0), t => t.MaskedFill(!remains, 0).ScatteredTo(before, axis, places)));
    }

    /// <summary>Zeros of a shape, with these elements added at positions along an axis: the transpose of gathering them.</summary>
    internal Tensor ScatteredTo(Shape shape, int axis, Tensor places)
    {
        Tensor x = Type == DType.BFloat16 ? To(DType.Float32) : this, sum = Zeros(shape, x.Type);
        Device.Cpu.ScatterAdd(x, axis, places, sum);
        return Tape.Record("scatter-add", sum, [places], Link.Linear(x, g => g.Gather(axis, places), t => t.ScatteredTo(shape, axis, places))).To(Type);
    }

    private Tensor Alongside(string operation, int axis, Tensor positions, Tensor? source = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (positions.Type is not (DType.Int32 or DType.Int64))
            throw new ArgumentException($"{operation}: positions are whole numbers; a tensor of {positions.Type} was given.", nameof(positions));
        bool fits = positions.Rank == Rank;
        for (int other = 0; fits && other < Rank; other++)
            fits = other == axis || positions.Shape[other] <= Shape[other];
        if (!fits)
            throw new ArgumentException($"{operation}: positions of {positions.Shape} do not fit a tensor of {Shape}: they have as many axes, and no size but that of axis {axis} is larger.", nameof(positions));
        if (source is not null && source.Shape != positions.Shape)
            throw new ArgumentException($"{operation}: a source of {source.Shape} does not fit positions of {positions.Shape}; there is one position for each element.", nameof(source));
        return positions.To(DType.Int64);
    }
}
