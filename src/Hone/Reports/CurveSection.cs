using Hone.Contracts;
using Hone.Evaluation;
using Hone.Evaluation.Classification;
using Hone.Plotting;

namespace Hone.Reports;

/// <summary>The pictures of predictions against the truth, those that fit the task.</summary>
internal static class CurveSection
{
    private const double Normal = 1.959963984540054;   // the normal distribution's 97.5 % quantile
    private const int MostCurves = 8;

    public static void Write(HtmlWriter html, EvaluationResult result, string target)
    {
        if (result is { Truth: ClassTarget truth, Predictions: ClassPredictions predictions, Confusion: { } confusion })
        {
            if (truth.Classes.Count == 2)
                TwoClasses(html, result, truth, predictions, confusion);
            else
                ManyClasses(html, result, truth, confusion);
        }
        else if (result is { Truth: NumberTarget numbers, Predictions: NumberPredictions predicted })
        {
            Numbers(html, numbers.Values.Column(0), predicted.Values.Column(0), target);
        }
    }

    private static void TwoClasses(HtmlWriter html, EvaluationResult result, ClassTarget truth, ClassPredictions predictions, ConfusionMatrix confusion)
    {
        int positive = Math.Max(0, truth.Positive);
        string name = truth.Classes[positive];
        html.Element("p", $"Positive means '{name}'. The confusion matrix counts a row as '{name}' where its probability is the greater one; the curves show every other threshold.", "soft");
        List<Chart> charts = [ConfusionChart.Of(confusion.Classes, confusion.Counts) with { Width = 480, Height = 400 }];
        double[] probabilities = predictions.Probabilities.Column(positive);
        bool both = truth.Counts.All(c => c > 0);
        if (both)
        {
            RocCurve roc = result.Roc(positive);
            PrecisionRecallCurve curve = result.PrecisionRecall(positive);
            double share = (double)truth.Counts[positive] / truth.RowCount;
            charts.Add(RocChart.Of(roc.FalsePositiveRates, roc.TruePositiveRates, roc.Area));
            charts.Add(PrecisionRecallChart.Of(curve.Recalls, curve.Precisions, curve.AveragePrecision, share));
        }
        CalibrationCurve calibration = result.Calibration(positive);
        (double[] low, double[] high) = Wilson(calibration);
        charts.Add(CalibrationChart.Of(calibration.Predicted, calibration.Observed, calibration.Weights, low, high));
        double[][] groups = [.. Enumerable.Range(0, 2).Select(c => probabilities.Where((_, i) => truth.Codes[i] == c).ToArray())];
        charts.Add(DistributionChart.Numbers($"Probability of '{name}' by true class", [(truth.Classes[0], groups[0]), (truth.Classes[1], groups[1])], 20)
            with
        { X = new Axis { Label = "predicted probability", Low = 0, High = 1 }, Width = 480, Height = 400 });
        html.Charts(charts);
        html.Element("p", $"On average the predicted probability is off by {FigureText.Percent(calibration.ExpectedError)} (expected calibration error); the band of the calibration is a 95% interval.", "soft");
        if (!both)
            html.Element("p", "Every row is of one class, so there is neither a ROC nor a precision-recall curve.", "soft");
    }

    private static void ManyClasses(HtmlWriter html, EvaluationResult result, ClassTarget truth, ConfusionMatrix confusion)
    {
        html.Wide(ConfusionChart.Of(confusion.Classes, confusion.Counts));
        html.OpenTable(["class", "#rows", "#precision", "#recall", "#F1", "most often taken for"]);
        for (int c = 0; c < truth.Classes.Count; c++)
        {
            double found = confusion.Counts[c, c], real = confusion.TrueTotals[c], said = confusion.PredictedTotals[c];
            html.Open("tr").Cell(truth.Classes[c]).Number(FigureText.Short(truth.Counts[c]))
                .Number(said > 0 ? FigureText.Percent(found / said) : "–").Number(real > 0 ? FigureText.Percent(found / real) : "–")
                .Number(real + said > 0 ? FigureText.Percent(2 * found / (real + said)) : "–").Cell(Mistaken(confusion, c)).Close();
        }
        html.CloseTable();
        int[] drawn = [.. Enumerable.Range(0, truth.Classes.Count).Where(c => truth.Counts[c] > 0 && truth.Counts[c] < truth.RowCount).Take(MostCurves)];
        if (drawn.Length == 0)
            return;
        RocCurve[] curves = [.. drawn.Select(c => result.Roc(c))];
        html.Charts(RocChart.Of([.. drawn.Select((c, k) => (truth.Classes[c], curves[k].FalsePositiveRates, curves[k].TruePositiveRates, (double?)curves[k].Area))])
            with
        { Title = "ROC curve of each class against the others", Height = 480 });
        if (drawn.Length < truth.Classes.Count)
            html.Element("p", $"Curves of the first {FigureText.Short(drawn.Length)} classes that have rows.", "soft");
    }

    private static string Mistaken(ConfusionMatrix confusion, int truth)
    {
        int most = -1;
        for (int c = 0; c < confusion.Classes.Count; c++)
        {
            if (c != truth && confusion.Counts[truth, c] > 0 && (most < 0 || confusion.Counts[truth, c] > confusion.Counts[truth, most]))
                most = c;
        }
        return most < 0 ? "" : $"{confusion.Classes[most]} ({FigureText.Short(confusion.Counts[truth, most])})";
    }

    private static void Numbers(HtmlWriter html, double[] truth, double[] predicted, string target)
    {
        double[] errors = [.. truth.Zip(predicted, (t, p) => t - p)];
        html.Charts(
            ResidualChart.PredictedVersusTrue(truth, predicted, target),
            ResidualChart.Of(truth, predicted, target) with { Height = 440 },
            new HistogramChart { Title = "How large the errors are", X = "true − predicted", Bins = Bins.Of(errors), Width = 480 });
        double[] sizes = [.. errors.Select(Math.Abs).Where(double.IsFinite).Order()];
        if (sizes.Length > 0)
            html.Element("p", $"Half of the rows are off by at most {FigureText.Short(Bins.Quantile(sizes, 0.5))}, nine in ten by at most {FigureText.Short(Bins.Quantile(sizes, 0.9))}.");
    }

    // Wilson's interval of a share, which stays within 0 and 1. Source: E. B. Wilson, JASA 22, 1927.
    private static (double[] Low, double[] High) Wilson(CalibrationCurve curve)
    {
        double[] low = new double[curve.Observed.Count], high = new double[low.Length];
        for (int i = 0; i < low.Length; i++)
        {
            double n = curve.Weights[i], p = curve.Observed[i], z2 = Normal * Normal;
            double middle = (p + (z2 / (2 * n))) / (1 + (z2 / n));
            double half = Normal * Math.Sqrt(((p * (1 - p)) + (z2 / (4 * n))) / n) / (1 + (z2 / n));
            (low[i], high[i]) = (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
        return (low, high);
    }
}
