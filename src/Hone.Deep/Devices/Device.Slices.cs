namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>Slices of a tensor without gaps, by their positions along an axis; positions are whole numbers without gaps that were checked.</summary>
    public abstract void TakeSlices(Tensor x, int axis, Tensor positions, Tensor to);

    /// <summary>Adds slices to those of a tensor without gaps at given positions along an axis, those with a lower number first.</summary>
    public abstract void AddSlices(Tensor x, int axis, Tensor positions, Tensor to);

    /// <summary>Overwrites slices of a tensor without gaps at given positions along an axis; of several for one place the last remains.</summary>
    public abstract void PutSlices(Tensor x, int axis, Tensor positions, Tensor to);

    /// <summary>The numbers, in row-major order, of the elements of a mask that are true: whole numbers of 8 bytes along one axis.</summary>
    public abstract Tensor Nonzero(Tensor mask);
}
