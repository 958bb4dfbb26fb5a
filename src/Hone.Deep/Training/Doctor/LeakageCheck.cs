using System.Security.Cryptography;

namespace Hone.Deep;

/// <summary>Samples whose inputs stand in training and validation data alike, byte by byte.</summary>
internal static class LeakageCheck
{
    private const double Some = 0.002, Many = 0.05;
    private const int AtOnce = 256, ComputedShare = 10;

    public static void Look(Dataset train, Dataset validation, int most, Findings findings)
    {
        if (most == 0)
            return;
        Dictionary<UInt128, int> known = [];
        foreach ((UInt128 hash, int sample) in Hashes(train.Plain, most))
            known.TryAdd(hash, sample);
        int both = 0, seen = 0;
        (int Train, int Validation) first = default;
        foreach ((UInt128 hash, int sample) in Hashes(validation.Plain, most))
        {
            seen++;
            if (!known.TryGetValue(hash, out int twin))
                continue;
            if (both++ == 0)
                first = (twin, sample);
        }
        if (seen == 0 || both < Math.Max(2, Some * seen))
            return;
        findings.Add(
            "leakage between splits", both > Many * seen ? Severity.Fault : Severity.Warning, "the validation data",
            $"{both} of {seen} validation samples ({(double)both / seen:P1}) stand in the training data too, for example validation sample {first.Validation} as training sample {first.Train}: validation flatters the network.",
            "Take repeated samples out before parting the data, and keep those of one origin together (Dataset.Split with groupBy). Where rows of few values repeat by nature, this can be in order.");
    }

    private static IEnumerable<(UInt128 Hash, int Sample)> Hashes(Dataset data, int most)
    {
        int count = Math.Min(data.Count, data.IsInMemory ? most : Math.Max(1, most / ComputedShare));
        for (int start = 0; start < count; start += AtOnce)
        {
            Batch batch = data.Take([.. Enumerable.Range(start, Math.Min(AtOnce, count - start))]);
            byte[][] inputs = [.. batch.Inputs.Select(Rows.Bytes)];
            for (int i = 0; i < batch.Count; i++)
                yield return (Hash(inputs, i, batch.Count), start + i);
        }
    }

    private static UInt128 Hash(byte[][] inputs, int row, int rows)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] input in inputs)
        {
            int length = input.Length / rows;
            hash.AppendData(input.AsSpan(row * length, length));
        }
        byte[] found = hash.GetHashAndReset();
        return new UInt128(BitConverter.ToUInt64(found, 0), BitConverter.ToUInt64(found, 8));
    }
}
