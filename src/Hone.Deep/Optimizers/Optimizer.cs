namespace Hone.Deep;

/// <summary>Changes parameters along their gradients.</summary>
/// <remarks>
/// Parameters may be put into groups with learning rates and decays of their own. An optimiser of one's own overrides <see cref="Update"/>, names what it keeps in <see cref="SlotNames"/> and
/// gets it from <see cref="Slot"/>; it then has a <see cref="State"/> like the others. Parameters of <see cref="DType.BFloat16"/> are learned in single precision and rounded after each
/// step, because the steps are often smaller than what such a number can tell apart.
/// </remarks>
public abstract class Optimizer
{
    private readonly Dictionary<Tensor, Memory> memories = new(ReferenceEqualityComparer.Instance);
    private readonly Tensor[] parameters;

    /// <summary>Takes parameters.</summary>
    /// <param name="groups">At least one, each with at least one parameter; none twice.</param>
    /// <exception cref="ArgumentException">There are none, or one stands twice or has no gradients.</exception>
    protected Optimizer(params ReadOnlySpan<ParameterGroup> groups)
    {
        Groups = [.. groups];
        parameters = [.. Groups.SelectMany(group => group.Parameters)];
        foreach (Tensor parameter in parameters)
        {
            if (!parameter.RequiresGrad || parameter.Producer is not null)
                throw new ArgumentException($"A tensor of {parameter.Shape} was given to the optimiser that is no parameter: it has no gradients of its own.", nameof(groups));
            if (!parameter.IsContiguous)
                throw new ArgumentException($"A parameter of {parameter.Shape} was given to the optimiser whose elements do not lie row by row; make it from a Contiguous() one.", nameof(groups));
            if (!memories.TryAdd(parameter, new Memory(memories.Count, parameter)))
                throw new ArgumentException($"A parameter of {parameter.Shape} was given to the optimiser twice; put it into one group.", nameof(groups));
        }
        if (parameters.Length == 0)
            throw new ArgumentException("The optimiser was given no parameters.", nameof(groups));
    }

