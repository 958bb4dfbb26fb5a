using System.Buffers;

namespace Hone.Numerics;

/// <summary>Many reflections Hᵢ = 1 − τᵢ·vᵢ·vᵢᵀ, applied to rows some at a time, which makes matrix products of them.</summary>
/// <remarks>
/// The product of a block's reflections is 1 − Vᵀ·M·V with V's rows vᵢ and a small triangular M. Source: C. Bischof and C. Van Loan, "The WY Representation for Products of Householder Matrices",
/// SIAM J. Sci. Stat. Comput. 8(1), 1987; R. Schreiber and C. Van Loan, "A Storage-Efficient WY Representation", SIAM J. Sci. Stat. Comput. 10(1), 1989.
/// </remarks>
internal sealed class ReflectorBlocks
{
    private const int BlockRows = 32;

    // Rows that one task turns, at most.
    private const int StripRows = 96;

    private readonly Matrix v;
    private readonly double[] tau;
    private readonly double[] negated;
    private readonly bool leading;
    private readonly int? workers;

    /// <summary>Makes the blocks.</summary>
    /// <param name="v">Row i is vᵢ in full length.</param>
    /// <param name="tau">τᵢ, as many as rows.</param>
    /// <param name="leading">Whether vᵢ ends before column i (and is 0 from there on); otherwise it starts at column i (and is 0 before).</param>
    /// <param name="workers">Threads at most; null means one a processor.</param>
    public ReflectorBlocks(Matrix v, double[] tau, bool leading, int? workers)
    {
        (this.v, this.tau, this.leading, this.workers) = (v, tau, leading, workers);
        int blocks = Blocks;
        negated = new double[blocks * BlockRows * BlockRows];
        WorkerPool.For(blocks, workers, MakeBlock);
    }

    private int Blocks => (v.Rows + BlockRows - 1) / BlockRows;

    /// <summary>Each row x ← x·Hₖ₋₁ ⋯ H₁·H₀, the last reflection first.</summary>
    public void ApplyLastFirst(Matrix rows) => Apply(rows, lastFirst: true);

    /// <summary>Each row x ← x·H₀·H₁ ⋯ Hₖ₋₁, the first reflection first.</summary>
    public void ApplyFirstFirst(Matrix rows) => Apply(rows, lastFirst: false);

    private void Apply(Matrix rows, bool lastFirst)
    {
        Cut strips = new(rows.Rows, StripRows, 12, multipleOf: 2);
        WorkerPool.For(rows.Rows == 0 ? 0 : strips.Count, workers, strip =>
            ApplyToStrip(rows.RowRange(strips.Start(strip), strips.Start(strip + 1) - strips.Start(strip)), lastFirst));
    }

    /// <summary>−Mᵀ of a block, where H_b ⋯ H_a = 1 − Vᵀ·M·V.</summary>
    private void MakeBlock(int block)
    {
        int from = block * BlockRows, to = Math.Min(v.Rows, from + BlockRows);
        (int start, int end) = Columns(from, to);
        Span<double> target = negated.AsSpan(block * BlockRows * BlockRows, BlockRows * BlockRows);
        Span<double> products = stackalloc double[BlockRows];
        for (int i = from; i < to; i++)
        {
            // The new row of M is −τ·(V·v)ᵀ·M, and τ on the diagonal; it is column i of Mᵀ.
            int at = i - from;
            for (int k = 0; k < at; k++)
                products[k] = Kernels.Dot(v.Row(from + k)[start..end], v.Row(i)[start..end]);
            for (int column = 0; column < at; column++)
            {
                double sum = 0.0;
                for (int k = column; k < at; k++)
                    sum = Math.FusedMultiplyAdd(products[k], -target[(column * BlockRows) + k], sum);
                target[(column * BlockRows) + at] = tau[i] * sum;
            }
            target[(at * BlockRows) + at] = -tau[i];
        }
    }

    /// <summary>The columns in which a block's reflectors are not all 0.</summary>
    private (int Start, int End) Columns(int from, int to) => leading ? (0, Math.Min(v.Columns, to)) : (Math.Min(from, v.Columns), v.Columns);

    /// <summary>X ← X − X·Vᵀ·M·V or, for the other order, X − X·Vᵀ·Mᵀ·V.</summary>
    private unsafe void ApplyToStrip(Matrix strip, bool lastFirst)
    {
        int count = strip.Rows;
        double[] first = ArrayPool<double>.Shared.Rent(count * BlockRows), second = ArrayPool<double>.Shared.Rent(count * BlockRows);
        fixed (double* px = strip.Strided, pv = v.Strided, pm = negated, py = first, pz = second)
        {
            for (int step = 0; step < Blocks; step++)
            {
                int block = lastFirst ? Blocks - 1 - step : step, from = block * BlockRows, to = Math.Min(v.Rows, from + BlockRows), height = to - from;
                (int start, int end) = Columns(from, to);
                double* reflectors = pv + ((nint)from * v.Stride) + start, x = px + start;
                Operand<double> factor = new(pm + (block * BlockRows * BlockRows), BlockRows, lastFirst);
                Gemm<double>.Run(new(count, height, end - start, new(x, strip.Stride, false), new(reflectors, v.Stride, true), py, BlockRows), workers: 1, VectorPath.Widest);
                Gemm<double>.Run(new(count, height, height, new(py, BlockRows, false), factor, pz, BlockRows), workers: 1, VectorPath.Widest);
                Gemm<double>.Run(new(count, end - start, height, new(pz, BlockRows, false), new(reflectors, v.Stride, false), x, strip.Stride) { Beta = 1.0 }, workers: 1, VectorPath.Widest);
            }
        }
        ArrayPool<double>.Shared.Return(first);
        ArrayPool<double>.Shared.Return(second);
    }
}
