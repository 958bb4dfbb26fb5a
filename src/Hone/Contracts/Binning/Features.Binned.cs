using Hone.Numerics;

namespace Hone.Contracts;

public sealed partial class Features
{
    private readonly Lock binning = new();
    private readonly Dictionary<int, BinnedFeatures> binned = [];
    private readonly (Features All, int[] Rows)? origin;       // whose bins to take, and which rows of them; null to cut these values

    /// <summary>The values as bins of one byte each; made once for each number of bins and shared from then on.</summary>
    /// <param name="bins">Bins for values at most, from 2 to 255; what is missing has one more.</param>
    /// <param name="workers">Threads at most; null means one a processor. They do not change the bins.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bins is not from 2 to 255.</exception>
    /// <exception cref="ArgumentException">The bins do not fit one array.</exception>
    public BinnedFeatures Binned(int bins = 255, int? workers = null) => Binned(bins, new FitContext(Workers: workers));

    internal BinnedFeatures Binned(int bins, FitContext context)
    {
        if (context.Ranks.Size > 1)
            return Bin(bins, context);                         // the edges depend on the other ranks' rows as well
        lock (binning)
        {
            if (!binned.TryGetValue(bins, out BinnedFeatures? found))
                binned[bins] = found = Bin(bins, context);
            return found;
        }
    }

    /// <summary>The rows named, in that order, copied. Their bins will be those that they have among all rows here, so that folds are binned once together.</summary>
    /// <remarks>
    /// Keeps these features alive. Nothing is binned before somebody asks; whether these features have been binned by then changes nothing.
    /// Nor are dense rows copied before somebody asks for values: who learns from bins alone never does.
    /// </remarks>
    internal Features TakeRowsSharingBins(ReadOnlySpan<int> rows) => new(this, rows.ToArray());

    private Features(Features all, int[] rows)
    {
        foreach (int row in rows)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)all.RowCount, nameof(rows));
        (origin, sparse, bytes) = ((all, rows), all.sparse?.TakeRows(rows), all.bytes is null ? null : all.TakeBytes(rows));
        (RowCount, ColumnCount, Columns) = (rows.Length, all.ColumnCount, all.Columns);
    }

    private Matrix? Dense => held is null && sparse is null ? Copied() : held;

    private Matrix Copied()
    {
        lock (binning)
            return held ??= bytes is null ? origin!.Value.All.Dense!.TakeRows(origin.Value.Rows) : Widened();
    }

    private Matrix Widened()
    {
        Matrix wide = new(RowCount, ColumnCount);
        Widen(bytes, wide.AsSpan());
        return wide;
    }

    private BinnedFeatures Bin(int bins, FitContext context) =>
        origin is { } from ? from.All.Binned(bins, context).TakeRows(from.Rows, context) : BinnedFeatures.Of(this, bins, context);
}
