using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Adds sines and cosines of each row's position, of wave lengths from 2π to 10,000·2π: nothing is learned, and any length may come in.</summary>
/// <remarks>Number 2i of a row is the sine and 2i + 1 the cosine of position/10000^(2i/width). Source: A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017.</remarks>
public sealed class SinusoidalPositions : Layer
{
    private readonly int width;
    private Tensor? known;

    /// <summary>Positions for rows of a width.</summary>
    /// <param name="width">Numbers in a row, at least 1.</param>
    public SinusoidalPositions(int width) => this.width = Require.AtLeast(width, 1);

    /// <summary>The rows of some positions, length × width.</summary>
    /// <param name="start">The first position.</param>
    /// <param name="length">How many.</param>
    /// <param name="type">Float32 or Float64.</param>
    public Tensor At(int start, int length, DType type = DType.Float32)
    {
        Require.AtLeast(start, 0);
        Require.AtLeast(length, 0);
        double[] rows = new double[length * width];
        for (int i = 0; i < width; i++)
        {
            double pace = Elementary.Pow(10000, -2.0 * (i / 2) / width);
            for (int row = 0; row < length; row++)
                rows[(row * width) + i] = i % 2 == 0 ? Elementary.Sin((start + row) * pace) : Elementary.Cos((start + row) * pace);
        }
        return Tensor.From(rows, [length, width]).To(type);
    }

    /// <summary>The same for rows that begin at another position than the first.</summary>
    /// <param name="x">… × length × width.</param>
    /// <param name="start">The position of the first row.</param>
    public Tensor CallFrom(Tensor x, int start) => Within(() => Add(x, start), x);

    /// <summary>… × length × width, with the positions' rows added.</summary>
    /// <exception cref="ArgumentException">The width differs.</exception>
    protected override Tensor Forward(Tensor x) => Add(x, 0);

    private Tensor Add(Tensor x, int start)
    {
        if (x.Rank < 2 || x.Shape[-1] != width)
            throw new ArgumentException(FormattableString.Invariant($"positions: an input of {x.Shape} was given; its last two sizes must be a length and the width {width}."), nameof(x));
        DType type = x.Type == DType.Float64 ? DType.Float64 : DType.Float32;
        int needed = start + x.Shape[-2];
        Tensor? table = known;
        if (table is null || table.Type != type || table.Shape[0] < needed)
            known = table = At(0, Math.Max(needed, 64), type);
        return x + table.Slice(0, start, needed);
    }
}
