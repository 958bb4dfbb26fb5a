namespace Hone.Deep;

/// <summary>Blocks of a transformer that look at a memory, one after the other, with a normalisation at the end if wanted. Parameters are named as those of PyTorch's TransformerDecoder.</summary>
public sealed class TransformerDecoder : Module
{
    private readonly LayerNorm? norm;

    /// <summary>Takes blocks.</summary>
    /// <param name="layers">The first gets the input.</param>
    /// <param name="norm">Comes last, as it must where blocks normalise their inputs; null for none.</param>
    public TransformerDecoder(IEnumerable<TransformerDecoderLayer> layers, LayerNorm? norm = null)
    {
        Layers = Part("layers", new ModuleList<TransformerDecoderLayer>(layers));
        this.norm = norm is null ? null : Part("norm", norm);
    }

    /// <summary>The blocks.</summary>
    public ModuleList<TransformerDecoderLayer> Layers { get; }

    /// <summary>samples × length × width and a memory to samples × length × width.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="memory">samples × other length × width, mostly an encoder's result.</param>
    /// <param name="mask">What a position sees of its own sequence, or what is added to products.</param>
    /// <param name="isCausal">Whether a position sees of its own sequence only what came before, and itself. Default true.</param>
    /// <param name="memoryMask">What a position sees of the memory; null for all.</param>
    /// <param name="memoryLengths">For each sample how long its memory is; null for all of it.</param>
    /// <param name="memoryPadding">samples × other length of Bool, true where the memory only fills up; null for none.</param>
    /// <param name="caches">What came before, one for each block; null for nothing.</param>
    public Tensor Call(
        Tensor x, Tensor memory, Tensor? mask = null, bool isCausal = true, Tensor? memoryMask = null, int[]? memoryLengths = null, Tensor? memoryPadding = null, AttentionCache[]? caches = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(memory);
        TransformerEncoder.RequireOneEach(caches, Layers.Count);
        return Within(
            () =>
            {
                Tensor now = x;
                for (int i = 0; i < Layers.Count; i++)
                    now = Layers[i].Call(now, memory, mask, isCausal, memoryMask, memoryLengths, memoryPadding, caches?[i]);
                return norm is null ? now : norm.Call(now);
            },
            x, memory);
    }
}
