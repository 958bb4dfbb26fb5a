using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>One fit of a single tree: threads share the search of large nodes, then grow the subtrees of small ones side by side.</summary>
internal sealed class TreeRun(TrainingData data, CartProblem problem, CartSettings settings, FitContext context)
{
    // Subtrees to hand out, about; their size depends on the data alone.
    private const int Subtrees = 32;
    private const int LeastSubtreeRows = 256;

    /// <summary>Whether a stop ended the growing.</summary>
    public bool WasStopped { get; private set; }

    public CartNodes Grow()
    {
        CartSearch search = new CartSearches(data.X, problem, settings, bins: null, context).Open(context);
        context.Cancellation.ThrowIfCancellationRequested();
        search.Reset(problem.Weights);
        RandomKey key = context.Key.Child("tree");
        PresortedSearch? shared = settings.Leaves is null ? search as PresortedSearch : null;
        CartGrower trunk = new(search, problem, settings, impurities: true)
        {
            LeaveRows = shared is null ? 0 : Math.Max(LeastSubtreeRows, search.RowCount / Subtrees),
        };
        CartNodes nodes = trunk.Grow(key.Open(), context.Stop, context.Cancellation);
        WasStopped = trunk.WasStopped;
        if (shared is null || WasStopped)
            return nodes;

        double whole = nodes[0].Impurity;
        CartGrower[] growers = new CartGrower[trunk.Left.Count];
        CartNodes[] subtrees = new CartNodes[growers.Length];
        context.For(growers.Length, k =>
        {
            (int number, CartRange range) = trunk.Left[k];
            growers[k] = new CartGrower(shared.Alone(), problem, settings, impurities: true);
            subtrees[k] = growers[k].Grow(range, whole, key.Child(number).Open(), context.Stop, context.Cancellation);
        });
        for (int k = 0; k < growers.Length; k++)
        {
            nodes.Graft(trunk.Left[k].Number, subtrees[k]);
            WasStopped |= growers[k].WasStopped;
        }
        return nodes;
    }
}
