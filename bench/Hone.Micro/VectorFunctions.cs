using BenchmarkDotNet.Attributes;
using Hone.Numerics;

namespace Hone.Micro;

/// <summary>Functions over a span of 4,096 numbers from −4 to 4 on each vector path, and one number after the other.</summary>
public class VectorFunctions
{
    private const int Length = 4096;
    private readonly double[] x = new double[Length], positive = new double[Length], to = new double[Length];

    [Params("512", "256", "128", "Scalar")]
    public string Path { get; set; } = "";

    private VectorPath Vectors => Path == "Scalar" ? VectorPath.Scalar : Enum.Parse<VectorPath>("Vectors" + Path);

    [GlobalSetup]
    public void Fill()
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        for (int i = 0; i < Length; i++)
            (x[i], positive[i]) = (random.Uniform(-4, 4), random.Uniform(0, 4));
    }

    [Benchmark(OperationsPerInvoke = Length)]
    public void Exp() => Kernels.Exp(Vectors, x, to);

    [Benchmark(OperationsPerInvoke = Length)]
    public void Log() => Kernels.Log(Vectors, positive, to);

    [Benchmark(OperationsPerInvoke = Length)]
    public void Tanh() => Kernels.Tanh(Vectors, x, to);

    [Benchmark(OperationsPerInvoke = Length)]
    public void Sigmoid() => Kernels.Sigmoid(Vectors, x, to);

    [Benchmark(OperationsPerInvoke = Length)]
    public void Softplus() => Kernels.Softplus(Vectors, x, to);

    [Benchmark(OperationsPerInvoke = Length)]
    public void Erf() => Kernels.Erf(Vectors, x, to);

    [Benchmark(OperationsPerInvoke = Length)]
    public void Sin() => Kernels.Sin(Vectors, x, to);

    [Benchmark(OperationsPerInvoke = Length)]
    public void Cos() => Kernels.Cos(Vectors, x, to);
}
