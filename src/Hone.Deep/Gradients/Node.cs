namespace Hone.Deep;

/// <summary>An operation on the tape: where its gradients go and how they get there.</summary>
internal sealed class Node
{
    private Func<Tensor?[], bool[], Tensor?[]>? pullback;
    private (Storage Storage, int Version, string What)[] needed;

    /// <summary>Remembers an operation.</summary>
    /// <param name="operation">Its name in messages.</param>
    /// <param name="inputs">What it was made from.</param>
    /// <param name="outputs">How many results it has.</param>
    /// <param name="needed">Tensors whose values the gradient reads; they must not have changed by then.</param>
    /// <param name="pullback">From the gradients by the results (null: none came) and whether an input's is wanted, to the gradients by the inputs.</param>
    public Node(string operation, ReadOnlySpan<Tensor> inputs, int outputs, ReadOnlySpan<Tensor> needed, Func<Tensor?[], bool[], Tensor?[]> pullback)
    {
        (Operation, Outputs, this.pullback) = (operation, outputs, pullback);
        Edges = new Edge[inputs.Length];
        Wanted = new bool[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            Edges[i] = Edge.Of(inputs[i]);
            Wanted[i] = Edges[i].IsWanted;
            Depth = Math.Max(Depth, inputs[i].Producer is { } node ? node.Depth + 1 : 0);
        }
        this.needed = new (Storage, int, string)[needed.Length];
        for (int i = 0; i < needed.Length; i++)
            this.needed[i] = (needed[i].Storage, needed[i].Storage.Version, $"a tensor of {needed[i].Shape}");
        Path = Anomalies.IsWatched ? Calls.Path : "";
    }

    public string Operation { get; }

    /// <summary>The layer it was computed in, if anybody was watching for anomalies then.</summary>
    public string Path { get; }

    /// <summary>Where the gradient by each input goes.</summary>
    public Edge[] Edges { get; private set; }

    /// <summary>Whether the gradient by each input goes anywhere.</summary>
    public bool[] Wanted { get; }

    public int Outputs { get; }

    /// <summary>Whether code of the user's computes its gradients, and may keep what it sees.</summary>
    public bool IsForeign { get; init; }

    /// <summary>One more than that of any operation before it: gradients are taken from the deepest on.</summary>
    public int Depth { get; }

    /// <summary>Whether a pass went through it that did not keep the graph.</summary>
    public bool IsForgotten => pullback is null;

    /// <summary>Storages whose values the gradient reads.</summary>
    public IEnumerable<Storage> Needed => needed.Select(each => each.Storage);

    /// <summary>Who wants to see the gradient by each result; null for nobody.</summary>
    public GradientHooks?[]? Hooks { get; private set; }

    /// <summary>Who wants to see the gradient by a result.</summary>
    public GradientHooks HooksOf(int output) => (Hooks ??= new GradientHooks?[Outputs])[output] ??= new();

    public Tensor?[] Pull(Tensor?[] gradients, bool[] wanted)
    {
        if (pullback is null)
        {
            throw new InvalidOperationException(
                $"Backward went through this graph before, and what its operation '{Operation}' needs was given up then. Call Backward with keepGraph: true the first time, or compute the result anew.");
        }
        foreach ((Storage storage, int version, string what) in needed)
        {
            if (storage.Version != version)
            {
                throw new InvalidOperationException(
                    $"The gradient of '{Operation}' needs {what} as it was, but it was changed in place since. Change a Clone() instead, or change it after Backward.");
            }
        }
        return pullback(gradients, wanted);
    }

    /// <summary>Lets go of everything, so that what only the tape could reach can be taken back.</summary>
    public void Forget() => (pullback, needed, Edges, Hooks) = (null, [], [], null);
}
