namespace Hone.Deep;

internal abstract partial class Device
{
    /// <summary>For each channel of a × channels × b, in doubles: Σu and Σu·(x − centre), where u is g, or x − centre where there is no g. The result is 2 × channels.</summary>
    public abstract void ChannelSums(Tensor x, Tensor? g, Tensor centre, Tensor to);

    /// <summary>(x − centre)·slope + shift, and g·share more where there is a g, with numbers of each channel in doubles.</summary>
    public abstract void ChannelMap(Tensor x, Tensor centre, Tensor slope, Tensor shift, Tensor? g, Tensor? share, Tensor to);
}
