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

    // All strings named agree in their first `from` units. The largest group that agrees further is gone on with here, so that calls are never deeper than
    // the logarithm of the number of strings, however long what they share.
    private static void Sort(string[] strings, Span<int> order, int from)
    {
        for (; order.Length >= FewStrings; from += 4)
        {
            ulong[] keys = new ulong[order.Length];
            bool longer = false;
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = KeyOf(strings[order[i]], from);
                longer |= strings[order[i]].Length > from + 4;
            }
            keys.AsSpan().Sort(order);
            Span<int> largest = [];
            for (int start = 0, end; start < keys.Length; start = end)
            {
                for (end = start + 1; end < keys.Length && keys[end] == keys[start]; end++)
                {
                }
                if (end - start == 1)
                    continue;
                Span<int> alike = order[start..end];
                if (!longer)
                {
                    Compare(strings, alike);                    // they differ in zeros at the end alone
                    continue;
                }
                if (alike.Length > largest.Length)
                {
                    Span<int> smaller = largest;
                    largest = alike;
                    alike = smaller;
                }
                Sort(strings, alike, from + 4);
            }
            order = largest;
        }
        Compare(strings, order);
    }

    private static void Compare(string[] strings, Span<int> order) => order.Sort((a, b) => string.CompareOrdinal(strings[a], strings[b]));

    private static ulong KeyOf(string text, int from)
    {
        ulong key = 0;
        for (int i = from; i < from + 4; i++)
            key = (key << 16) | (i < text.Length ? text[i] : 0u);
        return key;
    }
}
