namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>The largest entry of each window of each plane, and its place in the plane. All tensors lie row by row; the planes are the last two axes.</summary>
    public abstract void MaxPool(Tensor x, Windows windows, Tensor to, Tensor places);

    /// <summary>The mean of each window.</summary>
    public abstract void AveragePool(Tensor x, Windows windows, Tensor to);

    /// <summary>Each entry in equal parts to all of its window.</summary>
    public abstract void AveragePoolBack(Tensor y, Windows windows, Tensor to);

    /// <summary>Planes of zeros with entries added at places, in order.</summary>
    public abstract void PutInPlanes(Tensor y, Tensor places, Tensor to);

    /// <summary>Entries of planes at places.</summary>
    public abstract void TakeFromPlanes(Tensor x, Tensor places, Tensor to);
}
