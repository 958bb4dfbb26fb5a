using Hone.Numerics;

namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>Rotary positions: pairs of numbers of each row are turned by angles that grow with the row's position, so that products of two rows depend on their distance.</summary>
    /// <param name="x">… × length × width, of an even width.</param>
    /// <param name="start">The position of the first row. Default 0.</param>
    /// <param name="base">Pair i of w/2 is turned by position·base^(−2i/w). Default 10,000, the paper's.</param>
    /// <remarks>
    /// Number i of a row is paired with number i + w/2, as models of the Llama family have it.
    /// Source: J. Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021.
    /// </remarks>
    /// <exception cref="ArgumentException">The width is odd, or x has fewer than two axes.</exception>
    public static Tensor Rotary(Tensor x, int start = 0, double @base = 10000)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.AtLeast(start, 0, nameof(start));
        Require.Positive(@base, nameof(@base));
        if (x.Rank < 2 || x.Shape[-1] % 2 != 0)
            throw new ArgumentException($"rotary: an input of {x.Shape} was given; it needs a length and an even width as its last two sizes.", nameof(x));
        DType type = x.Type == DType.Float64 ? DType.Float64 : DType.Float32;
        (Tensor cosines, Tensor sines) = Angles(start, x.Shape[-2], x.Shape[-1], @base, type);
        return Turn(x.To(type), cosines, sines, isBack: false);
    }

    /// <summary>Cosines and sines of position·base^(−2i/width), positions × width/2.</summary>
    private static (Tensor Cosines, Tensor Sines) Angles(int start, int length, int width, double @base, DType type)
    {
        int half = width / 2;
        double[] cosines = new double[length * half], sines = new double[length * half];
        for (int i = 0; i < half; i++)
        {
            double pace = Elementary.Pow(@base, -2.0 * i / width);
            for (int row = 0; row < length; row++)
            {
                double angle = (start + row) * pace;
                (cosines[(row * half) + i], sines[(row * half) + i]) = (Elementary.Cos(angle), Elementary.Sin(angle));
            }
        }
        return (Tensor.From(cosines, [length, half]).To(type), Tensor.From(sines, [length, half]).To(type));
    }

    private static Tensor Turn(Tensor x, Tensor cosines, Tensor sines, bool isBack)
    {
        Tensor rows = x.Contiguous(), turned = Tensor.Uninitialised(x.Shape, x.Type);
        Device.Cpu.Rotate(rows, cosines, sines, isBack, turned);
        if (Transcript.IsOn)
            Transcript.Tell((cosines, sines, isBack));
        return Tape.Record("rotary", turned, Link.Linear(rows, g => Turn(g, cosines, sines, !isBack), t => Turn(t, cosines, sines, isBack)));
    }
}
