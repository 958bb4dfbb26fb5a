using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A decoder-only transformer over characters: from each position's symbol, and those before it, to scores of what comes next.</summary>
/// <remarks>
/// Blocks normalise their inputs and bend with GELU; positions are learned. With its defaults and 65 symbols it has about 0.83 million parameters. A million characters are learned well with
/// 3,000 to 8,000 steps of sixteen windows of the whole context, by AdamW with β₂ = 0.99 and a decay of 0.1, at a rate that rises to 0.002 over a hundred steps and falls as a cosine to a twentieth,
/// with gradients cut to length 1.
/// Source: A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, at a small size.
/// </remarks>
public sealed class CharacterTransformer : Layer, ILanguageModel
{
    private readonly Embedding embed;
    private readonly LearnedPositions? pos;
    private readonly Dropout dropout;
    private readonly ModuleList<TransformerEncoderLayer> blocks;
    private readonly LayerNorm norm;
    private readonly Linear output;

    /// <summary>A network with random weights.</summary>
    /// <param name="symbols">Number of symbols, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="width">Numbers in a row, a multiple of the heads. Default 128.</param>
    /// <param name="heads">Default 4.</param>
    /// <param name="layers">Blocks, at least 1. Default 4.</param>
    /// <param name="context">Symbols that it sees at most, at least 1. Default 128.</param>
    /// <param name="dropout">The probability with which numbers fall out while training. Default 0, since a network of this size hardly learns a long text by heart.</param>
    /// <param name="isRotary">Whether positions are rotary rather than learned. Default false.</param>
    public CharacterTransformer(int symbols, RandomKey key, int width = 128, int heads = 4, int layers = 4, int context = 128, double dropout = 0, bool isRotary = false)
    {
        Require.AtLeast(layers, 1);
        (Symbols, Context) = (Require.AtLeast(symbols, 1), Require.AtLeast(context, 1));
        embed = Part("embed", new Embedding(symbols, width, key.Child("embed")));
        pos = isRotary ? null : Part("pos", new LearnedPositions(context, width, key.Child("pos")));
        this.dropout = Part("dropout", new Dropout(dropout, key.Child("dropout")));
        blocks = Part("blocks", new ModuleList<TransformerEncoderLayer>(Enumerable.Range(0, layers).Select(i =>
            new TransformerEncoderLayer(width, heads, 4 * width, key.Child("blocks").Child(i), dropout, TransformerActivation.Gelu, normFirst: true, isRotary))));
        norm = Part("norm", new LayerNorm(width));
        output = Part("out", new Linear(width, symbols, key.Child("out")));
    }

    /// <inheritdoc/>
    public int Symbols { get; }

    /// <summary>Symbols that it sees at most.</summary>
    public int Context { get; }

    /// <summary>
    /// Begins to read a text. Keys and values of what was read are kept. When the context is full, the reader begins anew with its later half, so that it always knows at least that much.
    /// </summary>
    public ISymbolReader Read() => new Reader(this);

    /// <summary>samples × length of symbols' numbers to samples × length × symbols.</summary>
    /// <exception cref="ArgumentException">The length is above the context.</exception>
    protected override Tensor Forward(Tensor x)
    {
        if (x.Rank != 2 || x.Shape[1] > Context)
            throw new ArgumentException(FormattableString.Invariant($"character-transformer: an input of {x.Shape} was given; samples × a length of at most {Context} is accepted."), nameof(x));
        return Run(x, null);
    }

    private Tensor Run(Tensor x, AttentionCache[]? caches)
    {
        Tensor rows = embed.Call(x);
        if (pos is not null)
            rows = pos.CallFrom(rows, caches is null ? 0 : caches[0].Length);
        rows = dropout.Call(rows);
        for (int i = 0; i < blocks.Count; i++)
            rows = blocks[i].Call(rows, isCausal: true, cache: caches?[i]);
        return output.Call(norm.Call(rows));
    }

    private sealed class Reader(CharacterTransformer model) : ISymbolReader
    {
        private readonly AttentionCache[] caches = [.. Enumerable.Range(0, model.blocks.Count).Select(_ => new AttentionCache())];
        private readonly List<int> read = [];

        public float[] Next(ReadOnlySpan<int> symbols)
        {
            if (symbols.IsEmpty)
                throw new ArgumentException("There is nothing to read; give at least one symbol.", nameof(symbols));
            using NoGrad pause = NoGrad.Begin();
            Tensor? scores = null;
            foreach (Range piece in Pieces(symbols.Length))
            {
                ReadOnlySpan<int> next = symbols[piece];
                if (read.Count == model.Context)
                    BeginAnew();
                read.AddRange(next);
                scores = See(next);
            }
            return scores!.ToArray<float>();
        }

        // So many symbols as still fit, and then one by one what would have come one by one.
        private IEnumerable<Range> Pieces(int count)
        {
            int at = 0;
            while (at < count)
            {
                int room = read.Count == model.Context ? model.Context - Kept : model.Context - read.Count, length = Math.Min(room, count - at);
                yield return at..(at + length);
                at += length;
            }
        }

        private int Kept => model.Context / 2;

        private void BeginAnew()
        {
            read.RemoveRange(0, read.Count - Kept);
            foreach (AttentionCache cache in caches)
                cache.Clear();
            if (read.Count > 0)
                See([.. read]);
        }

        private Tensor See(ReadOnlySpan<int> symbols) =>
            model.Run(Tensor.From(symbols, [1, symbols.Length]), caches).Select(1, -1).Select(0, 0);
    }
}
