using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>Chooses how columns are held and searched.</summary>
internal sealed class CartSearches
{
    // With a smaller share of columns tried, sorting those alone costs less than keeping all in order.
    private const int LeastShareInOrder = 16;

    private readonly Func<FitContext?, CartSearch> open;

    /// <summary>Brings the columns into the form that the search needs.</summary>
    /// <param name="x">The features.</param>
    /// <param name="problem">What is learnt.</param>
    /// <param name="settings">Limits, and how splits are drawn.</param>
    /// <param name="bins">Bins a column at most; null for exact splits.</param>
    /// <param name="context">Workers and cancellation.</param>
    public CartSearches(Features x, CartProblem problem, CartSettings settings, int? bins, FitContext context)
    {
        bool pair = problem.Pair is not null, classes = problem.Impurity is ClassImpurity;
        bool packed = classes && problem.WholeWeights && problem.Weights.Max() * x.RowCount < PackedCounts.Greatest;
        if (bins is { } most && settings.Splitter == Splitter.Best)
        {
            BinnedCodes binned = new(x.Binned(most, context));
            open = pair
                ? packed ? _ => new HistogramSearch<PackedCounts>(binned, problem, settings) : _ => new HistogramSearch<PairSums>(binned, problem, settings)
                : classes ? _ => new BinnedClassSearch(binned, problem, settings) : _ => new GeneralSearch(binned, problem, settings);
            return;
        }
        if (settings.Splitter == Splitter.Random && (pair || classes))
        {
            ValueColumns values = new(x, context);
            open = pair ? _ => new RandomPairSearch(values, problem, settings) : _ => new RandomClassSearch(values, problem, settings);
            return;
        }
        RankedCodes ranked = new(x, context);
        bool inOrder = PresortedSearch.Fits(problem) && (long)settings.Columns * LeastShareInOrder >= x.ColumnCount;
        open = settings.Splitter == Splitter.Best && inOrder ? own => new PresortedSearch(ranked, problem, settings, own) : _ => new GeneralSearch(ranked, problem, settings);
    }

    /// <summary>A search for one thread; with a context it may call on others.</summary>
    public CartSearch Open(FitContext? context = null) => open(context);
}
