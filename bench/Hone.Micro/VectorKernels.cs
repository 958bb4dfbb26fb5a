using BenchmarkDotNet.Attributes;
using Hone.Numerics;

namespace Hone.Micro;

/// <summary>Kernels over spans on each vector path, from a row of features to what only memory holds.</summary>
public class VectorKernels
{
    private double[] x = [], y = [];

    [Params(28, 1_000, 100_000)]
    public int Length { get; set; }

    [Params("512", "256", "128")]
    public string Path { get; set; } = "";

    private VectorPath Vectors => Enum.Parse<VectorPath>("Vectors" + Path);

    [GlobalSetup]
    public void Fill()
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        x = new double[Length];
        y = new double[Length];
        for (int i = 0; i < Length; i++)
            (x[i], y[i]) = (random.Uniform(-1, 1), random.Uniform(-1, 1));
    }

    [Benchmark]
    public double Dot() => Kernels.Dot(Vectors, x, y);

    [Benchmark]
    public double Sum() => Kernels.Sum(Vectors, x);

    [Benchmark]
    public double SquaredDistance() => Kernels.SquaredDistance(Vectors, x, y);

    [Benchmark]
    public double Max() => Kernels.Max(Vectors, x);

    [Benchmark]
    public void Axpy() => Kernels.Axpy(Vectors, 1e-9, x, y);
}