    /// <summary>The parameters, by group.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>The parameters of all groups, in order: their places in it are their names in <see cref="State"/>.</summary>
    public IReadOnlyList<Tensor> Parameters => parameters;

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private protected set; }

    /// <summary>What a run needs to be gone on with: the counts of steps, the rates, and what is kept for each parameter, such as <c>3.mean</c>.</summary>
    /// <remarks>The tensors of parameters are the optimiser's own and change with its next step: write them to a file, or clone them.</remarks>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            Dictionary<string, Tensor> state = new(StringComparer.Ordinal)
            {
                ["steps"] = Tensor.From([Steps], []),
                ["counts"] = Tensor.From(Array.ConvertAll(parameters, parameter => memories[parameter].Count)),
                ["rates"] = Tensor.From(Groups.Select(group => group.LearningRate).ToArray()),
            };
            foreach (Memory memory in parameters.Select(parameter => memories[parameter]))
            {
                for (int slot = 0; slot < memory.Slots.Length; slot++)
                    state[Name(memory.Index, SlotNames[slot])] = memory.Slots[slot];
                if (memory.Master is { } master)
                    state[Name(memory.Index, "value")] = master;
            }
            WriteMore(state);
            return state;
        }
    }

    /// <summary>What is kept for each parameter, by name; none unless overridden.</summary>
    protected virtual IReadOnlyList<string> SlotNames => [];

    /// <summary>Goes on where the optimiser that a state came from stood: with the same gradients its next steps are the same to the last bit.</summary>
    /// <param name="state">From <see cref="State"/> of an optimiser of the same kind and settings over parameters of the same shapes.</param>
    /// <exception cref="ArgumentException">Something is missing, left over or of another shape: the first is named, and nothing is changed.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        HashSet<string> known = ["steps", "counts", "rates"];
        Tensor Find(string name, Shape shape)
        {
            known.Add(name);
            if (!state.TryGetValue(name, out Tensor? value))
                throw new ArgumentException($"'{name}' of shape {shape} is not among the {state.Count} tensors given: they are the state of another optimiser than {GetType().Name} with these settings.", nameof(state));
            return value.Shape == shape
                ? value
                : throw new ArgumentException($"'{name}' has shape {value.Shape} in the state given and {shape} here: it is of an optimiser over other parameters.", nameof(state));
        }
        long steps = (long)Find("steps", []).Item();
        long[] counts = Find("counts", [parameters.Length]).To(DType.Int64).ToArray<long>();
        double[] rates = Find("rates", [Groups.Count]).To(DType.Float64).ToArray<double>();
        (Memory Memory, Tensor[] Slots, Tensor? Master)[] found = new (Memory, Tensor[], Tensor?)[parameters.Length];
        for (int i = 0; i < found.Length; i++)
        {
            Tensor parameter = parameters[i];
            Memory memory = memories[parameter];
            int index = i;
            Tensor[] slots = counts[i] == 0 ? [] : [.. SlotNames.Select(name => Find(Name(index, name), parameter.Shape).To(memory.Type))];
            found[i] = (memory, slots, counts[i] > 0 && parameter.Type == DType.BFloat16 ? Find(Name(i, "value"), parameter.Shape) : null);
        }
        Action readMore = ReadMore(state, known);
        if (state.Keys.FirstOrDefault(name => !known.Contains(name)) is { } left)
            throw new ArgumentException($"'{left}' of shape {state[left].Shape} was given, and {GetType().Name} with these settings keeps nothing by that name.", nameof(state));

        Steps = steps;
        for (int group = 0; group < rates.Length; group++)
            Groups[group].LearningRate = rates[group];
        for (int i = 0; i < found.Length; i++)
        {
            Memory memory = found[i].Memory;
            (memory.Count, memory.Slots) = (counts[i], Array.ConvertAll(found[i].Slots, slot => slot.Detach().Clone()));
            SetMaster(memory, found[i].Master?.Detach().To(DType.Float32).Clone());
        }
        readMore();
    }

    /// <summary>Changes every parameter that has a gradient. Gradients stay; forget them before the next pass (<see cref="ZeroGrad"/>).</summary>
    public virtual void Step()
    {
        using NoGrad pause = NoGrad.Begin();
        if (Array.Find(parameters, parameter => parameter.Grad is { } given && given.Shape != parameter.Shape) is { } wrong)
            throw new InvalidOperationException($"A parameter of {wrong.Shape} has a gradient of {wrong.Grad!.Shape}; they must agree.");
        Steps++;
        foreach (ParameterGroup group in Groups)
        {
            foreach (Tensor parameter in group.Parameters)
            {
                if (parameter.Grad is not { } gradient)
                    continue;
                Memory memory = memories[parameter];
                if (parameter.Type != memory.Of)
                    throw new InvalidOperationException($"A parameter of {parameter.Shape} was converted from {memory.Of} to {parameter.Type} after the optimiser had taken it; make the optimiser after Module.ConvertTo.");
                if (memory.Count == 0)
                    Begin(memory, parameter);
                memory.Count++;
                Update(memory.Master ?? parameter, gradient.To(memory.Type).Contiguous(), group);
            }
        }
        Finish();
        foreach (Tensor parameter in parameters)
        {
            if (parameter.Grad is null)
                continue;
            if (memories[parameter].Master is { } master)
                Device.Cpu.Copy(master, parameter);
            parameter.Storage.Version++;
        }
    }

    /// <summary>A whole step of training: forgets the gradients, computes the loss and its gradients, and changes the parameters.</summary>
    /// <param name="loss">Computes the loss of the current parameters.</param>
    /// <returns>The loss before the step.</returns>
    public virtual double Step(Func<Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        double value = Evaluate(loss);
        Step();
        return value;
    }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach (Tensor parameter in parameters)
            parameter.Grad = null;
    }

    /// <summary>Changes one parameter in place.</summary>
    /// <param name="parameter">Of single or double precision, row by row.</param>
    /// <param name="gradient">Of its shape and type, row by row; not to be changed.</param>
    /// <param name="group">Where its rate and decay stand.</param>
    protected abstract void Update(Tensor parameter, Tensor gradient, ParameterGroup group);

    /// <summary>What is kept for a parameter under one of <see cref="SlotNames"/>; as <see cref="SlotStart"/> has it at the parameter's first step.</summary>
    protected Tensor Slot(Tensor parameter, string name)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        for (int slot = 0; slot < SlotNames.Count; slot++)
        {
            if (SlotNames[slot] == name)
                return memories[parameter].Slots[slot];
        }
        throw new ArgumentException($"{GetType().Name} keeps nothing by the name '{name}'; its names are {string.Join(", ", SlotNames)}.", nameof(name));
    }

    /// <summary>How many steps a parameter has taken, this one included: it takes none where it has no gradient.</summary>
    protected long StepsOf(Tensor parameter) => memories[parameter].Count;

    /// <summary>What is kept for a parameter before its first step. Zeros unless overridden.</summary>
    protected virtual Tensor SlotStart(Tensor parameter, string name)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.ZerosLike();
    }

    /// <summary>Called when <see cref="Update"/> was called for every parameter of a step, for who does them all at once.</summary>
    private protected virtual void Finish()
    {
    }

    /// <summary>What is kept for the whole rather than for a parameter.</summary>
    private protected virtual void WriteMore(Dictionary<string, Tensor> state)
    {
    }

    /// <summary>Checks what <see cref="WriteMore"/> wrote, adds its names, and returns what takes it over.</summary>
    private protected virtual Action ReadMore(IReadOnlyDictionary<string, Tensor> state, HashSet<string> known) => () => { };

    /// <summary>The loss, with fresh gradients.</summary>
    private protected double Evaluate(Func<Tensor> loss)
    {
        ZeroGrad();
        Tensor value = loss();
        value.Backward();
        return value.Item();
    }

    private static string Name(int index, string slot) => FormattableString.Invariant($"{index}.{slot}");

    private void Begin(Memory memory, Tensor parameter)
    {
        if (parameter.Type == DType.BFloat16)
            SetMaster(memory, parameter.Detach().To(DType.Float32));
        Tensor value = memory.Master ?? parameter;
        memory.Slots = [.. SlotNames.Select(name => SlotStart(value, name))];
    }

    // What is kept is found by what is stepped.
    private void SetMaster(Memory memory, Tensor? master)
    {
        if (memory.Master is { } before)
            memories.Remove(before);
        memory.Master = master;
        if (master is not null)
            memories[master] = memory;
    }

    /// <summary>What is known of one parameter.</summary>
    private sealed class Memory(int index, Tensor parameter)
    {
        public int Index { get; } = index;

        /// <summary>What the parameter was of when it was taken.</summary>
        public DType Of { get; } = parameter.Type;

        /// <summary>What it is stepped in.</summary>
        public DType Type { get; } = parameter.Type == DType.Float64 ? DType.Float64 : DType.Float32;

        public long Count { get; set; }

        public Tensor[] Slots { get; set; } = [];

        /// <summary>A parameter of little precision in a better one.</summary>
        public Tensor? Master { get; set; }
    }
}
