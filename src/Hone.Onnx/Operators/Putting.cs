using System.Numerics;
using Hone.Deep;

namespace Hone.Onnx;

/// <summary>Copies of a tensor with other elements put in at some places, or combined with what is there.</summary>
internal static class Putting
{
    /// <summary>An element for each position along an axis.</summary>
    public static Tensor Elements(Tensor x, int axis, Tensor places, Tensor updates, string reduction)
    {
        if (places.Shape != updates.Shape || places.Rank != x.Rank || updates.Type != x.Type)
            throw Call.Fault($"puts {updates.Type} {updates.Shape} at {places.Shape} into {x.Type} {x.Shape}");
        // Each update's place in x, row by row.
        long[] at = places.ToArray<long>(), targets = new long[at.Length];
        int[] strides = x.Shape.RowMajor(), position = new int[x.Rank];
        for (int i = 0; i < at.Length; i++)
        {
            long target = 0;
            for (int k = 0; k < x.Rank; k++)
            {
                long along = k == axis ? at[i] : position[k];
                if (along < 0 || along >= x.Shape[k])
                    throw Call.Fault($"names position {along} along axis {k} of {x.Shape}");
                target += along * strides[k];
            }
            targets[i] = target;
            for (int k = x.Rank - 1; k >= 0 && ++position[k] == places.Shape[k]; k--)
                position[k] = 0;
        }
        return Put(x, targets, updates, 1, reduction);
    }

    /// <summary>A slice for each tuple of positions.</summary>
    public static Tensor Tuples(Tensor x, Tensor indices, Tensor updates, string reduction)
    {
        int depth = indices.Rank == 0 ? 0 : indices.Shape[-1];
        if (indices.Type != DType.Int64 || indices.Rank == 0 || depth > x.Rank || updates.Type != x.Type || updates.Shape != [.. indices.Shape.Sizes[..^1], .. x.Shape.Sizes[depth..]])
            throw Call.Fault($"puts {updates.Type} {updates.Shape} at {indices.Type} {indices.Shape} into {x.Type} {x.Shape}");
        int block = 1;
        foreach (int size in x.Shape.Sizes[depth..])
            block *= size;
        long[] at = indices.ToArray<long>(), targets = new long[depth == 0 ? 1 : at.Length / depth];
        for (int i = 0; i < targets.Length; i++)
            targets[i] = Picking.Place(at.AsSpan(i * depth, depth), x.Shape.Sizes[..depth]) * block;
        return Put(x, targets, updates, block, reduction);
    }

    private static Tensor Put(Tensor x, long[] targets, Tensor updates, int block, string reduction) => x.Type switch
    {
        DType.Float32 => Put<float>(x, targets, updates, block, reduction),
        DType.Float64 => Put<double>(x, targets, updates, block, reduction),
        DType.Int32 => Put<int>(x, targets, updates, block, reduction),
        DType.Int64 => Put<long>(x, targets, updates, block, reduction),
        _ => Put<long>(x.To(DType.Int64), targets, updates.To(DType.Int64), block, reduction).To(x.Type),
    };

    private static Tensor Put<T>(Tensor x, long[] targets, Tensor updates, int block, string reduction)
        where T : unmanaged, INumber<T>
    {
        T[] values = x.ToArray<T>(), news = updates.ToArray<T>();
        Func<T, T, T> combine = reduction switch
        {
            "none" => (_, b) => b,
            "add" => (a, b) => a + b,
            "mul" => (a, b) => a * b,
            "max" => T.Max,
            "min" => T.Min,
            _ => throw Call.Fault($"combines by '{reduction}', which is not known"),
        };
        for (int i = 0; i < targets.Length; i++)
        {
            for (int k = 0; k < block; k++)
                values[targets[i] + k] = combine(values[targets[i] + k], news[(i * block) + k]);
        }
        return Tensor.From(values, x.Shape);
    }
}
