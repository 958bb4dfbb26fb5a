namespace Hone.Deep;

/// <summary>One way back through the tape: each operation is visited once, when all gradients by its results have come together.</summary>
/// <remarks>
/// Operations are taken from the deepest on; each is deeper than what it was made from, so none is visited too early. Where gradients by certain tensors are asked for, only ways that lead there
/// are gone. Gradients that the pass made itself are given back to the pool as soon as they are used up, so that a pass needs the memory of a few at a time.
/// Leaves get theirs at the end: a pass that fails changes none.
/// </remarks>
internal sealed class BackwardPass
{
    // Whether this thread is within a pass that may give back what it made.
    [ThreadStatic]
    private static bool isMaking;

    private readonly PriorityQueue<Node, int> open = new();
    private readonly Dictionary<Node, Tensor?[]> waiting = [];
    private readonly Dictionary<Tensor, Tensor?> leaves = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Edge, Tensor>? collected;
    private readonly HashSet<Edge>? by;
    private readonly HashSet<Node>? ways;
    private readonly bool keepGraph, createGraph, onlyTo;

    private BackwardPass(Tensor[] of, Tensor[]? by, bool keepGraph, bool createGraph, bool onlyTo)
    {
        (this.keepGraph, this.createGraph, this.onlyTo) = (keepGraph, createGraph, onlyTo);
        if (by is null)
            return;
        foreach (Tensor wanted in by)
        {
            if (!wanted.RequiresGrad)
                throw new InvalidOperationException($"A gradient was asked for by a tensor of {wanted.Shape} that wants none; set RequiresGrad on it before it is used.");
        }
        this.by = [.. by.Select(Edge.Of)];
        collected = [];
        ways = WaysTo(of, this.by, onlyTo);
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
        BackwardPass pass = new(of, by, keepGraph, createGraph, onlyTo);
        using (createGraph ? NoGrad.Suspend() : NoGrad.Begin())
        {
            bool outer = isMaking;
            try
            {
                for (int i = 0; i < of.Length; i++)
                    pass.Arrive(Edge.Of(of[i]), Start(of[i], gradients[i]));
                pass.Walk();
                isMaking = !createGraph;
                pass.ReachLeaves();
            }
            finally
            {
                isMaking = outer;
            }
        }
        StoragePool.Rest();
        return by is null ? [] : Array.ConvertAll(by, wanted => pass.collected!.GetValueOrDefault(Edge.Of(wanted))?.To(wanted.Type) ?? wanted.ZerosLike());
    }

    /// <summary>Whether a storage made now, on this thread, may be given back by the pass that makes it.</summary>
    internal static bool IsMaking => isMaking;

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

    // The operations from which gradients go on to what was asked for.
    private static HashSet<Node> WaysTo(Tensor[] of, HashSet<Edge> by, bool onlyTo)
    {
        HashSet<Node> seen = [], ways = [];
        Stack<Node> next = new();
        void See(Edge edge)
        {
            if (edge.Producer is { } node && !(onlyTo && by.Contains(edge)) && seen.Add(node))
                next.Push(node);
        }
        foreach (Tensor from in of)
            See(Edge.Of(from));
        while (next.TryPop(out Node? node))
            Array.ForEach(node.Edges, See);
        foreach (Node node in seen.OrderBy(node => node.Depth))
        {
            // One that was given up says so when the pass comes to it.
            if (node.IsForgotten || Array.Exists(node.Edges, edge => by.Contains(edge) || (edge.Producer is { } before && ways.Contains(before))))
                ways.Add(node);
        }
        return ways;
    }

    private void Walk()
    {
        while (open.TryDequeue(out Node? node, out _))
        {
            waiting.Remove(node, out Tensor?[]? gradients);
            Complete(node, gradients!);
            if (ways is null || ways.Contains(node))
            {
                Edge[] edges = node.Edges;
                bool[] wanted = ways is null ? node.Wanted : Array.ConvertAll(edges, Leads);
                Tensor?[] back = Pull(node, gradients!, wanted);
                Array.ForEach(back, Hold);
                for (int i = 0; i < edges.Length; i++)
                {
                    if (wanted[i] && back[i] is { } gradient)
                        Arrive(edges[i], gradient);
                }
                Array.ForEach(back, Drop);
                if (!keepGraph)
                    node.Forget();
            }
            Array.ForEach(gradients!, Drop);
        }
    }

