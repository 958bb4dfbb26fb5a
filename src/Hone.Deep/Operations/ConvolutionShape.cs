namespace Hone.Deep;

/// <summary>The sizes that belong to a convolution: what it reads, what it makes, and how the one is laid over the other.</summary>
/// <remarks>The transposed convolution has the same, read the other way: it makes what the convolution reads.</remarks>
internal sealed record ConvolutionShape(
    int Images, int Groups, int Inputs, int Outputs, Extent From, Extent To, Extent Kernel, Extent Stride, Extent Padding, Extent Dilation)
{
    /// <summary>Channels of a group that are read.</summary>
    public int GroupInputs => Inputs / Groups;

    /// <summary>Channels of a group that are made.</summary>
    public int GroupOutputs => Outputs / Groups;

    public Shape Source => [Images, Inputs, From.Height, From.Width];

    public Shape Result => [Images, Outputs, To.Height, To.Width];

    public Shape Weight => [Outputs, GroupInputs, Kernel.Height, Kernel.Width];

    /// <summary>Positions that a window of some size has along an axis; below 1 there is none.</summary>
    public static int Positions(int size, int window, int stride, int padding, int dilation) =>
        (int)Math.Floor((size + (2L * padding) - (dilation * (window - 1L)) - 1) / (double)stride) + 1;

    /// <summary>That of a convolution, or a sentence on what does not fit.</summary>
    public static ConvolutionShape Of(string operation, Shape x, Shape weight, Shape? bias, Extent stride, Extent padding, Extent dilation, int groups, Func<Shape, string> show)
    {
        Check(stride, padding, dilation, groups);
        if (weight[0] % groups != 0 || weight[1] * (long)groups != x[1])
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{operation}: an input of {show(x)} does not fit a weight of {show(weight)} in {Count(groups)}: the input has {x[1]} channels and the weight takes {weight[1]}{Each(groups)}; the {weight[0]} outputs must divide evenly."), nameof(x));
        }
        CheckBias(operation, bias, weight[0]);
        Extent from = (x[2], x[3]), kernel = (weight[2], weight[3]);
        Extent to = (
            Positions(from.Height, kernel.Height, stride.Height, padding.Height, dilation.Height), Positions(from.Width, kernel.Width, stride.Width, padding.Width, dilation.Width));
        if (to.Height < 1 || to.Width < 1 || kernel.Height < 1 || kernel.Width < 1)
        {
            throw new ArgumentException(
                $"{operation}: an input of {show(x)} with a padding of {padding} is smaller than the window of a weight of {show(weight)} with a dilation of {dilation}.", nameof(x));
        }
        return new ConvolutionShape(x[0], groups, x[1], weight[0], from, to, kernel, stride, padding, dilation);
    }

    /// <summary>That of a transposed convolution: the convolution that it undoes the shape of.</summary>
    public static ConvolutionShape OfTransposed(
        string operation, Shape x, Shape weight, Shape? bias, Extent stride, Extent padding, Extent more, Extent dilation, int groups, Func<Shape, string> show)
    {
        Check(stride, padding, dilation, groups);
        if (x[1] % groups != 0 || weight[0] != x[1])
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{operation}: an input of {show(x)} does not fit a weight of {show(weight)} in {Count(groups)}: the input's {x[1]} channels must be the weight's first size and divide evenly."), nameof(x));
        }
        CheckBias(operation, bias, weight[1] * groups);
        more.AtLeast(0, "outputPadding");
        if (more.Height >= Math.Max(stride.Height, dilation.Height) || more.Width >= Math.Max(stride.Width, dilation.Width))
            throw new ArgumentOutOfRangeException("outputPadding", more, $"{operation}: outputPadding is {more}; it must be less than the stride, {stride}, or the dilation, {dilation}.");
        Extent to = (x[2], x[3]), kernel = (weight[2], weight[3]);
        Extent from = (
            Full(to.Height, kernel.Height, stride.Height, padding.Height, dilation.Height) + more.Height, Full(to.Width, kernel.Width, stride.Width, padding.Width, dilation.Width) + more.Width);
        if (from.Height < 1 || from.Width < 1 || kernel.Height < 1 || kernel.Width < 1 || to.Height < 1 || to.Width < 1)
            throw new ArgumentException($"{operation}: nothing is left of an input of {show(x)} under a weight of {show(weight)} with a padding of {padding}.", nameof(x));
        return new ConvolutionShape(x[0], groups, weight[1] * groups, x[1], from, to, kernel, stride, padding, dilation);
    }

    private static int Full(int size, int window, int stride, int padding, int dilation) => ((size - 1) * stride) - (2 * padding) + (dilation * (window - 1)) + 1;

    private static void Check(Extent stride, Extent padding, Extent dilation, int groups)
    {
        stride.AtLeast(1, nameof(stride));
        padding.AtLeast(0, nameof(padding));
        dilation.AtLeast(1, nameof(dilation));
        if (groups < 1)
            throw new ArgumentOutOfRangeException(nameof(groups), groups, FormattableString.Invariant($"groups is {groups}; there is at least one."));
    }

    private static void CheckBias(string operation, Shape? bias, int outputs)
    {
        if (bias is { } given && given != [outputs])
            throw new ArgumentException(FormattableString.Invariant($"{operation}: a bias of {given} does not fit {outputs} output channels: it must have one entry for each."), nameof(bias));
    }

    private static string Count(int groups) => groups == 1 ? "one group" : FormattableString.Invariant($"{groups} groups");

    private static string Each(int groups) => groups == 1 ? "" : " in each group";
}
