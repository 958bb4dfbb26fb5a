using Hone.Contracts;

namespace Hone.Deep;

/// <summary>The weights of a network within a package.</summary>
internal static class StoredNetwork
{
    /// <summary>Writes parameters and buffers by name.</summary>
    public static void Write(PackageWriter writer, Module network) => writer.Groups("weights", network.State, static (w, entry) =>
    {
        w.Text("name", entry.Key);
        w.Wholes("shape", entry.Value.Shape.Sizes);
        w.Text("type", entry.Value.Type.ToString());
        if (entry.Value.Type == DType.Float32)
            w.Singles("values", entry.Value.Detach().ToArray<float>());
        else
            w.Longs("values", entry.Value.Detach().To(DType.Int64).ToArray<long>());
    });

    /// <summary>Builds a network and reads its weights.</summary>
    /// <param name="reader">The group that the weights were written to.</param>
    /// <param name="least">Numbers that the network learned, at least: a file must hold as many before the network is built.</param>
    /// <param name="build">Makes the network.</param>
    /// <exception cref="InvalidDataException">The weights are not those of the network, or not finite.</exception>
    public static T Read<T>(PackageReader reader, long least, Func<T> build)
        where T : Module
    {
        Dictionary<string, Tensor> state = new(StringComparer.Ordinal);
        foreach ((string name, Tensor value) in reader.Groups("weights", ReadOne))
        {
            if (!state.TryAdd(name, value))
                throw reader.Fault("weights", $"hold '{name}' twice");
        }
        if (state.Values.Sum(value => (long)value.Count) < least)
            throw reader.Fault("weights", "are fewer than the network has");
        T network = build();
        try
        {
            network.Load(state);
        }
        catch (ArgumentException fault)
        {
            throw reader.Fault("weights", $"are not the network's: {FaultSentence.Of(fault)}");
        }
        network.Eval();
        return network;
    }

    private static (string Name, Tensor Value) ReadOne(PackageReader reader)
    {
        int[] shape = reader.Wholes("shape");
        long count = 1;
        foreach (int size in shape)
        {
            count = size < 0 ? long.MaxValue : count * size;
            if (count > int.MaxValue)
                throw reader.Fault("shape", "is none");
        }
        if (reader.Text("type") != nameof(DType.Float32))
            return (reader.Text("name"), Tensor.From(reader.Longs("values", (int)count), shape));
        float[] values = reader.Singles("values", (int)count);
        return Array.TrueForAll(values, float.IsFinite) ? (reader.Text("name"), Tensor.From(values, shape)) : throw reader.Fault("values", "hold a number that is not finite");
    }
}
