using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Bayes;

/// <summary>Naive Bayes: each column is taken as independent of the others within a class, and Bayes' theorem does the rest.</summary>
/// <remarks>
/// p(c|x) ∝ p(c)·Πⱼ p(xⱼ|c). <see cref="NaiveBayesLikelihood"/> lists the forms of p(xⱼ|c). The default takes every table: a category column has
/// a probability for each level and class, a number column a normal distribution for each class, or where it is mostly 0 a probability of being above 0; a missing value says nothing about the class.
/// A class of the target's list that no row has gets probability 0; with a single class, that is certain.
/// Fitting is one or two passes of O(n·d), summed over all ranks; further rows can be learned at any time and give the model of all rows.
/// Probabilities are too sure of themselves where columns depend on one another: calibrate them if they matter.
/// Maron, "Automatic indexing: an experimental inquiry", 1961; Rennie, Shih, Teevan and Karger, "Tackling the poor assumptions of naive Bayes text classifiers", 2003, for the complement form.
/// </remarks>
public sealed record NaiveBayes : IIncremental<NaiveBayesModel>
{
    /// <summary>The learner's name on the command line.</summary>
    public const string Name = "bayes";

    private const string Speaker = "naive Bayes";

    /// <summary>The form of p(xⱼ|c); by default chosen by the columns.</summary>
    public NaiveBayesLikelihood Likelihood { get; init; } = NaiveBayesLikelihood.Auto;

    /// <summary>Pseudo-rows added to each count (Laplace, Lidstone), above 0; by default 1. Under <see cref="NaiveBayesLikelihood.Mixed"/> also pseudo-rows of a column's variance over all classes, added to each class's own; not used by <see cref="NaiveBayesLikelihood.Gaussian"/> for numbers.</summary>
    public double Smoothing { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The share of a column's variance over all classes that is added to its variance in each class, above 0; by default 1e-9. Under <see cref="NaiveBayesLikelihood.Gaussian"/>, as in scikit-learn, of the greatest such variance of any column. Used for normal distributions only.</summary>
    public double VarianceSmoothing { get; init => field = Require.Positive(value); } = 1e-9;

    /// <summary>A value above this counts as present, for <see cref="NaiveBayesLikelihood.Bernoulli"/> only; by default 0.</summary>
    public double Threshold { get; init => field = Require.Finite(value); }

    /// <summary>Whether classes have their share of the training rows as prior; by default they have, otherwise all have the same. The complement form has no prior.</summary>
    public bool FitPriors { get; init; } = true;

    /// <inheritdoc/>
    public Needs Needs => Likelihood switch
    {
        NaiveBayesLikelihood.Multinomial or NaiveBayesLikelihood.Complement => Needs.Numbers | Needs.Complete | Needs.NonNegative,
        NaiveBayesLikelihood.Bernoulli => Needs.Numbers | Needs.Complete,
        _ => Needs.None,
    };

    /// <inheritdoc/>
    public TargetKinds Targets => TargetKinds.Classes;

    /// <inheritdoc/>
    public ILearner<NaiveBayesModel> Propose(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return this with
        {
            Smoothing = trial.LogUniform("smoothing", 1e-3, 10),
            VarianceSmoothing = trial.LogUniform("variance smoothing", 1e-12, 0.1),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value is infinite, or not what the likelihood takes; the message names column and row.</exception>
    public NaiveBayesModel Fit(TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        context.Cancellation.ThrowIfCancellationRequested();
        ClassTarget target = data.RequireClasses(Speaker);
        data.RefuseOffsets(Speaker);
        RankAgreement.Check(data, context);
        NaiveBayesLikelihood likelihood = Chosen(data.X, context);
        return new NaiveBayesModel(data.X.Columns, target.Classes, target.Positive, this with { Likelihood = likelihood }, Statistics(likelihood, data, target, context));
    }

    /// <inheritdoc/>
    public NaiveBayesModel Update(NaiveBayesModel model, TrainingData data, FitContext context = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ClassTarget target = data.RequireClasses(Speaker);
        data.RefuseOffsets(Speaker);
        data.X.RequireColumns(model.Inputs);
        if (!target.Classes.SequenceEqual(model.Classes))
            throw new ArgumentException($"The target lists the classes {string.Join(", ", target.Classes)} but the model was fitted on {string.Join(", ", model.Classes)}. List the same classes in the same order; they need not all have rows.", nameof(data));
        RankAgreement.Check(data, context);
        NaiveBayesLikelihood likelihood = Likelihood == NaiveBayesLikelihood.Auto ? model.Settings.Likelihood : Likelihood;
        if (likelihood != model.Settings.Likelihood || (likelihood == NaiveBayesLikelihood.Bernoulli && Threshold != model.Settings.Threshold))
            throw new ArgumentException($"The model counts for a {model.Settings.Likelihood} likelihood{(likelihood == model.Settings.Likelihood ? " with another threshold" : "")}; only a learner of the same can continue it.", nameof(model));
        return new NaiveBayesModel(model.Inputs, model.Classes, model.Positive, this with { Likelihood = likelihood }, model.Statistics.With(Statistics(likelihood, data, target, context)));
    }

    // Counts come as sparse rows of numbers at least 0; every rank must choose the same.
    private NaiveBayesLikelihood Chosen(Features x, FitContext context)
    {
        if (Likelihood != NaiveBayesLikelihood.Auto)
            return Likelihood;
        bool counts = x.Sparse is { } sparse && x.Columns.All(c => !c.IsCategory) && Array.TrueForAll(sparse.Values, v => v >= 0);
        double[] others = [counts ? 0 : 1];
        context.Ranks.AllReduce(others);
        return others[0] == 0 ? NaiveBayesLikelihood.Multinomial : NaiveBayesLikelihood.Mixed;
    }

    private ClassStatistics Statistics(NaiveBayesLikelihood likelihood, TrainingData data, ClassTarget target, FitContext context)
    {
        if (likelihood is NaiveBayesLikelihood.Gaussian or NaiveBayesLikelihood.Mixed)
            return MixedStatistics.Of(data, target, Speaker, likelihood == NaiveBayesLikelihood.Mixed, context);
        data.X.RequireCompleteNumbers(Speaker);
        return CountStatistics.Of(data, target, likelihood == NaiveBayesLikelihood.Bernoulli ? Threshold : null, context);
    }
}

/// <summary>How <see cref="NaiveBayes"/> takes a column's values within a class.</summary>
public enum NaiveBayesLikelihood
{
    /// <summary>Multinomial where the features are sparse and hold no negative number, as texts turned into counts do; otherwise Mixed.</summary>
    Auto,

    /// <summary>Numbers have a normal distribution for each class, categories a probability for each level; missing values are left out.</summary>
    Gaussian,

    /// <summary>Numbers of at least 0 are counts of one draw of many: words of a text.</summary>
    Multinomial,

    /// <summary>Each number is present or absent, by the threshold; absence counts too.</summary>
    Bernoulli,

    /// <summary>Counts, each class told by how unlike it is to all the others together: steadier than multinomial for classes of unequal size.</summary>
    Complement,

    /// <summary>
    /// Each column by its kind, all in one product. Numbers that are never negative and 0 in half of the rows or more, and those that are only 0 or 1, are above 0 or not (Bernoulli);
    /// other numbers have a normal distribution for each class, whose variance leans on that of all classes by <see cref="NaiveBayes.Smoothing"/> rows; categories have a probability for each level.
    /// Missing values are left out, and so are numbers that are the same in every row.
    /// </summary>
    Mixed,
}
