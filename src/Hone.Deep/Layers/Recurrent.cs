using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A recurrent network: layers that read a sequence step by step and carry states along. See <see cref="Rnn"/>, <see cref="Lstm"/> and <see cref="Gru"/>.</summary>
/// <remarks>
/// Sequences are samples × steps × inputs (PyTorch's <c>batch_first</c>); states are layers·directions × samples × size, as there. Parameters have PyTorch's names (weight_ih_l0, weight_hh_l0, bias_ih_l0,
/// bias_hh_l0, with _reverse for the way back) and start uniform in ±1/√size, as there. What the input gives all steps is one product, and each step is one pass over all gates.
/// </remarks>
public abstract class Recurrent : Layer
{
    private readonly Cell cell;
    private readonly RandomKey key;
    private readonly Tensor draws;
    private readonly Tensor[][] weights;

    private protected Recurrent(Cell cell, int gates, int inputs, int hidden, RandomKey key, int layers, bool isBidirectional, bool bias)
    {
        Require.AtLeast(inputs, 1);
        Require.AtLeast(hidden, 1);
        Require.AtLeast(layers, 1);
        (this.cell, Inputs, Size, Layers, IsBidirectional, this.key) = (cell, inputs, hidden, layers, isBidirectional, key.Child("dropout"));
        double bound = 1 / Math.Sqrt(hidden);
        weights = new Tensor[layers * Directions][];
        for (int i = 0; i < weights.Length; i++)
        {
            int layer = i / Directions;
            string end = FormattableString.Invariant($"_l{layer}{(i % Directions == 1 ? "_reverse" : "")}");
            Tensor Make(string name, params int[] shape) => Parameter(name + end, Tensor.Uniform(shape, key.Child(name + end).Open(), -bound, bound));
            Tensor ofInput = Make("weight_ih", gates * hidden, layer == 0 ? inputs : hidden * Directions), ofState = Make("weight_hh", gates * hidden, hidden);
            weights[i] = bias ? [ofInput, ofState, Make("bias_ih", gates * hidden), Make("bias_hh", gates * hidden)] : [ofInput, ofState];
        }
        draws = Buffer("draws", Tensor.Scalar(0, DType.Int64), isTransient: true);
    }

    /// <summary>Numbers that come in at each step.</summary>
    public int Inputs { get; }

    /// <summary>Numbers of a state.</summary>
    public int Size { get; }

    /// <summary>Layers, each reading what the one before gave.</summary>
    public int Layers { get; }

    /// <summary>Whether each layer also reads from the end to the start; both results stand side by side.</summary>
    public bool IsBidirectional { get; }

    /// <summary>The probability with which numbers between two layers fall out while training. Default 0.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0.0, 1.0); }

    /// <summary>Whether sequences are samples × steps × inputs; else steps × samples × inputs, as PyTorch has them unless told otherwise. Default true.</summary>
    public bool IsBatchFirst { get; init; } = true;

    private int Directions => IsBidirectional ? 2 : 1;

    private int StateCount => cell == Cell.Lstm ? 2 : 1;

    /// <summary>samples × steps × inputs to samples × steps × size, or 2·size in two directions; states begin at 0.</summary>
    protected sealed override Tensor Forward(Tensor x) => Compute(x, null, null)[0];

    /// <summary>All steps from given states on: the results, and the last states.</summary>
    private protected Tensor[] Run(Tensor x, Tensor[]? states, int[]? lengths)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor[] all = [];
        Within(() => (all = Compute(x, states, lengths))[0], x);
        return all;
    }

    private Tensor[] Compute(Tensor x, Tensor[]? states, int[]? lengths)
    {
        string name = GetType().Name.ToLowerInvariant();
        if (x.Rank != 3 || x.Shape[2] != Inputs)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{name}: an input of {x.Shape} was given; {(IsBatchFirst ? "samples × steps" : "steps × samples")} × {Inputs} is accepted."), nameof(x));
        }
        DType type = x.Type == DType.Float64 || weights[0][0].Type == DType.Float64 ? DType.Float64 : DType.Float32;
        Tensor now = IsBatchFirst ? x.To(type).Transpose(0, 1) : x.To(type);
        int steps = now.Shape[0], samples = now.Shape[1];
        Shape stateShape = [Layers * Directions, samples, Size];
        if (states is not null && Array.Find(states, state => state.Shape != stateShape) is { } wrong)
            throw new ArgumentException($"{name}: a state of {wrong.Shape} was given; layers × samples × size, {stateShape}, is accepted.", nameof(states));
        if (lengths is not null && lengths.Length != samples)
            throw new ArgumentException(FormattableString.Invariant($"{name}: {lengths.Length} lengths were given for {samples} samples; give one for each."), nameof(lengths));
        if (lengths is not null && Array.FindIndex(lengths, length => length < 0 || length > steps) is >= 0 and int odd)
            throw new ArgumentException(FormattableString.Invariant($"{name}: the length of sample {odd} is {lengths[odd]}; there are 0 to {steps} steps."), nameof(lengths));

        Tensor[] start = states ?? [.. Enumerable.Range(0, StateCount).Select(_ => Tensor.Zeros(stateShape, type))];
        List<Tensor>[] last = [.. Enumerable.Range(0, StateCount).Select(_ => new List<Tensor>())];
        for (int layer = 0; layer < Layers; layer++)
        {
            if (layer > 0 && Dropout > 0 && IsTraining)
                now = Functions.Dropout(now, Dropout, NextKey(key, draws));
            Tensor[] results = new Tensor[Directions];
            for (int direction = 0; direction < Directions; direction++)
            {
                int place = (layer * Directions) + direction;
                Tensor[] found = Functions.Recurrent(cell, now, [.. start.Select(state => state.Select(0, place))], weights[place], lengths, isReverse: direction == 1);
                results[direction] = found[0];
                for (int i = 0; i < StateCount; i++)
                    last[i].Add(found[1 + i]);
            }
            now = results.Length == 1 ? results[0] : Tensor.Concat(results, axis: 2);
        }
        return [IsBatchFirst ? now.Transpose(0, 1) : now, .. last.Select(each => Tensor.Stack([.. each]))];
    }
}
