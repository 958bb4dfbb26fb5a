namespace Hone.Deep;

/// <summary>The three linear maps of a convolution. The derivative of each is written in the other two, so they can be differentiated any number of times.</summary>
/// <remarks>With y = conv(x, w): the gradient by x is a transposed convolution of the gradient with w, and the gradient by w correlates the gradient with x.</remarks>
internal static class Convolution
{
    /// <summary>y of x and w, with a bias for each output channel or none.</summary>
    public static Tensor Ahead(string operation, Tensor x, Tensor weight, Tensor? bias, ConvolutionShape shape)
    {
        x = x.Contiguous();
        weight = weight.Contiguous();
        Tensor result = Tensor.Uninitialised(shape.Result, x.Type);
        Device.Cpu.Convolve(x, weight, bias?.Contiguous(), shape, result);
        Transcript.Tell(shape);
        Link ofX = Link.Linear(x, g => Back(operation, g, weight, null, shape), t => Ahead(operation, t, weight, null, shape));
        Link ofWeight = Link.Linear(weight, g => Weights(operation, x, g, shape), t => Ahead(operation, x, t, null, shape));
        return bias is null ? Tape.Record(operation, result, Needed(x, weight), ofX, ofWeight) : Tape.Record(operation, result, Needed(x, weight), ofX, ofWeight, OfBias(bias));
    }

    /// <summary>x of y and w: the transposed convolution, with a bias for each channel that it makes or none.</summary>
    public static Tensor Back(string operation, Tensor y, Tensor weight, Tensor? bias, ConvolutionShape shape)
    {
        y = y.Contiguous();
        weight = weight.Contiguous();
        Tensor result = Tensor.Uninitialised(shape.Source, y.Type);
        Device.Cpu.ConvolveBack(y, weight, bias?.Contiguous(), shape, result);
        Transcript.Tell(shape);
        Link ofY = Link.Linear(y, g => Ahead(operation, g, weight, null, shape), t => Back(operation, t, weight, null, shape));
        Link ofWeight = Link.Linear(weight, g => Weights(operation, g, y, shape), t => Back(operation, y, t, null, shape));
        return bias is null ? Tape.Record(operation, result, Needed(y, weight), ofY, ofWeight) : Tape.Record(operation, result, Needed(y, weight), ofY, ofWeight, OfBias(bias));
    }

    /// <summary>w of x and y: products of what lies under the window with what came of it, summed over images and positions.</summary>
    private static Tensor Weights(string operation, Tensor x, Tensor y, ConvolutionShape shape)
    {
        x = x.Contiguous();
        y = y.Contiguous();
        Tensor result = Tensor.Uninitialised(shape.Weight, x.Type);
        Device.Cpu.ConvolveWeights(x, y, shape, result);
        return Tape.Record(
            operation, result, Needed(x, y),
            Link.Linear(x, g => Back(operation, y, g, null, shape), t => Weights(operation, t, y, shape)),
            Link.Linear(y, g => Ahead(operation, x, g, null, shape), t => Weights(operation, x, t, shape)));
    }

    // A sum over images and positions for each channel.
    private static Link OfBias(Tensor bias) => Link.Linear(bias, g => g.Flatten(2).Sum(2).Sum(0), t => t.Reshape(1, -1, 1, 1));

    // The gradient by the one reads the other.
    private static Tensor[] Needed(Tensor a, Tensor b) => (a.RequiresGrad, b.RequiresGrad) switch
    {
        (true, true) => [a, b],
        (true, false) => [b],
        (false, true) => [a],
        _ => [],
    };
}
