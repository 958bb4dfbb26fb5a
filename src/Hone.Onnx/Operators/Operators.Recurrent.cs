using Hone.Deep;

namespace Hone.Onnx;

/// <content>Recurrent layers.</content>
internal static partial class Operators
{
    private static IEnumerable<Operator> Recurrent =>
    [
        Operator.Many("LSTM", 7, "activation_alpha activation_beta activations clip direction hidden_size input_forget layout", call => Recurrence.Run(call, 4, 3, Lstm)),
        Operator.Many("GRU", 7, "activation_alpha activation_beta activations clip direction hidden_size layout linear_before_reset", call => Recurrence.Run(call, 3, 2, Gru)),
        Operator.Many("RNN", 7, "activation_alpha activation_beta activations clip direction hidden_size layout", call => Recurrence.Run(call, 1, 1, Simple)),
    ];

    private static (Tensor H, Tensor? C) Simple(Recurrence.Step step) => (step.Act(0, step.FromInput(0) + step.FromState(0)), null);

    // Gates stand as z, r, h.
    private static (Tensor H, Tensor? C) Gru(Recurrence.Step step)
    {
        Tensor update = step.Act(0, step.FromInput(0) + step.FromState(0)), reset = step.Act(0, step.FromInput(1) + step.FromState(1));
        Tensor candidate = step.Act(1, step.FromInput(2) + (step.IsLinearBeforeReset ? reset * step.FromState(2) : step.FromState(2, reset * step.H)));
        return (((1 - update) * candidate) + (update * step.H), null);
    }

    // Gates stand as i, o, f, c; the peepholes as i, o, f.
    private static (Tensor H, Tensor? C) Lstm(Recurrence.Step step)
    {
        Tensor c = step.C!;
        Tensor input = step.Act(0, step.Peep(0, step.FromInput(0) + step.FromState(0), c));
        Tensor forget = step.IsForgettingByInput ? 1 - input : step.Act(0, step.Peep(2, step.FromInput(2) + step.FromState(2), c));
        Tensor next = (forget * c) + (input * step.Act(1, step.FromInput(3) + step.FromState(3)));
        Tensor output = step.Act(0, step.Peep(1, step.FromInput(1) + step.FromState(1), next));
        return (output * step.Act(2, next), next);
    }
}
