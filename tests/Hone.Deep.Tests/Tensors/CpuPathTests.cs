using Hone.Numerics;

namespace Hone.Deep.Tests.Tensors;

public sealed class CpuPathTests
{
    private static readonly VectorPath[] Paths = [VectorPath.Scalar, VectorPath.Vectors128, VectorPath.Vectors256, VectorPath.Vectors512];

    public static TheoryData<int, DType> Sizes
    {
        get
        {
            TheoryData<int, DType> sizes = [];
            foreach (int size in (int[])[0, 1, 7, 8, 15, 16, 17, 31, 33, 70_000])
            {
                sizes.Add(size, DType.Float32);
                sizes.Add(size, DType.Float64);
            }
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_kernel_gives_the_same_bits_on_every_path_and_number_of_threads(int size, DType type)
    {
        Tensor a = Draw.Normal([2, size], 1, type), b = Draw.Normal([2, size], 2, type);
        foreach (Unary function in Enum.GetValues<Unary>())
            Same(cpu => Made(a.Shape, type, to => cpu.Apply(function, a, to)));
        foreach (Binary function in Enum.GetValues<Binary>())
        {
            Same(cpu => Made(a.Shape, type, to => cpu.Apply(function, a, b, to)));
            Same(cpu => Made(a.Shape, type, to => cpu.Apply(function, a, b.Slice(0, 0, 1), to)));
        }
        foreach (Reduction reduction in Enum.GetValues<Reduction>())
        {
            Same(cpu => Made([1, size], type, to => cpu.Reduce(reduction, a, 0, to)));
            Same(cpu => Made([2, 1], type, to => cpu.Reduce(reduction, a, 1, to)));
            Same(cpu => Made([size, 1], type, to => cpu.Reduce(reduction, a.Transpose(), 1, to)));
        }
        Tensor rows = Tensor.From([1L, 0, 1]);
        Same(cpu => Made([3, size], type, to => cpu.TakeSlices(a, 0, rows, to)));
        Same(cpu =>
        {
            Tensor sum = b.Clone();
            cpu.AddSlices(Tensor.Concat([a, b.Slice(0, 0, 1)]), 0, rows, sum);
            return sum;
        });
        Same(cpu => Made(a.Shape, type, to => cpu.LogSoftmax(a, to)));
        Same(cpu => Made(a.Shape, type, to => cpu.LogSoftmaxBack(b, a, to)));
        Same(cpu => Made(a.Shape, type, to => cpu.Softmax(a, to)));
        Same(cpu => Made(a.Shape, type, to => cpu.SoftmaxBack(b, a, to)));
        foreach (Comparison comparison in Enum.GetValues<Comparison>())
        {
            Same(cpu => Made(a.Shape, DType.Bool, to => cpu.Compare(comparison, a, b, to)));
            Same(cpu => Made(a.Shape, DType.Bool, to => cpu.Compare(comparison, a.Round(), Tensor.Scalar(1, type), to)));
        }
        Same(cpu => Made(a.Shape, type, to => cpu.Dropout(a, 0.3, RandomKey.FromSeed(5), to)));
    }

    private static Tensor Made(Shape shape, DType type, Action<Tensor> fill)
    {
        Tensor to = Tensor.Uninitialised(shape, type);
        fill(to);
        return to;
    }

    private static void Same(Func<Cpu, Tensor> run)
    {
        byte[] expected = Bytes(run(new Cpu { Path = VectorPath.Scalar }));
        foreach (VectorPath path in Paths)
        {
            Bytes(run(new Cpu { Path = path })).AsSpan().SequenceEqual(expected).ShouldBeTrue($"{path}");
            Tensor? alone = null;
            WorkerPool.For(1, 1, _ => alone = run(new Cpu { Path = path }));
            Bytes(alone!).AsSpan().SequenceEqual(expected).ShouldBeTrue($"{path}, one thread");
        }
    }

    private static unsafe byte[] Bytes(Tensor tensor)
    {
        byte[] bytes = new ReadOnlySpan<byte>(tensor.Storage.Address, tensor.Count * tensor.Type.Size).ToArray();
        GC.KeepAlive(tensor);
        return bytes;
    }
}
