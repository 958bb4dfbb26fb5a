namespace Hone.Deep;

/// <summary>What a header says of one tensor.</summary>
/// <param name="Type">As it stands in the file.</param>
/// <param name="Shape">Any sizes; their product was checked against the bytes.</param>
/// <param name="Begin">Where it begins, from the end of the header.</param>
/// <param name="End">Where it ends.</param>
internal sealed record SafeTensorsEntry(string Type, long[] Shape, long Begin, long End)
{
    /// <summary>The tensor, over the file's bytes where they can be read as they lie.</summary>
    public unsafe Tensor Over(MappedBytes bytes, long start, string what)
    {
        DType type = SafeTensorsTypes.Known(Type) ?? (Type == "F16" ? DType.Float32 : throw new NotSupportedException(
            $"{what} holds {Type}. What can be read is {SafeTensorsTypes.KnownText} and F16; convert it before it is written."));
        Shape sizes = Sizes(what);
        long from = start + Begin, length = End - Begin;
        if (Type == "F16")
            return Widened(bytes, from, sizes);

        // Any tensor may begin anywhere; elements that are not aligned to their size are copied to where they are.
        if (from % type.Size != 0)
        {
            Tensor copy = Tensor.Uninitialised(sizes, type);
            bytes.CopyTo(from, copy.Pointer<byte>(), length);
            GC.KeepAlive(copy);
            return copy;
        }
        if (type == DType.Bool && bytes.Span(from, (int)length).ContainsAnyExceptInRange((byte)0, (byte)1))
            throw new NotSupportedException($"{what} holds BOOL, and a byte of it is neither 0 nor 1.");
        GC.KeepAlive(bytes);
        return new Tensor(bytes.Storage(from, length), type, sizes, sizes.RowMajor(), 0);
    }

    private Shape Sizes(string what)
    {
        int[] sizes = new int[Shape.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
            sizes[axis] = (int)Math.Min(Shape[axis], int.MaxValue);
        try
        {
            return Array.TrueForAll(Shape, size => size <= int.MaxValue) ? new Shape(sizes) : throw new ArgumentException("A size is above 2,147,483,647.");
        }
        catch (ArgumentException tooLarge)
        {
            throw new NotSupportedException($"{what} has shape [{string.Join(", ", Shape)}], which is more than a tensor holds: {tooLarge.Message}", tooLarge);
        }
    }

    private static unsafe Tensor Widened(MappedBytes bytes, long from, Shape sizes)
    {
        Tensor wide = Tensor.Uninitialised(sizes, DType.Float32);
        float* to = wide.Pointer<float>();
        // Not aligned for certain, so a row of elements is read byte by byte.
        for (int at = 0; at < sizes.Count; at++)
            to[at] = (float)BitConverter.ToHalf(bytes.Span(from + (2L * at), 2));
        GC.KeepAlive(wide);
        GC.KeepAlive(bytes);
        return wide;
    }
}
