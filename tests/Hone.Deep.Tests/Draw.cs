using Hone.Numerics;

namespace Hone.Deep.Tests;

/// <summary>Random tensors for tests.</summary>
internal static class Draw
{
    public static Tensor Normal(Shape shape, int seed = 1, DType type = DType.Float64) => Tensor.Normal(shape, RandomKey.FromSeed((ulong)seed).Open(), type: type);

    public static Tensor Positive(Shape shape, int seed = 1, DType type = DType.Float64) => Tensor.Uniform(shape, RandomKey.FromSeed((ulong)seed).Open(), 0.3, 2, type);

    public static void ShouldHold(this Tensor tensor, params double[] values) => tensor.To(DType.Float64).ToArray<double>().ShouldBe(values);

    public static void ShouldBeNear(this Tensor tensor, Tensor other, double tolerance)
    {
        tensor.Shape.ShouldBe(other.Shape);
        double[] a = tensor.To(DType.Float64).ToArray<double>(), b = other.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < a.Length; i++)
            Math.Abs(a[i] - b[i]).ShouldBeLessThanOrEqualTo(tolerance * (1 + Math.Abs(b[i])), $"element {i}: {a[i]} and {b[i]}");
    }
}
