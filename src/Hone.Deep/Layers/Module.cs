using Hone.Numerics;

namespace Hone.Deep;

/// <summary>A part of a network: parameters that are learned, buffers that are kept beside them, and further parts, each under a name.</summary>
/// <remarks>
/// A network is a class of its own that makes its parts in its constructor and says in a method what is done with them:
/// <code>
/// sealed class Classifier : Layer
/// {
///     private readonly Linear hidden, output;
///
///     public Classifier(RandomKey key)
///     {
///         hidden = Part("hidden", new Linear(784, 128, key.Child("hidden")));
///         output = Part("output", new Linear(128, 10, key.Child("output")));
///     }
///
///     protected override Tensor Forward(Tensor x) => output.Call(hidden.Call(x).Relu());
/// }
/// </code>
/// Names are joined by dots (<c>hidden.weight</c>): that is how they stand in files. A tensor or part that stands in two places is shared and counted once.
/// </remarks>
public abstract class Module
{
    private enum Kind
    {
        Parameter,
        Buffer,
        Transient,
    }

    private readonly List<(string Name, Tensor Tensor, Kind Kind)> own = [];
    private readonly List<(string Name, Module Part)> parts = [];

    /// <summary>Whether it is being trained, for layers that then behave otherwise than in use. True until <see cref="Eval"/>.</summary>
    public bool IsTraining { get; internal set; } = true;

    /// <summary>What is learned, with its name, each tensor once, in the order in which it was made.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Parameters => Tensors(Kind.Parameter);

    /// <summary>What belongs to it but is not learned.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Buffers => Tensors(Kind.Buffer);

    /// <summary>What belongs to the run that it is in rather than to the network, such as how often numbers were drawn: in checkpoints, not in files of weights.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> TransientBuffers => Tensors(Kind.Transient);

    /// <summary>Parameters and buffers by name: what makes a trained network.</summary>
    public IReadOnlyDictionary<string, Tensor> State => Parameters.Concat(Buffers).ToDictionary(each => each.Name, each => each.Tensor, StringComparer.Ordinal);

    /// <summary>The parts, and theirs, each with its name; the module itself under an empty one.</summary>
    public IEnumerable<(string Name, Module Module)> Modules
    {
        get
        {
            HashSet<Module> seen = new(ReferenceEqualityComparer.Instance);
            return Walk("", seen);
        }
    }

    /// <summary>What it learns itself, without its parts.</summary>
    internal IEnumerable<Tensor> OwnParameters => own.Where(each => each.Kind == Kind.Parameter).Select(each => each.Tensor);

    /// <summary>The name under which it is a part of another module; empty if it is none.</summary>
    internal string PartName { get; private set; } = "";

    /// <summary>Number of numbers that are learned.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Tensor.Count);

    /// <summary>Makes ready for training.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Makes ready for use. It does not turn recording off; see <see cref="NoGrad"/>.</summary>
    public void Eval() => SetTraining(false);

    /// <summary>A table of the modules with the shapes of their results, their parameters and their multiplications, and the totals.</summary>
    /// <param name="run">Computes something with the module, on an input such as it will get.</param>
    /// <remarks>The module computes once as in use: no random numbers are drawn and nothing it keeps changes. For a <see cref="Layer"/> the shape of an input is enough.</remarks>
    public NetworkSummary Summary(Func<Tensor> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return NetworkSummary.Of(this, run);
    }

