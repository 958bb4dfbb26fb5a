using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Models.Trees;

/// <summary>Small made-up tables for tests of trees, and a trip of a model through its stored form.</summary>
internal static class TreeTables
{
    /// <summary>y = 10·sin(πx₁x₂) + 20(x₃ − ½)² + 10x₄ + 5x₅ + noise (Friedman, 1991), with further columns of noise.</summary>
    public static (Matrix X, double[] Y) Friedman(int rows, int columns = 8, ulong seed = 1, double noise = 1)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, columns);
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = x.Row(i);
            for (int j = 0; j < columns; j++)
                row[j] = random.Uniform();
            y[i] = (10 * Math.Sin(Math.PI * row[0] * row[1])) + (20 * (row[2] - 0.5) * (row[2] - 0.5)) + (10 * row[3]) + (5 * row[4]) + (noise * (random.Uniform(-1, 1) + random.Uniform(-1, 1)));
        }
        return (x, y);
    }

    /// <summary>Numbers with gaps, a category of five levels, and three classes that depend on both.</summary>
    public static TrainingData Mixed(int rows, ulong seed = 1, int classes = 3)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, 4);
        int[] y = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            double a = random.Uniform(-1, 1), b = random.Uniform(-1, 1);
            int level = random.Below(5);
            double score = a + (level is 1 or 3 ? 0.8 : -0.4) + (0.5 * b * b) + random.Uniform(-0.4, 0.4);
            x[i, 0] = random.Uniform() < 0.1 ? double.NaN : a;
            x[i, 1] = b;
            x[i, 2] = random.Uniform() < 0.05 ? double.NaN : level;
            x[i, 3] = Math.Floor(random.Uniform(0, 4));
            y[i] = classes == 2 ? (score > 0 ? 1 : 0) : score < -0.4 ? 0 : score < 0.5 ? 1 : 2;
        }
        FeatureColumn[] columns = [new("a"), new("b"), new("kind", ["p", "q", "r", "s", "t"]), new("steps")];
        return new TrainingData(new Features(x, columns), new ClassTarget(y, [.. new[] { "low", "middle", "high" }.Take(classes)]));
    }

    public static TrainingData Numbers(Matrix x, double[] y) => new(new Features(x), new NumberTarget(y));

    /// <summary>The model as read from what it wrote.</summary>
    public static T Again<T>(T model)
        where T : class, IStored<T>
    {
        PackageWriter writer = new();
        model.Write(writer);
        return T.Read(new PackageReader(writer.Document, HoneCatalogue.Value));
    }

    public static double MeanSquaredError(IRegressor model, Matrix x, double[] y)
    {
        double[] found = model.Predict(x);
        return found.Zip(y, (f, t) => (f - t) * (f - t)).Average();
    }

    /// <summary>Every number that a model gives for the rows, in bits.</summary>
    public static long[] Bits(IModel model, Features x)
    {
        Matrix found = model is IClassifier classifier ? classifier.PredictProbabilities(x) : ((IRegressor)model).Predict(x);
        return [.. found.AsSpan().ToArray().Select(BitConverter.DoubleToInt64Bits)];
    }
}
