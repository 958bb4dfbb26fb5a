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
        switch (to.Type)
        {
            case DType.Float32: Scatter<float, Adding<float>>(x, axis, positions, to); break;
            case DType.Float64: Scatter<double, Adding<double>>(x, axis, positions, to); break;
            case DType.Int32: Scatter<int, Adding<int>>(x, axis, positions, to); break;
            case DType.Int64: Scatter<long, Adding<long>>(x, axis, positions, to); break;
            default: throw new NotSupportedException($"scatter-add is not defined for tensors of {to.Type}; convert first, with To(DType.Float32).");
        }
    }

    public override void Scatter(Tensor x, int axis, Tensor positions, Tensor to)
    {
        switch (to.Type.Size)
        {
            case 8: Scatter<ulong, Replacing<ulong>>(x, axis, positions, to); break;
            case 4: Scatter<uint, Replacing<uint>>(x, axis, positions, to); break;
            case 2: Scatter<ushort, Replacing<ushort>>(x, axis, positions, to); break;
            default: Scatter<byte, Replacing<byte>>(x, axis, positions, to); break;
        }
    }

    private interface IArrival<T>
    {
        static abstract T Of(T before, T arrives);
    }

    // Lines along the axis are dealt out, and each is gone through in order: several elements may go to one place, and the order of a sum belongs to its value.
    private static void Scatter<T, TArrival>(Tensor x, int axis, Tensor positions, Tensor to)
        where T : unmanaged
        where TArrival : struct, IArrival<T>
    {
        int count = positions.Shape[axis], size = to.Shape[axis];
        long stepTo = to.Strides[axis], step = x.Strides[axis], stepPositions = positions.Strides[axis];
        Shape lines = positions.Shape.Without(axis, keep: true);
        Sweep sweep = new(lines, x.Stretchable(axis), positions.Stretchable(axis), to.Stretchable(axis));
        int along = sweep.InnerStride(0), alongPositions = sweep.InnerStride(1), alongTo = sweep.InnerStride(2);
        T* from = x.Pointer<T>(), into = to.Pointer<T>();
        long* places = positions.Pointer<long>();
        bool lineByLine = Math.Abs(step) < Math.Abs((long)along);
        sweep.Run(
            (_, offsets, length) =>
            {
                (int first, int second) = lineByLine ? (length, count) : (count, length);
                for (int a = 0; a < first; a++)
                {
                    for (int b = 0; b < second; b++)
                    {
                        (int line, int k) = lineByLine ? (a, b) : (b, a);
                        long place = places[offsets[1] + ((long)line * alongPositions) + (k * stepPositions)];
                        if ((ulong)place >= (ulong)size)
                            throw OutOfRange(place, axis, size);
                        T* target = into + offsets[2] + ((long)line * alongTo) + (place * stepTo);
                        *target = TArrival.Of(*target, from[offsets[0] + ((long)line * along) + (k * step)]);
                    }
                }
            },
            count);
        GC.KeepAlive(x);
        GC.KeepAlive(positions);
        GC.KeepAlive(to);
    }

    private readonly struct Adding<T> : IArrival<T>
        where T : System.Numerics.INumber<T>
    {
        public static T Of(T before, T arrives) => unchecked(before + arrives);
    }

    private readonly struct Replacing<T> : IArrival<T>
    {
        public static T Of(T before, T arrives) => arrives;
    }
}
