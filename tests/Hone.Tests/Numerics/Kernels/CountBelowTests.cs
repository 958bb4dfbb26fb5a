using Hone.Numerics;

namespace Hone.Tests.Numerics;

public sealed unsafe class CountBelowTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(239)]
    [InlineData(254)]
    [InlineData(255)]
    public void Every_path_counts_the_edges_below_a_value(int count)
    {
        RandomStream random = RandomKey.FromSeed((ulong)count).Open();
        double[] edges = new double[count];
        for (int i = 0; i < count; i++)
            edges[i] = i == 0 ? double.NegativeInfinity : Math.Round(random.Normal() * 40) / 4;
        Array.Sort(edges);
        edges = [.. edges.Distinct()];
        double[] padded = [.. edges, .. Enumerable.Repeat(double.PositiveInfinity, (edges.Length < 16 ? 16 : 256) - edges.Length)];
        double[] values = [.. edges, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, .. Enumerable.Range(0, 70).Select(_ => random.Normal() * 10)];
        foreach (int stride in (int[])[1, 3])
        {
            double[] apart = new double[stride * values.Length];
            for (int i = 0; i < values.Length; i++)
                apart[i * stride] = values[i];
            foreach (VectorPath path in Enum.GetValues<VectorPath>())
            {
                byte[] side = new byte[values.Length], far = new byte[5 * values.Length];
                fixed (double* from = apart, edge = padded)
                fixed (byte* one = side, two = far)
                    Kernels.CountBelow(from, stride, values.Length, edge, padded.Length / 16, 255, one, two, 5, path);
                for (int i = 0; i < values.Length; i++)
                {
                    byte expected = double.IsNaN(values[i]) ? (byte)255 : (byte)edges.Count(edge => edge < values[i]);
                    Assert.Equal(expected, side[i]);
                    Assert.Equal(expected, far[5 * i]);
                }
            }
        }
    }

    [Fact]
    public void One_value_alone_is_counted_as_among_others()
    {
        double[] edges = [.. Enumerable.Range(0, 200).Select(i => Math.Round(i * 1.7) - 150), .. Enumerable.Repeat(double.PositiveInfinity, 56)];
        double[] lasts = [.. Enumerable.Range(0, 16).Select(group => edges[(16 * group) + 15])];
        foreach (double value in (double[])[.. edges, double.NaN, double.NegativeInfinity, -0.0, .. edges.Select(e => e + 0.25)])
        {
            fixed (double* edge = edges, last = lasts)
                Assert.Equal(edges.Count(e => e < value), Kernels.CountBelow(value, last, edge));
        }
    }
}
