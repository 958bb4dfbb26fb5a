using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>A sum of trees: the model of <see cref="GradientBoosting"/>.</summary>
public abstract class BoostedTrees : IModel
{
    private readonly double[] baseScores;

    private protected BoostedTrees(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double[] baseScores, BoostingLoss loss, FitReport report) =>
        (Inputs, Trees, this.baseScores, Loss, Report) = (inputs, trees, baseScores, loss, report);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <inheritdoc/>
    /// <remarks>Iterations counts rounds kept; the objective is the mean training loss after each round, the validation the held-out one.</remarks>
    public FitReport Report { get; }

    /// <summary>The trees, one a round and raw score: tree t adds its leaf's value to the score t mod the number of scores.</summary>
    public TreeEnsemble Trees { get; }

    /// <summary>What was minimised; never Auto.</summary>
    public BoostingLoss Loss { get; }

    /// <summary>F₀, what each raw score starts from.</summary>
    public IReadOnlyList<double> BaseScores => baseScores;

    /// <summary>The share of each column's splits in the gain of all splits; sums to 1 unless there is no split.</summary>
    public double[] Importances => Trees.Importances(Inputs.Count, perTree: false);

    /// <summary>The raw scores of one row, before they become a prediction; allocates nothing.</summary>
    /// <param name="row">d numbers; NaN is missing.</param>
    /// <param name="scores">Receives one number a raw score.</param>
    public void RawScores(ReadOnlySpan<double> row, Span<double> scores)
    {
        this.RequireRow(row);
        int outputs = baseScores.Length;
        if (outputs == 1)
        {
            double score = baseScores[0];
            for (int tree = 0; tree < Trees.TreeCount; tree++)
                score += Trees.ValueOf(tree, row);
            scores[0] = score;
            return;
        }
        baseScores.CopyTo(scores);
        for (int first = 0; first < Trees.TreeCount; first += outputs)
        {
            for (int k = 0; k < outputs; k++)
                scores[k] += Trees.ValueOf(first + k, row);
        }
    }

    private protected void WriteParts(PackageWriter writer)
    {
        writer.Columns("inputs", Inputs);
        writer.Choice("loss", Loss);
        writer.Numbers("base", baseScores);
        writer.Group("trees", Trees.Write);
        writer.Report("report", Report);
    }

    private protected static (FeatureColumn[] Inputs, TreeEnsemble Trees, double[] Base, BoostingLoss Loss, FitReport Report) ReadParts(PackageReader reader)
    {
        FeatureColumn[] inputs = reader.Columns("inputs");
        double[] start = reader.FiniteNumbers("base");
        TreeEnsemble trees = TreeEnsemble.Read(reader.Group("trees"), inputs.Length);
        if (start.Length == 0)
            throw reader.Fault("base", "holds no score");
        if (trees.Width != 1 || trees.TreeCount % start.Length != 0)
            throw reader.Fault("trees", "do not fit the number of scores");
        return (inputs, trees, start, reader.Choice<BoostingLoss>("loss"), reader.Report("report"));
    }
}

/// <summary>Boosted trees that predict numbers.</summary>
public sealed class BoostedRegressor : BoostedTrees, IRegressor, IStored<BoostedRegressor>
{
    internal BoostedRegressor(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double[] baseScores, BoostingLoss loss, FitReport report)
        : base(inputs, trees, baseScores, loss, report)
    {
    }

    /// <inheritdoc/>
    public static string Kind => "boosted-regressor";

    /// <inheritdoc/>
    public int Outputs => BaseScores.Count;

    /// <inheritdoc/>
    public void Predict(ReadOnlySpan<double> row, Span<double> prediction)
    {
        Span<double> scores = prediction[..Outputs];
        RawScores(row, scores);
        for (int k = 0; k < scores.Length && Loss == BoostingLoss.Poisson; k++)
            scores[k] = PoissonLoss.Mean(scores[k]);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
    }

    /// <inheritdoc/>
    public static BoostedRegressor Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, trees, start, loss, report) = ReadParts(reader);
        return loss is BoostingLoss.Squared or BoostingLoss.Absolute or BoostingLoss.Quantile or BoostingLoss.Poisson
            ? new BoostedRegressor(inputs, trees, start, loss, report)
            : throw reader.Fault("loss", "is none that predicts numbers");
    }
}

/// <summary>Boosted trees that predict the probabilities of classes.</summary>
public sealed class BoostedClassifier : BoostedTrees, IClassifier, IStored<BoostedClassifier>
{
    internal BoostedClassifier(IReadOnlyList<FeatureColumn> inputs, TreeEnsemble trees, double[] baseScores, BoostingLoss loss, FitReport report, IReadOnlyList<string> classes, int positive)
        : base(inputs, trees, baseScores, loss, report) => (Classes, Positive) = (classes, positive);

    /// <inheritdoc/>
    public static string Kind => "boosted-classifier";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int Positive { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        if (Loss == BoostingLoss.Logistic)
        {
            Span<double> score = [0];
            RawScores(row, score);
            probabilities[1] = LogisticLoss.Probability(score[0]);
            probabilities[0] = 1 - probabilities[1];
            return;
        }
        Span<double> scores = probabilities[..Classes.Count];
        RawScores(row, scores);
        SoftmaxLoss.Softmax(scores);
    }

    /// <inheritdoc/>
    public void Write(PackageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        WriteParts(writer);
        writer.Texts("classes", Classes);
        writer.Whole("positive", Positive);
    }

    /// <inheritdoc/>
    public static BoostedClassifier Read(PackageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (inputs, trees, start, loss, report) = ReadParts(reader);
        (string[] classes, int positive) = reader.ClassNames();
        bool sound = loss switch
        {
            BoostingLoss.Logistic => start.Length == 1 && classes.Length == 2,
            BoostingLoss.Softmax => start.Length == classes.Length,
            _ => false,
        };
        return sound
            ? new BoostedClassifier(inputs, trees, start, loss, report, classes, positive)
            : throw reader.Fault("loss", "does not fit the classes");
    }
}
