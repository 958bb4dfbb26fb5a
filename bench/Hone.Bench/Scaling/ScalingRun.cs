using System.Globalization;
using System.Text.Json;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Bench.Scaling;

/// <summary>One size of one learner, in a process of its own: the middle of three fits, the memory of the first.</summary>
/// <param name="Seconds">A fit.</param>
/// <param name="PredictSeconds">Predicting 1,000 rows.</param>
/// <param name="Megabytes">Peak of the first fit, above what the data take.</param>
internal sealed record ScalingRun(double Seconds, double PredictSeconds, double Megabytes)
{
    private const int Fits = 3, PredictedRows = 1000;

    /// <summary>Measures in this process and prints a line that <see cref="Parse"/> reads.</summary>
    public static void Print(string learnerName, int rows, int columns, int threads)
    {
        ILearner<IModel> learner = HoneCatalogue.Value.Learner(learnerName).Create();
        TrainingData data = Data(learner, rows, columns);
        FitContext context = new(Workers: threads);
        Features head = new(data.X.ToDense().RowRange(0, PredictedRows).Copy());
        Memory.Settle();
        double before = Memory.ResidentMegabytes, peak = 0.0;
        List<double> fits = [], predictions = [];
        for (int i = 0; i < Fits; i++)
        {
            (double seconds, IModel model) = Timed.Run(() => learner.Fit(data, context));
            if (i == 0)
                peak = Memory.PeakMegabytes;
            fits.Add(seconds);
            predictions.Add(Timed.Run(() => Predict(model, head, threads)));
        }
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, double>
        {
            ["seconds"] = Side.Median([.. fits]),
            ["predict"] = Side.Median([.. predictions]),
            ["mb"] = peak - before,
        }));
    }

    public static ScalingRun Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return new ScalingRun(root.GetProperty("seconds").GetDouble(), root.GetProperty("predict").GetDouble(), root.GetProperty("mb").GetDouble());
    }

    private static void Predict(IModel model, Features rows, int threads)
    {
        if (model is IClassifier classifier)
            classifier.PredictProbabilities(rows, threads);
        else if (model is IRegressor regressor)
            regressor.Predict(rows, threads);
    }

    // Numbers that a straight line and a product of two of them explain, with noise: every learner has something to find, and none finds all.
    private static TrainingData Data(ILearner<IModel> learner, int rows, int columns)
    {
        RandomStream random = RandomKey.FromSeed(1).Open();
        Matrix x = new(rows, columns);
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            Span<double> row = x.Row(i);
            foreach (ref double value in row)
                value = random.Normal();
            y[i] = row[0] - (0.5 * row[1]) + (row[2] * row[3]) + (0.5 * random.Normal());
        }
        Target target = learner.Targets.HasFlag(TargetKinds.Classes)
            ? new ClassTarget(Array.ConvertAll(y, value => value > 0 ? 1 : 0), ["no", "yes"])
            : new NumberTarget(y);
        return new TrainingData(new Features(x), target);
    }

    /// <summary>The arguments that make a process measure one size.</summary>
    public static string[] Arguments(string learner, int rows, int columns, int threads) =>
        ["--scaling-child", learner, "--rows", Text(rows), "--columns", Text(columns), "--threads", Text(threads)];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
