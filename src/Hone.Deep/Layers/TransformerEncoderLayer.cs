using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A block of a transformer: self-attention and a feed-forward part, each with a way around it and a normalisation.</summary>
/// <remarks>
/// Parameters are those of PyTorch's TransformerEncoderLayer and start as there; sequences are samples × length × width. Causal, it is the block of a decoder that only continues a text.
/// Source: A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017; with the normalisation first R. Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML 2020.
/// </remarks>
public sealed class TransformerEncoderLayer : Module
{
    private readonly Linear linear1, linear2;
    private readonly LayerNorm norm1, norm2;
    private readonly Dropout dropout, dropout1, dropout2;

    /// <summary>A block with random weights.</summary>
    /// <param name="width">Numbers in a row, a multiple of the heads.</param>
    /// <param name="heads">At least 1.</param>
    /// <param name="feedForward">Width of the feed-forward part's middle; PyTorch's default is 2,048, four times the width is usual.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="dropout">The probability with which numbers fall out while training: of the attention's weights, in the feed-forward part's middle and of what both parts add. Default 0.1.</param>
    /// <param name="activation">Default ReLU, PyTorch's.</param>
    /// <param name="normFirst">Whether each part's input is normalised rather than the sum with its result. Deep networks learn more easily so. Default false, PyTorch's.</param>
    /// <param name="isRotary">Whether positions are rotary. Default false.</param>
    public TransformerEncoderLayer(
        int width, int heads, int feedForward, RandomKey key, double dropout = 0.1, TransformerActivation activation = TransformerActivation.Relu, bool normFirst = false, bool isRotary = false)
    {
        (Activation, NormFirst) = (activation, normFirst);
        Attention = Part("self_attn", new MultiHeadAttention(width, heads, key.Child("self_attn")) { Dropout = dropout, IsRotary = isRotary });
        linear1 = Part("linear1", new Linear(width, feedForward, key.Child("linear1")));
        this.dropout = Part("dropout", new Dropout(dropout, key.Child("dropout")));
        linear2 = Part("linear2", new Linear(feedForward, width, key.Child("linear2")));
        norm1 = Part("norm1", new LayerNorm(width));
        norm2 = Part("norm2", new LayerNorm(width));
        dropout1 = Part("dropout1", new Dropout(dropout, key.Child("dropout1")));
        dropout2 = Part("dropout2", new Dropout(dropout, key.Child("dropout2")));
    }

    /// <summary>What bends the numbers of the feed-forward part.</summary>
    public TransformerActivation Activation { get; }

    /// <summary>Whether each part's input is normalised rather than the sum with its result.</summary>
    public bool NormFirst { get; }

    /// <summary>Its attention.</summary>
    public MultiHeadAttention Attention { get; }

    /// <summary>samples × length × width to the same.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="mask">What is seen, or what is added to products.</param>
    /// <param name="isCausal">Whether a position sees only what came before, and itself. Default false.</param>
    /// <param name="lengths">For each sample how long it is; null for all of the length.</param>
    /// <param name="padding">samples × length of Bool, true where a position only fills up; null for none.</param>
    /// <param name="cache">What came before, for use; null for none.</param>
    public Tensor Call(Tensor x, Tensor? mask = null, bool isCausal = false, int[]? lengths = null, Tensor? padding = null, AttentionCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Within(() => Run(x, mask, isCausal, lengths, padding, cache), x);
    }

    private Tensor Run(Tensor x, Tensor? mask, bool isCausal, int[]? lengths, Tensor? padding, AttentionCache? cache)
    {
        Tensor Look(Tensor from) => dropout1.Call(Attention.Call(from, mask, isCausal, lengths, padding, cache));
        if (NormFirst)
        {
            x += Look(norm1.Call(x));
            return x + FeedForward(norm2.Call(x));
        }
        x = norm1.Call(x + Look(x));
        return norm2.Call(x + FeedForward(x));
    }

    private Tensor FeedForward(Tensor x) => dropout2.Call(linear2.Call(dropout.Call(Bend(linear1.Call(x), Activation))));

    internal static Tensor Bend(Tensor x, TransformerActivation activation) => activation == TransformerActivation.Gelu ? x.Gelu() : x.Relu();
}
