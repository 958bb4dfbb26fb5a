using Hone.Contracts;
using Hone.Data;
using Hone.Evaluation;
using Hone.Numerics;
using Hone.Recipes;

namespace Hone.Explanation;

/// <summary>How much a model's score suffers when a column's values are shuffled among the rows, so that they say nothing any more.</summary>
/// <remarks>
/// Works for anything that predicts. Use rows the model has not seen; on its training rows it shows what was memorised. Columns that
/// say the same share their importance or hide it: shuffle them together by naming them as one group.
/// Every (group, repeat) has a stream of its own, so any number of workers gives the same figures. Cost: groups × repeats predictions of n rows.
/// Sources: Breiman, "Random forests", 2001; Fisher, Rudin and Dominici, "All models are wrong, but many are useful", JMLR 20, 2019.
/// </remarks>
public static class PermutationImportance
{
    /// <summary>The importance of a table's columns to whatever predicts from the table.</summary>
    /// <param name="inputs">n rows.</param>
    /// <param name="truth">n rows.</param>
    /// <param name="predict">From a table with the same columns to predictions; must be safe to call from several threads.</param>
    /// <param name="metric">What suffers.</param>
    /// <param name="groups">Columns to shuffle together, each group one line of the result; null means each column by itself.</param>
    /// <param name="repeats">Shuffles of each, at least 1. Default 5.</param>
    /// <param name="weights">n weights of the score; null means 1 each.</param>
    /// <param name="context">Seed, workers, cancellation, progress.</param>
    /// <returns>From the most important down; equals in the order of the columns.</returns>
    /// <exception cref="ArgumentException">A group names no column or one that does not exist, or the metric has no meaning on the rows.</exception>
    public static IReadOnlyList<ColumnImportance> Of(Frame inputs, Target truth, Func<Frame, Predictions> predict, Metric metric, IReadOnlyList<IReadOnlyList<string>>? groups = null, int repeats = 5, double[]? weights = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(predict);
        groups ??= [.. inputs.Columns.Select(c => (IReadOnlyList<string>)[c.Name])];
        foreach (IReadOnlyList<string> group in groups)
        {
            if (group.Count == 0)
                throw new ArgumentException("A group of columns is empty; name at least one.", nameof(groups));
            foreach (string name in group)
                inputs.PositionOf(name);
        }
        return Run(groups, truth, predict(inputs), metric, repeats, weights, context, (group, order) =>
        {
            Frame shuffled = inputs;
            foreach (string name in group)
                shuffled = shuffled.With(inputs[name].Take(order));
            return predict(shuffled);
        });
    }

    /// <summary>The importance of a table's columns to a fitted recipe and model.</summary>
    /// <param name="inputs">n rows.</param>
    /// <param name="truth">n rows.</param>
    /// <param name="recipe">From the table to features.</param>
    /// <param name="model">Fitted on such features.</param>
    /// <param name="metric">What suffers.</param>
    /// <param name="groups">Columns to shuffle together; null means each column by itself.</param>
    /// <param name="repeats">Shuffles of each, at least 1. Default 5.</param>
    /// <param name="weights">n weights of the score; null means 1 each.</param>
    /// <param name="context">Seed, workers, cancellation, progress.</param>
    public static IReadOnlyList<ColumnImportance> Of(Frame inputs, Target truth, FittedRecipe recipe, IModel model, Metric metric, IReadOnlyList<IReadOnlyList<string>>? groups = null, int repeats = 5, double[]? weights = null, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(model);
        return Of(inputs, truth, table => Predictions.Of(model, recipe.Apply(table), truth, workers: context.Workers), metric, groups, repeats, weights, context);
    }

    /// <summary>The importance of features to a model, without a table.</summary>
    /// <param name="data">n rows that the model has not seen.</param>
    /// <param name="model">Fitted on such features.</param>
    /// <param name="metric">What suffers.</param>
    /// <param name="repeats">Shuffles of each, at least 1. Default 5.</param>
    /// <param name="context">Seed, workers, cancellation, progress.</param>
    public static IReadOnlyList<ColumnImportance> Of(TrainingData data, IModel model, Metric metric, int repeats = 5, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(model);
        Matrix x = data.X.ToDense();
        Dictionary<string, int> position = data.X.Columns.Select((c, j) => (c.Name, j)).ToDictionary(p => p.Name, p => p.j, StringComparer.Ordinal);
        IReadOnlyList<string>[] groups = [.. data.X.Columns.Select(c => (IReadOnlyList<string>)[c.Name])];
        return Run(groups, data.Y, Predictions.Of(model, data.X, data.Y, context.Workers), metric, repeats, data.Weights, context, (group, order) =>
        {
            Matrix shuffled = x.Copy();
            foreach (string name in group)
            {
                int j = position[name];
                for (int i = 0; i < order.Length; i++)
                    shuffled[i, j] = x[order[i], j];
            }
            return Predictions.Of(model, new Features(shuffled, data.X.Columns), data.Y, context.Workers);
        });
    }

    private static ColumnImportance[] Run(IReadOnlyList<IReadOnlyList<string>> groups, Target truth, Predictions plain, Metric metric, int repeats, double[]? weights, FitContext context, Func<IReadOnlyList<string>, int[], Predictions> shuffled)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Require.AtLeast(repeats, 1, nameof(repeats));
        double score = metric.Score(truth, plain, weights);
        double sign = metric.IsBetterWhenHigher ? 1 : -1;
        double[] drops = new double[groups.Count * repeats];
        RandomKey key = context.Key.Child("permutation importance");
        context.For(drops.Length, task =>
        {
            int[] order = key.Child(task / repeats).Child(task % repeats).Open().Permutation(truth.RowCount);
            drops[task] = sign * (score - metric.Score(truth, shuffled(groups[task / repeats], order), weights));
        });
        ColumnImportance[] result = new ColumnImportance[groups.Count];
        for (int g = 0; g < result.Length; g++)
        {
            double[] own = drops[(g * repeats)..((g + 1) * repeats)];
            result[g] = new ColumnImportance(groups[g], Spread.Mean(own), Math.Sqrt(Spread.Variance(own)), own);
        }
        return [.. result.OrderByDescending(r => r.Mean)];
    }
}

/// <summary>How important a column, or some columns together, are to a model.</summary>
/// <param name="Columns">Their names.</param>
/// <param name="Mean">How much the score suffers on average, in the metric's unit: above 0 is worse without, for any metric.</param>
/// <param name="Deviation">Standard deviation over repeats; 0 for one.</param>
/// <param name="Drops">Each repeat's.</param>
public sealed record ColumnImportance(IReadOnlyList<string> Columns, double Mean, double Deviation, IReadOnlyList<double> Drops)
{
    /// <summary>The columns' names, with commas between.</summary>
    public string Name => string.Join(", ", Columns);
}
