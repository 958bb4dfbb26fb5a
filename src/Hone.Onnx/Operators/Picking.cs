using Hone.Deep;

namespace Hone.Onnx;

/// <summary>Elements taken from places along an axis, whatever they are.</summary>
internal static class Picking
{
    /// <summary>The slices at positions along an axis; the positions' shape stands where the axis was.</summary>
    /// <param name="x">Anything.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="positions">Negative ones count from the end.</param>
    /// <param name="shape">The positions' shape.</param>
    public static OnnxValue Take(OnnxValue x, int axis, long[] positions, Shape shape)
    {
        int size = x.Shape[axis], outer = Product(x.Shape.Sizes[..axis]), inner = Product(x.Shape.Sizes[(axis + 1)..]);
        for (int i = 0; i < positions.Length; i++)
        {
            if (positions[i] < -size || positions[i] >= size)
                throw Call.Fault($"picks position {positions[i]} along axis {axis} of {x.Shape}");
            positions[i] += positions[i] < 0 ? size : 0;
        }
        Shape result = new([.. x.Shape.Sizes[..axis], .. shape.Sizes, .. x.Shape.Sizes[(axis + 1)..]]);
        if (!x.IsText)
            return TakeBytes(x.Tensor.Contiguous(), positions, outer, size, inner, result);
        string[] taken = new string[result.Count];
        for (int o = 0, to = 0; o < outer; o++)
        {
            foreach (long position in positions)
            {
                Array.Copy(x.Strings, ((o * size) + position) * inner, taken, to, inner);
                to += inner;
            }
        }
        return new OnnxValue(taken, result);
    }

    private static unsafe Tensor TakeBytes(Tensor x, long[] positions, int outer, int size, int inner, Shape result)
    {
        Tensor taken = Tensor.Uninitialised(result, x.Type);
        long bytes = (long)inner * x.Type.Size;
        byte* from = x.Pointer<byte>() + ((long)x.Offset * (x.Type.Size - 1)), to = taken.Pointer<byte>();
        for (int o = 0; o < outer; o++)
        {
            foreach (long position in positions)
            {
                Buffer.MemoryCopy(from + (((long)o * size) + position) * bytes, to, bytes, bytes);
                to += bytes;
            }
        }
        GC.KeepAlive(x);
        GC.KeepAlive(taken);
        return taken;
    }

    /// <summary>Slices at tuples of positions: the last axis of the indices says where along the first axes after those that both share.</summary>
    public static OnnxValue TakeTuples(OnnxValue x, Tensor indices, int shared)
    {
        if (indices.Type != DType.Int64 || indices.Rank == 0 || shared < 0 || shared >= Math.Min(x.Shape.Rank, indices.Rank) || !x.Shape.Sizes[..shared].SequenceEqual(indices.Shape.Sizes[..shared]))
            throw Call.Fault($"picks at {indices.Type} {indices.Shape} from {x.Shape}, sharing {shared} axes");
        int depth = indices.Shape[-1], tuples = indices.Shape.Count == 0 ? 0 : indices.Shape.Count / depth;
        if (depth < 1 || depth > x.Shape.Rank - shared)
            throw Call.Fault($"picks by tuples of {depth} from {x.Shape}");
        long[] at = indices.ToArray<long>(), places = new long[tuples];
        int batches = Product(x.Shape.Sizes[..shared]), each = batches == 0 ? 0 : tuples / batches, block = Product(x.Shape.Sizes[shared..(shared + depth)]);
        for (int tuple = 0; tuple < tuples; tuple++)
            places[tuple] = ((long)(tuple / each) * block) + Place(at.AsSpan(tuple * depth, depth), x.Shape.Sizes[shared..(shared + depth)]);
        OnnxValue rows = x.Reshape([batches * block, .. x.Shape.Sizes[(shared + depth)..]]);
        return Take(rows, 0, places, new Shape(indices.Shape.Sizes[..^1]));
    }

    /// <summary>The row-major place that a tuple of positions names.</summary>
    public static long Place(ReadOnlySpan<long> tuple, ReadOnlySpan<int> sizes)
    {
        long place = 0;
        for (int k = 0; k < tuple.Length; k++)
        {
            long position = tuple[k] < 0 ? tuple[k] + sizes[k] : tuple[k];
            if (position < 0 || position >= sizes[k])
                throw Call.Fault($"names position {tuple[k]} of {sizes[k]}");
            place = (place * sizes[k]) + position;
        }
        return place;
    }

    /// <summary>Texts joined along an axis.</summary>
    public static OnnxValue Join(OnnxValue[] parts, int axis, Shape shape)
    {
        string[] joined = new string[shape.Count];
        int outer = Product(shape.Sizes[..axis]), to = 0;
        for (int o = 0; o < outer; o++)
        {
            foreach (OnnxValue part in parts)
            {
                int length = Product(part.Shape.Sizes[axis..]);
                Array.Copy(part.Strings, o * length, joined, to, length);
                to += length;
            }
        }
        return new OnnxValue(joined, shape);
    }

    private static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes)
            product *= size;
        return product;
    }
}
