namespace Hone.Deep;

/// <summary>Rows of tensors copied together. Data lie in the memory of the machine, so these are copies of bytes and no operations.</summary>
internal static class Rows
{
    /// <summary>The number of samples that all tensors agree on.</summary>
    public static int Common(Tensor[] inputs, Tensor[] targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Length == 0)
            throw new ArgumentException("At least one input is needed; none was given.", nameof(inputs));
        int count = -1;
        foreach ((Tensor tensor, string what) in inputs.Select((tensor, i) => (tensor, FormattableString.Invariant($"input {i}"))).Concat(targets.Select((tensor, i) => (tensor, FormattableString.Invariant($"target {i}")))))
        {
            ArgumentNullException.ThrowIfNull(tensor, what);
            if (tensor.Rank == 0)
                throw new ArgumentException($"The {what} is a single number; its first axis must count samples.");
            if (count >= 0 && tensor.Shape[0] != count)
                throw new ArgumentException(FormattableString.Invariant($"The {what} has {tensor.Shape[0]} samples (shape {tensor.Shape}) and input 0 has {count}: each needs one row a sample."));
            count = tensor.Shape[0];
        }
        return count;
    }

    /// <summary>Rows of a contiguous tensor, by their numbers, which are in range.</summary>
    public static unsafe Tensor Take(Tensor from, ReadOnlySpan<int> rows)
    {
        Tensor taken = Tensor.Uninitialised([rows.Length, .. from.Shape.Sizes[1..]], from.Type);
        long bytes = from.Shape[0] == 0 ? 0 : (long)(from.Count / from.Shape[0]) * from.Type.Size;
        byte* source = (byte*)from.Storage.Address + ((long)from.Offset * from.Type.Size), to = (byte*)taken.Storage.Address;
        for (int i = 0; i < rows.Length; i++)
            Buffer.MemoryCopy(source + (rows[i] * bytes), to + (i * bytes), bytes, bytes);
        GC.KeepAlive(from);
        GC.KeepAlive(taken);
        return taken;
    }

    /// <summary>Tensors of one shape along a new first axis.</summary>
    public static unsafe Tensor Stack(Tensor[] tensors, string what, Func<int, int> number)
    {
        Tensor first = tensors[0], stacked = Tensor.Uninitialised([tensors.Length, .. first.Shape.Sizes], first.Type);
        long bytes = (long)first.Count * first.Type.Size;
        byte* to = (byte*)stacked.Storage.Address;
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Shape != first.Shape || tensors[i].Type != first.Type)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"Sample {number(i)} has {Article(what)} of {tensors[i].Shape} ({tensors[i].Type}) and sample {number(0)} one of {first.Shape} ({first.Type}): they cannot be stacked."));
            }
            Tensor row = tensors[i].Detach().Contiguous();
            Buffer.MemoryCopy((byte*)row.Storage.Address + ((long)row.Offset * row.Type.Size), to + (i * bytes), bytes, bytes);
            GC.KeepAlive(row);
        }
        GC.KeepAlive(stacked);
        return stacked;
    }

    /// <summary>A tensor's bytes, row by row.</summary>
    public static unsafe byte[] Bytes(Tensor tensor)
    {
        Tensor rows = tensor.Detach().Contiguous();
        byte[] bytes = new ReadOnlySpan<byte>((byte*)rows.Storage.Address + ((long)rows.Offset * rows.Type.Size), checked(rows.Count * rows.Type.Size)).ToArray();
        GC.KeepAlive(rows);
        return bytes;
    }

    /// <summary>A tensor of such bytes.</summary>
    public static unsafe Tensor OfBytes(ReadOnlySpan<byte> bytes, Shape shape, DType type)
    {
        Tensor made = Tensor.Uninitialised(shape, type);
        bytes.CopyTo(new Span<byte>(made.Storage.Address, bytes.Length));
        GC.KeepAlive(made);
        return made;
    }

    private static string Article(string noun) => noun == "input" ? "an input" : $"a {noun}";
}
