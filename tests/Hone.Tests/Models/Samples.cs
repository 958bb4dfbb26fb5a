using Hone.Numerics;

namespace Hone.Tests.Models;

/// <summary>Small made-up data, the same for the same seed.</summary>
internal static class Samples
{
    /// <summary>y = x·(1, −2, 3, …) + noise, x uniform in [−1, 1] with column means apart.</summary>
    public static (Matrix X, double[] Y) Linear(int rows, int columns, ulong seed)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, columns);
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            y[i] = 0.5 * random.Uniform(-1, 1);
            for (int j = 0; j < columns; j++)
            {
                x[i, j] = j + random.Uniform(-1, 1);
                y[i] += (j % 2 == 0 ? 1 : -1) * (1 + (j % 5)) * x[i, j];
            }
        }
        return (x, y);
    }

    /// <summary>One entry in ten stored.</summary>
    public static (Matrix X, double[] Y) Sparse(int rows, int columns, ulong seed)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, columns);
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            y[i] = 0.5 * random.Uniform(-1, 1);
            for (int j = 0; j < columns; j++)
            {
                if (random.Uniform() < 0.1)
                    x[i, j] = random.Uniform(0.5, 2);
                y[i] += ((j % 3) - 1) * x[i, j];
            }
        }
        return (x, y);
    }

    /// <summary>Classes c0 … in clouds about distinct centres that overlap.</summary>
    public static (Matrix X, string[] Y) Clouds(int rows, int columns, int classes, ulong seed, double apart = 1)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, columns);
        string[] y = new string[rows];
        for (int i = 0; i < rows; i++)
        {
            int code = i % classes;
            y[i] = FormattableString.Invariant($"c{code}");
            for (int j = 0; j < columns; j++)
            {
                double noise = 0;
                for (int t = 0; t < 4; t++)
                    noise += random.Uniform(-1, 1);
                x[i, j] = (apart * Math.Cos(code + (2 * j))) + noise;
            }
        }
        return (x, y);
    }
}
