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

    /// <summary>Predicts n rows: n × k.</summary>
    /// <exception cref="ArgumentException">The columns differ from those the model was fitted on.</exception>
    public static Matrix Predict(this IRegressor model, Features x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        CheckWidth(model, x);
        Matrix predictions = new(x.RowCount, model.Outputs);
        model.Predict(x, predictions, workers);
        return predictions;
    }

    /// <summary>Predicts n rows of one number each.</summary>
    /// <exception cref="ArgumentException">The columns differ from those the model was fitted on.</exception>
    public static double[] Predict(this IRegressor model, Matrix x) => Predict(model, new Features(x)).Column(0);

    /// <summary>The probabilities of n rows, one column a class.</summary>
    /// <exception cref="ArgumentException">The columns differ from those the model was fitted on.</exception>
    public static Matrix PredictProbabilities(this IClassifier model, Features x, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        CheckWidth(model, x);
        Matrix probabilities = new(x.RowCount, model.Classes.Count);
        model.PredictProbabilities(x, probabilities, workers);
        return probabilities;
    }

    /// <summary>The most probable class of each row, as a position in the model's classes; the first of equals.</summary>
    public static int[] PredictClasses(this IClassifier model, Features x, int? workers = null)
    {
        Matrix probabilities = PredictProbabilities(model, x, workers);
        int[] result = new int[x.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<double> row = probabilities.Row(i);
            int best = 0;
            for (int c = 1; c < row.Length; c++)
            {
                if (row[c] > row[best])
                    best = c;
            }
            result[i] = best;
        }
        return result;
    }

    private static void CheckWidth(IModel model, Features x)
    {
        if (x.ColumnCount != model.Inputs.Count)
        {
            string names = string.Join(", ", model.Inputs.Take(8).Select(c => c.Name)) + (model.Inputs.Count > 8 ? ", …" : "");
            throw new ArgumentException(FormattableString.Invariant($"x has {x.ColumnCount} columns but the model was fitted on {model.Inputs.Count} ({names}). Give the columns used at fit time, in that order."), nameof(x));
        }
    }
}
