using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Samples that a function makes when they are asked for.</summary>
internal sealed class ComputedData(int count, Func<int, RandomStream, Sample> make) : Dataset
{
    public override int Count => count;

    protected internal override Batch Make(int[] samples, RandomKey epoch)
    {
        RandomKey key = epoch.Child("computed");
        return Batch.Of(Array.ConvertAll(samples, sample => One(sample, key.Child(sample).Open())), samples);
    }

    private Sample One(int sample, RandomStream random)
    {
        try
        {
            return make(sample, random) ?? throw new InvalidOperationException("the function gave null");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Sample {sample} could not be made: {FaultSentence.Of(fault)}"), fault);
        }
    }
}
