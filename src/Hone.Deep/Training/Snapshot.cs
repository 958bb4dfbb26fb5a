namespace Hone.Deep;

/// <summary>A network and its optimiser as they were, to be put back after something was tried out.</summary>
internal sealed class Snapshot
{
    private readonly Module network;
    private readonly Optimizer optimizer;
    private readonly (Tensor Tensor, Tensor Value)[] tensors;
    private readonly Dictionary<string, Tensor> state;
    private readonly bool wasTraining;

    public Snapshot(Module network, Optimizer optimizer)
    {
        (this.network, this.optimizer, wasTraining) = (network, optimizer, network.IsTraining);
        using NoGrad pause = NoGrad.Begin();
        tensors = [.. network.Parameters.Concat(network.Buffers).Concat(network.TransientBuffers).Select(each => (each.Tensor, each.Tensor.Detach().Clone()))];
        state = optimizer.State.ToDictionary(entry => entry.Key, entry => entry.Value.Detach().Clone(), StringComparer.Ordinal);
    }

    public void PutBack()
    {
        using (NoGrad.Begin())
        {
            foreach ((Tensor tensor, Tensor value) in tensors)
                tensor.CopyFrom(value);
        }
        optimizer.Load(state);
        network.ZeroGrad();
        if (wasTraining)
            network.Train();
        else
            network.Eval();
    }
}
