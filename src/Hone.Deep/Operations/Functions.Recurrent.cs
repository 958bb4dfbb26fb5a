namespace Hone.Deep;

public static partial class Functions
{
    /// <summary>One layer of a recurrent network in one direction.</summary>
    /// <param name="cell">What a step does.</param>
    /// <param name="x">steps × samples × inputs.</param>
    /// <param name="states">samples × size: h, and for <see cref="Cell.Lstm"/> c.</param>
    /// <param name="weights">Of the input, gates·size × inputs, and of the state, gates·size × size; then the biases of both, if there are any.</param>
    /// <param name="lengths">Steps of each sample, or null for all.</param>
    /// <param name="isReverse">Whether the last step comes first.</param>
    /// <returns>steps × samples × size, zeros past a sample's length; then the last states.</returns>
    internal static Tensor[] Recurrent(Cell cell, Tensor x, Tensor[] states, Tensor[] weights, int[]? lengths, bool isReverse)
    {
        int steps = x.Shape[0], samples = x.Shape[1], size = weights[1].Shape[1], wide = weights[1].Shape[0];
        DType type = x.Type;
        Tensor input = x.Contiguous();
        Tensor[] inputs = [input, .. states.Select(state => state.To(type).Contiguous()), .. weights.Select(weight => weight.To(type).Contiguous())];
        int first = 1 + states.Length;
        Tensor? gates = null, own = null, h = null, c = null;
        string name = cell switch
        {
            Cell.Lstm => "lstm",
            Cell.Gru => "gru",
            _ => "rnn",
        };
        if (Transcript.IsOn)
            Transcript.Tell((cell, states.Length, lengths, isReverse));
        return Fused.Run(
            name, inputs, at => RecurrentFormula(cell, at, states.Length, lengths, isReverse),
            () =>
            {
                Tensor rows = input.Reshape(steps * samples, x.Shape[2]), bias = Tensor.Zeros([wide], type);
                bool isBiased = weights.Length == 4;
                if (cell == Cell.Gru)
                {
                    own = Tensor.Uninitialised([steps, samples, wide], type);
                    own.CopyFrom(isBiased ? inputs[first + 3] : bias);
                    bias = isBiased ? inputs[first + 2] : bias;
                }
                else
                {
                    bias = isBiased ? inputs[first + 2] + inputs[first + 3] : bias;
                }
                gates = Tensor.Uninitialised([steps, samples, wide], type);
                Device.Cpu.Linear(rows, inputs[first], bias, gates.Reshape(steps * samples, wide));
                own ??= gates;

                int start = isReverse ? steps : 0, end = isReverse ? 0 : steps;
                h = Tensor.Uninitialised([steps + 1, samples, size], type);
                h.Select(0, start).CopyFrom(inputs[1]);
                if (cell == Cell.Lstm)
                {
                    c = Tensor.Uninitialised(h.Shape, type);
                    c.Select(0, start).CopyFrom(inputs[2]);
                }
                // Where all samples have all steps, the result is the states themselves.
                Tensor y = lengths is null ? h.Slice(0, isReverse ? 0 : 1, isReverse ? steps : steps + 1) : Tensor.Uninitialised([steps, samples, size], type);
                Device.Cpu.Recur(cell, gates, own, inputs[first + 1], h, c, lengths is null ? null : y, lengths, isReverse);
                return c is null ? [y, h.Select(0, end)] : [y, h.Select(0, end), c.Select(0, end)];
            },
            (g, wanted) =>
            {
                Tensor toGates = Tensor.Uninitialised(gates!.Shape, type), toOwn = cell == Cell.Gru ? Tensor.Uninitialised(gates.Shape, type) : toGates;
                Tensor carry = Started(g[1], samples, size, type);
                Tensor? carryC = c is null ? null : Started(g[2], samples, size, type);
                Device.Cpu.RecurBack(cell, gates, own!, inputs[first + 1], h!, c, g[0]?.Contiguous(), carry, carryC, toGates, toOwn, lengths, isReverse);

                Tensor rows = input.Reshape(steps * samples, x.Shape[2]), down = toGates.Reshape(steps * samples, wide), downOwn = toOwn.Reshape(steps * samples, wide);
                Tensor before = h!.Slice(0, isReverse ? 1 : 0, isReverse ? steps + 1 : steps).Reshape(steps * samples, size);
                Tensor?[] back = new Tensor?[inputs.Length];
                back[0] = wanted[0] ? down.MatMul(inputs[first]).Reshape(input.Shape.Sizes) : null;
                back[1] = carry;
                if (carryC is not null)
                    back[2] = carryC;
                back[first] = wanted[first] ? down.Transpose().MatMul(rows) : null;
                back[first + 1] = wanted[first + 1] ? downOwn.Transpose().MatMul(before) : null;
                if (weights.Length == 4)
                {
                    back[first + 2] = wanted[first + 2] ? down.Sum(0) : null;
                    back[first + 3] = !wanted[first + 3] ? null : cell == Cell.Gru || back[first + 2] is null ? downOwn.Sum(0) : back[first + 2]!.Clone();
                }
                return back;
            }, keepsResults: true);
    }

