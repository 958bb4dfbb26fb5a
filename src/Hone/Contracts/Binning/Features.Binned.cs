namespace Hone.Contracts;

public sealed partial class Features
{
    private readonly Lock binning = new();
    private readonly Dictionary<int, BinnedFeatures> binned = [];

    /// <summary>The values as bins of one byte each; made once for each number of bins and shared from then on.</summary>
    /// <param name="bins">Bins for values at most, from 2 to 255; what is missing has one more.</param>
    /// <param name="workers">Threads at most; null means one a processor. They do not change the bins.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bins is not from 2 to 255.</exception>
    /// <exception cref="ArgumentException">The bins do not fit one array.</exception>
    public BinnedFeatures Binned(int bins = 255, int? workers = null) => Binned(bins, new FitContext(Workers: workers));

    internal BinnedFeatures Binned(int bins, FitContext context)
    {
        if (context.Ranks.Size > 1)
            return BinnedFeatures.Of(this, bins, context);     // the edges depend on the other ranks' rows as well
        lock (binning)
        {
            if (!binned.TryGetValue(bins, out BinnedFeatures? found))
                binned[bins] = found = BinnedFeatures.Of(this, bins, context);
            return found;
        }
    }
}
