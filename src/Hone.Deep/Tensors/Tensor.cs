namespace Hone.Deep;

/// <summary>Numbers along any number of axes, with gradients where they are asked for.</summary>
/// <remarks>
/// A tensor is a handle: views share the numbers of what they were made from, and a change in place shows in all of them. There is nothing to dispose of: the memory goes back to
/// a pool when the collector finds that nobody can reach it, and a tensor that is kept keeps its values.
/// Operations follow NumPy's rules of broadcasting. Reading from several threads is safe; changing in place while another thread reads is not.
/// </remarks>
public sealed partial class Tensor
{
    private int[] strides;

    internal Tensor(Storage storage, DType type, Shape shape, int[] strides, int offset)
    {
        (Storage, Type, Shape, this.strides, Offset) = (storage, type, shape, strides, offset);
        IsContiguous = RowByRow(shape, strides);
    }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape { get; }

    /// <summary>What the elements are.</summary>
    public DType Type { get; private set; }

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>Number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>Whether the elements lie row by row without gaps.</summary>
    public bool IsContiguous { get; private set; }

    /// <summary>Elements from one position along each axis to the next; 0 where one element stands for all.</summary>
    public ReadOnlySpan<int> Strides => strides;

    /// <summary>The numbers behind it and behind its views.</summary>
    internal Storage Storage { get; private set; }

    /// <summary>The first element's place in the storage, in elements.</summary>
    internal int Offset { get; private set; }

    /// <summary>Shape and type, and the elements where there are few.</summary>
    public override string ToString() => TensorText.Of(this);

    /// <summary>A new tensor with room for its elements, at whatever values the memory last had.</summary>
    internal static Tensor Uninitialised(Shape shape, DType type) =>
        new(Device.Cpu.Rent((long)shape.Count * type.Size), type, shape, shape.RowMajor(), 0);

    /// <summary>Another tensor over the same numbers.</summary>
    internal Tensor View(Shape shape, int[] newStrides, int offset) => new(Storage, Type, shape, newStrides, offset);

    /// <summary>Takes over the numbers and the type of another tensor of this shape; views made before stay with the former ones.</summary>
    internal void Become(Tensor other) => (Storage, Type, strides, Offset, IsContiguous) = (other.Storage, other.Type, other.strides, other.Offset, other.IsContiguous);

    /// <summary>The first element. Who reads through it keeps the tensor alive until done.</summary>
    internal unsafe T* Pointer<T>()
        where T : unmanaged => (T*)Storage.Address + Offset;

    private static bool RowByRow(Shape shape, int[] strides)
    {
        int step = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            int size = shape.Sizes[axis];
            if (size == 0)
                return true;
            if (size > 1 && strides[axis] != step)
                return false;
            step *= size;
        }
        return true;
    }
}
