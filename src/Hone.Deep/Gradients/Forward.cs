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
}
