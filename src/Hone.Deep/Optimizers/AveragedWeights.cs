namespace Hone.Deep;

/// <summary>Averages of a module's weights over the steps of its training: often better in use than the last ones.</summary>
/// <remarks>
/// <code>
/// Ema average = new(network, decay: 0.999);
/// …
/// optimizer.Step();
/// average.Update();
/// …
/// using (average.Use())                 // the network has the averages within
///     Evaluate(network);
/// </code>
/// Buffers with fractions, such as the statistics of batch normalisation, are averaged too; counters are those of the network.
/// </remarks>
public abstract class AveragedWeights
{
    private readonly (string Name, Tensor Tensor)[] live;
    private Tensor[] averages;
    private bool isInUse;

    private protected AveragedWeights(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        live = [.. module.Parameters.Concat(module.Buffers).Where(each => each.Tensor.Type.IsFloating)];

        // Changes of a step are often smaller than a brain float can tell.
        averages = Array.ConvertAll(live, each => (each.Tensor.Type == DType.BFloat16 ? each.Tensor.Detach().To(DType.Float32) : each.Tensor.Detach()).Clone());
    }

    /// <summary>How many times weights were taken in.</summary>
    public long Updates { get; private set; }

    /// <summary>The averages by the names of the parameters and buffers, and the number of updates.</summary>
    /// <remarks>The tensors are its own and change with the next update.</remarks>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            Dictionary<string, Tensor> state = new(StringComparer.Ordinal) { ["updates"] = Tensor.From([Updates], []) };
            for (int i = 0; i < live.Length; i++)
                state[$"average.{live[i].Name}"] = averages[i];
            return state;
        }
    }

    /// <summary>Takes the module's weights in: after each step, or each epoch.</summary>
    /// <exception cref="InvalidOperationException">The averages are in use.</exception>
    public void Update()
    {
        if (isInUse)
            throw new InvalidOperationException("The module has the averages now, so there is nothing to average; update before Use(), or after it was ended.");
        Updates++;
        double share = ShareOf(Updates);
        List<TensorStep> steps = [];
        for (int i = 0; i < live.Length; i++)
            steps.Add(new TensorStep(averages[i], live[i].Tensor.Detach().To(averages[i].Type).Contiguous(), null, null, null, new StepNumbers { Rate = -share, Shrink = 1 - share }));
        Device.Cpu.Step(StepRule.Descent, steps);
    }

    /// <summary>Gives the module the averages, and the weights of its training back when what is returned is disposed of.</summary>
    /// <exception cref="InvalidOperationException">They are in use already.</exception>
    public IDisposable Use()
    {
        if (isInUse)
            throw new InvalidOperationException("The averages are in use already; end that first.");
        return new Usage(this);
    }

    /// <summary>Puts the averages in the place of the module's weights for good.</summary>
    /// <exception cref="InvalidOperationException">They are in use.</exception>
    public void Apply()
    {
        if (isInUse)
            throw new InvalidOperationException("The averages are in use; end that first.");
        using NoGrad pause = NoGrad.Begin();
        for (int i = 0; i < live.Length; i++)
            live[i].Tensor.CopyFrom(averages[i]);
    }

    /// <summary>Takes up averages from <see cref="State"/> of the same kind over a module of the same shapes.</summary>
    /// <exception cref="ArgumentException">An average is missing, left over or of another shape: the first is named, and nothing is changed.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Tensor[] found = new Tensor[live.Length];
        for (int i = 0; i < found.Length; i++)
        {
            string name = $"average.{live[i].Name}";
            if (!state.TryGetValue(name, out Tensor? value))
                throw new ArgumentException($"'{name}' is not among the {state.Count} tensors given: they are averages of another network.", nameof(state));
            found[i] = value.Shape == live[i].Tensor.Shape
                ? value.Detach().To(averages[i].Type).Clone()
                : throw new ArgumentException($"'{name}' has shape {value.Shape} in what was given and {live[i].Tensor.Shape} in this network.", nameof(state));
        }
        if (!state.TryGetValue("updates", out Tensor? updates) || updates.Count != 1)
            throw new ArgumentException("The number of updates is not among the tensors given: 'updates' is missing.", nameof(state));
        HashSet<string> known = ["updates", .. live.Select(each => $"average.{each.Name}")];
        if (state.Keys.FirstOrDefault(name => !known.Contains(name)) is { } left)
            throw new ArgumentException($"'{left}' was given, and this network has nothing to average by that name.", nameof(state));
        (averages, Updates) = (found, (long)updates.Item());
    }

    /// <summary>What the newest weights count for at an update, the first being 1.</summary>
    private protected abstract double ShareOf(long update);

    // The weights of training are put aside and not exchanged: averages may have more digits than the module can hold.
    private sealed class Usage : IDisposable
    {
        private readonly AveragedWeights of;
        private Tensor[]? aside;

        public Usage(AveragedWeights of)
        {
            this.of = of;
            aside = Array.ConvertAll(of.live, each => each.Tensor.Detach().Clone());
            of.Apply();
            of.isInUse = true;
        }

        public void Dispose()
        {
            if (aside is null)
                return;
            using (NoGrad.Begin())
            {
                for (int i = 0; i < aside.Length; i++)
                    of.live[i].Tensor.CopyFrom(aside[i]);
            }
            (aside, of.isInUse) = (null, false);
        }
    }
}
