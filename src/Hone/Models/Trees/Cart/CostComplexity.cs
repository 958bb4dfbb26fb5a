namespace Hone.Models.Trees;

/// <summary>Minimal cost-complexity pruning: the smallest subtree with the least Σ impurity·weight share + α·leaves.</summary>
/// <remarks>Breiman et al., 1984, chapter 3. Children come after their parents, so that one pass from the end meets every subtree before its root.</remarks>
internal static class CostComplexity
{
    public static CartNodes Prune(CartNodes nodes, double alpha)
    {
        double total = nodes[0].Cover;
        double[] costs = new double[nodes.Count];
        bool[] leaf = new bool[nodes.Count];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            ref CartNode node = ref nodes[i];
            double own = (node.Impurity * node.Cover / total) + alpha;
            double below = node.IsLeaf ? double.PositiveInfinity : costs[node.Left] + costs[node.Left + 1];
            leaf[i] = own <= below;
            costs[i] = Math.Min(own, below);
        }

        CartNodes kept = new(nodes.Width);
        kept.Add(nodes, 0);
        List<int> numbers = [0];
        for (int at = 0; at < kept.Count; at++)
        {
            int number = numbers[at];
            if (leaf[number])
                continue;
            CartNode node = nodes[number];
            kept.Add(nodes, node.Left);
            kept.Add(nodes, node.Left + 1);
            numbers.AddRange([node.Left, node.Left + 1]);
            node.Left = kept.Count - 2;
            kept[at] = node;
        }
        return kept;
    }
}
