using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A block of a transformer that looks at its own sequence, then at another one, the memory, then goes through a feed-forward part; each with a way around it and a normalisation.</summary>
/// <remarks>Parameters are those of PyTorch's TransformerDecoderLayer and start as there; sequences are samples × length × width. Source: A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017.</remarks>
public sealed class TransformerDecoderLayer : Module
{
    private readonly Linear linear1, linear2;
    private readonly LayerNorm norm1, norm2, norm3;
    private readonly Dropout dropout, dropout1, dropout2, dropout3;

    /// <summary>A block with random weights.</summary>
    /// <param name="width">Numbers in a row, a multiple of the heads.</param>
    /// <param name="heads">At least 1.</param>
    /// <param name="feedForward">Width of the feed-forward part's middle; PyTorch's default is 2,048, four times the width is usual.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="dropout">The probability with which numbers fall out while training. Default 0.1.</param>
    /// <param name="activation">Default ReLU, PyTorch's.</param>
    /// <param name="normFirst">Whether each part's input is normalised rather than the sum with its result. Default false, PyTorch's.</param>
    public TransformerDecoderLayer(
        int width, int heads, int feedForward, RandomKey key, double dropout = 0.1, TransformerActivation activation = TransformerActivation.Relu, bool normFirst = false)
    {
        (Activation, NormFirst) = (activation, normFirst);
        Attention = Part("self_attn", new MultiHeadAttention(width, heads, key.Child("self_attn")) { Dropout = dropout });
        MemoryAttention = Part("multihead_attn", new MultiHeadAttention(width, heads, key.Child("multihead_attn")) { Dropout = dropout });
        linear1 = Part("linear1", new Linear(width, feedForward, key.Child("linear1")));
        this.dropout = Part("dropout", new Dropout(dropout, key.Child("dropout")));
        linear2 = Part("linear2", new Linear(feedForward, width, key.Child("linear2")));
        norm1 = Part("norm1", new LayerNorm(width));
        norm2 = Part("norm2", new LayerNorm(width));
        norm3 = Part("norm3", new LayerNorm(width));
        dropout1 = Part("dropout1", new Dropout(dropout, key.Child("dropout1")));
        dropout2 = Part("dropout2", new Dropout(dropout, key.Child("dropout2")));
        dropout3 = Part("dropout3", new Dropout(dropout, key.Child("dropout3")));
    }

    /// <summary>What bends the numbers of the feed-forward part.</summary>
    public TransformerActivation Activation { get; }

    /// <summary>Whether each part's input is normalised rather than the sum with its result.</summary>
    public bool NormFirst { get; }

    /// <summary>Its attention to its own sequence.</summary>
    public MultiHeadAttention Attention { get; }

    /// <summary>Its attention to the memory.</summary>
    public MultiHeadAttention MemoryAttention { get; }

    /// <summary>samples × length × width and a memory to samples × length × width.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="memory">samples × other length × width.</param>
    /// <param name="mask">What a position sees of its own sequence, or what is added to products.</param>
    /// <param name="isCausal">Whether a position sees of its own sequence only what came before, and itself. Default true, since a decoder is to say what follows.</param>
    /// <param name="memoryMask">What a position sees of the memory; null for all.</param>
    /// <param name="memoryLengths">For each sample how long its memory is; null for all of it.</param>
    /// <param name="memoryPadding">samples × other length of Bool, true where the memory only fills up; null for none.</param>
    /// <param name="cache">What came before in the own sequence, for use; null for none.</param>
    public Tensor Call(
        Tensor x, Tensor memory, Tensor? mask = null, bool isCausal = true, Tensor? memoryMask = null, int[]? memoryLengths = null, Tensor? memoryPadding = null, AttentionCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(memory);
        return Within(() => Run(x, memory, mask, isCausal, memoryMask, memoryLengths, memoryPadding, cache), x, memory);
    }

    private Tensor Run(Tensor x, Tensor memory, Tensor? mask, bool isCausal, Tensor? memoryMask, int[]? memoryLengths, Tensor? memoryPadding, AttentionCache? cache)
    {
        Tensor Look(Tensor from) => dropout1.Call(Attention.Call(from, mask, isCausal, cache: cache));
        Tensor LookBack(Tensor from) => dropout2.Call(MemoryAttention.CallAcross(from, memory, mask: memoryMask, lengths: memoryLengths, padding: memoryPadding));
        if (NormFirst)
        {
            x += Look(norm1.Call(x));
            x += LookBack(norm2.Call(x));
            return x + FeedForward(norm3.Call(x));
        }
        x = norm1.Call(x + Look(x));
        x = norm2.Call(x + LookBack(x));
        return norm3.Call(x + FeedForward(x));
    }

    private Tensor FeedForward(Tensor x) => dropout3.Call(linear2.Call(dropout.Call(TransformerEncoderLayer.Bend(linear1.Call(x), Activation))));
}
