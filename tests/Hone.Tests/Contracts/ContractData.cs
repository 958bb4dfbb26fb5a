using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Tests.Contracts;

/// <summary>Rows made to measure for the learner in hand: what its needs exclude does not occur, what they do not name does.</summary>
internal static class ContractData
{
    /// <summary>n rows of four numbers, one of them with gaps where the learner takes them, and a category where it takes that.</summary>
    public static TrainingData Make(ILearner<IModel> learner, TargetKinds kind, int rows = 80, int classes = 2, ulong seed = 1)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, 5);
        double[] signal = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < 4; j++)
                x[i, j] = random.Uniform(0, 2);
            x[i, 4] = random.Below(3);
            signal[i] = (2 * x[i, 0]) - x[i, 1] + (x[i, 4] == 1 ? 1 : 0) + random.Uniform(-0.5, 0.5);
            if (!learner.Needs.HasFlag(Needs.Complete) && random.Below(8) == 0)
                x[i, 2] = double.NaN;
        }
        FeatureColumn[] columns = FeatureColumn.Numbered(5);
        if (!learner.Needs.HasFlag(Needs.Numbers))
            columns[4] = new FeatureColumn("größe", ["klein", "mittel", "groß"]);
        return new TrainingData(new Features(x, columns), TargetOf(signal, kind, classes));
    }

    /// <summary>Numbers only, whatever the learner takes.</summary>
    public static TrainingData Plain(Matrix x, TargetKinds kind, int classes = 2)
    {
        double[] signal = new double[x.Rows];
        for (int i = 0; i < x.Rows; i++)
            signal[i] = i % 3 == 0 ? 1 : (0.1 * i) % 1;
        return new TrainingData(new Features(x), TargetOf(signal, kind, classes));
    }

    /// <summary>Uniform numbers in [0, 1).</summary>
    public static Matrix Random(int rows, int columns, ulong seed = 3)
    {
        RandomStream random = RandomKey.FromSeed(seed).Open();
        Matrix x = new(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                x[i, j] = random.Uniform();
        }
        return x;
    }

    /// <summary>The learner with few trees or epochs, so that a suite over all of them stays quick.</summary>
    public static ILearner<IModel> Light(LearnerEntry entry, ILearner<IModel>? learner = null)
    {
        learner ??= entry.Create();
        foreach (Setting setting in entry.Settings.Where(s => s.Name is "Trees" or "Rounds" or "Epochs" && int.TryParse(s.Get(learner), out int count) && count > 12))
            learner = setting.With(learner, "12");
        return learner;
    }

    /// <summary>Predictions or probabilities, row after row.</summary>
    public static double[] Predict(IModel model, Features x, int? workers = null) => model switch
    {
        IClassifier classifier => classifier.PredictProbabilities(x, workers).AsSpan().ToArray(),
        IRegressor regressor => regressor.Predict(x, workers).AsSpan().ToArray(),
        _ => throw new InvalidOperationException($"{model.GetType().Name} predicts nothing."),
    };

    /// <summary>Everything the model would put into a package, as bytes.</summary>
    public static byte[] Stored(IModel model)
    {
        PackageWriter writer = new();
        writer.Child("model", model.ShouldBeAssignableTo<IStored>());
        using MemoryStream stream = new();
        Hone.Packages.PackageFile.Write(stream, writer.Document);
        return stream.ToArray();
    }

    /// <summary>The model as it comes back from such bytes.</summary>
    public static IModel Loaded(byte[] stored)
    {
        using MemoryStream stream = new(stored);
        return new PackageReader(Hone.Packages.PackageFile.Read(stream, "here"), Tested.Catalogue).Child<IModel>("model");
    }

    private static Target TargetOf(double[] signal, TargetKinds kind, int classes)
    {
        if (kind == TargetKinds.Numbers)
            return new NumberTarget(signal);
        double[] sorted = [.. signal.Order()];
        return new ClassTarget(
            [.. signal.Select(s => Math.Min(classes - 1, Array.BinarySearch(sorted, s) is var at && at < 0 ? ~at * classes / sorted.Length : at * classes / sorted.Length))],
            [.. Enumerable.Range(0, classes).Select(c => $"Klasse {c}")]);
    }
}
