using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models.Trees;

/// <summary>The mean loss of the rows that are trained on, and of those that are watched.</summary>
internal sealed class MeanLosses
{
    private const int RowsInChunk = 8_192;

    private readonly BoostingRows rows;
    private readonly IBoostingLoss loss;
    private readonly int[] train, watch;
    private readonly FitContext context;

    /// <summary>Sums the weights, over all ranks.</summary>
    public MeanLosses(BoostingRows rows, IBoostingLoss loss, int[] train, int[] watch, FitContext context)
    {
        (this.rows, this.loss, this.train, this.watch, this.context) = (rows, loss, train, watch, context);
        double[] weights = [WeightOf(train), WeightOf(watch)];
        context.Ranks.AllReduce(weights);
        (TrainWeight, WatchWeight) = (weights[0], weights[1]);
    }

    public double TrainWeight { get; }

    public double WatchWeight { get; }

    /// <summary>The means as the scores stand. Losses are computed chunk by chunk, whichever rows are trained on and whichever are watched.</summary>
    public (double Trained, double Watched) Now()
    {
        int chunks = (rows.Count + RowsInChunk - 1) / RowsInChunk;
        double[] trained = new double[chunks], watched = new double[chunks];
        context.For(chunks, chunk =>
        {
            int first = chunk * RowsInChunk, count = Math.Min(RowsInChunk, rows.Count - first);
            Span<double> losses = stackalloc double[count];
            loss.Losses(first, losses);
            for (int i = 0; i < count && rows.Weights is not null; i++)
                losses[i] = rows.Weight(first + i) > 0 ? rows.Weight(first + i) * losses[i] : 0;
            (trained[chunk], watched[chunk]) = (SumOf(train, first, losses), SumOf(watch, first, losses));
        });
        double[] totals = [trained.Sum(), watched.Sum()];
        context.Ranks.AllReduce(totals);
        return (totals[0] / TrainWeight, totals[1] / WatchWeight);
    }

    private static double SumOf(int[] of, int first, ReadOnlySpan<double> losses)
    {
        ReadOnlySpan<int> own = of.AsSpan()[Below(of, first)..Below(of, first + losses.Length)];
        if (own.Length == losses.Length)
            return Kernels.Sum(losses);
        double sum = 0;
        foreach (int row in own)
            sum += losses[row - first];
        return sum;
    }

    /// <summary>How many of ascending numbers are below a limit.</summary>
    public static int Below(ReadOnlySpan<int> ascending, int limit)
    {
        int at = ascending.BinarySearch(limit);
        return at < 0 ? ~at : at;
    }

    private double WeightOf(int[] of)
    {
        if (rows.Weights is null)
            return of.Length;
        double sum = 0;
        foreach (int row in of)
            sum += rows.Weight(row);
        return sum;
    }
}
