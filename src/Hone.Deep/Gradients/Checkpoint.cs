using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Stretches of a computation whose values in between are not kept for the backward pass but computed anew there: less memory for more time.</summary>
/// <remarks>
/// A network of n equal blocks, each of them a stretch, keeps n inputs and the inside of one block in place of the insides of all, and takes about a third longer.
/// Everything that the stretch reads gets its gradient, parameters that stand in the code included. Random numbers that modules draw are the same again, and results and gradients are
/// those of an ordinary computation to the last bit. Source: T. Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016.
/// </remarks>
public static class Checkpoint
{
    [ThreadStatic]
    private static int again;

    /// <summary>Whether a stretch is being computed anew, so that what is counted while training is not counted twice.</summary>
    internal static bool IsComputingAgain => again > 0;

    /// <summary>Computes one tensor of one.</summary>
    /// <param name="f">The stretch: made of operations on tensors, with the same result each time; random numbers come from layers, or from keys that stand fast.</param>
    /// <param name="x">What it begins with.</param>
    public static Tensor Run(Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        return Run(inputs => [f(inputs[0])], [x])[0];
    }

    /// <summary>Computes several tensors of several.</summary>
    /// <inheritdoc cref="Run(Func{Tensor, Tensor}, Tensor)"/>
    /// <param name="f">The stretch.</param>
    /// <param name="inputs">What it begins with.</param>
    public static Tensor[] Run(Func<Tensor[], Tensor[]> f, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(inputs);
        if (!NoGrad.IsRecording || Forward.IsOn)
            return f(inputs);
        ((Tensor[] results, RandomKey[] keys), Tensor[] sources) = Tape.Unrecorded(() => Draws.Record(() => f(inputs)));
        // What comes out as it was depends on what it came from already.
        results = [.. results.Select(result => result.RequiresGrad || Array.IndexOf(inputs, result) >= 0 ? result.Clone() : result)];
        int[] places = [.. Enumerable.Range(0, results.Length).Where(i => results[i].Type.IsFloating && !results[i].RequiresGrad)];
        Tape.Record(
            "checkpoint", [.. places.Select(i => results[i])], sources, [.. sources, .. inputs],
            (gradients, wanted) => Again(f, inputs, keys, sources, [.. places.Zip(gradients)], wanted), isForeign: true);
        return results;
    }

    private static Tensor?[] Again(Func<Tensor[], Tensor[]> f, Tensor[] inputs, RandomKey[] keys, Tensor[] sources, (int Place, Tensor? Gradient)[] arrived, bool[] wanted)
    {
        bool createGraph = NoGrad.IsRecording;
        Tensor[] results;
        again++;
        try
        {
            using (NoGrad.Suspend())
                results = Draws.Replay(keys, () => f(inputs));
        }
        finally
        {
            again--;
        }
        arrived = [.. arrived.Where(each => each.Gradient is not null && results[each.Place].RequiresGrad)];
        Tensor[] by = [.. sources.Where((_, i) => wanted[i])];
        Tensor[] found = BackwardPass.Run(
            [.. arrived.Select(each => results[each.Place])], [.. arrived.Select(each => each.Gradient)], by, keepGraph: createGraph, createGraph, onlyTo: true);
        Tensor?[] back = new Tensor?[sources.Length];
        for (int i = 0, next = 0; i < back.Length; i++)
            back[i] = wanted[i] ? found[next++] : null;
        return back;
    }
}
