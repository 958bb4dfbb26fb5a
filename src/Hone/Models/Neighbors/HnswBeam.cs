namespace Hone.Models.Neighbors;

/// <summary>The nearest slots that a walk through a graph has met, in order, and which of them it has still to go on from.</summary>
/// <remarks>Only slots that a filter allows count towards the breadth; others are kept to walk through as long as they are nearer than the worst that counts.</remarks>
internal sealed class HnswBeam
{
    // Slots that do not count may outnumber those that do by this factor; beyond it the filter is too narrow to walk.
    private const int Widest = 16;

    private Entry[] entries = [];
    private int breadth;
    private int allowed;
    private int next;

    /// <summary>A slot that has been met.</summary>
    public record struct Entry(float Distance, int Slot, bool Allowed, bool Done);

    /// <summary>Nearest first; of equals the lower slot.</summary>
    public ReadOnlySpan<Entry> Entries => entries.AsSpan(0, Count);

    public int Count { get; private set; }

    /// <summary>How many count.</summary>
    public int Allowed => allowed;

    /// <summary>Whether too few of the slots met were allowed.</summary>
    public bool TooNarrow { get; private set; }

    /// <summary>What a slot must not exceed to get in.</summary>
    public float Worst => allowed < breadth ? float.PositiveInfinity : entries[Count - 1].Distance;

    public void Clear(int newBreadth)
    {
        (breadth, Count, allowed, next, TooNarrow) = (newBreadth, 0, 0, 0, false);
        if (entries.Length <= newBreadth)
            entries = new Entry[newBreadth + 1];
    }

    /// <summary>Takes the slot in if it is near enough.</summary>
    public void Offer(float distance, int slot, bool counts)
    {
        if (allowed == breadth && !Nearer(distance, slot, entries[Count - 1]))
            return;
        if (Count / Widest >= breadth)
        {
            TooNarrow = true;
            return;
        }
        if (Count == entries.Length)
            Array.Resize(ref entries, 2 * Count);
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (Nearer(distance, slot, entries[middle]))
                high = middle;
            else
                low = middle + 1;
        }
        Array.Copy(entries, low, entries, low + 1, Count - low);
        entries[low] = new Entry(distance, slot, counts, Done: false);
        Count++;
        next = Math.Min(next, low);
        if (!counts || ++allowed <= breadth)
            return;
        do
        {
            allowed -= entries[--Count].Allowed ? 1 : 0;
        }
        while (allowed > breadth || !entries[Count - 1].Allowed);
    }

    /// <summary>The nearest slot not gone on from yet, which is then done; −1 where there is none.</summary>
    public int Next()
    {
        while (next < Count && entries[next].Done)
            next++;
        if (next >= Count)
            return -1;
        entries[next].Done = true;
        return entries[next].Slot;
    }

    private static bool Nearer(float distance, int slot, Entry than) => distance < than.Distance || (distance == than.Distance && slot < than.Slot);
}
