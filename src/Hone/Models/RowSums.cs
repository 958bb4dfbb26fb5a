using Hone.Contracts;

namespace Hone.Models;

/// <summary>Sums over rows, cut into chunks by the data's size alone and combined in order, then over the ranks.</summary>
internal static class RowSums
{
    // Fewer rows are not worth handing to another thread; more chunks than this bring no balance that matters.
    private const int RowsInChunk = 512, MostChunks = 32;

    // 16 million doubles, 128 MiB: what the partial sums of all chunks may take together.
    private const long MostPartials = 1L << 24;

    /// <summary>Adds the rows from start to end (exclusive) to a partial sum.</summary>
    internal delegate void AddRows(int start, int end, Span<double> sum);

    /// <summary>The sum of what <paramref name="add"/> adds for each row, over all ranks; the same bits for any number of workers.</summary>
    public static double[] Over(int rows, int length, FitContext context, AddRows add)
    {
        int chunks = Chunks(rows, length);
        double[][] partial = new double[chunks][];
        context.For(chunks, chunk =>
        {
            partial[chunk] = new double[length];
            add(Start(rows, chunks, chunk), Start(rows, chunks, chunk + 1), partial[chunk]);
        });
        double[] sum = partial[0];
        for (int chunk = 1; chunk < chunks; chunk++)
        {
            double[] next = partial[chunk];
            for (int i = 0; i < length; i++)
                sum[i] += next[i];
        }
        context.Ranks.AllReduce(sum);
        return sum;
    }

    /// <summary>Runs the body over the same chunks, for work that writes by row.</summary>
    public static void ForEach(int rows, FitContext context, Action<int, int> body)
    {
        int chunks = Chunks(rows, 1);
        context.For(chunks, chunk => body(Start(rows, chunks, chunk), Start(rows, chunks, chunk + 1)));
    }

    private static int Chunks(int rows, int length)
    {
        long byMemory = Math.Max(1, MostPartials / Math.Max(1, length));
        return (int)Math.Max(1, Math.Min(Math.Min(MostChunks, byMemory), (rows + RowsInChunk - 1) / RowsInChunk));
    }

    private static int Start(int rows, int chunks, int chunk) => (int)((long)rows * chunk / chunks);
}
