namespace Hone.Contracts;

/// <summary>A way to learn, with its hyper-parameters: an immutable record whose <see cref="Fit"/> returns a model.</summary>
/// <typeparam name="TModel">What fitting gives.</typeparam>
/// <remarks>
/// A learner is a function of hyper-parameters, data and seed. Every generic tool (cross-validation, tuning, explanation,
/// packages, serving) works for any implementation, a user's own included; covariance makes each an <c>ILearner&lt;IModel&gt;</c>.
/// </remarks>
public interface ILearner<out TModel>
    where TModel : class, IModel
{
    /// <summary>What the recipe must prepare.</summary>
    Needs Needs { get; }

    /// <summary>The kinds of target it can learn.</summary>
    TargetKinds Targets { get; }

    /// <summary>Learns from the data, which it neither changes nor keeps beyond what the model says.</summary>
    /// <exception cref="ArgumentException">The data is not what <see cref="Needs"/> and <see cref="Targets"/> ask for; the message names the column or row.</exception>
    /// <exception cref="OperationCanceledException">The context's cancellation was requested.</exception>
    TModel Fit(TrainingData data, FitContext context = default);

    /// <summary>The learner with hyper-parameters drawn from its own search space; itself where it has none.</summary>
    ILearner<TModel> Propose(Trial trial) => this;
}

/// <summary>A learner whose model can learn from further rows without the earlier ones.</summary>
/// <typeparam name="TModel">What fitting gives.</typeparam>
public interface IIncremental<TModel> : ILearner<TModel>, IIncremental
    where TModel : class, IModel
{
    /// <summary>The model after further rows; the one given is not changed.</summary>
    /// <exception cref="ArgumentException">The rows do not have the model's columns or classes.</exception>
    TModel Update(TModel model, TrainingData data, FitContext context = default);

    IModel IIncremental.Update(IModel model, TrainingData data, FitContext context) => model is TModel own
        ? Update(own, data, context)
        : throw new ArgumentException($"{GetType().Name} continues a {typeof(TModel).Name}, not a {model?.GetType().Name}.", nameof(model));
}

/// <summary>A learner whose model can learn from further rows, for tools that do not know the model's type. Implement <see cref="IIncremental{TModel}"/>.</summary>
public interface IIncremental
{
    /// <summary>The model after further rows; the one given is not changed.</summary>
    /// <exception cref="ArgumentException">The model is not one of this learner's, or the rows do not have its columns or classes.</exception>
    IModel Update(IModel model, TrainingData data, FitContext context);
}
