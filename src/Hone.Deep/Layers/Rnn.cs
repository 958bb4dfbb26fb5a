using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The plain recurrent network: h ← tanh(W·x + U·h + b).</summary>
/// <remarks>Source: J. L. Elman, "Finding Structure in Time", Cognitive Science 14(2), 1990.</remarks>
public sealed class Rnn : Recurrent
{
    /// <summary>A network with random weights.</summary>
    /// <param name="inputs">Numbers that come in at each step, at least 1.</param>
    /// <param name="hidden">Numbers of a state, at least 1.</param>
    /// <param name="key">Where its random numbers come from.</param>
    /// <param name="layers">Layers, each reading what the one before gave. Default 1.</param>
    /// <param name="isBidirectional">Whether each layer also reads from the end to the start. Default false.</param>
    /// <param name="bias">Whether there are biases. Default true.</param>
    /// <param name="isRelu">Whether max(0, ·) stands in place of tanh. Default false.</param>
    public Rnn(int inputs, int hidden, RandomKey key, int layers = 1, bool isBidirectional = false, bool bias = true, bool isRelu = false)
        : base(isRelu ? Cell.Relu : Cell.Tanh, 1, inputs, hidden, key, layers, isBidirectional, bias)
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
