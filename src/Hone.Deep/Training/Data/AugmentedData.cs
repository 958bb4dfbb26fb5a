using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Samples of other data, changed at random.</summary>
internal sealed class AugmentedData(Dataset data, Func<Sample, RandomStream, Sample> change) : Dataset
{
    public override int Count => data.Count;

    internal override Dataset Plain => data.Plain;

    internal override bool IsInMemory => data.IsInMemory;

    protected internal override Batch Make(int[] samples, RandomKey epoch)
    {
        // One change over another draws from other streams.
        Batch before = data.Make(samples, epoch.Child("before"));
        RandomKey key = epoch.Child("augment");
        Sample[] after = new Sample[samples.Length];
        for (int i = 0; i < after.Length; i++)
        {
            try
            {
                after[i] = change(before[i], key.Child(samples[i]).Open());
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"Sample {samples[i]} could not be changed: {FaultSentence.Of(fault)}"), fault);
            }
        }
        return after.Length == 0 ? before : Batch.Of(after, samples);
    }
}
