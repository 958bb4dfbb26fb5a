using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Rows of pixels as batches of standardised images, made when they are asked for: neither floats nor doubles of all images ever stand in memory.</summary>
internal sealed class ImageRows : Dataset
{
    private readonly Features x;
    private readonly ImageShape shape;
    private readonly float[] means, scales;
    private readonly ClassTarget? target;
    private readonly double[]? weights;
    private readonly int[] rows;

    private readonly int shift;

    /// <summary>Images of some rows.</summary>
    /// <param name="x">The pixels.</param>
    /// <param name="shape">Of each image.</param>
    /// <param name="means">Of each channel.</param>
    /// <param name="scales">What each channel is divided by.</param>
    /// <param name="rows">Which rows; null for all.</param>
    /// <param name="target">Their classes, for training.</param>
    /// <param name="weights">How much they count, for training; null for 1 each.</param>
    /// <param name="shift">Pixels by which each is moved at most.</param>
    public ImageRows(Features x, ImageShape shape, float[] means, float[] scales, int[]? rows = null, ClassTarget? target = null, double[]? weights = null, int shift = 0)
    {
        (this.x, this.shape, this.means, this.scales, this.target, this.weights, this.shift) = (x, shape, means, scales, target, weights, shift);
        this.rows = rows ?? [.. Enumerable.Range(0, x.RowCount)];
    }

    public override int Count => rows.Length;

    protected internal override Batch Make(int[] samples, RandomKey epoch)
    {
        float[] images = new float[samples.Length * shape.Count];
        double[] scratch = new double[x.ColumnCount];
        RandomKey key = epoch.Child("shift");
        for (int i = 0; i < samples.Length; i++)
        {
            int down = 0, right = 0;
            if (shift > 0)
            {
                RandomStream random = key.Child(samples[i]).Open();
                (down, right) = (random.Below((2 * shift) + 1) - shift, random.Below((2 * shift) + 1) - shift);
            }
            Put(rows[samples[i]], scratch, images.AsSpan(i * shape.Count, shape.Count), down, right);
        }
        Tensor input = Tensor.From(images, [samples.Length, shape.Channels, shape.Height, shape.Width]);
        if (target is null)
            return new Batch([input], [], samples);
        long[] classes = new long[samples.Length];
        float[] counts = new float[samples.Length];
        for (int i = 0; i < samples.Length; i++)
            (classes[i], counts[i]) = (target.Codes[rows[samples[i]]], (float)(weights?[rows[samples[i]]] ?? 1));
        return new Batch([input], weights is null ? [Tensor.From(classes)] : [Tensor.From(classes), Tensor.From(counts)], samples);
    }

    /// <summary>One row of pixels, standardised, channel by channel.</summary>
    public static void Put(ReadOnlySpan<double> row, ImageShape shape, float[] means, float[] scales, Span<float> to)
    {
        int pixels = shape.Height * shape.Width;
        for (int p = 0; p < pixels; p++)
        {
            for (int c = 0; c < shape.Channels; c++)
                to[(c * pixels) + p] = ((float)row[(p * shape.Channels) + c] - means[c]) * scales[c];
        }
    }

    // What moves in from outside is as dark as the darkest: 0 before standardising.
    private void Put(int row, double[] scratch, Span<float> to, int down, int right)
    {
        ReadOnlySpan<byte> bytes = x.Bytes.IsEmpty ? default : x.Bytes.Slice(row * shape.Count, shape.Count);
        ReadOnlySpan<double> numbers = bytes.IsEmpty ? x.Row(row, scratch) : default;
        int pixels = shape.Height * shape.Width;
        for (int c = 0; c < shape.Channels; c++)
        {
            float mean = means[c], scale = scales[c];
            for (int y = 0; y < shape.Height; y++)
            {
                int from = y - down;
                Span<float> line = to.Slice((c * pixels) + (y * shape.Width), shape.Width);
                if (from < 0 || from >= shape.Height)
                {
                    line.Fill(-mean * scale);
                    continue;
                }
                for (int across = 0; across < line.Length; across++)
                {
                    int column = across - right, at = (((from * shape.Width) + column) * shape.Channels) + c;
                    float value = (uint)column >= (uint)shape.Width ? 0 : bytes.IsEmpty ? (float)numbers[at] : bytes[at];
                    line[across] = (value - mean) * scale;
                }
            }
        }
    }
}
