namespace Hone.Deep;

/// <summary>Where operations leave word of how their results came about.</summary>
internal static class Tape
{
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
        bool wanted = false;
        foreach (Link link in links)
            wanted |= link.Input.RequiresGrad;
        if (!wanted || !NoGrad.IsRecording)
            return result;

        Link[] kept = links.ToArray();
        Tensor[] inputs = Array.ConvertAll(kept, link => link.Input);
        result.SetProducer(
            new Node(operation, inputs, 1, needed, (gradients, wants) =>
            {
                Tensor?[] back = new Tensor?[kept.Length];
                for (int i = 0; i < kept.Length; i++)
                {
                    if (wants[i])
                        back[i] = kept[i].Back(gradients[0]!).SumTo(kept[i].Input.Shape);
                }
                return back;
            }),
            0);
        return result;
    }

    /// <summary>Remembers an operation whose gradients are computed together.</summary>
    public static void Record(string operation, Tensor[] results, Tensor[] inputs, ReadOnlySpan<Tensor> needed, Func<Tensor?[], bool[], Tensor?[]> pullback)
    {
        if (!Wants(inputs))
            return;
        Node node = new(operation, inputs, results.Length, needed, pullback);
        for (int i = 0; i < results.Length; i++)
            results[i].SetProducer(node, i);
    }
}
