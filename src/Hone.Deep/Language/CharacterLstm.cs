using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Long short-term memory over characters: from each position's symbol, and what it remembers of those before, to scores of what comes next.</summary>
public sealed class CharacterLstm : Layer, ILanguageModel
{
    private readonly Embedding embed;
    private readonly Lstm rnn;
    private readonly Dropout dropout;
    private readonly Linear output;

    /// <summary>A network with random weights.</summary>
    /// <param name="symbols">Number of symbols, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="width">Numbers that stand for a symbol. Default 64.</param>
    /// <param name="size">Numbers of a state. Default 256.</param>
    /// <param name="layers">Layers, at least 1. Default 1.</param>
    /// <param name="dropout">The probability with which numbers between layers, and before the scores, fall out while training. Default 0.</param>
    public CharacterLstm(int symbols, RandomKey key, int width = 64, int size = 256, int layers = 1, double dropout = 0)
    {
        Symbols = Require.AtLeast(symbols, 1);
        embed = Part("embed", new Embedding(symbols, width, key.Child("embed")));
        rnn = Part("rnn", new Lstm(width, size, key.Child("rnn"), layers) { Dropout = dropout });
        this.dropout = Part("dropout", new Dropout(dropout, key.Child("dropout")));
        output = Part("out", new Linear(size, symbols, key.Child("out")));
    }

    /// <inheritdoc/>
    public int Symbols { get; }

    /// <inheritdoc/>
    public ISymbolReader Read() => new Reader(this);

    /// <summary>The same as a call, from a state on, and the state at the end: to read a long text in pieces.</summary>
    /// <param name="x">samples × length of symbols' numbers.</param>
    /// <param name="state">Where states begin; null for 0. Detach it, if gradients are not to go back into the piece before.</param>
    public (Tensor Scores, LstmState State) Call(Tensor x, LstmState? state)
    {
        ArgumentNullException.ThrowIfNull(x);
        LstmState? last = null;
        Tensor scores = Within(
            () =>
            {
                (Tensor rows, last) = rnn.Call(embed.Call(Checked(x)), state);
                return output.Call(dropout.Call(rows));
            },
            x);
        return (scores, last!);
    }

    /// <summary>samples × length of symbols' numbers to samples × length × symbols.</summary>
    protected override Tensor Forward(Tensor x) => output.Call(dropout.Call(rnn.Call(embed.Call(Checked(x)))));

    private static Tensor Checked(Tensor x) =>
        x.Rank == 2 ? x : throw new ArgumentException($"character-lstm: an input of {x.Shape} was given; samples × length is accepted.", nameof(x));

    private sealed class Reader(CharacterLstm model) : ISymbolReader
    {
        private LstmState? state;

        public float[] Next(ReadOnlySpan<int> symbols)
        {
            if (symbols.IsEmpty)
                throw new ArgumentException("There is nothing to read; give at least one symbol.", nameof(symbols));
            using NoGrad pause = NoGrad.Begin();
            (Tensor scores, state) = model.Call(Tensor.From(symbols, [1, symbols.Length]), state);
            return scores.Select(1, -1).Select(0, 0).ToArray<float>();
        }
    }
}
