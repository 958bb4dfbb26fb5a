using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Hone.Contracts;

namespace Hone.Models.Trees;

/// <summary>The gradient, hessian and count of each row as two whole numbers, so that their sums are exact.</summary>
/// <remarks>
/// Sums of whole numbers do not depend on the order of adding: a histogram has the same bits however its rows were dealt to threads or
/// ranks, and a sibling's, taken as a difference, is exact. The first number is the gradient in units of a power of two; the second
/// holds the hessian in its upper bits and the count of rows in the lower ones. The units are the finest for which no sum overflows.
/// </remarks>
internal sealed class GradientPairs(int rows)
{
    private const int RowsInChunk = 8_192;

    private readonly long[] values = GC.AllocateArray<long>((2 * rows) + 2, pinned: true);
    private double gradientUnit = 1, hessianUnit = 1;

    /// <summary>Two numbers a row.</summary>
    public long[] Values => values;

    /// <summary>The bits of the second number that count rows.</summary>
    public int CountBits { get; private set; } = 1;

    public double Gradient(long sum) => sum * gradientUnit;

    public double Hessian(long sum) => (sum >> CountBits) * hessianUnit;

    public long Count(long sum) => sum & ((1L << CountBits) - 1);

    public Vector512<double> Gradient(Vector512<long> sum) => Vector512.ConvertToDouble(sum) * gradientUnit;

    public Vector512<double> Hessian(Vector512<long> sum) => Vector512.ConvertToDouble(sum >> CountBits) * hessianUnit;

    public Vector512<long> Count(Vector512<long> sum) => sum & Vector512.Create((1L << CountBits) - 1);

    /// <summary>Fills the pairs: first with the loss's numbers, whose sums give the units, then in those units.</summary>
    /// <param name="loss">Gives gradient and hessian, weights included.</param>
    /// <param name="output">Which of the loss's outputs.</param>
    /// <param name="totalRows">Rows of all ranks.</param>
    /// <param name="weights">A row of weight 0 does not count; null means all count.</param>
    /// <param name="context">Workers and ranks.</param>
    /// <exception cref="ArithmeticException">A gradient is not finite.</exception>
    public void Fill(IBoostingLoss loss, int output, long totalRows, double[]? weights, FitContext context)
    {
        int chunks = (rows + RowsInChunk - 1) / RowsInChunk;
        double[] gradientSums = new double[chunks], hessianSums = new double[chunks];
        context.For(chunks, chunk =>
        {
            int start = chunk * RowsInChunk, end = Math.Min(rows, start + RowsInChunk);
            Span<double> part = MemoryMarshal.Cast<long, double>(values.AsSpan(2 * start, 2 * (end - start)));
            loss.Gradients(output, start, end, part);
            double g = 0, h = 0;
            for (int i = 0; i < part.Length; i += 2)
            {
                g += Math.Abs(part[i]);
                h += part[i + 1];
            }
            (gradientSums[chunk], hessianSums[chunk]) = (g, h);
        });
        double[] totals = [gradientSums.Sum(), hessianSums.Sum()];
        context.Ranks.AllReduce(totals);
        if (!double.IsFinite(totals[0]) || !double.IsFinite(totals[1]))
            throw new ArithmeticException("The gradients are no longer finite: the target's values are too large for this loss, or LearningRate is too high.");

        CountBits = 64 - BitOperations.LeadingZeroCount((ulong)totalRows);
        // Rounding adds at most half a unit a row, hence the spare bit.
        double gradientScale = Scale(totals[0], 61), hessianScale = Scale(totals[1], 61 - CountBits);
        (gradientUnit, hessianUnit) = (1 / gradientScale, 1 / hessianScale);
        int shift = CountBits;
        context.For(chunks, chunk =>
        {
            int end = Math.Min(rows, (chunk + 1) * RowsInChunk);
            for (int i = chunk * RowsInChunk; i < end; i++)
            {
                double g = BitConverter.Int64BitsToDouble(values[2 * i]), h = BitConverter.Int64BitsToDouble(values[(2 * i) + 1]);
                values[2 * i] = (long)Math.Round(g * gradientScale);
                values[(2 * i) + 1] = ((long)Math.Round(h * hessianScale) << shift) | (weights is null || weights[i] > 0 ? 1L : 0L);
            }
        });
    }

    // The greatest power of two with sum · scale ≤ 2^bits.
    private static double Scale(double sum, int bits)
    {
        if (sum <= 0)
            return 1;
        int exponent = bits - (Math.ILogB(sum) + 1);
        return Math.ScaleB(1, Math.Clamp(exponent, -1000, 1000));
    }
}
