namespace Hone.Deep;

/// <summary>An operation on the tape: what it was made from and how gradients go back through it.</summary>
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
    public Node(string operation, Tensor[] inputs, int outputs, ReadOnlySpan<Tensor> needed, Func<Tensor?[], bool[], Tensor?[]> pullback)
    {
        (Operation, Inputs, Outputs, this.pullback) = (operation, inputs, outputs, pullback);
        foreach (Tensor input in inputs)
            Depth = Math.Max(Depth, input.Producer is { } node ? node.Depth + 1 : 0);
        this.needed = new (Storage, int, string)[needed.Length];
        for (int i = 0; i < needed.Length; i++)
            this.needed[i] = (needed[i].Storage, needed[i].Storage.Version, $"a tensor of {needed[i].Shape}");
    }

    public string Operation { get; }

    public Tensor[] Inputs { get; private set; }

    public int Outputs { get; }

    /// <summary>One more than that of any operation before it: gradients are taken from the deepest on.</summary>
    public int Depth { get; }

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
    public void Forget() => (pullback, needed, Inputs) = (null, [], []);
}
