namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>The sum of all elements.</summary>
    /// <remarks>Added in double precision in an order that depends on the shape alone, and rounded once.</remarks>
    public Tensor Sum() => Reshape(-1).Sum(0);

    /// <summary>Sums along an axis.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    public Tensor Sum(int axis, bool keep = false)
    {
        Tensor x = Additive();
        axis = Shape.Axis(axis);
        Shape before = Shape;
        Tensor sum = x.Reduced(Reduction.Sum, axis);
        sum = Tape.Record("sum", sum, Link.Linear(x, g => g.Expand(before.Sizes), t => t.Sum(axis, keep: true)));
        return keep ? sum : sum.Squeeze(axis);
    }

    /// <summary>The mean of all elements; NaN of none.</summary>
    public Tensor Mean() => Sum() / Count;

    /// <summary>Means along an axis; NaN where it has size 0.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    public Tensor Mean(int axis, bool keep = false) => Sum(axis, keep) / Shape[axis];

    /// <summary>The largest element; gradients are shared by equals.</summary>
    public Tensor Max() => Reshape(-1).Max(0);

    /// <summary>The largest elements along an axis; gradients are shared by equals. NaN where one is NaN.</summary>
    /// <param name="axis">Negative axes count from the end.</param>
    /// <param name="keep">Whether the axis stays, with size 1. Default false.</param>
    /// <exception cref="InvalidOperationException">The axis has size 0.</exception>
    public Tensor Max(int axis, bool keep = false) => Extreme(Reduction.Maximum, axis, keep);

    /// <summary>The smallest element; gradients are shared by equals.</summary>
    public Tensor Min() => Reshape(-1).Min(0);

    /// <summary>The smallest elements along an axis; gradients are shared by equals. NaN where one is NaN.</summary>
    /// <inheritdoc cref="Max(int, bool)"/>
    public Tensor Min(int axis, bool keep = false) => Extreme(Reduction.Minimum, axis, keep);

    /// <summary>Positions of the largest elements along an axis, the first of equals, as whole numbers.</summary>
    public Tensor ArgMax(int axis, bool keep = false) => Position("argmax", axis, keep, least: false);

    /// <summary>Positions of the smallest elements along an axis, the first of equals, as whole numbers; NaN counts as the smallest.</summary>
    public Tensor ArgMin(int axis, bool keep = false) => Position("argmin", axis, keep, least: true);

    /// <summary>The largest elements along an axis and their positions, the first of equals, which the gradient goes to.</summary>
    /// <inheritdoc cref="Max(int, bool)"/>
    public (Tensor Values, Tensor Positions) MaxWithPositions(int axis, bool keep = false) => At(ArgMax(axis, keep: true), axis, keep);

    /// <summary>The smallest elements along an axis and their positions, the first of equals, which the gradient goes to.</summary>
    /// <inheritdoc cref="Max(int, bool)"/>
    public (Tensor Values, Tensor Positions) MinWithPositions(int axis, bool keep = false) => At(ArgMin(axis, keep: true), axis, keep);

    /// <summary>Sums along several axes.</summary>
    /// <param name="axes">Each once; negative axes count from the end.</param>
    /// <param name="keep">Whether the axes stay, with size 1. Default false.</param>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keep = false)
    {
        int[] sorted = new int[axes.Length];
        for (int i = 0; i < sorted.Length; i++)
            sorted[i] = Shape.Axis(axes[i], nameof(axes));
        Array.Sort(sorted);
        Tensor sum = this;
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            if (i > 0 && sorted[i] == sorted[i - 1])
                throw new ArgumentException(FormattableString.Invariant($"sum: axis {sorted[i]} was given twice."), nameof(axes));
            sum = sum.Sum(sorted[i], keep);
        }
        return sum;
    }

    /// <summary>Means along several axes; NaN where one has size 0.</summary>
    /// <inheritdoc cref="Sum(ReadOnlySpan{int}, bool)"/>
    public Tensor Mean(ReadOnlySpan<int> axes, bool keep = false)
    {
        int count = 1;
        foreach (int axis in axes)
            count *= Shape[axis];
        return Sum(axes, keep) / count;
    }

    /// <summary>Sums that undo a stretching: to a shape that this one's was stretched from.</summary>
    internal Tensor SumTo(Shape shape)
    {
        Tensor sum = this;
        while (sum.Rank > shape.Rank)
            sum = sum.Sum(0);
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape.Sizes[axis] == 1 && sum.Shape.Sizes[axis] != 1)
                sum = sum.Sum(axis, keep: true);
        }
        return sum;
    }

    private Tensor Extreme(Reduction reduction, int axis, bool keep)
    {
        Tensor x = Additive();
        axis = Shape.Axis(axis);
        NotEmpty(axis, Name(reduction));
        Tensor best = x.Reduced(reduction, axis);
        best = Tape.Record(
            Name(reduction), best, [x, best],
            Link.Linear(x, g => g * Winners(x, best, axis), t => (t * Winners(x, best, axis)).Sum(axis, keep: true)));
        return keep ? best : best.Squeeze(axis);
    }

    private Tensor Position(string operation, int axis, bool keep, bool least)
    {
        axis = Shape.Axis(axis);
        NotEmpty(axis, operation);
        Tensor positions = Uninitialised(Shape.Without(axis, keep: true), DType.Int64);
        Tensor x = Detach().Additive();
        Device.Cpu.ArgMax(x, axis, least, positions);
        if (Transcript.IsOn)
            Transcript.Tell(axis);
        Seen(operation, x, positions);
        return keep ? positions : positions.Squeeze(axis);
    }

    private (Tensor Values, Tensor Positions) At(Tensor positions, int axis, bool keep)
    {
        Tensor values = Gather(axis, positions);
        return keep ? (values, positions) : (values.Squeeze(axis), positions.Squeeze(axis));
    }

    // 1 at the largest, or equal parts where there are several.
    private static Tensor Winners(Tensor x, Tensor best, int axis)
    {
        Tensor wins = x.EqualTo(best).To(x.Type);
        return wins / wins.Sum(axis, keep: true);
    }

    private Tensor Reduced(Reduction reduction, int axis)
    {
        Tensor result = Uninitialised(Shape.Without(axis, keep: true), Type);
        Device.Cpu.Reduce(reduction, this, axis, result);
        return result;
    }

    // Masks are counted, and brain floats are added as single-precision numbers.
    private Tensor Additive() => Type switch
    {
        DType.Bool => To(DType.Int64),
        DType.BFloat16 => To(DType.Float32),
        _ => this,
    };

    private void NotEmpty(int axis, string operation)
    {
        if (Shape[axis] == 0)
            throw new InvalidOperationException($"{operation}: axis {axis} of {Shape} has size 0, and nothing is the largest of none.");
    }
}
