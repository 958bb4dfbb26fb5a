namespace Hone.Recipes;

/// <summary>Sorts strings by their UTF-16 units, four at a time as one number: a comparison of numbers in place of a walk to two strings.</summary>
internal static class OrdinalOrder
{
    // Fewer strings are compared as they are.
    private const int FewStrings = 24;

    /// <summary>The positions of the strings in ascending order.</summary>
    public static int[] Of(string[] strings)
    {
        int[] order = new int[strings.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Sort(strings, order, 0);
        return order;
    }

    // All strings named agree in their first `from` units.
    private static void Sort(string[] strings, Span<int> order, int from)
    {
        if (order.Length < FewStrings)
        {
            order.Sort((a, b) => string.CompareOrdinal(strings[a], strings[b]));
            return;
        }
        ulong[] keys = new ulong[order.Length];
        bool longer = false;
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = KeyOf(strings[order[i]], from);
            longer |= strings[order[i]].Length > from + 4;
        }
        keys.AsSpan().Sort(order);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start]; end++)
            {
            }
            if (end - start == 1)
                continue;
            if (longer)
                Sort(strings, order[start..end], from + 4);
            else
                order[start..end].Sort((a, b) => string.CompareOrdinal(strings[a], strings[b]));       // they differ in zeros at the end alone
        }
    }

    private static ulong KeyOf(string text, int from)
    {
        ulong key = 0;
        for (int i = from; i < from + 4; i++)
            key = (key << 16) | (i < text.Length ? text[i] : 0u);
        return key;
    }
}
