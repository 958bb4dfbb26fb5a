using Hone.Numerics;

namespace Hone.Deep.Tests.Training;

/// <summary>Small data and networks for tests of training.</summary>
internal static class Moons
{
    /// <summary>Points of two classes: two half-circles that lie in each other.</summary>
    public static TensorData Data(int count = 200, ulong seed = 1, double noise = 0.1)
    {
        RandomStream random = RandomKey.FromSeed(seed).Child("moons").Open();
        float[] x = new float[2 * count];
        long[] y = new long[count];
        for (int i = 0; i < count; i++)
        {
            double angle = Math.PI * random.Uniform();
            y[i] = i % 2;
            (double across, double up) = y[i] == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
            x[2 * i] = (float)(across + (noise * random.Normal()));
            x[(2 * i) + 1] = (float)(up + (noise * random.Normal()));
        }
        return new TensorData(Tensor.From(x, [count, 2]), Tensor.From(y));
    }

    /// <summary>A small network; with dropout where wanted.</summary>
    public static Sequential Network(ulong seed = 1, double dropout = 0)
    {
        RandomKey key = RandomKey.FromSeed(seed);
        return new Sequential(new Linear(2, 16, key.Child("hidden")), new Relu(), new Dropout(dropout, key.Child("dropout")), new Linear(16, 2, key.Child("output")));
    }

    public static Tensor Loss(Tensor scores, Tensor classes) => Functions.CrossEntropy(scores, classes);

    /// <summary>All weights of a network, in a row.</summary>
    public static float[] Weights(Module network) => [.. network.State.Values.SelectMany(tensor => tensor.To(DType.Float32).ToArray<float>())];
}
