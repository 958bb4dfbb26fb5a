namespace Hone.Deep;

// Changes in place are no operations: gradients do not see them. Each counts up the storage's version, by which Backward notices that a value it needs is not what it was.
public sealed partial class Tensor
{
    /// <summary>Overwrites the elements with another tensor's, stretched to this shape and converted to this type. The change shows in all views.</summary>
    /// <remarks>No operation: gradients do not see it. A value that a gradient still needs must not be changed; <see cref="Backward"/> says so if it was.</remarks>
    /// <exception cref="InvalidOperationException">Gradients flow through this tensor or the other, and they are being recorded; or elements of this one share places.</exception>
    /// <exception cref="ArgumentException">The other does not stretch to this shape.</exception>
    public void CopyFrom(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        MayChange("copy", other);
        Tensor stretched = Stretched("copy", other);
        Device.Cpu.Copy(other.Storage == Storage ? stretched.Clone() : stretched, this);
        Storage.Version++;
    }

    /// <summary>Adds another tensor's elements, times a number, to this tensor's. The change shows in all views.</summary>
    /// <param name="other">Stretched to this shape and converted to this type.</param>
    /// <param name="scale">What they are multiplied by first. Default 1.</param>
    /// <returns>This tensor.</returns>
    /// <remarks>
    /// As for every change in place, gradients do not see it. A value that a gradient still needs must not be changed; <see cref="Backward"/> says so if it was.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Gradients flow through this tensor or the other, and they are being recorded; or elements of this one share places.</exception>
    /// <exception cref="ArgumentException">The other does not stretch to this shape, or this one's type cannot hold the result.</exception>
    public Tensor AddInPlace(Tensor other, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(other);
        MayChange("add-in-place", other);
        return Change(Binary.Add, "add-in-place", scale == 1 ? other : other.Detach() * scale);
    }

    /// <summary>Adds a number to each element.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor AddInPlace(double value) => Change(Binary.Add, "add-in-place", Like(this, value));

    /// <summary>Takes another tensor's elements from this tensor's.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor SubtractInPlace(Tensor other) => Change(Binary.Subtract, "subtract-in-place", other);

    /// <summary>Takes a number from each element.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor SubtractInPlace(double value) => Change(Binary.Subtract, "subtract-in-place", Like(this, value));

    /// <summary>Multiplies this tensor's elements by another's.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor MultiplyInPlace(Tensor other) => Change(Binary.Multiply, "multiply-in-place", other);

    /// <summary>Multiplies each element by a number.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor MultiplyInPlace(double value) => Change(Binary.Multiply, "multiply-in-place", Like(this, value));

    /// <summary>Divides this tensor's elements, of a floating type, by another's.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor DivideInPlace(Tensor other) => Change(Binary.Divide, "divide-in-place", other);

    /// <summary>Divides each element, of a floating type, by a number.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor DivideInPlace(double value) => Change(Binary.Divide, "divide-in-place", Like(this, value));

    /// <summary>Overwrites every element with a value. The change shows in all views.</summary>
    /// <param name="value">Rounded to the type; for whole numbers it must be one.</param>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor FillInPlace(double value)
    {
        MayChange("fill-in-place");
        Device.Cpu.Fill(this, value);
        Storage.Version++;
        return this;
    }

    /// <summary>Overwrites every element with 0. The change shows in all views.</summary>
    /// <inheritdoc cref="AddInPlace(Tensor, double)"/>
    public Tensor ZeroInPlace() => FillInPlace(0);

    private Tensor Change(Binary function, string operation, Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        MayChange(operation, other);
        if (Type == DType.Bool || (!Type.IsFloating && (other.Type.IsFloating || function == Binary.Divide)))
            throw new ArgumentException($"{operation}: a tensor of {Type} cannot hold what it makes with one of {other.Type}; write it as an operation, whose result takes the type it needs.", nameof(other));
        DType type = Computed(Type);
        Tensor y = Stretched(operation, other).To(type);
        // An element of this tensor may be read after it was written, unless both lie alike.
        if (y.Storage == Storage && !(y.Offset == Offset && y.Strides.SequenceEqual(Strides)))
            y = y.Clone();
        if (IsContiguous && type == Type)
        {
            Device.Cpu.Apply(function, this, y, this);
        }
        else
        {
            Tensor changed = Uninitialised(Shape, type);
            Device.Cpu.Apply(function, Detach().To(type), y, changed);
            Device.Cpu.Copy(changed, this);
        }
        Storage.Version++;
        return this;
    }

    private Tensor Stretched(string operation, Tensor other) => Shape.Broadcast(Shape, other.Shape, operation) == Shape
        ? other.Detach().Expand(Shape.Sizes)
        : throw new ArgumentException($"{operation}: a tensor of {other.Shape} does not stretch to {Shape}.", nameof(other));

    private void MayChange(string operation)
    {
        if (RequiresGrad && NoGrad.IsRecording)
        {
            throw new InvalidOperationException(
                $"{operation}: a tensor of {Shape} that wants gradients cannot be changed in place while operations are recorded: change it within NoGrad.Begin(), or a Detach() of it.");
        }
        for (int axis = 0; axis < Rank; axis++)
        {
            if (strides[axis] == 0 && Shape.Sizes[axis] > 1)
                throw new InvalidOperationException($"{operation}: along axis {axis} of {Shape} one element stands for all, so they cannot be changed each for itself: change a Clone().");
        }
    }

    private void MayChange(string operation, Tensor other)
    {
        MayChange(operation);
        if (other.RequiresGrad && NoGrad.IsRecording)
            throw new InvalidOperationException($"{operation}: a tensor of {other.Shape} wants gradients, and a change in place would lose them: write it as an operation, or use its Detach().");
    }
}
