namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>A convolution, with a bias or without. All tensors lie row by row.</summary>
    public abstract void Convolve(Tensor x, Tensor weight, Tensor? bias, ConvolutionShape shape, Tensor to);

    /// <summary>Its transpose, from what the convolution makes to what it reads, with a bias or without.</summary>
    public abstract void ConvolveBack(Tensor y, Tensor weight, Tensor? bias, ConvolutionShape shape, Tensor to);

    /// <summary>Its gradient by the weight.</summary>
    public abstract void ConvolveWeights(Tensor x, Tensor y, ConvolutionShape shape, Tensor to);
}
