using Hone.Numerics;
using K = Hone.Numerics.Kernels;

namespace Hone.Tests.Numerics;

public sealed class FloatRowTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(512)]
    public void Distances_and_products_of_floats_are_sixteen_scalar_lanes_on_every_path_from_every_start(int length)
    {
        for (int start = 0; start < 16; start++)
        {
            foreach (float special in (float[])[0.5f, float.NaN, float.PositiveInfinity, 1e30f, -0.0f])
            {
                float[] a = [.. Samples.Vector(start + length, 1).Select(v => (float)v)], b = [.. Samples.Vector(start + length, 2).Select(v => (float)v)];
                if (length > 0)
                    a[start + ((start * 7) % length)] = special;
                float[] squares = new float[16], products = new float[16];
                for (int i = 0; i < length; i++)
                {
                    float apart = a[start + i] - b[start + i];
                    squares[i % 16] = MathF.FusedMultiplyAdd(apart, apart, squares[i % 16]);
                    products[i % 16] = MathF.FusedMultiplyAdd(a[start + i], b[start + i], products[i % 16]);
                }
                foreach (VectorPath path in Enum.GetValues<VectorPath>())
                {
                    Assert.Equal(Sum(squares), K.FloatSquaredDistance(a.AsSpan(start), b.AsSpan(start), path));
                    Assert.Equal(Sum(products), K.FloatDot(a.AsSpan(start), b.AsSpan(start), path));
                }
            }
        }
    }

    private static float Sum(float[] l) =>
        (((l[0] + l[8]) + (l[4] + l[12])) + ((l[2] + l[10]) + (l[6] + l[14]))) + (((l[1] + l[9]) + (l[5] + l[13])) + ((l[3] + l[11]) + (l[7] + l[15])));
}
