using Hone.Evaluation;

namespace Hone.Reports;

/// <summary>What a metric says, in words for a reader who does not know it.</summary>
internal static class MetricText
{
    public static string Title(string name) => Find(name)?.Title ?? name;

    /// <summary>Whether more is better; null for a metric that is not Hone's own.</summary>
    public static bool? IsBetterWhenHigher(string name) => Find(name)?.IsBetterWhenHigher;

    /// <summary>What the score says, in one sentence for people.</summary>
    /// <param name="name">The metric's name.</param>
    /// <param name="manyClasses">Whether there are more than two classes, so that what speaks of one class is a mean over all.</param>
    public static string Meaning(string name, bool manyClasses) => name switch
    {
        "precision" when manyClasses => "mean over the classes: of the rows predicted to be of a class, the share that is",
        "recall" when manyClasses => "mean over the classes: of the rows of a class, the share found",
        "f1" when manyClasses => "mean over the classes of the harmonic mean of precision and recall",
        "roc_auc" when manyClasses => "mean over the classes: chance that a row of the class is ranked above one of another; 0.5 is chance",
        "pr_auc" when manyClasses => "mean over the classes of the mean precision over all recalls",
        "accuracy" => "share of rows predicted rightly",
        "balanced_accuracy" => "mean over the classes of the share found, so that each class counts alike",
        "precision" => "of the rows predicted positive, the share that is",
        "recall" => "of the positive rows, the share found",
        "f1" => "harmonic mean of precision and recall",
        "mcc" => "correlation of true and predicted class; 0 is chance, 1 perfect",
        "log_loss" => "how surprised the probabilities are by the truth; 0 is perfect",
        "brier" => "mean squared distance of the probabilities from the truth; 0 is perfect",
        "roc_auc" => "chance that a positive row is ranked above a negative one; 0.5 is chance",
        "pr_auc" => "mean precision over all recalls; chance gives the share of positives",
        "rmse" => "typical error, in the target's unit, large errors weighing more",
        "mae" => "mean error, in the target's unit",
        "mape" => "mean error as a share of the true value",
        "r2" => "share of the target's variation accounted for; 0 is the mean, 1 perfect",
        _ => "",
    };

    private static Metric? Find(string name) => Metric.All.FirstOrDefault(m => m.Name == name);
}
