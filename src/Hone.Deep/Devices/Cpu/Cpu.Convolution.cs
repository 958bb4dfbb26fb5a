using System.Buffers;
using System.Numerics;
using Hone.Numerics;

namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Convolve(Tensor x, Tensor weight, Tensor? bias, ConvolutionShape shape, Tensor to)
    {
        Effort.Count(shape.Result.Count, shape.Weight.Count / Math.Max(1, shape.Outputs));
        if (to.Type == DType.Float32)
            Convolve<float>(x, weight, bias, shape, to);
        else
            Convolve<double>(x, weight, bias, shape, to);
    }

    public override void ConvolveBack(Tensor y, Tensor weight, Tensor? bias, ConvolutionShape shape, Tensor to)
    {
        Effort.Count(shape.Result.Count, shape.Weight.Count / Math.Max(1, shape.Outputs));
        if (to.Type == DType.Float32)
            ConvolveBack<float>(y, weight, bias, shape, to);
        else
            ConvolveBack<double>(y, weight, bias, shape, to);
    }

    public override void ConvolveWeights(Tensor x, Tensor y, ConvolutionShape shape, Tensor to)
    {
        Effort.Count(shape.Result.Count, shape.Weight.Count / Math.Max(1, shape.Outputs));
        if (to.Type == DType.Float32)
            new TapSums<float>(shape, x.Pointer<float>(), y.Pointer<float>(), to.Pointer<float>()).Run(Path);
        else
            new TapSums<double>(shape, x.Pointer<double>(), y.Pointer<double>(), to.Pointer<double>()).Run(Path);
        GC.KeepAlive(x);
        GC.KeepAlive(y);
        GC.KeepAlive(to);
    }

    private void Convolve<T>(Tensor x, Tensor weight, Tensor? bias, ConvolutionShape shape, Tensor to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int Down, int Across)[] taps = new (int, int)[shape.Kernel.Height * shape.Kernel.Width];
        for (int tap = 0; tap < taps.Length; tap++)
            taps[tap] = ((tap / shape.Kernel.Width * shape.Dilation.Height) - shape.Padding.Height, (tap % shape.Kernel.Width * shape.Dilation.Width) - shape.Padding.Width);
        new TapProduct<T>
        {
            Images = shape.Images,
            Groups = shape.Groups,
            Planes = shape.GroupInputs,
            Plane = shape.From,
            Taps = taps,
            Grid = shape.To,
            Step = shape.Stride,
            Rows = shape.GroupOutputs,
            ResultPlane = shape.To.Height * shape.To.Width,
            ResultStep = (shape.To.Width, 1),
            Source = x.Pointer<T>(),
            Matrix = weight.Pointer<T>(),
            Bias = bias is null ? null : bias.Pointer<T>(),
            Result = to.Pointer<T>(),
        }.Run(Path);
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        GC.KeepAlive(to);
    }

    // Rows and columns of the result that leave the same remainder by the stride meet the same taps: each such part is a product of its own.
    private void ConvolveBack<T>(Tensor y, Tensor weight, Tensor? bias, ConvolutionShape shape, Tensor to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] buffer = ArrayPool<T>.Shared.Rent(Math.Max(1, weight.Count));
        fixed (T* matrix = buffer)
        {
            for (int part = 0; part < shape.Stride.Height * shape.Stride.Width; part++)
            {
                int row = part / shape.Stride.Width, column = part % shape.Stride.Width;
                Extent grid = (Every(shape.From.Height - row, shape.Stride.Height), Every(shape.From.Width - column, shape.Stride.Width));
                if (grid.Height == 0 || grid.Width == 0)
                    continue;
                int[] down = Meeting(row + shape.Padding.Height, shape.Kernel.Height, shape.Dilation.Height, shape.Stride.Height);
                int[] across = Meeting(column + shape.Padding.Width, shape.Kernel.Width, shape.Dilation.Width, shape.Stride.Width);
                (int Down, int Across)[] window = [.. down.SelectMany(k => across.Select(l => (k, l)))];
                Rearrange(weight.Pointer<T>(), shape, window, matrix);
                new TapProduct<T>
                {
                    Images = shape.Images,
                    Groups = shape.Groups,
                    Planes = shape.GroupOutputs,
                    Plane = shape.To,
                    Grid = grid,
                    Step = 1,
                    Rows = shape.GroupInputs,
                    Taps = [.. window.Select(tap => (
                        (row + shape.Padding.Height - (tap.Down * shape.Dilation.Height)) / shape.Stride.Height, (column + shape.Padding.Width - (tap.Across * shape.Dilation.Width)) / shape.Stride.Width))],
                    ResultPlane = shape.From.Height * shape.From.Width,
                    ResultStart = (row * shape.From.Width) + column,
                    ResultStep = (shape.Stride.Height * shape.From.Width, shape.Stride.Width),
                    Source = y.Pointer<T>(),
                    Matrix = matrix,
                    Bias = bias is null ? null : bias.Pointer<T>(),
                    Result = to.Pointer<T>(),
                }.Run(Path);
            }
        }
        ArrayPool<T>.Shared.Return(buffer);
        GC.KeepAlive(y);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        GC.KeepAlive(to);
    }

    private static int Every(int length, int step) => length <= 0 ? 0 : (length + step - 1) / step;

    // Entries of the window that lie over a position of the stride.
    private static int[] Meeting(int start, int window, int dilation, int stride) => [.. Enumerable.Range(0, window).Where(k => (start - (k * dilation)) % stride == 0)];

    // For each group inputs × (outputs · window), from outputs × inputs × window.
    private static void Rearrange<T>(T* weight, ConvolutionShape shape, (int Down, int Across)[] window, T* to)
        where T : unmanaged
    {
        int inputs = shape.GroupInputs, outputs = shape.GroupOutputs, entries = shape.Kernel.Height * shape.Kernel.Width, width = shape.Kernel.Width, groups = shape.Groups;
        WorkerPool.For(groups * inputs, (long)groups * inputs * outputs * entries < 1 << 16 ? 1 : null, row =>
        {
            int group = row / inputs, input = row % inputs;
            T* into = to + ((long)row * outputs * window.Length);
            for (int output = 0; output < outputs; output++)
            {
                T* from = weight + (((((long)group * outputs) + output) * inputs) + input) * entries;
                foreach ((int down, int across) in window)
                    *into++ = from[(down * width) + across];
            }
        });
    }
}
