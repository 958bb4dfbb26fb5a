namespace Hone.Numerics;

/// <summary>The Q of a tall matrix: blocks of rows are factored each by itself, in the cache and in parallel, and then their triangles, stacked.</summary>
/// <remarks>
/// The blocks depend on the shape alone, so the bits do not depend on the workers. Of the full Q, the columns of the stack come first and then what is left of each block.
/// Source: J. Demmel, L. Grigori, M. Hoemmen and J. Langou, "Communication-optimal Parallel and Sequential QR and LU Factorizations", SIAM Journal on Scientific Computing 34(1), 2012.
/// </remarks>
internal sealed class StackedReflectors : OrthogonalFactor
{
    // Numbers in a block: half of the second cache.
    private const int BlockNumbers = 1 << 16;

    private readonly int n;
    private readonly Cut cut;
    private readonly Reflectors[] blocks;
    private readonly Reflectors top;

    private StackedReflectors(int rows, int n, Cut cut, Reflectors[] blocks, Reflectors top) => (Rows, this.n, this.cut, this.blocks, this.top) = (rows, n, cut, blocks, top);

    public override int Rows { get; }

    /// <summary>Whether a matrix of this shape is tall enough.</summary>
    public static bool Suits(int rows, int columns) => columns is > 0 and <= 256 && rows >= 4L * BlockRows(columns);

    public static StackedReflectors Factor(Matrix a, int? workers)
    {
        int n = a.Columns;
        Cut cut = new(a.Rows, BlockRows(n), 1);
        Reflectors[] blocks = new Reflectors[cut.Count];
        Matrix stack = new(cut.Count * n, n);
        WorkerPool.For(cut.Count, workers, block =>
        {
            blocks[block] = Reflectors.Factor(a.RowRange(cut.Start(block), cut.Start(block + 1) - cut.Start(block)), workers: 1);
            blocks[block].R().CopyTo(stack.RowRange(block * n, n));
        });
        return new StackedReflectors(a.Rows, n, cut, blocks, Reflectors.Factor(stack, workers));
    }

    public override Matrix R() => top.R();

    public override Matrix Q(int? workers)
    {
        Matrix result = new(Rows, n), stacked = top.Q(workers);
        WorkerPool.For(blocks.Length, workers, block =>
        {
            int start = cut.Start(block), count = cut.Start(block + 1) - start;
            Matrix rows = new(n, count);
            stacked.RowRange(block * n, n).Transpose().CopyTo(rows.ColumnRange(0, n));
            blocks[block].Turn(rows, workers: 1);
            rows.TransposeInto(result.RowRange(start, count), workers: 1);
        });
        return result;
    }

    public override Matrix TimesRows(Matrix inner, int? workers)
    {
        Matrix result = new(inner.Rows, Rows), stacked = top.TimesRows(inner, workers);
        WorkerPool.For(blocks.Length, workers, block =>
        {
            int start = cut.Start(block), count = cut.Start(block + 1) - start;
            Matrix rows = result.ColumnRange(start, count);
            stacked.ColumnRange(block * n, n).CopyTo(rows.ColumnRange(0, n));
            blocks[block].Turn(rows, workers: 1);
        });
        return result;
    }

    public override void Times(Span<double> y)
    {
        double[] source = y.ToArray();
        top.Times(source.AsSpan(0, blocks.Length * n));
        int rest = blocks.Length * n;
        for (int block = 0; block < blocks.Length; block++)
        {
            Span<double> part = y[cut.Start(block)..cut.Start(block + 1)];
            source.AsSpan(block * n, n).CopyTo(part);
            source.AsSpan(rest, part.Length - n).CopyTo(part[n..]);
            rest += part.Length - n;
            blocks[block].Times(part);
        }
    }

    public override void TransposeTimes(Span<double> y)
    {
        double[] source = y.ToArray();
        int rest = blocks.Length * n;
        for (int block = 0; block < blocks.Length; block++)
        {
            Span<double> part = source.AsSpan(cut.Start(block)..cut.Start(block + 1));
            blocks[block].TransposeTimes(part);
            part[..n].CopyTo(y[(block * n)..]);
            part[n..].CopyTo(y[rest..]);
            rest += part.Length - n;
        }
        top.TransposeTimes(y[..(blocks.Length * n)]);
    }

    private static int BlockRows(int columns) => Math.Max(8 * columns, BlockNumbers / columns);
}