    /// <summary>Converts what is learned to another floating type, and what is kept beside it. The tensors stay the same objects; their gradients are forgotten.</summary>
    /// <param name="type">
    /// <see cref="DType.BFloat16"/> halves the memory of parameters: operations compute with them in single precision, and an optimiser learns them in single precision and rounds them after each step.
    /// <see cref="DType.Float64"/> is for checking.
    /// </param>
    /// <remarks>Convert before an optimiser takes the parameters. Floating buffers, such as running statistics, never become brain floats: they change in steps too small for those.</remarks>
    /// <exception cref="ArgumentException">The type is not floating.</exception>
    public void ConvertTo(DType type)
    {
        if (!type.IsFloating)
            throw new ArgumentException($"A network's parameters cannot be converted to {type}: only floating types have gradients.", nameof(type));
        foreach ((_, Tensor parameter) in Parameters)
        {
            parameter.Become(parameter.Detach().To(type));
            parameter.Grad = null;
        }
        foreach ((_, Tensor buffer) in Buffers.Where(each => each.Tensor.Type.IsFloating))
            buffer.Become(buffer.Detach().To(type == DType.BFloat16 ? DType.Float32 : type));
    }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach ((_, Tensor parameter) in Parameters)
            parameter.Grad = null;
    }

    /// <summary>Copies values into the parameters and buffers of the same names.</summary>
    /// <param name="state">One value for each, of its shape; converted where the type differs.</param>
    /// <exception cref="ArgumentException">A value is missing, left over or of another shape: the first is named, and nothing is changed.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (string Name, Tensor Tensor)[] mine = [.. Parameters, .. Buffers];
        foreach ((string name, Tensor tensor) in mine)
        {
            if (!state.TryGetValue(name, out Tensor? value))
                throw new ArgumentException($"'{name}' of shape {tensor.Shape} is not among the {state.Count} tensors given: they are of another architecture.", nameof(state));
            if (value.Shape != tensor.Shape)
                throw new ArgumentException($"'{name}' has shape {value.Shape} in what was given and {tensor.Shape} in this network: they are of different architectures.", nameof(state));
        }
        HashSet<string> known = [.. mine.Select(each => each.Name)];
        if (state.Keys.FirstOrDefault(name => !known.Contains(name)) is { } left)
            throw new ArgumentException($"'{left}' of shape {state[left].Shape} was given, and this network has nothing by that name: they are of different architectures.", nameof(state));
        using NoGrad pause = NoGrad.Begin();
        foreach ((string name, Tensor tensor) in mine)
            tensor.CopyFrom(state[name]);
    }

    /// <summary>Takes a tensor in as something that is learned.</summary>
    /// <param name="name">Unique within the module, without dots.</param>
    /// <param name="value">Its start; it gets gradients from now on.</param>
    protected Tensor Parameter(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        value.RequiresGrad = true;
        return Take(name, value, Kind.Parameter);
    }

    /// <summary>Takes a tensor in that belongs to the module but is not learned.</summary>
    /// <param name="name">Unique within the module, without dots.</param>
    /// <param name="value">Its start.</param>
    /// <param name="isTransient">Whether it belongs to the run rather than to the network; see <see cref="TransientBuffers"/>.</param>
    protected Tensor Buffer(string name, Tensor value, bool isTransient = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Take(name, value, isTransient ? Kind.Transient : Kind.Buffer);
    }

    /// <summary>Takes a module in as a part.</summary>
    protected T Part<T>(string name, T part)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(part);
        parts.Add((Free(name), part));
        part.TakeName(name);
        return part;
    }

    /// <summary>Hears under what name it is a part of another module.</summary>
    private protected virtual void TakeName(string name) => PartName = name;

    /// <summary>Says to a part's part what it is called from here.</summary>
    private protected static void Rename(Module part, string name) => part.TakeName(name);

    /// <summary>Computes something in this module's name: messages of wrong arguments then say where it happened, and others can watch. A <see cref="Layer"/> does so by itself.</summary>
    /// <param name="compute">The computation.</param>
    /// <param name="inputs">What it reads, for who watches.</param>
    protected T Within<T>(Func<T> compute, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return Calls.Run(this, compute, inputs);
    }

    /// <summary>The key for a module's next random numbers: another one at each call, and the same ones again where a checkpointed stretch is computed anew.</summary>
    /// <param name="key">The module's own.</param>
    /// <param name="counter">A transient buffer of one whole number, <see cref="DType.Int64"/>, that counts the calls.</param>
    protected static RandomKey NextKey(RandomKey key, Tensor counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        return Draws.Next(key, counter);
    }

    private Tensor Take(string name, Tensor value, Kind kind)
    {
        own.Add((Free(name), value, kind));
        return value;
    }

    private string Free(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException($"The name '{name}' has a dot; dots stand between the names of parts.", nameof(name));
        if (own.Exists(each => each.Name == name) || parts.Exists(each => each.Name == name))
            throw new ArgumentException($"{GetType().Name} already has something by the name '{name}'.", nameof(name));
        return name;
    }

    private IEnumerable<(string Name, Tensor Tensor)> Tensors(Kind wanted)
    {
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in Modules)
        {
            foreach ((string name, Tensor tensor, Kind kind) in module.own)
            {
                if (kind == wanted && seen.Add(tensor))
                    yield return (path.Length == 0 ? name : $"{path}.{name}", tensor);
            }
        }
    }

    private IEnumerable<(string Name, Module Module)> Walk(string path, HashSet<Module> seen)
    {
        if (!seen.Add(this))
            yield break;
        yield return (path, this);
        foreach ((string name, Module part) in parts)
        {
            foreach ((string Name, Module Module) below in part.Walk(path.Length == 0 ? name : $"{path}.{name}", seen))
                yield return below;
        }
    }

    private void SetTraining(bool value)
    {
        foreach ((_, Module module) in Modules)
            module.IsTraining = value;
    }
}
