using BenchmarkDotNet.Attributes;
using Hone.Numerics;

namespace Hone.Micro;

/// <summary>The matrix product of floats and of doubles, square and skinny, on one thread and on all.</summary>
public class Products
{
    private float[] a = [], b = [], c = [];
    private double[] x = [], y = [], z = [];

    /// <summary>Rows × depth × columns.</summary>
    [Params("32x32x32", "512x512x512", "64x784x128", "128x3072x768")]
    public string Shape { get; set; } = "";

    [Params(1, 2)]
    public int Workers { get; set; }

    private int Rows => Size(0);

    private int Depth => Size(1);

    private int Columns => Size(2);

    [GlobalSetup]
    public void Fill()
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        x = Draw(Rows * Depth);
        y = Draw(Depth * Columns);
        z = new double[Rows * Columns];
        (a, b, c) = (Array.ConvertAll(x, value => (float)value), Array.ConvertAll(y, value => (float)value), new float[z.Length]);

        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Uniform(-1, 1))];
    }

    [Benchmark]
    public void OfDoubles() => MatrixProduct.Multiply(Rows, Columns, Depth, new DenseOperand<double>(x, Depth), new DenseOperand<double>(y, Columns), z, Columns, workers: Workers);

    [Benchmark]
    public void OfFloats() => MatrixProduct.Multiply(Rows, Columns, Depth, new DenseOperand<float>(a, Depth), new DenseOperand<float>(b, Columns), c, Columns, workers: Workers);

    private int Size(int place) => int.Parse(Shape.Split('x')[place], System.Globalization.CultureInfo.InvariantCulture);
}
