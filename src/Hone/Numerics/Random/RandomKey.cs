namespace Hone.Numerics;

/// <summary>A seed that can be split: a key gives any number of child keys, each with a stream of its own.</summary>
/// <remarks>
/// Immutable and free to share between threads. Work that runs in parallel opens <c>key.Child(task)</c>, so the numbers
/// depend on the task and never on the thread that ran it.
/// Mixing is the finaliser of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
/// </remarks>
/// <param name="State">The mixed seed.</param>
public readonly record struct RandomKey(ulong State)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The key of a user's seed.</summary>
    public static RandomKey FromSeed(ulong seed) => new(Mix(seed + Golden));

    /// <summary>The key of a numbered part of the work, for example one tree of a forest.</summary>
    public RandomKey Child(int index) => new(Mix(State ^ Mix(unchecked((ulong)index + Golden))));

    /// <summary>The key of a named part of the work, for example "bootstrap".</summary>
    public RandomKey Child(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ulong hash = 0xCBF29CE484222325;                       // FNV-1a over UTF-16 units: stable across runs, unlike string.GetHashCode
        foreach (char c in name)
            hash = unchecked((hash ^ c) * 0x100000001B3);
        return new RandomKey(Mix(State ^ Mix(hash)));
    }

    /// <summary>Opens the key's stream: always the same numbers.</summary>
    public RandomStream Open() => new(State);

    internal static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
