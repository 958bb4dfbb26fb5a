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
    private const int RowsInChunk = 8_192, RowsInBlock = 512;

    private readonly long[] values = GC.AllocateArray<long>((2 * rows) + 2, pinned: true);
    private double gradientUnit = 1, hessianUnit = 1, gradientScale = 1, hessianScale = 1;

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

    /// <summary>Fills the pairs: first with the loss's numbers, then in units from their greatest possible sums, or from their sums where they know no bounds.</summary>
    /// <param name="loss">Gives gradient and hessian, weights included.</param>
    /// <param name="output">Which of the loss's outputs.</param>
    /// <param name="totalRows">Rows of all ranks.</param>
    /// <param name="totalWeight">Weight of the rows of all ranks.</param>
    /// <param name="weights">A row of weight 0 does not count; null means all count.</param>
    /// <param name="context">Workers and ranks.</param>
    /// <exception cref="ArithmeticException">A gradient is not finite.</exception>
    public void Fill(IBoostingLoss loss, int output, long totalRows, double totalWeight, double[]? weights, FitContext context)
    {
        CountBits = 64 - BitOperations.LeadingZeroCount((ulong)totalRows);
        int chunks = (rows + RowsInChunk - 1) / RowsInChunk;
        double[] gradientSums = new double[chunks], hessianSums = new double[chunks];
        bool bounded = loss.Bounds is not null;
        if (loss.Bounds is { } bounds)
            SetUnits(totalWeight * bounds.Gradient, totalWeight * bounds.Hessian);
        context.For(chunks, chunk =>
        {
            int end = Math.Min(rows, (chunk + 1) * RowsInChunk);
            Vector512<double> sums = default;
            for (int start = chunk * RowsInChunk; start < end; start += RowsInBlock)
            {
                int count = Math.Min(RowsInBlock, end - start);
                Span<double> part = Numbers(start, count);
                loss.Gradients(output, start, start + count, part);
                sums += Sums(part);
                if (bounded)
                    ToUnits(start, count, weights);
            }
            gradientSums[chunk] = sums[0] + sums[2] + sums[4] + sums[6];
            hessianSums[chunk] = sums[1] + sums[3] + sums[5] + sums[7];
        });
        double[] totals = [gradientSums.Sum(), hessianSums.Sum()];
        context.Ranks.AllReduce(totals);
        if (!double.IsFinite(totals[0]) || !double.IsFinite(totals[1]))
            throw new ArithmeticException("The gradients are no longer finite: the target's values are too large for this loss, or LearningRate is too high.");
        if (bounded)
            return;
        SetUnits(totals[0], totals[1]);
        context.For(chunks, chunk => ToUnits(chunk * RowsInChunk, Math.Min(RowsInChunk, rows - (chunk * RowsInChunk)), weights));
    }

    private Span<double> Numbers(int start, int count) => MemoryMarshal.Cast<long, double>(values.AsSpan(2 * start, 2 * count));

    // Of the sizes of gradients in the even lanes, of hessians in the odd ones.
    private static Vector512<double> Sums(ReadOnlySpan<double> part)
    {
        Vector512<double> sums = default;
        int i = 0;
        for (; i <= part.Length - Vector512<double>.Count; i += Vector512<double>.Count)
            sums += Vector512.Abs(Vector512.Create(part[i..]));
        for (int lane = 0; i < part.Length; i++, lane++)
            sums = sums.WithElement(lane, sums[lane] + Math.Abs(part[i]));
        return sums;
    }

    // Rounding adds at most half a unit a row, hence the spare bit.
    private void SetUnits(double gradients, double hessians)
    {
        (gradientScale, hessianScale) = (Scale(gradients, 61), Scale(hessians, 61 - CountBits));
        (gradientUnit, hessianUnit) = (1 / gradientScale, 1 / hessianScale);
    }

    // Moving the hessian up past the count is exact in doubles too: it is a power of two.
    private void ToUnits(int start, int count, double[]? weights)
    {
        Span<long> part = values.AsSpan(2 * start, 2 * count);
        Span<double> numbers = Numbers(start, count);
        double up = 1L << CountBits;
        Vector512<double> scale = Vector512.Create(Vector256.Create(Vector128.Create(gradientScale, hessianScale))), above = Vector512.Create(Vector256.Create(Vector128.Create(1, up)));
        Vector512<long> one = Vector512.Create(Vector256.Create(Vector128.Create(0L, 1L)));
        int i = 0;
        for (; i <= part.Length - Vector512<long>.Count; i += Vector512<long>.Count)
            (Vector512.ConvertToInt64Native(Vector512.Round(Vector512.Create<double>(numbers[i..]) * scale) * above) + one).CopyTo(part[i..]);
        for (; i < part.Length; i += 2)
        {
            part[i] = (long)Math.Round(numbers[i] * gradientScale);
            part[i + 1] = (long)(Math.Round(numbers[i + 1] * hessianScale) * up) + 1;
        }
        for (int row = 0; row < count && weights is not null; row++)
        {
            if (weights[start + row] <= 0)
                part[(2 * row) + 1] = 0;
        }
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
