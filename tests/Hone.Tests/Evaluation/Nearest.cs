using Hone.Contracts;
using Hone.Data;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Tests.Evaluation;

/// <summary>A learner as a user would write one: the mean target, or class shares, of the nearest rows.</summary>
public sealed record Nearest : ILearner<NearestModel>
{
    public int Neighbours { get; init; } = 1;

    public Needs Needs => Needs.Numbers | Needs.Complete | Needs.Scaled;

    public TargetKinds Targets => TargetKinds.Numbers | TargetKinds.Classes;

    public ILearner<NearestModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with { Neighbours = trial.Integer("neighbours", 1, 40, log: true) };
    }

    public NearestModel Fit(TrainingData data, FitContext context = default) => data.Y is ClassTarget classes
        ? new NearestClassifier(data, classes, Neighbours)
        : new NearestRegressor(data, ((NumberTarget)data.Y).Values.Column(0), Neighbours);
}

public abstract class NearestModel(TrainingData data, int neighbours) : IModel
{
    private readonly Matrix x = data.X.ToDense();

    public IReadOnlyList<FeatureColumn> Inputs => data.X.Columns;

    public FitReport Report => FitReport.Exact;

    protected int[] Around(ReadOnlySpan<double> row)
    {
        double[] distances = new double[x.Rows];
        int[] rows = new int[x.Rows];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
            for (int j = 0; j < row.Length; j++)
                distances[i] += (row[j] - x[i, j]) * (row[j] - x[i, j]);
        }
        Array.Sort(rows, (a, b) => distances[a] != distances[b] ? distances[a].CompareTo(distances[b]) : a.CompareTo(b));
        return rows[..Math.Min(neighbours, rows.Length)];
    }
}

public sealed class NearestRegressor(TrainingData data, double[] y, int neighbours) : NearestModel(data, neighbours), IRegressor
{
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction) => prediction[0] = Around(row).Average(i => y[i]);
}

public sealed class NearestClassifier(TrainingData data, ClassTarget y, int neighbours) : NearestModel(data, neighbours), IClassifier
{
    public IReadOnlyList<string> Classes => y.Classes;

    public int Positive => y.Positive;

    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        probabilities.Clear();
        int[] around = Around(row);
        foreach (int i in around)
            probabilities[y.Codes[i]] += 1.0 / around.Length;
    }
}

/// <summary>Centres and scales every column by its training mean and standard deviation.</summary>
public sealed record Standardise : IStep
{
    public StepFit Fit(Draft table, Target? target, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(table);
        FittedStandardise fitted = new();
        foreach (NumberColumn column in table.Table.Columns.Cast<NumberColumn>())
        {
            double[] values = [.. Enumerable.Range(0, column.Count).Select(i => column[i])];
            double mean = values.Average();
            fitted.Scales[column.Name] = (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
        }
        return StepFit.Of(fitted, table);
    }
}

public sealed class FittedStandardise : IFittedStep
{
    public Dictionary<string, (double Mean, double Deviation)> Scales { get; } = [];

    public IReadOnlyList<StepNote> Notes => [];

    public Draft Apply(Draft table, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table with
        {
            Table = new Frame([.. table.Table.Columns.Cast<NumberColumn>().Select(c => new NumberColumn(c.Name, [.. Enumerable.Range(0, c.Count).Select(i => (c[i] - Scales[c.Name].Mean) / Scales[c.Name].Deviation)]))]),
        };
    }

    public void Write(PackageWriter writer) => throw new NotSupportedException("a test's step is never stored");

    public string StoredKind => "test standardise";
}
