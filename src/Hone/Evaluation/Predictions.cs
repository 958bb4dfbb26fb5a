using Hone.Contracts;
using Hone.Evaluation.Classification;
using Hone.Numerics;

namespace Hone.Evaluation;

/// <summary>What a model said of n rows: probabilities of classes, or numbers.</summary>
public abstract class Predictions
{
    private protected Predictions(int rowCount) => RowCount = rowCount;

    /// <summary>n.</summary>
    public int RowCount { get; }

    /// <summary>The rows named, in that order, copied.</summary>
    public abstract Predictions TakeRows(ReadOnlySpan<int> rows);

    /// <summary>Asks the model for its predictions of every row.</summary>
    /// <param name="model">An <see cref="IClassifier"/> for classes, an <see cref="IRegressor"/> for numbers.</param>
    /// <param name="x">n rows with the model's columns.</param>
    /// <param name="target">Whose kind decides; probabilities come in the order of its classes.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    /// <exception cref="ArgumentException">The model cannot predict that kind of target, knows a class that the target does not, or predicts another count of numbers.</exception>
    /// <exception cref="InvalidOperationException">The model predicted NaN or an infinity; the message names the row.</exception>
    public static Predictions Of(IModel model, Features x, Target target, int? workers = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        return (target, model) switch
        {
            (ClassTarget classes, IClassifier classifier) => new ClassPredictions(InOrder(Finite(classifier.PredictProbabilities(x, workers), model), classifier.Classes, classes.Classes), classes.Classes, classes.Positive),
            (NumberTarget numbers, IRegressor regressor) when regressor.Outputs == numbers.Values.Columns => new NumberPredictions(Finite(regressor.Predict(x, workers), model)),
            (NumberTarget numbers, IRegressor regressor) => throw new ArgumentException(FormattableString.Invariant($"The model predicts {regressor.Outputs} numbers a row but the target has {numbers.Values.Columns}."), nameof(model)),
            (null, _) => throw new ArgumentNullException(nameof(target)),
            _ => throw new ArgumentException($"A {model.GetType().Name} cannot predict {(target.Kind == TargetKinds.Classes ? "classes" : "numbers")}.", nameof(model)),
        };
    }

    private static Matrix Finite(Matrix values, IModel model)
    {
        for (int i = 0; i < values.Rows; i++)
        {
            foreach (double value in values.Row(i))
            {
                if (!double.IsFinite(value))
                    throw new InvalidOperationException(FormattableString.Invariant($"{model.GetType().Name} predicted {value} for row {i}; predictions must be finite."));
            }
        }
        return values;
    }

    // A model may have been fitted on rows that name their classes in another order, or lack some.
    private static Matrix InOrder(Matrix probabilities, IReadOnlyList<string> from, IReadOnlyList<string> to)
    {
        if (from.SequenceEqual(to, StringComparer.Ordinal))
            return probabilities;
        int[] position = new int[from.Count];
        for (int c = 0; c < position.Length; c++)
        {
            position[c] = -1;
            for (int t = 0; t < to.Count; t++)
            {
                if (string.Equals(from[c], to[t], StringComparison.Ordinal))
                    position[c] = t;
            }
            if (position[c] < 0)
                throw new ArgumentException($"The model knows the class '{from[c]}', which is not among the target's: {string.Join(", ", to)}.", nameof(to));
        }
        Matrix result = new(probabilities.Rows, to.Count);
        for (int i = 0; i < probabilities.Rows; i++)
        {
            for (int c = 0; c < position.Length; c++)
                result[i, position[c]] = probabilities[i, c];
        }
        return result;
    }
}

/// <summary>Probabilities of classes.</summary>
public sealed class ClassPredictions : Predictions
{
    private readonly int[]?[] orders;
    private int[]? labels;

    /// <summary>Keeps the matrix, which must not be changed afterwards.</summary>
    /// <param name="probabilities">n × classes.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="positive">The positive one of two classes; by default the second, and −1 where there are not two.</param>
    /// <exception cref="ArgumentException">The matrix does not have one column a class.</exception>
    public ClassPredictions(Matrix probabilities, IReadOnlyList<string> classes, int? positive = null)
        : base((probabilities ?? throw new ArgumentNullException(nameof(probabilities))).Rows)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (probabilities.Columns != classes.Count)
            throw new ArgumentException(FormattableString.Invariant($"There are {probabilities.Columns} columns of probabilities but {classes.Count} classes."), nameof(probabilities));
        (Probabilities, Classes) = (probabilities, classes);
        Positive = classes.Count == 2 ? positive ?? 1 : -1;
        orders = new int[classes.Count][];
    }

    /// <summary>n × classes.</summary>
    public Matrix Probabilities { get; }

    /// <summary>The classes' names, in the order of the columns.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The positive one of two classes; −1 where there are not two.</summary>
    public int Positive { get; }

    /// <summary>The most probable class of each row, as a position in <see cref="Classes"/>; the first of equals.</summary>
    public ReadOnlySpan<int> Labels => labels ??= MostProbable();

    /// <inheritdoc/>
    public override Predictions TakeRows(ReadOnlySpan<int> rows) => new ClassPredictions(Probabilities.TakeRows(rows), Classes, Positive < 0 ? null : Positive);

    /// <summary>Rows from the most to the least probable of a class: sorted once, then shared by every score that ranks.</summary>
    internal int[] Order(int c) => orders[c] ??= ThresholdSweep.Order(Probabilities.Column(c));

    private int[] MostProbable()
    {
        int[] result = new int[RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<double> row = Probabilities.Row(i);
            for (int c = 1; c < row.Length; c++)
            {
                if (row[c] > row[result[i]])
                    result[i] = c;
            }
        }
        return result;
    }
}

/// <summary>Numbers.</summary>
public sealed class NumberPredictions : Predictions
{
    /// <summary>Keeps the matrix, n × k.</summary>
    public NumberPredictions(Matrix values)
        : base((values ?? throw new ArgumentNullException(nameof(values))).Rows) => Values = values;

    /// <summary>Keeps the array: one number a row.</summary>
    public NumberPredictions(double[] values)
        : this(new Matrix((values ?? throw new ArgumentNullException(nameof(values))).Length, 1, values))
    {
    }

    /// <summary>n × k.</summary>
    public Matrix Values { get; }

    /// <inheritdoc/>
    public override Predictions TakeRows(ReadOnlySpan<int> rows) => new NumberPredictions(Values.TakeRows(rows));
}
