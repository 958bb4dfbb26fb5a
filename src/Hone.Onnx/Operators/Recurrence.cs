using Hone.Deep;

namespace Hone.Onnx;

/// <summary>What recurrent operators have in common: directions, lengths, and products for all gates at once.</summary>
internal static class Recurrence
{
    /// <summary>Runs a recurrent operator.</summary>
    /// <param name="call">The node.</param>
    /// <param name="gates">Gates of the operator.</param>
    /// <param name="functions">Activations of one direction.</param>
    /// <param name="step">From one step's gates to the next states.</param>
    /// <returns>All outputs, the last states and, of LSTM, the last cells.</returns>
    public static OnnxValue?[] Run(Call call, int gates, int functions, Func<Step, (Tensor H, Tensor? C)> step)
    {
        bool batchFirst = call.Whole("layout", 0) != 0, hasCells = gates == 4;
        Tensor x = call.Floating(0), w = call.Floating(1), r = call.Floating(2);
        Tensor? b = call.Has(3) ? call.Floating(3) : null;
        if (x.Rank != 3 || w.Rank != 3 || r.Rank != 3)
            throw Call.Fault($"reads {x.Shape} with weights of {w.Shape} and {r.Shape}, and three axes each are due");
        x = batchFirst ? x.Transpose(0, 1) : x;
        string direction = call.Words("direction", "forward");
        int directions = direction == "bidirectional" ? 2 : direction is "forward" or "reverse" ? 1 : throw Call.Fault($"goes '{direction}', which is not known");
        int length = x.Shape[0], batch = x.Shape[1], hidden = r.Shape[2];
        if (call.Int("hidden_size", hidden) != hidden || w.Shape != [directions, gates * hidden, x.Shape[2]] || r.Shape != [directions, gates * hidden, hidden]
            || (b is not null && b.Shape != [directions, 2 * gates * hidden]))
        {
            throw Call.Fault($"reads {x.Shape} with weights of {w.Shape} and {r.Shape} and {directions} directions, which do not fit");
        }
        Tensor State(int input) => call.Has(input) ? (batchFirst ? call.Floating(input).Transpose(0, 1) : call.Floating(input)) : Tensor.Zeros([directions, batch, hidden], x.Type);
        Tensor firstH = State(5), firstC = hasCells ? State(6) : firstH;
        Tensor? peepholes = hasCells && call.Has(7) ? call.Floating(7) : null;
        long[]? lengths = call.WholesOrNull(4);
        if (firstH.Shape != [directions, batch, hidden] || firstC.Shape != firstH.Shape || (lengths is not null && lengths.Length != batch))
            throw Call.Fault($"starts from states of {firstH.Shape} and {lengths?.Length} lengths, which do not fit {batch} sequences");

        Func<Tensor, Tensor>[] activations = Activations(call, functions, directions, hasCells || gates == 3);
        Tensor outputs = Tensor.Uninitialised([length, directions, batch, hidden], x.Type);
        Tensor lastH = Tensor.Uninitialised(firstH.Shape, x.Type), lastC = Tensor.Uninitialised(firstH.Shape, x.Type);
        for (int d = 0; d < directions; d++)
        {
            bool backwards = direction == "reverse" || d == 1;
            // All steps' inputs through the weights at once.
            Tensor ahead = Functions.Linear(x, w.Select(0, d), b?.Select(0, d).Slice(0, 0, gates * hidden));
            Step at = new(call, r.Select(0, d).Contiguous(), b?.Select(0, d).Slice(0, gates * hidden).Contiguous(), peepholes?.Select(0, d), activations[(d * functions)..], hidden) { H = firstH.Select(0, d), C = hasCells ? firstC.Select(0, d) : null };
            for (int i = 0; i < length; i++)
            {
                int t = backwards ? length - 1 - i : i;
                at.Begin(ahead.Select(0, t));
                (Tensor h, Tensor? c) = step(at);
                Tensor output = h;
                if (lengths is not null)
                {
                    // Beyond its end a sequence keeps its states and gives zeros.
                    Tensor goesOn = Tensor.From(Array.ConvertAll(lengths, each => t < each), [batch, 1]);
                    output = Tensor.Where(goesOn, h, h.ZerosLike());
                    (h, c) = (Tensor.Where(goesOn, h, at.H), c is null ? null : Tensor.Where(goesOn, c, at.C!));
                }
                Device.Cpu.Copy(output, outputs.Select(0, t).Select(0, d));
                (at.H, at.C) = (h, c);
            }
            Device.Cpu.Copy(at.H, lastH.Select(0, d));
            if (hasCells)
                Device.Cpu.Copy(at.C!, lastC.Select(0, d));
        }
        if (batchFirst)
            (outputs, lastH, lastC) = (outputs.Permute(2, 0, 1, 3), lastH.Transpose(0, 1), lastC.Transpose(0, 1));
        return hasCells ? [outputs, lastH, lastC] : [outputs, lastH];
    }

