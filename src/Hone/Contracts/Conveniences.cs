using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>Thin forms of fitting and predicting for those who hold matrices and arrays.</summary>
public static class Conveniences
{
    /// <summary>Fits numbers: x is n × d, y has n.</summary>
    public static TModel Fit<TModel>(this ILearner<TModel> learner, Matrix x, double[] y, FitContext context = default)
        where TModel : class, IModel
    {
        ArgumentNullException.ThrowIfNull(learner);
        return learner.Fit(new TrainingData(new Features(x), new NumberTarget(y)), context);
    }

    /// <summary>Fits classes: x is n × d, y names the class of each of n rows.</summary>
    public static TModel Fit<TModel>(this ILearner<TModel> learner, Matrix x, string[] y, FitContext context = default)
        where TModel : class, IModel
    {
        ArgumentNullException.ThrowIfNull(learner);
        return learner.Fit(new TrainingData(new Features(x), ClassTarget.From(y)), context);
    }

    /// <summary>Fits a learner that learns both kinds of target to numbers: x is n × d, y has n.</summary>
    /// <exception cref="ArgumentException">The learner does not predict numbers.</exception>
    public static IRegressor FitRegressor(this ILearner<IModel> learner, Matrix x, double[] y, FitContext context = default) =>
        FitRegressor(learner, new TrainingData(new Features(x), new NumberTarget(y)), context);

    /// <summary>Fits a learner that learns both kinds of target to numbers.</summary>
    /// <exception cref="ArgumentException">The learner, or the target, is not one of numbers.</exception>
    public static IRegressor FitRegressor(this ILearner<IModel> learner, TrainingData data, FitContext context = default)
    {
        RequireTarget(learner, data, TargetKinds.Numbers);
        return (IRegressor)learner.Fit(data, context);
    }

    /// <summary>Fits a learner that learns both kinds of target to classes: x is n × d, y names the class of each of n rows.</summary>
    /// <exception cref="ArgumentException">The learner does not predict classes.</exception>
    public static IClassifier FitClassifier(this ILearner<IModel> learner, Matrix x, string[] y, FitContext context = default) =>
        FitClassifier(learner, new TrainingData(new Features(x), ClassTarget.From(y)), context);

    /// <summary>Fits a learner that learns both kinds of target to classes.</summary>
    /// <exception cref="ArgumentException">The learner, or the target, is not one of classes.</exception>
    public static IClassifier FitClassifier(this ILearner<IModel> learner, TrainingData data, FitContext context = default)
    {
        RequireTarget(learner, data, TargetKinds.Classes);
        return (IClassifier)learner.Fit(data, context);
    }

    /// <summary>Predicts n rows: n × k.</summary>
    /// <exception cref="ArgumentException">The columns differ from those the model was fitted on.</exception>
    public static Matrix Predict(this IRegressor model, Features x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        x.RequireColumns(model.Inputs);
        Matrix predictions = new(x.RowCount, model.Outputs);
        model.Predict(x, predictions, workers);
        return predictions;
    }

    /// <summary>Predicts n rows of one number each.</summary>
    /// <exception cref="ArgumentException">The columns differ from those the model was fitted on.</exception>
    public static double[] Predict(this IRegressor model, Matrix x)
    {
        ArgumentNullException.ThrowIfNull(model);
        Matrix predictions = Predict(model, new Features(x, x?.Columns == model.Inputs.Count ? model.Inputs : null));
        return predictions.Columns == 1
            ? predictions.Column(0)
            : throw new ArgumentException(FormattableString.Invariant($"The model predicts {predictions.Columns} numbers a row; predict Features to get them all."), nameof(model));
    }

    /// <summary>The probabilities of n rows, one column a class.</summary>
    /// <exception cref="ArgumentException">The columns differ from those the model was fitted on.</exception>
    public static Matrix PredictProbabilities(this IClassifier model, Features x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        x.RequireColumns(model.Inputs);
        Matrix probabilities = new(x.RowCount, model.Classes.Count);
        model.PredictProbabilities(x, probabilities, workers);
        return probabilities;
    }

    /// <summary>The most probable class of each row, as a position in the model's classes; the first of equals.</summary>
    public static int[] PredictClasses(this IClassifier model, Features x, int? workers = null)
    {
        Matrix probabilities = PredictProbabilities(model, x, workers);
        int[] result = new int[x.RowCount];
        Kernels.ArgMaxRows(probabilities.AsSpan(), result);
        return result;
    }

    private static void RequireTarget(ILearner<IModel> learner, TrainingData data, TargetKinds kind)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(data);
        if (!learner.Targets.HasFlag(kind))
            throw new ArgumentException($"{learner.GetType().Name} learns {learner.Targets.ToString().ToLowerInvariant()}, not {kind.ToString().ToLowerInvariant()}.", nameof(learner));
        if (data.Y.Kind != kind)
            throw new ArgumentException($"The target holds {data.Y.Kind.ToString().ToLowerInvariant()}, not {kind.ToString().ToLowerInvariant()}.", nameof(data));
    }
}