    private Tensor?[] Pull(Node node, Tensor?[] gradients, bool[] wanted)
    {
        if (node.IsForeign)
            Array.ForEach(gradients, Share);
        isMaking = !createGraph && !node.IsForeign;
        Tensor?[] back;
        if (node.IsForeign)
        {
            back = node.Pull(gradients, wanted);
        }
        else
        {
            using (Anomalies.Pause())
                back = node.Pull(gradients, wanted);
        }
        if (Anomalies.IsWatched)
            Anomalies.SeeBack(node, gradients, back);
        isMaking = !createGraph;
        return back;
    }

    private bool Leads(Edge edge) => by!.Contains(edge) || (edge.Producer is { } node && ways!.Contains(node));

    // All gradients by a node's results are there: who wants to see them does, and who asked for them gets them.
    private void Complete(Node node, Tensor?[] gradients)
    {
        if (node.Hooks is null && by is null)
            return;
        for (int output = 0; output < gradients.Length; output++)
        {
            if (gradients[output] is not { } gradient)
                continue;
            if (node.Hooks?[output] is { } hooks)
            {
                gradient = Show(hooks, gradient);
                gradients[output] = gradient;
                if (by is null && hooks.Keeper is { } keeper)
                    keeper.Grad = Own((keeper.Grad is null ? gradient : keeper.Grad + gradient).To(keeper.Type));
            }
            if (!onlyTo)
                Collect(new Edge(node, output), gradient);
        }
    }

    private Tensor Show(GradientHooks hooks, Tensor gradient)
    {
        // They may keep it, and what they make is theirs.
        Share(gradient);
        isMaking = false;
        gradient = hooks.Run(gradient);
        isMaking = !createGraph;
        Share(gradient);
        return gradient;
    }

    private void Collect(Edge at, Tensor gradient)
    {
        if (by is null || !by.Contains(at))
            return;
        Share(gradient);
        collected![at] = collected.TryGetValue(at, out Tensor? sum) ? sum + gradient : gradient;
        Share(collected[at]);
    }

    private void Arrive(Edge at, Tensor gradient)
    {
        if (onlyTo && by!.Contains(at))
        {
            Collect(at, gradient);
        }
        else if (at.Producer is { } node)
        {
            if (!waiting.TryGetValue(node, out Tensor?[]? slots))
            {
                waiting[node] = slots = new Tensor?[node.Outputs];
                open.Enqueue(node, -node.Depth);
            }
            slots[at.Output] = Add(slots[at.Output], gradient);
        }
        else if (at.Owner is Tensor leaf)
        {
            leaves[leaf] = Add(leaves.GetValueOrDefault(leaf), gradient);
        }
    }

    // The sum so far with one more, held.
    private Tensor Add(Tensor? sum, Tensor gradient)
    {
        if (sum is null)
        {
            Hold(gradient);
            return gradient;
        }
        if (!createGraph && sum.Storage.Holders == 1 && IsWhole(sum) && sum.Type != DType.BFloat16 && gradient.Type == sum.Type && gradient.Storage != sum.Storage)
        {
            // Made by this pass and held by nobody else.
            Device.Cpu.Apply(Binary.Add, sum, gradient, sum);
            return sum;
        }
        Tensor next = sum + gradient;
        Hold(next);
        Drop(sum);
        return next;
    }

    private void ReachLeaves()
    {
        foreach ((Tensor leaf, Tensor? sum) in leaves)
        {
            Tensor gradient = sum!;
            if (!onlyTo && leaf.LeafHooks is { } hooks)
                gradient = Show(hooks, gradient);
            if (by is not null)
                Collect(Edge.Of(leaf), gradient);
            else
                leaf.Grad = Own((leaf.Grad is null ? gradient : leaf.Grad + gradient).To(leaf.Type));
            Drop(gradient);
        }
    }

    private static bool IsWhole(Tensor gradient) => gradient.IsContiguous && gradient.Storage.Bytes == (long)gradient.Count * gradient.Type.Size;

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
        Tensor own = gradient.Storage.Holders is 0 or 1 && IsWhole(gradient) ? gradient : gradient.Clone();
        Share(own);
        return own;
    }
}
