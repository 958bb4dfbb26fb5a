using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A learned row of numbers for each symbol of a vocabulary.</summary>
/// <remarks>The rows start normal with deviation 1, as PyTorch's do.</remarks>
public sealed class Embedding : Layer
{
    /// <summary>A table of random rows.</summary>
    /// <param name="count">Symbols, numbered from 0; at least 1.</param>
    /// <param name="width">Numbers in a row, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="padding">The symbol that only fills up: its row starts at 0 and is not learned. Default none.</param>
    public Embedding(int count, int width, RandomKey key, int? padding = null)
    {
        Require.AtLeast(count, 1);
        Require.AtLeast(width, 1);
        if (padding is { } row)
            Require.Between(row, 0, count - 1, nameof(padding));
        Padding = padding;
        Tensor start = Tensor.Normal([count, width], key.Child("weight").Open());
        if (padding is { } empty)
            start.Slice(0, empty, empty + 1).CopyFrom(Tensor.Zeros([1, width]));
        Weight = Parameter("weight", start);
    }

    /// <summary>The symbol that only fills up, or null.</summary>
    public int? Padding { get; }

    /// <summary>The table, symbols × width.</summary>
    public Tensor Weight { get; }

    /// <summary>Whole numbers of any shape to that shape × width.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not that of a symbol.</exception>
    protected override Tensor Forward(Tensor x) => Functions.Embedding(x, Weight, Padding);
}
