using System.Buffers;
using Hone.Numerics;

namespace Hone.Structure.Reduction;

/// <summary>Column means and the matrix Σ(xᵢ−x̄)(xᵢ−x̄)ᵀ of dense rows, which are read once and centred in small pieces.</summary>
/// <remarks>
/// The sums run about a rough mean of a few rows, and are moved to the mean at the end (T. F. Chan, G. H. Golub and R. J. LeVeque, "Algorithms for Computing the Sample Variance", The American Statistician 37(3), 1983).
/// Where the rough mean turns out so far off that digits would cancel, a second pass takes them about the mean itself.
/// </remarks>
/// <param name="Mean">x̄, d numbers.</param>
/// <param name="Values">d × d; on and above the diagonal only.</param>
internal sealed record Scatter(double[] Mean, Matrix Values)
{
    // Rows that make up the rough mean.
    private const int Sample = 256;

    // A squared distance of the rough mean from the mean, in variances, at which two digits have cancelled.
    private const double Far = 100;

    // Numbers that all partial sums together may take, and blocks of rows at most.
    private const long MostPartials = 1 << 21;
    private const int MostBlocks = 64, LeastBlockRows = 1024;

    // Numbers of the piece that is centred at a time, which then are in the second cache when they are multiplied.
    private const int PieceNumbers = 1 << 17, LeastPieceRows = 128;

    /// <summary>Sums up the rows. Cost n·d² and one pass over them.</summary>
    public static Scatter Of(Matrix x, int? workers, CancellationToken cancellation)
    {
        double[] about = RoughMean(x);
        Scatter found = About(x, about, workers, cancellation, out bool far);
        return far ? About(x, found.Mean, workers, cancellation, out _) : found;
    }

    private static double[] RoughMean(Matrix x)
    {
        double[] mean = new double[x.Columns];
        int count = Math.Min(Sample, x.Rows);
        for (int k = 0; k < count; k++)
            Kernels.Axpy(1.0, x.Row((int)((long)k * x.Rows / count)), mean);
        Kernels.Scale(1.0 / count, mean);
        return mean;
    }

    private static Scatter About(Matrix x, double[] about, int? workers, CancellationToken cancellation, out bool far)
    {
        int n = x.Rows, d = x.Columns;
        int blocks = (int)Math.Clamp(Math.Min(MostPartials / ((long)d * d), n / LeastBlockRows), 1, MostBlocks);
        double[][] partial = new double[blocks][];
        double[][] sums = new double[blocks][];
        WorkerPool.For(blocks, workers, block =>
        {
            // Rented, since memory that is new costs as much as a third of the sums.
            (partial[block], sums[block]) = (block == 0 ? new double[d * d] : ArrayPool<double>.Shared.Rent(d * d), new double[d]);
            Add(x, (int)((long)n * block / blocks), (int)((long)n * (block + 1) / blocks), about, partial[block], sums[block], blocks == 1 ? workers : 1);
        }, cancellation);

        Matrix whole = new(d, d, partial[0]);
        for (int block = 1; block < blocks; block++)
        {
            for (int i = 0; i < d; i++)
                Kernels.Axpy(1.0, partial[block].AsSpan((i * d) + i, d - i), whole.Row(i)[i..]);
            Kernels.Axpy(1.0, sums[block], sums[0]);
            ArrayPool<double>.Shared.Return(partial[block]);
        }
        double[] mean = new double[d];
        far = false;
        for (int i = 0; i < d; i++)
        {
            double apart = sums[0][i] / n;
            mean[i] = about[i] + apart;
            Kernels.Axpy(-apart, sums[0].AsSpan(i), whole.Row(i)[i..]);
            far |= mean[i] != about[i] && n * apart * apart > Far * whole[i, i];
        }
        return new Scatter(mean, whole);
    }

    private static unsafe void Add(Matrix x, int start, int end, double[] about, double[] scatter, double[] sums, int? workers)
    {
        int d = x.Columns, most = Math.Max(LeastPieceRows, PieceNumbers / Math.Max(1, d));
        double[] piece = ArrayPool<double>.Shared.Rent(most * d);
        for (int row = start; row < end; row += most)
        {
            int count = Math.Min(most, end - row);
            for (int i = 0; i < count; i++)
            {
                Span<double> centred = piece.AsSpan(i * d, d);
                x.Row(row + i).CopyTo(centred);
                Kernels.Axpy(-1.0, about, centred);
                Kernels.Axpy(1.0, centred, sums);
            }
            fixed (double* from = piece, to = scatter)
                Gemm<double>.Run(new(d, d, count, new(from, d, true), new(from, d, false), to, d) { Beta = row == start ? 0.0 : 1.0, Part = Triangle.Upper }, workers, VectorPath.Widest);
        }
        ArrayPool<double>.Shared.Return(piece);
    }
}
