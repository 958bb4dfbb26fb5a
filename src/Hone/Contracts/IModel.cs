using Hone.Numerics;

namespace Hone.Contracts;

/// <summary>What fitting gives: immutable, safe to share between threads, the same answer each time.</summary>
public interface IModel
{
    /// <summary>The columns it was fitted on, which a row to predict must have in this order.</summary>
    IReadOnlyList<FeatureColumn> Inputs { get; }

    /// <summary>How the fit went.</summary>
    FitReport Report { get; }
}

/// <summary>A model that predicts numbers.</summary>
public interface IRegressor : IModel
{
    /// <summary>k, the numbers predicted for a row.</summary>
    int Outputs => 1;

    /// <summary>Predicts one row; allocates nothing.</summary>
    /// <param name="row">d numbers; NaN is missing.</param>
    /// <param name="prediction">Receives k numbers.</param>
    void Predict(ReadOnlySpan<double> row, Span<double> prediction);

    /// <summary>Predicts many rows: the same numbers as row by row, possibly faster.</summary>
    /// <param name="x">n × d.</param>
    /// <param name="predictions">Receives n × k.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    void Predict(Features x, Matrix predictions, int? workers) =>
        RowChunks.Run(x, predictions, workers, Predict);
}

/// <summary>A model that gives each class a probability.</summary>
public interface IClassifier : IModel
{
    /// <summary>The classes' names, in the order of the probabilities.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The positive one of two classes; −1 where there are not two.</summary>
    int Positive { get; }

    /// <summary>The probabilities of one row, which sum to 1; allocates nothing.</summary>
    /// <param name="row">d numbers; NaN is missing.</param>
    /// <param name="probabilities">Receives one number a class.</param>
    void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities);

    /// <summary>The probabilities of many rows: the same numbers as row by row, possibly faster.</summary>
    /// <param name="x">n × d.</param>
    /// <param name="probabilities">Receives n rows of one number a class.</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    void PredictProbabilities(Features x, Matrix probabilities, int? workers) =>
        RowChunks.Run(x, probabilities, workers, PredictProbabilities);
}
