using Hone.Numerics;

namespace Hone.Models.Linear;

/// <summary>A few dense rows of d values that fit the cache, with the products that linear models make of them.</summary>
/// <param name="values">The rows, one after another at the stride.</param>
/// <param name="stride">From the start of one row to the next.</param>
/// <param name="count">Rows.</param>
/// <param name="columns">d.</param>
internal readonly ref struct RowView(ReadOnlySpan<double> values, int stride, int count, int columns)
{
    private readonly ReadOnlySpan<double> values = values;

    private ReadOnlySpan<double> Row(int row) => values.Slice(row * stride, columns);

    /// <summary>K scores a row: b_k + xᵢᵀw_k for parameters in K rows of <paramref name="width"/>: d coefficients, then the intercept if the width is d + 1.</summary>
    public unsafe void ScoresInto(ReadOnlySpan<double> parameters, int width, int scores, Span<double> result)
    {
        bool intercept = width > columns;
        if (scores == 1)
        {
            fixed (double* px = values, pw = parameters, pr = result)
                Kernels.DotRows(px, stride, count, pw, columns, pr);
            if (intercept)
                Kernels.AddConstant(parameters[columns], result[..count]);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < scores; k++)
                result[(i * scores) + k] = intercept ? parameters[(k * width) + columns] : 0;
        }
        fixed (double* px = values, pw = parameters, pr = result)
            Gemm<double>.Run(new(count, scores, columns, new(px, stride, false), new(pw, width, true), pr, scores) { Beta = 1 }, workers: 1, VectorPath.Widest);
    }

    /// <summary>Adds Σ sᵢ·(xᵢ, 1) to <paramref name="sum"/>, without the 1 where that is d long.</summary>
    public unsafe void AddTimes(ReadOnlySpan<double> factors, Span<double> sum)
    {
        fixed (double* px = values, pf = factors, ps = sum)
            Kernels.AxpyRows(pf, px, stride, count, ps, columns);
        for (int i = 0; sum.Length > columns && i < count; i++)
            sum[columns] += factors[i];
    }

    /// <summary>Copies (xᵢ, 1, 0, …) to the destination's rows at the distance that sums of outer products like.</summary>
    public void PadInto(Span<double> destination, int padded)
    {
        for (int i = 0; i < count; i++)
        {
            Span<double> row = destination.Slice(i * padded, padded);
            Row(i).CopyTo(row);
            row[columns] = 1;
            row[(columns + 1)..].Clear();
        }
    }
}