    private static Tensor Started(Tensor? gradient, int samples, int size, DType type) => gradient?.Clone() ?? Tensor.Zeros([samples, size], type);

    private static Tensor[] RecurrentFormula(Cell cell, Tensor[] at, int states, int[]? lengths, bool isReverse)
    {
        Tensor x = at[0], h = at[1], weight = at[1 + states], ofState = at[2 + states];
        Tensor? c = states == 2 ? at[2] : null, bias = at.Length > 3 + states ? at[3 + states] : null, biasOfState = bias is null ? null : at[4 + states];
        int steps = x.Shape[0];
        Tensor[] results = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            int step = isReverse ? steps - 1 - i : i;
            Tensor fromInput = x.Select(0, step).MatMul(weight.Transpose()), fromState = h.MatMul(ofState.Transpose());
            if (bias is not null)
                (fromInput, fromState) = (fromInput + bias, fromState + biasOfState!);
            (Tensor next, Tensor? nextC) = StepFormula(cell, fromInput, fromState, h, c);
            results[step] = next;
            if (lengths is not null)
            {
                Tensor there = Tensor.From(Array.ConvertAll(lengths, length => step < length), [lengths.Length, 1]);
                results[step] = Tensor.Where(there, next, next.ZerosLike());
                next = Tensor.Where(there, next, h);
                nextC = nextC is null ? null : Tensor.Where(there, nextC, c!);
            }
            (h, c) = (next, nextC);
        }
        Tensor y = steps == 0 ? Tensor.Zeros([0, x.Shape[1], h.Shape[1]], x.Type) : Tensor.Stack(results);
        return c is null ? [y, h] : [y, h, c];
    }

    private static (Tensor H, Tensor? C) StepFormula(Cell cell, Tensor fromInput, Tensor fromState, Tensor h, Tensor? c)
    {
        Tensor sum = fromInput + fromState;
        if (cell is Cell.Tanh or Cell.Relu)
            return (cell == Cell.Tanh ? sum.Tanh() : sum.Relu(), null);
        Tensor[] gates = sum.Chunk(cell == Cell.Lstm ? 4 : 3, axis: 1);
        if (cell == Cell.Lstm)
        {
            c = (gates[1].Sigmoid() * c!) + (gates[0].Sigmoid() * gates[2].Tanh());
            return (gates[3].Sigmoid() * c.Tanh(), c);
        }
        Tensor n = (fromInput.Chunk(3, axis: 1)[2] + (gates[0].Sigmoid() * fromState.Chunk(3, axis: 1)[2])).Tanh(), z = gates[1].Sigmoid();
        return (((1 - z) * n) + (z * h), null);
    }
}
