using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Some samples of other data under numbers of their own.</summary>
internal sealed class SubsetData(Dataset data, int[] numbers) : Dataset
{
    public override int Count => numbers.Length;

    protected internal override Batch Make(int[] samples, RandomKey epoch)
    {
        Batch made = data.Make(Array.ConvertAll(samples, sample => numbers[sample]), epoch);
        return new Batch([.. made.Inputs], [.. made.Targets], samples);
    }
}
