using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>Tries one random threshold a column, for two classes or one number: the ends of the node's codes, a draw between them, and the sums on its left.</summary>
internal sealed class RandomSearch<TSums>(RankedCodes x, CartProblem problem, CartSettings settings) : PairSearch<TSums>(x, problem, settings)
    where TSums : struct, IRowSums<TSums>
{
    private readonly int[] codes = new int[x.RowCount];

    protected override CartSplit Find(int column, RandomStream random, out bool constant)
    {
        if (x.IsCategory(column))
            return FindGenerally(column, random, out constant);
        Span<int> local = codes.AsSpan(0, Rows.Length);
        (int least, int greatest) = CodeRange.Gather(x.Codes(column), Rows, local);
        constant = least == greatest;
        if (constant)
            return CartSplit.None;
        if (greatest == x.Count(column))
            return FindGenerally(column, random, out constant);
        (int last, double threshold) = x.DrawThreshold(column, least, greatest, random.Uniform());
        TSums left = TSums.UpTo(Own, local, last);
        double score = Cuts.Of(left.Weight, left.Sum, left.Rows);
        return score > LeastScore
            ? new CartSplit(column, Cuts.Decrease(score, Target.Factor), last, threshold, null, 2 * left.Weight > Total.Weight)
            : CartSplit.None;
    }
}
