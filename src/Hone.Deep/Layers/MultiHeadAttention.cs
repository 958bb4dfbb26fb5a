using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Attention of several heads: positions of one sequence gather from positions of another, or of their own, what their learned queries, keys and values say.</summary>
/// <remarks>
/// Parameters are those of PyTorch's MultiheadAttention, and start as there; sequences are samples × length × width (its <c>batch_first</c>).
/// A mask says what is seen: true where a query sees a key. PyTorch's <c>attn_mask</c> says the opposite; its <c>key_padding_mask</c> is <c>padding</c> here, true where a key only fills up.
/// Source: A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
/// </remarks>
public sealed class MultiHeadAttention : Module
{
    private readonly RandomKey key;
    private readonly Tensor draws;

    /// <summary>An attention with random weights.</summary>
    /// <param name="width">Numbers in a row, which the heads share; a multiple of their number.</param>
    /// <param name="heads">At least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="bias">Whether the linear maps have biases. Default true.</param>
    /// <exception cref="ArgumentException">The width is no multiple of the heads.</exception>
    public MultiHeadAttention(int width, int heads, RandomKey key, bool bias = true)
    {
        Require.AtLeast(width, 1);
        Require.AtLeast(heads, 1);
        if (width % heads != 0)
            throw new ArgumentException(FormattableString.Invariant($"The width is {width}; it must be a multiple of the heads, {heads}."), nameof(width));
        (Width, Heads, this.key) = (width, heads, key.Child("dropout"));
        double bound = Math.Sqrt(6.0 / (4 * width));
        InputWeight = Parameter("in_proj_weight", Tensor.Uniform([3 * width, width], key.Child("in_proj_weight").Open(), -bound, bound));
        InputBias = bias ? Parameter("in_proj_bias", Tensor.Zeros([3 * width])) : null;
        Output = Part("out_proj", new Linear(width, width, key.Child("out_proj"), bias));
        using (NoGrad.Begin())
            Output.Bias?.CopyFrom(Tensor.Zeros([width]));
        draws = Buffer("draws", Tensor.Scalar(0, DType.Int64), isTransient: true);
    }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Number of heads.</summary>
    public int Heads { get; }

    /// <summary>The probability with which a weight falls out while training. Default 0.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0.0, 1.0); }

    /// <summary>Whether queries and keys of self-attention are turned by their positions (<see cref="Functions.Rotary"/>), in place of positions that are added to the input. Default false.</summary>
    public bool IsRotary { get; init; }

    /// <summary>The weights of queries, keys and values, 3·width × width.</summary>
    public Tensor InputWeight { get; }

    /// <summary>Their biases, or null.</summary>
    public Tensor? InputBias { get; }

    /// <summary>What the heads' results go through.</summary>
    public Linear Output { get; }

