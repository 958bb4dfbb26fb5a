namespace Hone.Deep;

/// <summary>Blocks of a transformer one after the other, with a normalisation at the end if wanted. Parameters are named as those of PyTorch's TransformerEncoder.</summary>
public sealed class TransformerEncoder : Module
{
    private readonly LayerNorm? norm;

    /// <summary>Takes blocks.</summary>
    /// <param name="layers">The first gets the input.</param>
    /// <param name="norm">Comes last, as it must where blocks normalise their inputs; null for none.</param>
    public TransformerEncoder(IEnumerable<TransformerEncoderLayer> layers, LayerNorm? norm = null)
    {
        Layers = Part("layers", new ModuleList<TransformerEncoderLayer>(layers));
        this.norm = norm is null ? null : Part("norm", norm);
    }

    /// <summary>The blocks.</summary>
    public ModuleList<TransformerEncoderLayer> Layers { get; }

    /// <summary>samples × length × width to the same.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="mask">What is seen, or what is added to products.</param>
    /// <param name="isCausal">Whether a position sees only what came before, and itself. Default false.</param>
    /// <param name="lengths">For each sample how long it is; null for all of the length.</param>
    /// <param name="padding">samples × length of Bool, true where a position only fills up; null for none.</param>
    /// <param name="caches">What came before, one for each block; null for nothing.</param>
    public Tensor Call(Tensor x, Tensor? mask = null, bool isCausal = false, int[]? lengths = null, Tensor? padding = null, AttentionCache[]? caches = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireOneEach(caches, Layers.Count);
        return Within(
            () =>
            {
                Tensor now = x;
                for (int i = 0; i < Layers.Count; i++)
                    now = Layers[i].Call(now, mask, isCausal, lengths, padding, caches?[i]);
                return norm is null ? now : norm.Call(now);
            },
            x);
    }

    internal static void RequireOneEach(AttentionCache[]? caches, int layers)
    {
        if (caches is not null && caches.Length != layers)
            throw new ArgumentException(FormattableString.Invariant($"transformer: {caches.Length} caches were given for {layers} blocks; give one for each."), nameof(caches));
    }
}
