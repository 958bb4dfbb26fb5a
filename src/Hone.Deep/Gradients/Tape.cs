namespace Hone.Deep;

/// <summary>Where operations leave word of how their results came about.</summary>
internal static class Tape
{
    // Takes down what with gradients is read while nothing is recorded, for a stretch that is recorded later.
    [ThreadStatic]
    private static HashSet<Tensor>? sources;

    /// <summary>Whether an operation on such inputs is remembered.</summary>
    public static bool Wants(ReadOnlySpan<Tensor> inputs)
    {
        if (!NoGrad.IsRecording)
            return false;
        foreach (Tensor input in inputs)
        {
            if (input.RequiresGrad)
                return true;
        }
        return false;
    }

    /// <summary>Remembers an operation with one result, input by input.</summary>
    /// <param name="operation">Its name in messages.</param>
    /// <param name="result">Just made; nobody else has it.</param>
    /// <param name="links">How it depends on each input.</param>
    /// <returns>The result.</returns>
    public static Tensor Record(string operation, Tensor result, params ReadOnlySpan<Link> links) => Record(operation, result, [], links);

    /// <summary>The same, where gradients read values that must not have changed by then.</summary>
    public static Tensor Record(string operation, Tensor result, ReadOnlySpan<Tensor> needed, params ReadOnlySpan<Link> links)
    {
        if (Forward.IsOn)
            Forward.Carry(result, links);
        if (Anomalies.IsWatched)
            Anomalies.See(operation, result, Inputs(links));
        if (OperationWatch.IsOn)
            OperationWatch.See(operation, result);
        if (Transcript.IsOn)
            Transcript.See(operation, [result], Inputs(links), needed);
        bool wanted = false;
        foreach (Link link in links)
            wanted |= link.Input.RequiresGrad;
        if (!wanted)
            return result;
        if (!NoGrad.IsRecording)
        {
            Note(links);
            return result;
        }

        // What stays on the tape are the maps and the shapes; the inputs themselves only where a map reads them.
        Func<Tensor, Tensor>[] maps = new Func<Tensor, Tensor>[links.Length];
        (Shape Shape, DType Type)[] kinds = new (Shape, DType)[links.Length];
        for (int i = 0; i < links.Length; i++)
            (maps[i], kinds[i]) = (links[i].Back, (links[i].Input.Shape, links[i].Input.Type));
        result.SetProducer(
            new Node(operation, Inputs(links), 1, needed, (gradients, wants) =>
            {
                Tensor?[] back = new Tensor?[maps.Length];
                for (int i = 0; i < maps.Length; i++)
                {
                    if (wants[i])
                        back[i] = maps[i](gradients[0]!).SumTo(kinds[i].Shape).To(kinds[i].Type);
                }
                return back;
            }),
            0);
        return result;
    }

    /// <summary>Remembers an operation whose gradients are computed together.</summary>
    /// <param name="operation">Its name in messages.</param>
    /// <param name="results">Just made; nobody else has them.</param>
    /// <param name="inputs">What gradients may go to.</param>
    /// <param name="needed">Tensors whose values the gradient reads; they must not have changed by then.</param>
    /// <param name="pullback">From the gradients by the results (null: none came) and whether an input's is wanted, to the gradients by the inputs.</param>
    /// <param name="isForeign">Whether code of the user's computes the gradients, and may keep what it sees.</param>
    public static void Record(
        string operation, Tensor[] results, Tensor[] inputs, ReadOnlySpan<Tensor> needed, Func<Tensor?[], bool[], Tensor?[]> pullback, bool isForeign = false)
    {
        if (Anomalies.IsWatched)
        {
            foreach (Tensor result in results)
                Anomalies.See(operation, result, inputs);
        }
        if (OperationWatch.IsOn)
            Array.ForEach(results, result => OperationWatch.See(operation, result));
        // The inside of a user's operation was seen already, and says more than its name.
        if (Transcript.IsOn && !isForeign)
            Transcript.See(operation, results, inputs, needed);
        if (!Wants(inputs))
        {
            foreach (Tensor input in inputs)
                Note(input);
            return;
        }
        Node node = new(operation, inputs, results.Length, needed, pullback) { IsForeign = isForeign };
        for (int i = 0; i < results.Length; i++)
            results[i].SetProducer(node, i);
    }

    /// <summary>Runs something without recording it, and says which tensors with gradients it read: what its result would depend on.</summary>
    public static (T Result, Tensor[] Sources) Unrecorded<T>(Func<T> run)
    {
        HashSet<Tensor>? outer = sources;
        HashSet<Tensor> mine = sources = new(ReferenceEqualityComparer.Instance);
        using NoGrad pause = NoGrad.Begin();
        try
        {
            return (run(), [.. mine]);
        }
        finally
        {
            sources = outer;
            outer?.UnionWith(mine);
        }
    }

    private static void Note(Tensor input)
    {
        if (sources is not null && input.RequiresGrad)
            sources.Add(input);
    }

    private static void Note(ReadOnlySpan<Link> links)
    {
        if (sources is null)
            return;
        foreach (Link link in links)
            Note(link.Input);
    }

    private static Tensor[] Inputs(ReadOnlySpan<Link> links)
    {
        Tensor[] inputs = new Tensor[links.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = links[i].Input;
        return inputs;
    }
}
