using Hone.Deep;

namespace Hone.Onnx;

/// <summary>A recurrent layer in one direction as an operator, whose gates stand in another order.</summary>
internal sealed class RecurrentNodes(GraphWriter graph, NetworkGraph network)
{
    public string[] Write(TranscriptStep a, TranscriptStep b, int at)
    {
        (Cell cell, int states, int[]? lengths, bool isReverse) = ((Cell, int, int[]?, bool))a.Detail!;
        if (lengths is not null)
            throw new NotSupportedException("lengths of samples were given as numbers, which would stand fast in the file.");

        // Here gates are i, f, g, o and r, z, n; there i, o, f, c and z, r, h.
        int[] order = cell switch
        {
            Cell.Lstm => [0, 3, 1, 2],
            Cell.Gru => [1, 0, 2],
            _ => [0],
        };
        int first = 1 + states, size = a.Inputs[first + 1].Shape[1];
        string Weight(int i) => graph.Node("Unsqueeze", [Ordered(a.Inputs[i], b.Inputs[i], at, order, size), graph.Wholes("axes", 0)]);
        string State(int i) => graph.Node("Unsqueeze", [network.Value(a.Inputs[i], b.Inputs[i], at), graph.Wholes("axes", 0)]);
        bool isBiased = a.Inputs.Length == first + 4;
        string bias = isBiased
            ? graph.Node("Unsqueeze", [graph.Node("Concat", [Ordered(a.Inputs[first + 2], b.Inputs[first + 2], at, order, size), Ordered(a.Inputs[first + 3], b.Inputs[first + 3], at, order, size)], ("axis", 0)), graph.Wholes("axes", 0)])
            : "";
        List<string> inputs = [network.Value(a.Inputs[0], b.Inputs[0], at), Weight(first), Weight(first + 1), bias, "", State(1)];
        List<(string, object)> attributes = [("hidden_size", size), ("direction", isReverse ? "reverse" : "forward")];
        if (cell == Cell.Lstm)
            inputs.Add(State(2));
        else if (cell == Cell.Gru)
            attributes.Add(("linear_before_reset", 1));
        else
            attributes.Add(("activations", new[] { cell == Cell.Relu ? "Relu" : "Tanh" }));
        string[] results = graph.Nodes(cell == Cell.Lstm ? "LSTM" : cell == Cell.Gru ? "GRU" : "RNN", 1 + states, [.. inputs], [.. attributes]);
        return [.. results.Select((result, i) => graph.Node("Squeeze", [result, graph.Wholes("axes", i == 0 ? 1 : 0)]))];
    }

    // Blocks of rows in another order; in place where the weights stand fast.
    private string Ordered(Tensor x, Tensor y, int at, int[] order, int size)
    {
        if (order.Length == 1)
            return network.Value(x, y, at);
        long[] rows = [.. order.SelectMany(gate => Enumerable.Range(gate * size, size).Select(row => (long)row))];
        return network.IsConstant(x, at)
            ? graph.Constant("weight", Picking.Take(x.Detach(), 0, rows, [rows.Length]).Tensor)
            : graph.Node("Gather", [network.Value(x, y, at), graph.Wholes("rows", rows)], ("axis", 0));
    }
}
