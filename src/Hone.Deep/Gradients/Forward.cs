namespace Hone.Deep;

/// <summary>Forward mode: each result's change, for given changes of the inputs, is computed along with it.</summary>
internal static class Forward
{
    [ThreadStatic]
    private static Dictionary<Tensor, Tensor>? tangents;

    public static bool IsOn => tangents is not null;

    /// <summary>f's value and its change, for changes of its inputs.</summary>
    public static (Tensor Value, Tensor? Change) Run(Func<Tensor[], Tensor> f, Tensor[] inputs, Tensor[] changes)
    {
        Dictionary<Tensor, Tensor>? outer = tangents;
        tangents = new(ReferenceEqualityComparer.Instance);
        try
        {
            for (int i = 0; i < inputs.Length; i++)
                tangents[inputs[i]] = changes[i];
            Tensor value = f(inputs);
            return (value, tangents.GetValueOrDefault(value));
        }
        finally
        {
            tangents = outer;
        }
    }

    public static void Carry(Tensor result, ReadOnlySpan<Link> links)
    {
        Dictionary<Tensor, Tensor> known = tangents!;
        Tensor? sum = null;
        foreach (Link link in links)
        {
            if (!known.TryGetValue(link.Input, out Tensor? change))
                continue;
            // The maps below are operations themselves; their own changes are not asked for.
            tangents = null;
            try
            {
                Tensor part = link.Ahead!(change).Expand(result.Shape.Sizes);
                sum = sum is null ? part : sum + part;
            }
            finally
            {
                tangents = known;
            }
        }
        if (sum is not null)
            known[result] = sum;
    }

    /// <summary>The same for an operation that only says how gradients go back.</summary>
    /// <remarks>What goes back is linear in the gradients u by the results: ⟨u·J, changes⟩ = ⟨u, J·changes⟩, so its own gradient by u is the change of the results.</remarks>
    public static void Carry(string operation, Tensor[] results, Tensor[] inputs, Func<Tensor?[], bool[], Tensor?[]> back)
    {
        Dictionary<Tensor, Tensor> known = tangents!;
        bool[] wanted = Array.ConvertAll(inputs, known.ContainsKey);
        if (!wanted.Contains(true))
            return;
        tangents = null;
        try
        {
            using NoGrad recording = NoGrad.Suspend();
            Tensor[] along = Array.ConvertAll(results, result => result.ZerosLike().WithGrad());
            Tensor?[] gradients = back(along, wanted);
            Tensor? sum = null;
            for (int i = 0; i < inputs.Length; i++)
            {
                if (gradients[i] is not { } gradient)
                    continue;
                if (!gradient.RequiresGrad)
                    throw new InvalidOperationException($"Forward mode goes through '{operation}' only if its Backward is made of operations on tensors; the gradient of {gradient.Shape} that it gave is not.");
                Tensor part = (gradient * known[inputs[i]]).Sum();
                sum = sum is null ? part : sum + part;
            }
            Tensor[] changes = sum is null ? [] : BackwardPass.Run([sum], [null], along, keepGraph: false, createGraph: false);
            for (int i = 0; i < changes.Length; i++)
                known[results[i]] = changes[i];
        }
        finally
        {
            tangents = known;
        }
    }

    /// <summary>A pause, for what is carried in another way.</summary>
    public static Paused Pause() => new(tangents);

    internal readonly ref struct Paused
    {
        private readonly Dictionary<Tensor, Tensor>? before;

        internal Paused(Dictionary<Tensor, Tensor>? before)
        {
            this.before = before;
            tangents = null;
        }

        public void Dispose() => tangents = before;
    }
}
