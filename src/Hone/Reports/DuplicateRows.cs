using Hone.Data;

namespace Hone.Reports;

/// <summary>Counts rows that repeat an earlier row, by a 64-bit hash of all their values.</summary>
internal static class DuplicateRows
{
    /// <summary>Cost: O(n·d). Two different rows are taken for one with a chance below n²/2⁶⁵.</summary>
    public static int Count(Frame table)
    {
        if (table.Columns.Count == 0)
            return 0;
        ulong[] hashes = new ulong[table.RowCount];
        foreach (Column column in table.Columns)
        {
            for (int i = 0; i < hashes.Length; i++)
                hashes[i] = Mix(hashes[i] ^ Hash(column, i));
        }
        HashSet<ulong> seen = new(hashes.Length);
        int repeated = 0;
        foreach (ulong hash in hashes)
            repeated += seen.Add(hash) ? 0 : 1;
        return repeated;
    }

    private static ulong Hash(Column column, int i)
    {
        if (column.IsMissing(i))
            return 0x9E37_79B9_7F4A_7C15;
        return column switch
        {
            NumberColumn numbers => (ulong)BitConverter.DoubleToInt64Bits(numbers[i] + 0.0),   // −0 and 0 are one value
            WholeColumn wholes => (ulong)wholes[i],
            FlagColumn flags => flags[i] ? 1UL : 2UL,
            TimeColumn times => (ulong)times[i].Ticks,
            CategoryColumn categories => (ulong)categories.Codes[i],
            _ => OfText(column.Format(i) ?? ""),
        };
    }

    // Fowler, Noll and Vo's hash.
    private static ulong OfText(string text)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325;
        foreach (char c in text)
            hash = (hash ^ c) * 0x0000_0100_0000_01B3;
        return hash;
    }

    // The finaliser of SplitMix64, which is one to one.
    private static ulong Mix(ulong z)
    {
        z += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
