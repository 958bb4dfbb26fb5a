namespace Hone.Evaluation.Classification;

/// <summary>Precision, recall and their F-score, of one class or averaged over classes.</summary>
/// <remarks>
/// For class c: precision = N_cc / predicted as c, recall = N_cc / truly c, F_β = (1 + β²)·P·R / (β²·P + R).
/// What would be 0/0 is 0: precision where nothing was predicted as c, recall where no row is c, F where both are 0.
/// Averages run over the classes that occur, in truth or prediction; one that does neither counts nowhere.
/// </remarks>
public static class PrecisionRecall
{
    /// <summary>Of the rows predicted as the class, the share that truly are; 0 where none was.</summary>
    public static double Precision(ConfusionMatrix matrix, int classIndex)
    {
        Check(matrix, classIndex);
        return Share(matrix.Counts[classIndex, classIndex], matrix.PredictedTotals[classIndex]);
    }

    /// <summary>Of the rows truly of the class, the share predicted so; 0 where there is none.</summary>
    public static double Recall(ConfusionMatrix matrix, int classIndex)
    {
        Check(matrix, classIndex);
        return Share(matrix.Counts[classIndex, classIndex], matrix.TrueTotals[classIndex]);
    }

    /// <summary>The weighted harmonic mean of precision and recall of one class.</summary>
    /// <param name="matrix">At least one row counted.</param>
    /// <param name="classIndex">From 0.</param>
    /// <param name="beta">How many times as much recall matters as precision, above 0. Default 1: F1.</param>
    /// <remarks>Source: van Rijsbergen, Information Retrieval, 1979.</remarks>
    public static double FScore(ConfusionMatrix matrix, int classIndex, double beta = 1) =>
        FScore(Precision(matrix, classIndex), Recall(matrix, classIndex), beta);

    /// <summary>Precision averaged over classes.</summary>
    public static double Precision(ConfusionMatrix matrix, Averaging averaging) =>
        averaging == Averaging.Micro ? Agreement.Accuracy(matrix) : Average(matrix, averaging, c => Precision(matrix, c));

    /// <summary>Recall averaged over classes.</summary>
    public static double Recall(ConfusionMatrix matrix, Averaging averaging) =>
        averaging == Averaging.Micro ? Agreement.Accuracy(matrix) : Average(matrix, averaging, c => Recall(matrix, c));

    /// <summary>F_β averaged over classes: the mean of the classes' F-scores, not the F-score of the means.</summary>
    /// <param name="matrix">At least one row counted.</param>
    /// <param name="averaging">How.</param>
    /// <param name="beta">How many times as much recall matters as precision, above 0. Default 1: F1.</param>
    public static double FScore(ConfusionMatrix matrix, Averaging averaging, double beta = 1)
    {
        CheckBeta(beta);
        return averaging == Averaging.Micro ? Agreement.Accuracy(matrix) : Average(matrix, averaging, c => FScore(matrix, c, beta));
    }

    /// <summary>Every class's precision, recall, F1 and support, in the order of the classes.</summary>
    public static IReadOnlyList<ClassScores> PerClass(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ClassScores[] result = new ClassScores[matrix.Classes.Count];
        for (int c = 0; c < result.Length; c++)
            result[c] = new ClassScores(matrix.Classes[c], Precision(matrix, c), Recall(matrix, c), FScore(matrix, c), matrix.TrueTotals[c]);
        return result;
    }

    /// <summary>F_β of a precision and a recall; 0 where both are 0.</summary>
    public static double FScore(double precision, double recall, double beta)
    {
        CheckBeta(beta);
        double b = beta * beta;
        double below = (b * precision) + recall;
        return below > 0 ? (1 + b) * precision * recall / below : 0.0;
    }

    private static double Average(ConfusionMatrix matrix, Averaging averaging, Func<int, double> score)
    {
        Agreement.TotalOf(matrix);
        double sum = 0, weight = 0;
        for (int c = 0; c < matrix.Classes.Count; c++)
        {
            double w = averaging switch
            {
                Averaging.Macro => matrix.TrueTotals[c] > 0 || matrix.PredictedTotals[c] > 0 ? 1 : 0,
                Averaging.Weighted => matrix.TrueTotals[c],
                _ => throw new ArgumentOutOfRangeException(nameof(averaging), averaging, "averaging must be one of the named ones."),
            };
            if (w > 0)
                sum += w * score(c);
            weight += w;
        }
        return sum / weight;
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0.0;

    private static void Check(ConfusionMatrix matrix, int classIndex)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if ((uint)classIndex >= (uint)matrix.Classes.Count)
            throw new ArgumentOutOfRangeException(nameof(classIndex), classIndex, FormattableString.Invariant($"classIndex must be from 0 to {matrix.Classes.Count - 1}."));
    }

    private static void CheckBeta(double beta) => Numerics.Require.Positive(beta, nameof(beta));
}

/// <summary>How the scores of several classes become one.</summary>
public enum Averaging
{
    /// <summary>The plain mean over classes: rare ones count as much as frequent ones.</summary>
    Macro,

    /// <summary>From the counts of all classes together; where every row has one class, this is the accuracy.</summary>
    Micro,

    /// <summary>The mean weighted by how many rows truly have each class.</summary>
    Weighted,
}

/// <summary>One class's line in a classification report.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Precision">Share of the rows predicted so that are.</param>
/// <param name="Recall">Share of its rows predicted so.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Support">How many rows truly have it.</param>
public sealed record ClassScores(string Class, double Precision, double Recall, double F1, double Support);
