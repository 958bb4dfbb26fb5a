using Hone.Numerics;

namespace Hone.Deep;

/// <summary>Some samples of other data under numbers of their own.</summary>
internal sealed class SubsetData(Dataset data, int[] numbers) : Dataset
{
    public override int Count => numbers.Length;

    internal override Dataset Plain => data.Plain == data ? this : new SubsetData(data.Plain, numbers);

    internal override bool IsInMemory => data.IsInMemory;

    protected internal override Batch Make(int[] samples, RandomKey epoch)
    {
        Batch made = data.Make(Array.ConvertAll(samples, sample => numbers[sample]), epoch);
        return new Batch([.. made.Inputs], [.. made.Targets], samples);
    }
}