    /// <summary>Attention of sequences to themselves.</summary>
    /// <param name="x">samples × length × width.</param>
    /// <param name="mask">Stretches to samples × heads × length × length: of Bool, true where a position sees another; or numbers that are added to the products. Null for none.</param>
    /// <param name="isCausal">Whether a position sees only what came before, and itself. Default false.</param>
    /// <param name="lengths">For each sample how long it is; what follows is not seen. Null for all of the length.</param>
    /// <param name="padding">samples × length of Bool, true where a position only fills up and is not seen; null for none.</param>
    /// <param name="cache">What came before; x is then what follows. Causal, and not for training.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public Tensor Call(Tensor x, Tensor? mask = null, bool isCausal = false, int[]? lengths = null, Tensor? padding = null, AttentionCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Within(() => Self(x, Joined(mask, padding, x), isCausal, lengths, cache), x);
    }

    /// <summary>Attention of sequences to others.</summary>
    /// <param name="query">samples × length × width.</param>
    /// <param name="source">samples × keys × width: what keys are made of.</param>
    /// <param name="value">What values are made of, of the same shape; null for the same as keys.</param>
    /// <param name="mask">Stretches to samples × heads × length × keys, as for a sequence itself.</param>
    /// <param name="isCausal">Whether the last position sees all keys, the one before all but the last, and so on. Default false.</param>
    /// <param name="lengths">For each sample how many of its keys are there; null for all.</param>
    /// <param name="padding">samples × keys of Bool, true where a key only fills up; null for none.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or positions are rotary, which only self-attention has.</exception>
    public Tensor CallAcross(Tensor query, Tensor source, Tensor? value = null, Tensor? mask = null, bool isCausal = false, int[]? lengths = null, Tensor? padding = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(source);
        return Within(() => Across(query, source, value ?? source, Joined(mask, padding, source), isCausal, lengths), query, source, value ?? source);
    }

    private Tensor Self(Tensor x, Tensor? mask, bool isCausal, int[]? lengths, AttentionCache? cache)
    {
        Check(x, nameof(x));
        int samples = x.Shape[0], length = x.Shape[1];
        Tensor packed = Functions.Linear(x, InputWeight, InputBias);
        (double rate, RandomKey drawn) = Drawn();
        if (cache is null && !IsRotary)
            return Output.Call(Functions.SelfAttention(packed, Heads, mask, isCausal, lengths, rate, drawn));

        Tensor[] parts = [.. Enumerable.Range(0, 3).Select(part => packed.Reshape(samples, length, 3, Heads, Width / Heads).Select(2, part).Permute(0, 2, 1, 3))];
        (Tensor q, Tensor k, Tensor v) = (parts[0], parts[1], parts[2]);
        if (IsRotary)
            (q, k) = (Functions.Rotary(q, cache?.Length ?? 0), Functions.Rotary(k, cache?.Length ?? 0));
        if (cache is not null)
            (k, v) = cache.Append(k, v);
        return Output.Call(Joined(Functions.Attention(q, k, v, mask, isCausal || cache is not null, lengths, null, rate, drawn)));
    }

    private Tensor Across(Tensor query, Tensor source, Tensor value, Tensor? mask, bool isCausal, int[]? lengths)
    {
        Check(query, nameof(query));
        Check(source, nameof(source));
        Check(value, nameof(value));
        if (IsRotary)
            throw new ArgumentException("attention: positions are rotary, and two sequences have no common positions; only self-attention can be.", nameof(query));
        (double rate, RandomKey drawn) = Drawn();
        Tensor Project(Tensor x, int part) =>
            Functions.Linear(x, InputWeight.Slice(0, part * Width, (part + 1) * Width), InputBias?.Slice(0, part * Width, (part + 1) * Width)).Reshape(x.Shape[0], x.Shape[1], Heads, Width / Heads).Permute(0, 2, 1, 3);
        return Output.Call(Joined(Functions.Attention(Project(query, 0), Project(source, 1), Project(value, 2), mask, isCausal, lengths, null, rate, drawn)));
    }

    // samples × heads × length × width of a head to samples × length × width.
    private Tensor Joined(Tensor heads) => heads.Permute(0, 2, 1, 3).Reshape(heads.Shape[0], heads.Shape[2], Width);

    private (double Rate, RandomKey Key) Drawn() => IsTraining && Dropout > 0 ? (Dropout, NextKey(key, draws)) : (0, default);

    private void Check(Tensor x, string name)
    {
        if (x.Rank != 3 || x.Shape[2] != Width)
            throw new ArgumentException(FormattableString.Invariant($"attention: an input of {x.Shape} was given; samples × length × {Width} is accepted."), name);
    }

    // A mask and what only fills up, as one mask.
    private static Tensor? Joined(Tensor? mask, Tensor? padding, Tensor source)
    {
        if (padding is null)
            return mask;
        if (padding.Type != DType.Bool || source.Rank != 3 || padding.Shape != new Shape(source.Shape.Sizes[..2]))
            throw new ArgumentException($"attention: padding of {padding.Type} and {padding.Shape} was given for an input of {source.Shape}; it must be of Bool, one for each of its positions.", nameof(padding));
        Tensor there = padding.To(DType.Int64).EqualTo(Tensor.Scalar(0, DType.Int64)).Unsqueeze(1).Unsqueeze(1);
        if (mask is null)
            return there;
        if (mask.Type != DType.Bool)
            return Tensor.Where(there, mask, Tensor.Scalar(double.NegativeInfinity, mask.Type));
        return (there.To(DType.Int64) * mask.To(DType.Int64)).To(DType.Bool);
    }
}
