using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The gradient of a convolution by its weight: for each output, channel and tap the sum, over images and positions, of the gradient times what lies under the tap.</summary>
/// <remarks>
/// A product of matrices along images and positions. The images are turned so that the channels of a pixel lie side by side, with zeros around them: then the taps of a line of the window are one
/// row of the right operand, and a list tells the tile where the next position's begins; nothing is copied window by window. Where those rows would be shorter than a vector, they are written out.
/// Images are cut into parts by their number and the size of the weight alone; each part is one chain of fused multiply-adds, and parts are added in order.
/// </remarks>
internal sealed unsafe class TapSums<T>(ConvolutionShape shape, T* source, T* gradient, T* result)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Together = 1024;
    private const int Parts = 16;

    // Numbers of all parts together, about.
    private const long MostPartial = 1 << 22;

    // Channels are dealt to tasks in blocks of this where there are few parts.
    private const int ChannelBlock = 64;

    private const long ThreadsPay = 1 << 18;

    private int Taps => shape.Kernel.Height * shape.Kernel.Width;

    public void Run(VectorPath path)
    {
        int weights = shape.Weight.Count;
        int positions = shape.To.Height * shape.To.Width;
        if (weights == 0 || shape.Images == 0 || positions == 0)
        {
            new Span<T>(result, weights).Clear();
            return;
        }
        GemmTile<T> tile = GemmTile<T>.Listed(path);
        long work = (long)weights * positions * shape.Images;
        Cut bands = new(shape.To.Height, Math.Max(1, Together / shape.To.Width), 1), images = new(shape.Images, Math.Clamp(Together / positions, 1, shape.Images), 1);
        int units = images.Count * bands.Count;
        Cut parts = new(units, (units + PartsFor(weights, work) - 1) / PartsFor(weights, work), 1);
        Cut channels = new(shape.GroupInputs, parts.Count * shape.Groups >= Parts ? int.MaxValue : ChannelBlock, 1);
        Layout layout = new(shape, tile, images.Largest, bands.Largest, channels.Largest);
        int paddedRows = Gemm<T>.RoundUp(shape.GroupOutputs, tile.Rows), block = checked(paddedRows * layout.Columns), blocks = shape.Groups * channels.Count;
        T[] partial = ArrayPool<T>.Shared.Rent(checked((parts.Count * blocks * block) + (64 / sizeof(T))));
        fixed (T* raw = partial)
        {
            T* sums = Gemm<T>.Align(raw);
            int? workers = work < ThreadsPay ? 1 : null;
            WorkerPool.For(parts.Count * blocks, workers, task =>
            {
                int part = task / blocks, group = task % blocks / channels.Count, channel = task % channels.Count;
                T* to = sums + ((long)task * block);
                Add(tile, layout, images, bands, parts.Start(part), parts.Start(part + 1), group, channels.Start(channel), channels.Start(channel + 1), to);
            });
            WorkerPool.For(shape.Outputs, workers, output =>
            {
                int group = output / shape.GroupOutputs, row = output % shape.GroupOutputs;
                for (int channel = 0; channel < channels.Count; channel++)
                {
                    T* first = sums + ((long)((group * channels.Count) + channel) * block) + ((long)row * layout.Columns);
                    int start = channels.Start(channel);
                    for (int c = start; c < channels.Start(channel + 1); c++)
                    {
                        T* to = result + ((((long)output * shape.GroupInputs) + c) * Taps);
                        for (int tap = 0; tap < Taps; tap++)
                        {
                            T* at = first + layout.Column(tap, c - start, channels.Start(channel + 1) - start);
                            T sum = *at;
                            for (int part = 1; part < parts.Count; part++)
                                sum += at[(long)part * blocks * block];
                            to[tap] = sum;
                        }
                    }
                }
            });
        }
        ArrayPool<T>.Shared.Return(partial);
    }

    private static int PartsFor(int weights, long work) => work < ThreadsPay ? 1 : (int)Math.Clamp(MostPartial / weights, 1, Parts);

    // Adds up one part for some channels of one group.
    private void Add(GemmTile<T> tile, Layout layout, Cut images, Cut bands, int firstUnit, int endUnit, int group, int firstChannel, int endChannel, T* sums)
    {
        int channels = endChannel - firstChannel, positions = images.Largest * bands.Largest * shape.To.Width, slack = 64 / sizeof(T);
        int pixels = Gemm<T>.RoundUp((layout.Image * images.Largest) + (2 * tile.Columns), slack), rows = layout.IsWrittenOut ? Gemm<T>.RoundUp((positions * layout.Columns) + (2 * tile.Columns), slack) : 0;
        int paddedRows = Gemm<T>.RoundUp(shape.GroupOutputs, tile.Rows);
        T[] buffer = ArrayPool<T>.Shared.Rent(checked(pixels + rows + (paddedRows * positions) + slack));
        int[] list = ArrayPool<int>.Shared.Rent(positions);
        fixed (T* raw = buffer)
        fixed (int* steps = list)
        {
            T* turned = Gemm<T>.Align(raw), written = turned + pixels, panels = written + rows;
            new Span<T>(turned, pixels).Clear();
            for (int unit = firstUnit; unit < endUnit; unit++)
            {
                int image = unit / bands.Count, band = unit % bands.Count;
                int firstImage = images.Start(image), count = images.Start(image + 1) - firstImage, firstRow = bands.Start(band), gridRows = bands.Start(band + 1) - firstRow;
                if (unit > firstUnit && bands.Count > 1)
                    new Span<T>(turned, pixels).Clear();
                int here = count * gridRows * shape.To.Width;
                for (int n = 0; n < count; n++)
                {
                    layout.Turn(source, firstImage + n, (group * shape.GroupInputs) + firstChannel, channels, firstRow, turned + ((long)n * layout.ImageOf(channels)));
                    Turn(tile, firstImage + n, group, firstRow, gridRows, n * gridRows * shape.To.Width, here, panels);
                }
                layout.List(channels, count, gridRows, steps);
                T* b = turned;
                if (layout.IsWrittenOut)
                {
                    layout.WriteOut(turned, channels, steps, here, written);
                    b = written;
                }
                Tiles(tile, layout, channels, here, panels, b, (nint)(steps + here), sums, unit == firstUnit);
            }
        }
        ArrayPool<int>.Shared.Return(list);
        ArrayPool<T>.Shared.Return(buffer);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tiles(GemmTile<T> tile, Layout layout, int channels, int positions, T* panels, T* b, nint list, T* sums, bool fresh)
    {
        for (int run = 0; run < layout.Runs; run++)
        {
            int width = layout.Width(channels), from = layout.From(run, channels);
            T* to = sums + layout.ColumnOf(run, channels);
            for (int column = 0; column < width; column += tile.Columns)
            {
                for (int row = 0; row < shape.GroupOutputs; row += tile.Rows)
                {
                    int height = tile.Height(Math.Min(tile.Rows, shape.GroupOutputs - row));
                    tile.Run(height, positions, panels + ((long)row * positions), 1, tile.Rows, b + from + column, list, to + ((long)row * layout.Columns) + column, layout.Columns, fresh);
                }
            }
        }
    }

    // The gradient's planes as panels: at each position the values of a tile's rows side by side.
    private void Turn(GemmTile<T> tile, int image, int group, int firstRow, int gridRows, int at, int positions, T* panels)
    {
        int plane = shape.To.Height * shape.To.Width, length = gridRows * shape.To.Width;
        T* from = gradient + ((((long)image * shape.Outputs) + (group * shape.GroupOutputs)) * plane) + (firstRow * shape.To.Width);
        for (int row = 0; row < shape.GroupOutputs; row += tile.Rows)
        {
            int rows = Math.Min(tile.Rows, shape.GroupOutputs - row);
            T* to = panels + ((long)row * positions) + ((long)at * tile.Rows);
            if (rows < tile.Rows)
                new Span<T>(to, length * tile.Rows).Clear();
            GemmPacking.Transpose(from + ((long)row * plane), plane, rows, length, tile.Rows, to);
        }
    }

    /// <summary>Where things lie while one part is added up.</summary>
    private sealed class Layout
    {
        private readonly ConvolutionShape shape;
        private readonly GemmTile<T> tile;
        private readonly int lines, line, lineRuns;

        public Layout(ConvolutionShape shape, GemmTile<T> tile, int images, int gridRows, int channels)
        {
            (this.shape, this.tile) = (shape, tile);
            lines = ((gridRows - 1) * shape.Stride.Height) + ((shape.Kernel.Height - 1) * shape.Dilation.Height) + 1;
            line = ((shape.To.Width - 1) * shape.Stride.Width) + ((shape.Kernel.Width - 1) * shape.Dilation.Width) + 1;
            Image = checked(lines * line * channels);

            // Taps side by side are one run where they touch; short runs are written out, all taps as one row.
            bool touch = shape.Dilation.Width == 1;
            lineRuns = touch ? 1 : shape.Kernel.Width;
            IsWrittenOut = channels * shape.Kernel.Width / lineRuns < tile.Columns / 2;
            Runs = IsWrittenOut ? 1 : shape.Kernel.Height * lineRuns;
            Columns = checked(Runs * Gemm<T>.RoundUp(Width(channels), tile.Columns));
            _ = checked(Image * images);
        }

        public bool IsWrittenOut { get; }

        /// <summary>Numbers of a padded image.</summary>
        public int Image { get; }

        /// <summary>Rows of the right operand at one position that lie apart from each other.</summary>
        public int Runs { get; }

        /// <summary>Numbers of a row of sums.</summary>
        public int Columns { get; }

        public int ImageOf(int channels) => lines * line * channels;

        /// <summary>Length of a run.</summary>
        public int Width(int channels) => IsWrittenOut ? channels * shape.Kernel.Height * shape.Kernel.Width : channels * (shape.Kernel.Width / lineRuns);

        /// <summary>Where a run's sums begin.</summary>
        public int ColumnOf(int run, int channels) => run * Gemm<T>.RoundUp(Width(channels), tile.Columns);

        /// <summary>Where a run begins, from a position's pixel on.</summary>
        public int From(int run, int channels) => IsWrittenOut ? 0 : ((run / lineRuns * shape.Dilation.Height * line) + (run % lineRuns * shape.Dilation.Width)) * channels;

        /// <summary>Where a tap's sum for a channel stands.</summary>
        public int Column(int tap, int channel, int channels)
        {
            if (IsWrittenOut)
                return (tap * channels) + channel;
            int down = tap / shape.Kernel.Width, across = tap % shape.Kernel.Width;
            return lineRuns == 1 ? ColumnOf(down, channels) + (across * channels) + channel : ColumnOf(tap, channels) + channel;
        }

        /// <summary>An image's pixels, the channels of each side by side, between zeros that are there already.</summary>
        public void Turn(T* source, int image, int firstChannel, int channels, int firstRow, T* to)
        {
            (int height, int width) = shape.From;
            int plane = height * width, top = (firstRow * shape.Stride.Height) - shape.Padding.Height, left = shape.Padding.Width;
            T* from = source + ((((long)image * shape.Inputs) + firstChannel) * plane);
            int first = Math.Max(0, -top), end = Math.Min(lines, height - top), count = Math.Min(width, line - left);
            for (int row = first; row < end && count > 0; row++)
                GemmPacking.Transpose(from + ((long)(row + top) * width), plane, channels, count, channels, to + ((((long)row * line) + left) * channels));
        }

        /// <summary>How far it is from each position's pixel to the next one's.</summary>
        public void List(int channels, int images, int gridRows, int* to)
        {
            int step = shape.Stride.Width * channels, down = shape.Stride.Height * line * channels;
            for (int n = 0; n < images; n++)
            {
                for (int i = 0; i < gridRows; i++)
                {
                    for (int j = 1; j < shape.To.Width; j++)
                        *to++ = step;
                    int back = (shape.To.Width - 1) * step;
                    *to++ = i + 1 < gridRows ? down - back : ImageOf(channels) - ((gridRows - 1) * down) - back;
                }
            }
        }

        /// <summary>All taps of each position as one row; the list then leads from row to row.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void WriteOut(T* turned, int channels, int* list, int positions, T* to)
        {
            // Taps that touch are one piece.
            int row = Width(channels), piece = channels * (shape.Kernel.Width / lineRuns), across = shape.Dilation.Width * channels, down = shape.Dilation.Height * line * channels;
            for (int p = 0; p < positions; p++)
            {
                T* at = turned;
                for (int k = 0; k < shape.Kernel.Height; k++, at += down)
                {
                    T* from = at;
                    for (int l = 0; l < lineRuns; l++, from += across, to += piece)
                    {
                        for (int c = 0; c < piece; c++)
                            to[c] = from[c];
                    }
                }
                turned += list[p];
                list[p] = row;
            }
        }
    }
}
