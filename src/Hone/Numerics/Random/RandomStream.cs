using System.Numerics;

namespace Hone.Numerics;

/// <summary>A stream of random numbers, owned by one loop; open it from a <see cref="RandomKey"/>.</summary>
/// <remarks>
/// xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021): period 2^256 − 1.
/// The numbers are part of Hone's contract: the same key gives the same numbers in every version and on every machine.
/// </remarks>
public sealed partial class RandomStream
{
    private ulong s0, s1, s2, s3;

    internal RandomStream(ulong seed)
    {
        // Four SplitMix64 outputs are never all zero, the one state xoshiro must not have.
        s0 = RandomKey.Mix(seed += 0x9E3779B97F4A7C15);
        s1 = RandomKey.Mix(seed += 0x9E3779B97F4A7C15);
        s2 = RandomKey.Mix(seed += 0x9E3779B97F4A7C15);
        s3 = RandomKey.Mix(seed + 0x9E3779B97F4A7C15);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = unchecked(BitOperations.RotateLeft(s0 + s3, 23) + s0);
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Uniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>A whole number from 0 to count − 1, each equally likely.</summary>
    /// <param name="count">At least 1.</param>
    public int Below(int count)
    {
        Require.AtLeast(count, 1, nameof(count));
        // Lemire, "Fast Random Integer Generation in an Interval" (2019): multiply and shift, rejecting the biased part.
        uint bound = (uint)count;
        ulong product = (NextBits() >> 32) * bound;
        if ((uint)product < bound)
        {
            uint threshold = unchecked(0u - bound) % bound;
            while ((uint)product < threshold)
                product = (NextBits() >> 32) * bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>Puts the items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The numbers 0 … count − 1 in a random order.</summary>
    public int[] Permutation(int count)
    {
        int[] result = new int[count];
        for (int i = 0; i < count; i++)
            result[i] = i;
        Shuffle(result.AsSpan());
        return result;
    }

    /// <summary>Different numbers from 0 … population − 1, in ascending order, every subset equally likely.</summary>
    public int[] Sample(int population, int count)
    {
        Require.Between(count, 0, population, nameof(count));
        int[] all = new int[population];
        for (int i = 0; i < population; i++)
            all[i] = i;
        for (int i = 0; i < count; i++)
        {
            int j = i + Below(population - i);
            (all[i], all[j]) = (all[j], all[i]);
        }
        int[] result = all[..count];
        Array.Sort(result);
        return result;
    }
}
