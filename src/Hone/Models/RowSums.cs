using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models;

/// <summary>Sums over rows, cut into blocks by the data's size alone and combined in order, then over the ranks.</summary>
internal static class RowSums
{
    // Fewer rows are not worth handing to another thread.
    private const int LeastRows = 512;

    // 16 million doubles, 128 MiB: what the partial sums of all blocks may take together.
    private const long MostPartials = 1L << 24;

    /// <summary>Adds the rows from start to end (exclusive) to a partial sum.</summary>
    internal delegate void AddRows(int start, int end, Span<double> sum);

    /// <summary>The sum of what <paramref name="add"/> adds for each row, over all ranks; the same bits for any number of workers.</summary>
    public static double[] Over(int rows, int length, FitContext context, AddRows add)
    {
        int least = (int)Math.Max(LeastRows, (long)rows * length / MostPartials);
        double[] sum = RowBlocks.Sum(rows, least, length, context.Workers, (start, end, partial) => add(start, end, partial), context.Cancellation);
        context.Ranks.AllReduce(sum);
        return sum;
    }
}
