using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The gated recurrent unit: gates say how much of the state is forgotten and how much stays.</summary>
/// <remarks>Source: K. Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine Translation", EMNLP 2014; the state goes through its linear map before the gate, as in PyTorch.</remarks>
public sealed class Gru : Recurrent
{
    /// <summary>A network with random weights.</summary>
    /// <param name="inputs">Numbers that come in at each step, at least 1.</param>
    /// <param name="hidden">Numbers of a state, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="layers">Layers, each reading what the one before gave. Default 1.</param>
    /// <param name="isBidirectional">Whether each layer also reads from the end to the start. Default false.</param>
    /// <param name="bias">Whether there are biases. Default true.</param>
    public Gru(int inputs, int hidden, RandomKey key, int layers = 1, bool isBidirectional = false, bool bias = true)
        : base(Cell.Gru, 3, inputs, hidden, key, layers, isBidirectional, bias)
    {
    }

    /// <summary>Results of all steps, and the last states.</summary>
    /// <param name="x">samples × steps × inputs.</param>
    /// <param name="state">layers·directions × samples × size: where states begin; null for 0.</param>
    /// <param name="lengths">Steps of each sample, from the first on: past them results are 0, and states stay. Null for all.</param>
    public (Tensor Output, Tensor State) Call(Tensor x, Tensor? state, int[]? lengths = null)
    {
        Tensor[] all = Run(x, state is null ? null : [state], lengths);
        return (all[0], all[1]);
    }
}
