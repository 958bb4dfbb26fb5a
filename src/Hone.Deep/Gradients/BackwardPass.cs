namespace Hone.Deep;

/// <summary>One way back through the tape: each operation is visited once, when all gradients by its results have come together.</summary>
/// <remarks>
/// Operations are taken from the deepest on; each is deeper than what it was made from, so none is visited too early. Gradients that the pass made itself
/// are given back to the pool as soon as they are used up, so that a pass needs the memory of a few at a time.
/// </remarks>
internal sealed class BackwardPass
{
    // Whether this thread is within a pass that may give back what it made.
    [ThreadStatic]
    private static bool isMaking;

    private readonly PriorityQueue<Node, int> open = new();
    private readonly Dictionary<Node, Tensor?[]> waiting = [];
    private readonly Dictionary<Tensor, Tensor>? collected;
    private readonly HashSet<Tensor>? by;
    private readonly bool keepGraph, createGraph, onlyTo;

    private BackwardPass(Tensor[]? by, bool keepGraph, bool createGraph, bool onlyTo)
    {
        (this.keepGraph, this.createGraph, this.onlyTo) = (keepGraph, createGraph, onlyTo);
        if (by is not null)
            collected = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor wanted in by ?? [])
        {
            if (!wanted.RequiresGrad)
                throw new InvalidOperationException($"A gradient was asked for by a tensor of {wanted.Shape} that wants none; set RequiresGrad on it before it is used.");
        }
        this.by = by is null ? null : new HashSet<Tensor>(by, ReferenceEqualityComparer.Instance);
    }

    /// <summary>The gradients by <paramref name="by"/>; without it, gradients are added to the leaves.</summary>
    /// <param name="of">Where the pass begins.</param>
    /// <param name="gradients">The gradients there; null for 1.</param>
    /// <param name="by">What gradients are wanted by.</param>
    /// <param name="keepGraph">Whether the graph can be gone through again.</param>
    /// <param name="createGraph">Whether the gradients can be differentiated.</param>
    /// <param name="onlyTo">Whether the pass ends at <paramref name="by"/>, each taken as though it depended on nothing.</param>
    public static Tensor[] Run(Tensor[] of, Tensor?[] gradients, Tensor[]? by, bool keepGraph, bool createGraph, bool onlyTo = false)
    {
        BackwardPass pass = new(by, keepGraph, createGraph, onlyTo);
        using (createGraph ? NoGrad.Suspend() : NoGrad.Begin())
        {
            bool outer = isMaking;
            try
            {
                for (int i = 0; i < of.Length; i++)
                    pass.Arrive(of[i], Start(of[i], gradients[i]));
                pass.Walk();
            }
            finally
            {
                isMaking = outer;
            }
        }
        StoragePool.Rest();
        return by is null ? [] : Array.ConvertAll(by, wanted => pass.collected!.GetValueOrDefault(wanted) ?? wanted.ZerosLike());
    }

    private static Tensor Start(Tensor of, Tensor? gradient)
    {
        if (!of.RequiresGrad)
        {
            throw new InvalidOperationException(
                $"Backward was called on a tensor of {of.Shape} that does not depend on anything with RequiresGrad, or was computed within NoGrad.");
        }
        if (gradient is null)
        {
            return of.Count == 1
                ? of.OnesLike()
                : throw new InvalidOperationException($"Backward was called on a tensor of {of.Shape}; only a single number has a gradient by itself. Sum it first, or give the gradient by it.");
        }
        if (gradient.Shape != of.Shape)
            throw new ArgumentException($"The gradient given has shape {gradient.Shape} and the tensor {of.Shape}; they must agree.", nameof(gradient));
        return gradient.To(of.Type);
    }

    private void Walk()
    {
        while (open.TryDequeue(out Node? node, out _))
        {
            waiting.Remove(node, out Tensor?[]? gradients);
            Tensor[] inputs = node.Inputs;
            bool[] wanted = Array.ConvertAll(inputs, input => input.RequiresGrad);
            isMaking = !createGraph;
            Tensor?[] back = node.Pull(gradients!, wanted);
            Array.ForEach(back, Hold);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (wanted[i] && back[i] is { } gradient)
                    Arrive(inputs[i], gradient);
            }
            Array.ForEach(back, Drop);
            Array.ForEach(gradients!, Drop);
            if (!keepGraph)
                node.Forget();
        }
    }

    private void Arrive(Tensor at, Tensor gradient)
    {
        if (by is not null && by.Contains(at))
        {
            Share(gradient);
            collected![at] = collected.TryGetValue(at, out Tensor? sum) ? sum + gradient : gradient;
            Share(collected[at]);
            if (onlyTo)
                return;
        }
        if (at.Producer is not { } node)
        {
            if (by is null)
                at.Grad = Own(at.Grad is null ? gradient : at.Grad + gradient);
            return;
        }
        if (!waiting.TryGetValue(node, out Tensor?[]? slots))
        {
            waiting[node] = slots = new Tensor?[node.Outputs];
            open.Enqueue(node, -node.Depth);
        }
        ref Tensor? slot = ref slots[at.ProducerOutput];
        Tensor? before = slot;
        slot = before is null ? gradient : before + gradient;
        Hold(slot);
        Drop(before);
    }

    /// <summary>Whether a storage made now, on this thread, may be given back by the pass that makes it.</summary>
    internal static bool IsMaking => isMaking;

    private static void Hold(Tensor? gradient)
    {
        if (gradient is not null && gradient.Storage.Holders >= 0)
            gradient.Storage.Holders++;
    }

    private static void Drop(Tensor? gradient)
    {
        if (gradient is not null && gradient.Storage.Holders > 0 && --gradient.Storage.Holders == 0)
            gradient.Storage.Release();
    }

    // From now on only the collector may take it back.
    private static void Share(Tensor? gradient)
    {
        if (gradient is not null)
            gradient.Storage.Holders = -1;
    }

    // A leaf's gradient is its owner's, who may change it, so it must not be a view of something else.
    private Tensor Own(Tensor gradient)
    {
        if (createGraph)
            return gradient;
        bool alone = gradient.Storage.Holders is 0 or 1 && gradient.IsContiguous && gradient.Storage.Bytes == (long)gradient.Count * gradient.Type.Size;
        Tensor own = alone ? gradient : gradient.Clone();
        Share(own);
        return own;
    }
}
