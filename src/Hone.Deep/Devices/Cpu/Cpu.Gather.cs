namespace Hone.Deep;

internal sealed unsafe partial class Cpu
{
    public override void Gather(Tensor x, int axis, Tensor positions, Tensor to)
    {
        switch (x.Type.Size)
        {
            case 8: Gather<ulong>(x, axis, positions, to); break;
            case 4: Gather<uint>(x, axis, positions, to); break;
            case 2: Gather<ushort>(x, axis, positions, to); break;
            default: Gather<byte>(x, axis, positions, to); break;
        }
    }

    private static void Gather<T>(Tensor x, int axis, Tensor positions, Tensor to)
        where T : unmanaged
    {
        int step = x.Strides[axis], size = x.Shape[axis];
        Sweep sweep = new(to.Shape, x.Stretchable(axis), positions);
        int along = sweep.InnerStride(0), alongPositions = sweep.InnerStride(1);
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        long* places = positions.Pointer<long>();
        sweep.Run((at, offsets, length) =>
        {
            for (int i = 0; i < length; i++)
            {
                long place = places[offsets[1] + ((long)i * alongPositions)];
                if ((ulong)place >= (ulong)size)
                    throw OutOfRange(place, axis, size);
                into[at + i] = from[offsets[0] + ((long)i * along) + (place * step)];
            }
        });
        GC.KeepAlive(x);
        GC.KeepAlive(positions);
        GC.KeepAlive(to);
    }

    private static ArgumentOutOfRangeException OutOfRange(long place, int axis, int size) =>
        new("positions", place, FormattableString.Invariant($"A position is {place}; axis {axis} has positions 0 to {size - 1}."));

    public override void ScatterAdd(Tensor x, int axis, Tensor positions, Tensor to)
    {
        if (x.Type == DType.Float32)
            ScatterAdd<float>(x, axis, positions, to);
        else
            ScatterAdd<double>(x, axis, positions, to);
    }

    // In order, because several elements may go to one place and the order of a sum belongs to its value.
    private static void ScatterAdd<T>(Tensor x, int axis, Tensor positions, Tensor to)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        int step = to.Strides[axis], size = to.Shape[axis];
        Sweep sweep = new(x.Shape, x, positions, to.Stretchable(axis));
        int along = sweep.InnerStride(0), alongPositions = sweep.InnerStride(1), alongTo = sweep.InnerStride(2);
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        long* places = positions.Pointer<long>();
        sweep.RunInOrder((_, offsets, length) =>
        {
            for (int i = 0; i < length; i++)
            {
                long place = places[offsets[1] + ((long)i * alongPositions)];
                if ((ulong)place >= (ulong)size)
                    throw OutOfRange(place, axis, size);
                into[offsets[2] + ((long)i * alongTo) + (place * step)] += from[offsets[0] + ((long)i * along)];
            }
        });
        GC.KeepAlive(x);
        GC.KeepAlive(positions);
        GC.KeepAlive(to);
    }
}
