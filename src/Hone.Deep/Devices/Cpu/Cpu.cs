using Hone.Numerics;

namespace Hone.Deep;

/// <summary>The kernels of the processor. Each gives the same bits for any number of threads and on every vector path.</summary>
internal sealed unsafe partial class Cpu : Device
{
    public override Storage Rent(long bytes) => StoragePool.Rent(bytes);

    public override void Fill(Tensor to, double value)
    {
        switch (to.Type)
        {
            case DType.Float32: Fill(to, (float)value); break;
            case DType.Float64: Fill(to, value); break;
            case DType.BFloat16: Fill(to, Brain.Round((float)value)); break;
            case DType.Int32: Fill(to, Whole<int>(value)); break;
            case DType.Int64: Fill(to, Whole<long>(value)); break;
            default: Fill(to, value != 0); break;
        }
    }

    private static void Fill<T>(Tensor to, T value)
        where T : unmanaged
    {
        Sweep sweep = new(to.Shape, to);
        int step = sweep.InnerStride(0);
        T* into = to.Pointer<T>();
        sweep.Run((_, offsets, length) =>
        {
            T* row = into + offsets[0];
            if (step == 1)
            {
                new Span<T>(row, length).Fill(value);
                return;
            }
            for (int i = 0; i < length; i++)
                row[(long)i * step] = value;
        });
        GC.KeepAlive(to);
    }

    private static T Whole<T>(double value)
        where T : System.Numerics.IBinaryInteger<T>
    {
        T whole = T.CreateSaturating(value);
        if (double.CreateTruncating(whole) != value)
            throw new ArgumentException(FormattableString.Invariant($"{value} is no whole number that the type of the tensor, {typeof(T).Name}, can hold."), nameof(value));
        return whole;
    }
}
