using Hone.Numerics;

namespace Hone.Deep.Tests.Tensors;

public sealed class ConvolutionPathTests
{
    private static readonly VectorPath[] Paths = [VectorPath.Scalar, VectorPath.Vectors128, VectorPath.Vectors256, VectorPath.Vectors512];

    // Images, channels, size, outputs, window, stride, padding, dilation, groups: tasks of several images, of part of one, and strips over edges of both.
    public static TheoryData<int[]> Shapes => new()
    {
        new[] { 5, 3, 7, 13, 3, 1, 1, 1, 1 },
        new[] { 40, 1, 12, 9, 3, 1, 1, 1, 1 },
        new[] { 2, 4, 45, 5, 3, 1, 0, 1, 1 },
        new[] { 3, 20, 14, 17, 3, 2, 1, 1, 1 },
        new[] { 2, 48, 9, 12, 3, 1, 2, 2, 1 },
        new[] { 3, 8, 10, 12, 5, 3, 2, 1, 4 },
        new[] { 2, 70, 6, 30, 3, 1, 1, 1, 1 },
        new[] { 1, 8, 28, 24, 3, 1, 1, 1, 1 },
        new[] { 7, 33, 5, 64, 1, 1, 0, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Convolutions_give_the_same_bits_on_every_path_and_number_of_threads(int[] sizes)
    {
        Shape x = [sizes[0], sizes[1], sizes[2], sizes[2] + 1], w = [sizes[3] / sizes[8] * sizes[8], sizes[1] / sizes[8], sizes[4], sizes[4]];
        ConvolutionShape shape = ConvolutionShape.Of("test", x, w, null, sizes[5], sizes[6], sizes[7], sizes[8], each => each.ToString());
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Tensor images = Draw.Normal(x, 1, type), weight = Draw.Normal(w, 2, type), bias = Draw.Normal([w[0]], 3, type), back = Draw.Normal([x[1]], 4, type), y = Draw.Normal(shape.Result, 5, type);
            Same(shape.Result, type, (cpu, to) => cpu.Convolve(images, weight, bias, shape, to));
            Same(shape.Source, type, (cpu, to) => cpu.ConvolveBack(y, weight, back, shape, to));
            Same(shape.Weight, type, (cpu, to) => cpu.ConvolveWeights(images, y, shape, to));
        }
    }

    [Theory]
    [InlineData(3, 5, 7)]
    [InlineData(40, 3, 1000)]
    [InlineData(1, 2, 40_000)]
    public void Sums_and_maps_of_channels_give_the_same_bits_on_every_path_and_number_of_threads(int samples, int channels, int length)
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Tensor x = Draw.Normal([samples, channels, length], 1, type), g = Draw.Normal([samples, channels, length], 2, type);
            Tensor centre = Draw.Normal([channels], 3), slope = Draw.Normal([channels], 4), shift = Draw.Normal([channels], 5), share = Draw.Normal([channels], 6);
            Same([2, channels], DType.Float64, (cpu, to) => cpu.ChannelSums(x, null, centre, to));
            Same([2, channels], DType.Float64, (cpu, to) => cpu.ChannelSums(x, g, centre, to));
            Same(x.Shape, type, (cpu, to) => cpu.ChannelMap(x, centre, slope, shift, null, null, to));
            Same(x.Shape, type, (cpu, to) => cpu.ChannelMap(x, centre, slope, shift, g, share, to));
        }
    }

    private static void Same(Shape shape, DType type, Action<Cpu, Tensor> run)
    {
        byte[] expected = Bytes(shape, type, to => run(new Cpu { Path = VectorPath.Scalar }, to));
        foreach (VectorPath path in Paths)
        {
            Bytes(shape, type, to => run(new Cpu { Path = path }, to)).AsSpan().SequenceEqual(expected).ShouldBeTrue($"{path}, {type}");
            Bytes(shape, type, to => WorkerPool.For(1, 1, _ => run(new Cpu { Path = path }, to))).AsSpan().SequenceEqual(expected).ShouldBeTrue($"{path}, {type}, one thread");
        }
    }

    private static unsafe byte[] Bytes(Shape shape, DType type, Action<Tensor> fill)
    {
        Tensor to = Tensor.Uninitialised(shape, type);
        fill(to);
        byte[] bytes = new ReadOnlySpan<byte>(to.Storage.Address, to.Count * to.Type.Size).ToArray();
        GC.KeepAlive(to);
        return bytes;
    }
}
