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
///     public override Tensor Forward(Tensor x) => output.Forward(hidden.Forward(x).Relu());
/// }
/// </code>
/// Names are joined by dots (<c>hidden.weight</c>): that is how they stand in files. A tensor or part that stands in two places is shared and counted once.
/// </remarks>
public abstract class Module
{
    private readonly List<(string Name, Tensor Tensor, bool IsLearned)> own = [];
    private readonly List<(string Name, Module Part)> parts = [];

    /// <summary>Whether it is being trained, for layers that then behave otherwise than in use. True until <see cref="Eval"/>.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>What is learned, with its name, each tensor once, in the order in which it was made.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Parameters => Tensors(learned: true);

    /// <summary>What belongs to it but is not learned.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Buffers => Tensors(learned: false);

    /// <summary>The parts, and theirs, each with its name; the module itself under an empty one.</summary>
    public IEnumerable<(string Name, Module Module)> Modules
    {
        get
        {
            HashSet<Module> seen = new(ReferenceEqualityComparer.Instance);
            return Walk("", seen);
        }
    }

    /// <summary>Number of numbers that are learned.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Tensor.Count);

    /// <summary>Makes ready for training.</summary>
    public void Train() => SetTraining(true);

    /// <summary>Makes ready for use. It does not turn recording off; see <see cref="NoGrad"/>.</summary>
    public void Eval() => SetTraining(false);

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach ((_, Tensor parameter) in Parameters)
            parameter.Grad = null;
    }

    /// <summary>Takes a tensor in as something that is learned.</summary>
    /// <param name="name">Unique within the module, without dots.</param>
    /// <param name="value">Its start; it gets gradients from now on.</param>
    protected Tensor Parameter(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        value.RequiresGrad = true;
        return Take(name, value, isLearned: true);
    }

    /// <summary>Takes a tensor in that belongs to the module but is not learned.</summary>
    protected Tensor Buffer(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Take(name, value, isLearned: false);
    }

    /// <summary>Takes a module in as a part.</summary>
    protected T Part<T>(string name, T part)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(part);
        parts.Add((Free(name), part));
        return part;
    }

    private Tensor Take(string name, Tensor value, bool isLearned)
    {
        own.Add((Free(name), value, isLearned));
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

    private IEnumerable<(string Name, Tensor Tensor)> Tensors(bool learned)
    {
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        foreach ((string path, Module module) in Modules)
        {
            foreach ((string name, Tensor tensor, bool isLearned) in module.own)
            {
                if (isLearned == learned && seen.Add(tensor))
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
