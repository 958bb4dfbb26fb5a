using System.Buffers;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models;

/// <summary>Sums over rows, cut into blocks by the data's size alone and combined in order, then over the ranks.</summary>
internal static class RowSums
{
    // Fewer rows are not worth handing to another thread.
    private const int LeastRows = 512;

    private const int MostBlocks = 256, FewestBlocks = 8;

    // 4 million doubles, 32 MiB: what the partial sums of all blocks may take together, unless that left too few blocks.
    private const int MostPartials = 1 << 22;

    /// <summary>Adds the rows from start to end (exclusive) to a partial sum.</summary>
    internal delegate void AddRows(int start, int end, Span<double> sum);

    /// <summary>The sum of what <paramref name="add"/> adds for each row, over all ranks; the same bits for any number of workers.</summary>
    public static double[] Over(int rows, int length, FitContext context, AddRows add)
    {
        double[] sum = new double[length];
        int blocks = Math.Clamp(rows / LeastRows, 1, Math.Clamp(MostPartials / Math.Max(1, length), FewestBlocks, MostBlocks));
        if (blocks == 1)
        {
            add(0, rows, sum);
        }
        else
        {
            double[] partials = ArrayPool<double>.Shared.Rent(checked(blocks * length));
            context.For(blocks, block =>
            {
                Span<double> own = partials.AsSpan(block * length, length);
                own.Clear();
                add((int)((long)rows * block / blocks), (int)((long)rows * (block + 1) / blocks), own);
            });
            for (int block = 0; block < blocks; block++)
                Kernels.Axpy(1, partials.AsSpan(block * length, length), sum);
            ArrayPool<double>.Shared.Return(partials);
        }
        context.Ranks.AllReduce(sum);
        return sum;
    }
}
