namespace Hone.Deep;

public sealed partial class Tensor
{
    /// <summary>Overwrites the elements with another tensor's, stretched to this shape and converted to this type. The change shows in all views.</summary>
    /// <remarks>No operation: gradients do not see it. A value that a gradient still needs must not be changed; <see cref="Backward"/> says so if it was.</remarks>
    /// <exception cref="InvalidOperationException">Gradients flow through this tensor, and they are being recorded.</exception>
    /// <exception cref="ArgumentException">The other does not stretch to this shape.</exception>
    public void CopyFrom(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (RequiresGrad && NoGrad.IsRecording)
            throw new InvalidOperationException($"A tensor of {Shape} that wants gradients cannot be changed in place while operations are recorded: change it within NoGrad.Begin(), or a Detach() of it.");
        if (Shape.Broadcast(Shape, other.Shape, "copy") != Shape)
            throw new ArgumentException($"copy: a tensor of {other.Shape} does not stretch to {Shape}.", nameof(other));
        Tensor stretched = other.Detach().Expand(Shape.Sizes);
        Device.Cpu.Copy(other.Storage == Storage ? stretched.Clone() : stretched, this);
        Storage.Version++;
    }
}
