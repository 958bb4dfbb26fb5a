namespace Hone.Deep;

public abstract partial class Optimizer
{
    private readonly Dictionary<Tensor, SortedDictionary<string, Tensor>> kept = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the optimiser knows beside the parameters: steps taken, each group's learning rate, and what it keeps for each parameter, by name (<c>0.3.first</c>: group 0, parameter 3).</summary>
    /// <remarks>The tensors are the optimiser's own, not copies; write them to a file before the next step. A run that goes on from <see cref="Load"/> makes the same steps, bit for bit.</remarks>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            Dictionary<string, Tensor> state = new(StringComparer.Ordinal) { ["steps"] = Tensor.From([Steps], []) };
            for (int group = 0; group < Groups.Count; group++)
            {
                state[FormattableString.Invariant($"{group}.rate")] = Tensor.Scalar(Groups[group].LearningRate, DType.Float64);
                for (int i = 0; i < Groups[group].Parameters.Count; i++)
                {
                    foreach ((string name, Tensor tensor) in kept.GetValueOrDefault(Groups[group].Parameters[i]) ?? [])
                        state[FormattableString.Invariant($"{group}.{i}.{name}")] = tensor;
                }
            }
            return state;
        }
    }

    /// <summary>Takes up a state of an optimiser of the same kind over parameters of the same shapes.</summary>
    /// <param name="state">What <see cref="State"/> gave; copied.</param>
    /// <exception cref="ArgumentException">It does not fit these groups and parameters; nothing is changed.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        List<(Tensor Parameter, string Name, Tensor Value)> found = [];
        foreach ((string key, Tensor value) in state.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            string[] parts = key.Split('.', 3);
            if (parts.Length < 3)
                continue;
            if (!int.TryParse(parts[0], out int group) || !int.TryParse(parts[1], out int place) || group < 0 || group >= Groups.Count || place < 0 || place >= Groups[group].Parameters.Count)
                throw new ArgumentException($"'{key}' belongs to a parameter that this optimiser does not have: the state is of other groups of parameters.", nameof(state));
            Tensor parameter = Groups[group].Parameters[place];
            if (!Fits(parts[2], value, parameter))
                throw new ArgumentException($"'{key}' has shape {value.Shape} and its parameter {parameter.Shape}: the state is of other parameters.", nameof(state));
            found.Add((parameter, parts[2], value));
        }
        if (!state.TryGetValue("steps", out Tensor? steps) || steps.Count != 1)
            throw new ArgumentException("The state does not say how many steps were taken: 'steps' is missing.", nameof(state));
        double[] rates = new double[Groups.Count];
        for (int group = 0; group < rates.Length; group++)
        {
            if (!state.TryGetValue(FormattableString.Invariant($"{group}.rate"), out Tensor? rate) || rate.Count != 1)
                throw new ArgumentException(FormattableString.Invariant($"The state has no learning rate for group {group} of {rates.Length}: it is of other groups of parameters."), nameof(state));
            rates[group] = rate.Item();
        }

        using NoGrad pause = NoGrad.Begin();
        Steps = steps.To(DType.Int64).Reshape(-1).ToArray<long>()[0];
        for (int group = 0; group < rates.Length; group++)
            Groups[group].LearningRate = rates[group];
        kept.Clear();
        foreach ((Tensor parameter, string name, Tensor value) in found)
            Keep(parameter, name, value.Detach().Clone());
    }

    /// <summary>A tensor that belongs to a parameter and is remembered between steps, in <see cref="State"/> too: zeros of the parameter's shape at first.</summary>
    /// <param name="parameter">One of this optimiser's.</param>
    /// <param name="name">Unique for the parameter.</param>
    protected Tensor Kept(Tensor parameter, string name)
    {
        if (!kept.TryGetValue(parameter, out SortedDictionary<string, Tensor>? own) || !own.TryGetValue(name, out Tensor? tensor))
            Keep(parameter, name, tensor = parameter.ZerosLike());
        return tensor;
    }

    /// <summary>Puts a tensor in the place of what was kept for a parameter under a name.</summary>
    protected void Keep(Tensor parameter, string name, Tensor tensor)
    {
        if (!kept.TryGetValue(parameter, out SortedDictionary<string, Tensor>? own))
            kept[parameter] = own = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        own[name] = tensor;
    }

    /// <summary>Whether a tensor of a state can be what is kept for a parameter under a name. By default it has the parameter's shape.</summary>
    private protected virtual bool Fits(string name, Tensor value, Tensor parameter) => value.Shape == parameter.Shape;
}
