using System.Globalization;
using System.Text;

namespace Hone.Deep;

/// <summary>What a network consists of and what it costs; <see cref="ToString"/> is a table.</summary>
public sealed class NetworkSummary
{
    private NetworkSummary(SummaryRow[] rows, long parameterBytes, long activationBytes) =>
        (Rows, ParameterBytes, ActivationBytes) = (rows, parameterBytes, activationBytes);

    /// <summary>The modules, each after the one it is a part of.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>How many numbers are learned.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>Multiplications with an addition for one computation of the result, in products of matrices, convolutions and attention; a backward pass takes about twice as many.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>Memory of what is learned.</summary>
    public long ParameterBytes { get; }

    /// <summary>Memory of the values that are kept from the computation for a backward pass, parameters and buffers left out.</summary>
    public long ActivationBytes { get; }

    /// <summary>The table.</summary>
    public override string ToString()
    {
        List<string[]> lines = [["Layer", "Type", "Output", "Parameters", "Multiply-adds"]];
        foreach (SummaryRow row in Rows)
        {
            lines.Add(
            [
                row.Path.Length == 0 ? "(all)" : row.Path, row.Calls > 1 ? FormattableString.Invariant($"{row.Type} ×{row.Calls}") : row.Type,
                row.Output?.ToString() ?? "not called", Number(row.Parameters), Number(row.MultiplyAdds),
            ]);
        }
        lines.Add(["Total", "", "", Number(Parameters), Number(MultiplyAdds)]);
        int[] widths = [.. Enumerable.Range(0, 5).Select(column => lines.Max(line => line[column].Length))];
        StringBuilder text = new();
        for (int i = 0; i < lines.Count; i++)
        {
            if (i == 1 || i == lines.Count - 1)
                text.Append('─', widths.Sum() + 8).Append('\n');
            string line = string.Join("  ", lines[i].Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])));
            text.Append(line.TrimEnd()).Append('\n');
        }
        return text.Append(CultureInfo.InvariantCulture, $"Parameters take {Bytes(ParameterBytes)}; a step of training keeps {Bytes(ActivationBytes)} for gradients.\n").ToString();
    }

    /// <summary>Watches a computation of a module.</summary>
    internal static NetworkSummary Of(Module network, Func<Tensor> run)
    {
        (string Name, Module Module)[] modules = [.. network.Modules];
        Dictionary<Module, (Shape Output, int Calls, long Effort)> seen = new(ReferenceEqualityComparer.Instance);
        // For each module that is computing: what was counted when it began, and what its parts have had of it since.
        Stack<(Module Module, long Begun, long Within)> open = new();
        void Leave(string path, Module module, Tensor[] inputs, Tensor result)
        {
            (Module last, long begun, long within) = open.Pop();
            while (last != module)
            {
                // One whose result is no tensor is not told of; what it did beside its parts falls to the one around it.
                long inner = within;
                (last, begun, within) = open.Pop();
                within += inner;
            }
            long all = Effort.MultiplyAdds - begun;
            if (open.TryPop(out (Module Module, long Begun, long Within) outer))
                open.Push(outer with { Within = outer.Within + all });
            (_, int calls, long before) = seen.GetValueOrDefault(module);
            seen[module] = (result.Shape, calls + 1, before + all - within);
        }

        bool[] training = Array.ConvertAll(modules, each => each.Module.IsTraining);
        network.Eval();
        long activations;
        try
        {
            using NoGrad recording = NoGrad.Suspend();
            Tensor result = Calls.Watch(Leave, run, module => open.Push((module, Effort.MultiplyAdds, 0)));
            activations = Kept(result, network);
        }
        finally
        {
            for (int i = 0; i < modules.Length; i++)
                modules[i].Module.IsTraining = training[i];
        }

        HashSet<Tensor> counted = new(ReferenceEqualityComparer.Instance);
        List<SummaryRow> rows = [];
        foreach ((string name, Module module) in modules)
        {
            long parameters = module.OwnParameters.Where(counted.Add).Sum(parameter => (long)parameter.Count);
            bool called = seen.TryGetValue(module, out (Shape Output, int Calls, long Effort) was);
            rows.Add(new SummaryRow(name, module.GetType().Name, called ? (Shape?)was.Output : null, was.Calls, parameters, was.Effort));
        }
        return new NetworkSummary([.. rows], counted.Sum(parameter => (long)parameter.Count * parameter.Type.Size), activations);
    }

    // The storages that gradients read on the way from the result, without the network's own.
    private static long Kept(Tensor result, Module network)
    {
        HashSet<Storage> storages = [], mine = [.. network.State.Values.Select(tensor => tensor.Storage)];
        HashSet<Node> nodes = [];
        Stack<Node> next = new();
        if (result.Producer is { } last)
            next.Push(last);
        while (next.TryPop(out Node? node))
        {
            if (!nodes.Add(node))
                continue;
            storages.UnionWith(node.Needed);
            foreach (Edge edge in node.Edges)
            {
                if (edge.Producer is { } before)
                    next.Push(before);
            }
        }
        return storages.Except(mine).Sum(storage => storage.Bytes);
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => FormattableString.Invariant($"{bytes} bytes"),
        < 1 << 20 => FormattableString.Invariant($"{bytes / 1024.0:F1} KiB"),
        < 1 << 30 => FormattableString.Invariant($"{bytes / 1048576.0:F1} MiB"),
        _ => FormattableString.Invariant($"{bytes / 1073741824.0:F1} GiB"),
    };
}
