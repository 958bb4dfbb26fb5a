using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Long short-term memory: each unit has a cell that gates write to, let fade and read, so that gradients reach far back.</summary>
/// <remarks>Source: S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; with the forget gate of F. Gers et al., 2000.</remarks>
public sealed class Lstm : Recurrent
{
    /// <summary>A network with random weights.</summary>
    /// <param name="inputs">Numbers that come in at each step, at least 1.</param>
    /// <param name="hidden">Numbers of a state, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="layers">Layers, each reading what the one before gave. Default 1.</param>
    /// <param name="isBidirectional">Whether each layer also reads from the end to the start. Default false.</param>
    /// <param name="bias">Whether there are biases. Default true.</param>
    public Lstm(int inputs, int hidden, RandomKey key, int layers = 1, bool isBidirectional = false, bool bias = true)
        : base(Deep.Cell.Lstm, 4, inputs, hidden, key, layers, isBidirectional, bias)
    {
    }

    /// <summary>Results of all steps, and the last states.</summary>
    /// <param name="x">samples × steps × inputs.</param>
    /// <param name="state">Where states begin; null for 0.</param>
    /// <param name="lengths">Steps of each sample, from the first on: past them results are 0, and states stay. Null for all.</param>
    public (Tensor Output, LstmState State) Call(Tensor x, LstmState? state, int[]? lengths = null)
    {
        Tensor[] all = Run(x, state is null ? null : [state.Hidden, state.Cell], lengths);
        return (all[0], new LstmState(all[1], all[2]));
    }
}
