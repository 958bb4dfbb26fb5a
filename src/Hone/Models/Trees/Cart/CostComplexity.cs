namespace Hone.Models.Trees;

/// <summary>Minimal cost-complexity pruning: the smallest subtree with the least Σ impurity·weight share + α·leaves.</summary>
/// <remarks>Breiman et al., 1984, chapter 3. Children come after their parents, so that one pass from the end meets every subtree before its root.</remarks>
internal static class CostComplexity
{
    public static List<GrownNode> Prune(List<GrownNode> nodes, double alpha)
    {
        double total = nodes[0].Cover;
        double[] costs = new double[nodes.Count];
        bool[] leaf = new bool[nodes.Count];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            GrownNode node = nodes[i];
            double own = (node.Impurity * node.Cover / total) + alpha;
            double below = node.IsLeaf ? double.PositiveInfinity : costs[node.Left] + costs[node.Left + 1];
            leaf[i] = own <= below;
            costs[i] = Math.Min(own, below);
        }

        List<GrownNode> kept = [nodes[0]];
        List<int> numbers = [0];
        for (int at = 0; at < kept.Count; at++)
        {
            int number = numbers[at];
            GrownNode node = kept[at];
            if (leaf[number])
            {
                (node.Left, node.Levels) = (0, null);
                continue;
            }
            int left = node.Left;
            node.Left = kept.Count;
            kept.AddRange([nodes[left], nodes[left + 1]]);
            numbers.AddRange([left, left + 1]);
        }
        return kept;
    }
}
