namespace Hone.Recipes;

/// <summary>A hash of text that is the same in every run and on every machine, as stored models need.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over UTF-16 units, finished by a mixer so that low bits are as good as high ones.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in text)
            hash = unchecked((hash ^ c) * 0x100000001B3);
        unchecked
        {
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
            return hash ^ (hash >> 31);
        }
    }

    /// <summary>The place of a text among so many, and a sign that is independent of it.</summary>
    public static (int Place, double Sign) PlaceOf(ReadOnlySpan<char> text, int places)
    {
        ulong hash = Of(text);
        return ((int)((hash >> 1) % (ulong)places), (hash & 1) == 0 ? 1 : -1);
    }
}