    private static Func<Tensor, Tensor>[] Activations(Call call, int functions, int directions, bool isGated)
    {
        string[] names = call.Texts("activations") ?? [.. Enumerable.Range(0, functions * directions).Select(i => isGated && i % functions == 0 ? "Sigmoid" : "Tanh")];
        if (names.Length != functions * directions)
            throw Call.Fault($"names {names.Length} activations, and {functions * directions} are due");
        if (call.Has("activation_alpha") || call.Has("activation_beta"))
            throw Call.Fault($"sets parameters of activations, which is not supported");
        return Array.ConvertAll<string, Func<Tensor, Tensor>>(names, name => name.ToUpperInvariant() switch
        {
            "SIGMOID" => x => x.Sigmoid(),
            "TANH" => x => x.Tanh(),
            "RELU" => x => x.Relu(),
            "SOFTPLUS" => x => x.Softplus(),
            "SOFTSIGN" => x => x / (x.Abs() + 1),
            "HARDSIGMOID" => x => ((x * 0.2f) + 0.5).HardTanh(0, 1),
            "ELU" => x => x.Elu(),
            "LEAKYRELU" => x => x.LeakyRelu(0.01f),
            _ => throw Call.Fault($"has the activation '{name}', which is not known"),
        });
    }

    /// <summary>One step of one direction.</summary>
    internal sealed class Step(Call call, Tensor r, Tensor? bias, Tensor? peepholes, Func<Tensor, Tensor>[] activations, int hidden)
    {
        private readonly double clip = call.Number("clip", 0);
        private Tensor? ahead, state;

        /// <summary>The state before.</summary>
        public required Tensor H { get; set; }

        /// <summary>The cell before, where there is one.</summary>
        public required Tensor? C { get; set; }

        public bool IsLinearBeforeReset { get; } = call.Whole("linear_before_reset", 0) != 0;

        public bool IsForgettingByInput { get; } = call.Whole("input_forget", 0) != 0;

        public void Begin(Tensor fromInputs) => (ahead, state) = (fromInputs, Functions.Linear(H, r, bias));

        /// <summary>The input's part of a gate.</summary>
        public Tensor FromInput(int gate) => ahead!.Slice(-1, gate * hidden, (gate + 1) * hidden);

        /// <summary>The state's part of a gate.</summary>
        public Tensor FromState(int gate) => state!.Slice(-1, gate * hidden, (gate + 1) * hidden);

        /// <summary>The part that another state would have.</summary>
        public Tensor FromState(int gate, Tensor other) =>
            Functions.Linear(other, r.Slice(0, gate * hidden, (gate + 1) * hidden), bias?.Slice(0, gate * hidden, (gate + 1) * hidden));

        /// <summary>A gate with what its peephole sees of the cell.</summary>
        public Tensor Peep(int gate, Tensor x, Tensor cell) => peepholes is null ? x : x + (peepholes.Slice(0, gate * hidden, (gate + 1) * hidden) * cell);

        /// <summary>An activation, with its input kept within bounds where the node says so.</summary>
        public Tensor Act(int which, Tensor x) => activations[which](clip > 0 ? x.HardTanh(-clip, clip) : x);
    }
}
